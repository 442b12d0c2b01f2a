"""A precise fact that harms somebody's honour, true or not (in French law: elements of a *diffamation*).

A frame of the tables is found by its trigger, its object nearby, its subject by grammar; doubt, questions and
repetition lower it and do not excuse it.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.enrich.aim import AIMED, BRAND, NOBODY, OTHER, PRODUCT, SELF, YOU, holder, subject
from monitor.enrich.excuses import EXCUSES, excused, negated, only_a_place
from monitor.enrich.forms import FINITE, GERUND, INFINITIVE, PARTICIPLE
from monitor.enrich.scene import Scene, judged_scene
from monitor.enrich.verdicts import Cue, Heard, total
from monitor.enrich.vocabulary import Frame, Trigger, stands
from monitor.model import NO_SCORE, Score, Span

AFTER, BEFORE = 7, 6  # words in which an object is looked for, to the right and to the left of its verb
LATE = frozenset({"never_delivered", "jamais_livre", "jamais_paye", "cancel", "never", "fake_reviews", "faux_avis"})
MODAL = frozenset(
    "pourrait pourraient peut peuvent va vont doit doivent bientot encore can could may might will".split()
)
PREPOSITIONS = frozenset("with by of against about".split())
ITSELF = frozenset({"it", "il", "elle"})
PARTING = frozenset("with for of on in sur pour avec contre dans".split())
MONEY = frozenset("€$£")
DEAR = frozenset("racket vol arnaque escroquerie braquage extorsion robbery theft extortion".split())  # of a price
PRICES = frozenset("prix tarif tarifs price prices fees".split())
PAST = frozenset(
    "stole sold lied sent gave took kept hid knew made paid bought left hit beat broke wrote cut spent".split()
)
AGAINST = frozenset(
    "contre anti against prevention prevent lutte fight detect spot couvre couvrez couvrent couvert garantit garantie "
    "assure rembourse remboursez indemnise prend prenez cover covers covered insure insures refund refunds "
    "reimburse compensate".split()
)
MOST_CUES = 24
HINT = 0.55
STORY = 90  # words; a longer text tells, and hints at nothing
LONG = 30  # words; a longer sentence hints at nothing any more


def accusation_of(prose: str, language: str, spans: tuple[Span, ...] = (), target: str = "") -> Score:
    scene = judged_scene(prose, language, spans, target)
    return hear_accusation(scene).score if scene else NO_SCORE


def hear_accusation(scene: Scene) -> Heard:
    cues: list[Cue] = []
    for at, trigger in _triggers(scene):
        cue = _judged(scene, at, trigger)
        if cue and not any(cue.first <= other.last and other.first <= cue.last and not other.held for other in cues):
            cues.append(cue)
        if len(cues) >= MOST_CUES:
            break
    cues += _hints(scene) if not any(not cue.held for cue in cues) else ()
    return total(scene, cues)


def _triggers(scene: Scene) -> Iterator[tuple[int, Trigger]]:
    """Each trigger and its place, but those whose object is nowhere in the text."""
    yield from scene.facts
    openers = scene.vocabulary.openers
    places = [at for at, text in enumerate(scene.texts) if text in openers]
    there = {*scene.present, *scene.texts, "pronoun"} if places else set()  # who suffers, a verb may tell
    for at in places:
        for trigger in _opened(scene, at):
            if not trigger.frame.needs or not trigger.frame.needs.isdisjoint(there):
                yield at, trigger


def _opened(scene: Scene, at: int) -> Iterator[Trigger]:
    known, texts = scene.vocabulary, scene.texts
    for rest, trigger in known.deeds.get(texts[at : at + 2], ()):
        if stands(rest, texts, at + 2):
            yield trigger
    yield from known.triggers.get(texts[at], ())


def _judged(scene: Scene, at: int, trigger: Trigger) -> Cue | None:
    frame, last = trigger.frame, at + trigger.length - 1
    if scene.tags[at] & {"brand", "idle"}:
        return None
    voice = _voice(scene, at, trigger.kinds) if frame.verbal else "noun"
    object_at = _object(scene, at, last, frame, voice)
    if object_at is None or not voice:
        return None
    if frame.omission and not (negated(scene, at) or _refuses(scene, at)):
        return None
    held, who, place = _held(scene, at, frame, voice, object_at)
    if object_at >= 0:
        at, last = min(at, object_at), max(last, object_at + scene.reach[object_at] - 1)
    first = at
    if 0 <= place < first and first - place <= BEFORE:
        first = place
    return Cue(first, last, frame.weight, frame.rule, who, held)


def _voice(scene: Scene, at: int, kinds: frozenset[str]) -> str:
    """`active`, `passive` or `made` (se faire voler, get robbed); empty where the word is no verb here."""
    before = _skip(scene, at)
    tags = scene.tags[before] if before >= 0 else frozenset()
    if (FINITE in kinds and _is_noun(scene, at)) or _adjective(scene, at, kinds):
        return ""
    if INFINITIVE in kinds and scene.vocabulary.language == "fr" and "make" in tags:
        return "made"
    if PARTICIPLE in kinds:
        if "passive" in tags or ("be" in tags and scene.vocabulary.language == "fr" and "have" not in tags):
            return "passive"
        if "have" in tags:
            return "active"
        if at + 1 < len(scene) and scene.texts[at + 1] in {"by", "par"}:
            return "passive"
        if FINITE not in kinds:
            return "active" if scene.vocabulary.language == "en" else "loose"
    return "active" if kinds & {FINITE, GERUND, INFINITIVE} else ""


def _adjective(scene: Scene, at: int, kinds: frozenset[str]) -> bool:
    """`With stolen cards`, `by fake reviews`: English has no verb after a preposition but a gerund."""
    if scene.vocabulary.language == "fr" or not at or GERUND in kinds or not _same_clause(scene, at - 1, at):
        return False
    return scene.texts[at - 1] in PREPOSITIONS


def _skip(scene: Scene, at: int) -> int:
    """The word before *at*, adverbs and little words left out."""
    place = at - 1
    start = scene.sentence(at).start
    while place >= start and at - place < 4 and not {"have", "be", "passive", "make"} & scene.tags[place]:
        if not ({"not", "quite", "auxiliary", "object", "you", "we"} & scene.tags[place]) and not scene.texts[
            place
        ].endswith(("ment", "ly")):
            return -1
        place -= 1
    return place if place >= start and at - place < 4 else -1


def _is_noun(scene: Scene, at: int) -> bool:
    """`a scam`, `le vol`, `the cheat`: what follows an article is no verb."""
    if scene.vocabulary.language == "en" and at + 1 < len(scene) and scene.texts[at + 1] == "of":
        return True
    if at == 0 or scene.sentence(at).start == at:
        return False
    before = scene.tags[at - 1]
    if scene.texts[at - 2 : at] == ("de", "l") or before & {"exclaim", "big"}:
        return True
    if scene.vocabulary.language == "en":
        return "their" in before and "object" not in before
    return scene.texts[at - 1] in {"un", "une", "des", "de", "d", "du", "ce", "cette", "ces", "mon", "ma", "son", "sa"}


def _object(scene: Scene, at: int, last: int, frame: Frame, voice: str) -> int | None:
    """Where what the frame needs stands; -1 where it needs nothing, None where it is missing."""
    if not frame.needs:
        return -1
    sentence = scene.sentence(at)
    right = range(last + 1, min(sentence.stop, last + 1 + AFTER))
    left = range(at - 1, max(sentence.start, at - BEFORE) - 1, -1)
    for place in right:
        if _fits(scene, place, frame) and not _crosses(scene, last, place):
            return place
    if not frame.verbal or voice in {"passive", "made", "loose"}:
        return next((place for place in left if _fits(scene, place, frame) or _suffers(scene, place, frame)), None)
    if scene.vocabulary.language == "fr":
        return next((n for n in left if at - n < 4 and "object" in scene.tags[n] and _fits(scene, n, frame)), None)
    return None


def _suffers(scene: Scene, at: int, frame: Frame) -> bool:
    """`I was scammed`: the subject of a passive is its object."""
    plural = scene.texts[at] not in {"he", "she", "it", "il", "elle"}
    return "pronoun" in frame.needs and plural and bool(scene.tags[at] & {"i", "we", "they"})


def _fits(scene: Scene, at: int, frame: Frame) -> bool:
    if scene.texts[at] in {"le", "la", "les", "l", "leur"} and at + 1 < len(scene) and "object" in scene.tags[at]:
        return "pronoun" in frame.needs and not scene.tags[at + 1].isdisjoint({"have", "object"}) | (
            scene.texts[at + 1] in scene.vocabulary.triggers
        )
    tags = scene.tags[at]
    return not tags.isdisjoint(frame.needs) or ("covered" not in tags and scene.texts[at] in frame.needs)


def _crosses(scene: Scene, last: int, place: int) -> bool:
    """Whether something parts an object from its verb: the end of a clause, a preposition before a person."""
    if scene.tags[place] & LATE:
        return False
    if scene.reading.clauses[last] != scene.reading.clauses[place]:
        return True
    personal = scene.tags[place] & {"folk", "pronoun"}
    return bool(personal) and any(scene.texts[n] in PARTING for n in range(last + 1, place))


def _held(scene: Scene, at: int, frame: Frame, voice: str, object_at: int) -> tuple[str, str, int]:
    """Why a frame does not count (empty where it does), at whom it aims, and where he stands."""
    who, place = _agent(scene, at, voice)
    if _brand_suffers(scene, at, voice, frame):
        return "the brand is the victim", who, place
    if not frame.omission and negated(scene, at):
        return "a negation", who, place
    why = excused(scene, at)
    if why and not _all_the_same(scene, why, frame, who, object_at):
        return why, who, place
    if _fought(scene, at, voice):
        return "a fight against it", who, place
    if who == OTHER:
        return "another subject", who, place
    if who == SELF:
        return "of oneself", who, place
    if who == PRODUCT and not frame.omission:
        return ("of a product", who, place) if voice == "active" and frame.verbal else ("", NOBODY, -1)
    if object_at >= 0 and "ordinary" in scene.tags[object_at] and not frame.omission:
        return "a figure of speech", who, place
    if voice == "noun" and scene.texts[at] in DEAR and _priced(scene, at):
        return "a figure of speech", who, place
    if who == NOBODY and frame.verbal and _bidden(scene, at, voice):
        return "a request", who, place
    if frame.rule in {"theft", "fraud"} and _of_prices(scene, at) and _of_all(scene, object_at):
        return "a figure of speech", who, place
    if (who == NOBODY or "name" in scene.tags[place]) and not scene.addressed:
        return "nobody accused", who, place
    return "" if who in AIMED else "another subject", who, place


def _all_the_same(scene: Scene, why: str, frame: Frame, who: str, object_at: int) -> bool:
    """An official may be bribed, and an impostor be the brand's own invention."""
    if why == EXCUSES["judge"]:
        return object_at >= 0 and "officials" in scene.tags[object_at]
    return why == EXCUSES["warn"] and frame.rule == "fake reviews" and who == BRAND


def _fought(scene: Scene, at: int, voice: str) -> bool:
    """`A filter against fraud`; asked of an insurer, `do you cover theft?`, `do you take stolen cars back?`"""
    near = [n for n in range(max(0, at - 4), at + 1) if scene.texts[n] in AGAINST]
    traded = any(scene.texts[n : n + 2] in {("contre", "un"), ("contre", "une")} for n in near)  # for an envelope
    return bool(near) and not traded and (voice == "noun" or scene.asked(at))


def _bidden(scene: Scene, at: int, voice: str) -> bool:
    """`Keep employees and flyers first`, `please check the figures`: asked for, not told."""
    opens = scene.sentence(at).start
    asks = scene.texts[opens] == "please" or (at > opens and scene.texts[at - 1] == "please")
    return (
        voice == "active" and (at == opens or asks) and scene.vocabulary.language == "en" and _is_base(scene.texts[at])
    )


def _is_base(verb: str) -> bool:
    return not verb.endswith(("ed", "ing", "s")) and verb not in PAST


def _priced(scene: Scene, at: int) -> bool:
    """A price is told in the sentence, in words or with a sign, which is no word."""
    sentence = scene.sentence(at)
    start, end = scene.span(sentence.start, sentence.stop - 1)
    if scene.has(sentence, "irony_price") or not MONEY.isdisjoint(scene.reading.prose[start : end + 2]):
        return True
    return any(_sum(scene, place) for place in sentence)


def _sum(scene: Scene, at: int) -> bool:
    """`600 for two tyres`, `80 pour un pneu`: a number that is paid for something."""
    after = scene.texts[at + 1 : at + 2]
    return scene.texts[at].isdigit() and len(scene.texts[at]) > 1 and after in {("for",), ("pour",)}


def _of_prices(scene: Scene, at: int) -> bool:
    return any(scene.texts[place] in PRICES or _sum(scene, place) for place in scene.sentence(at))


def _of_all(scene: Scene, object_at: int) -> bool:
    """Nothing that was taken is told, only from whom: `at these prices they rob you`."""
    return object_at < 0 or bool(scene.tags[object_at] & {"folk", "pronoun"})


def _refuses(scene: Scene, at: int) -> bool:
    before = range(max(0, at - 4), at)
    refusals = ("refus", "oubli", "evit", "omet", "avoid", "fail", "forget", "forgot", "stopp", "sans")
    return any(scene.texts[n].startswith(refusals) for n in before)


def _agent(scene: Scene, at: int, voice: str) -> tuple[str, int]:
    if voice in {"passive", "made", "loose"}:
        return _by_whom(scene, at)
    if voice == "noun":
        return _owner(scene, at)
    who, place = subject(scene, at)
    if who == NOBODY and _unknown_subject(scene, at) and (only_a_place(scene) or not _names_brand(scene, at)):
        return OTHER, -1
    if who == NOBODY and at == scene.clause(at).start and not scene.known:
        return OTHER, -1
    return who, place


def _names_brand(scene: Scene, at: int) -> bool:
    return scene.has(scene.sentence(at), "brand")


def _unknown_subject(scene: Scene, at: int) -> bool:
    """A noun that is nobody of ours, with its article and perhaps an adjective, right before the verb."""
    place = at - 1
    start = scene.clause(at).start
    while place >= start and (scene.tags[place] & {"auxiliary", "not", "object"} or scene.texts[place] in MODAL):
        place -= 1
    nouns = 0
    while place >= start and not scene.tags[place] and nouns < 2:
        place, nouns = place - 1, nouns + 1
    if not nouns and place > start and scene.tags[place] & {"curse", "scorn"}:  # `un connard m'a volé mon vélo`
        return scene.texts[place - 1] in {"un", "une", "some", "a", "an"}
    return bool(nouns) and place >= start and bool(scene.tags[place] & {"article", "their"})


def _by_whom(scene: Scene, at: int) -> tuple[str, int]:
    """The agent of a passive; nobody where it is not told."""
    sentence = scene.sentence(at)
    for place in range(at + 1, min(sentence.stop, at + 8)):
        if scene.texts[place] in {"par", "by", "chez", "at"}:
            for agent in range(place + 1, min(sentence.stop, place + 6)):
                tags = scene.tags[agent]
                if tags & {"role", "company", "brand", "you", "they"}:
                    return holder(scene, agent, "staff" if tags & {"role", "company"} else "brand")
                if tags & {"other", "name"}:
                    return OTHER, agent
    return NOBODY, -1


def _owner(scene: Scene, at: int) -> tuple[str, int]:
    """Whose a deed told by a noun is: the subject before it, unless that only speaks of it."""
    who, place = subject(scene, at)
    if who == SELF and at - place <= 3:
        return SELF, place
    if who in {SELF, PRODUCT}:
        return NOBODY, -1
    if who == OTHER and scene.has(scene.sentence(at), "brand"):
        after = range(at + 1, scene.sentence(at).stop)
        return (OTHER, place) if not scene.has(after, "brand") else ("brand", scene.first(after, "brand"))
    return who, place


def _brand_suffers(scene: Scene, at: int, voice: str, frame: Frame) -> bool:
    """The brand is stolen from, lied to, robbed: it is the verb's object and not its subject. What was done to it, it
    may have hushed up."""
    sentence = scene.sentence(at)
    if frame.rule == "cover-up" and subject(scene, at)[0] == BRAND:
        return False
    if voice in {"passive", "made"}:
        left = range(max(sentence.start, at - BEFORE), at)
        agent = _by_whom(scene, at)[0]
        return (
            scene.has(left, "brand")
            and not scene.has(left, "role", "folk", "money", "property", "data", "goods", "papers")
            and (agent != "brand")
        )
    if scene.has(sentence, "victim") and not scene.has(sentence, "me"):
        return voice == "noun" or not _brand_does(scene, at)
    right = range(at + 1, min(sentence.stop, at + 1 + AFTER))
    brand = scene.first(right, "brand")
    if brand < 0 or _brand_does(scene, at):
        return False
    link = scene.texts[brand - 1]
    if brand == at + 1 or (brand == at + 2 and link in {"la", "le", "the", "l", "les"}):
        return True
    if scene.vocabulary.language == "en" or not _same_clause(scene, at, brand):
        return link == "from"
    return link in {"a", "au", "aux"} or (link == "la" and scene.texts[brand - 2] == "a")


def _brand_does(scene: Scene, at: int) -> bool:
    """The subject is the brand or who is spoken to; or a pronoun after the brand, where nobody else was named: `Zanor
    never talks of the money it stole`."""
    who, place = subject(scene, at)
    if who in {"brand", YOU}:
        return True
    before = range(scene.sentence(at).start, max(place, 0))
    return scene.texts[place] in ITSELF and scene.has(before, "brand") and not scene.has(before, "other", "name")


def _same_clause(scene: Scene, first: int, second: int) -> bool:
    return scene.reading.clauses[first] == scene.reading.clauses[second]


def _hints(scene: Scene) -> list[Cue]:
    """`Funny how the inspector always leaves with an envelope`: a hint, and something to be hinted at."""
    if not {"insinuate", "brand"} <= scene.present or len(scene) > STORY:
        return []
    for at in range(len(scene)):
        if "insinuate" not in scene.tags[at]:
            continue
        sentence = scene.sentence(at)
        around = range(
            scene.sentence(max(0, sentence.start - 1)).start, scene.sentence(min(len(scene) - 1, sentence.stop)).stop
        )
        if not scene.has(around, "brand") or len(sentence) > LONG:
            continue
        shady = [place for place in around if "shady" in scene.tags[place] and not at <= place < at + scene.reach[at]]
        if shady and not excused(scene, at) and not scene.has(sentence, "i"):
            return [Cue(min(at, shady[0]), max(at + scene.reach[at] - 1, shady[-1]), HINT, "insinuation", NOBODY)]
    return []
