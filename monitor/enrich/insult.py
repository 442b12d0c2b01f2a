"""Contempt or invective aimed at somebody, which imputes no fact (in French law: elements of an *injure*)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.enrich.aim import BRAND, NOBODY, OTHER, PRODUCT, SELF, STAFF, THEY, YOU, holder, subject
from monitor.enrich.excuses import excused
from monitor.enrich.feints import (
    ARTICLES,
    THINGS,
    asks_who,
    infests,
    joined,
    let_go,
    likens,
    of_a_thing,
    of_it,
    sold,
    species,
    stranger,
    stresses,
    titled,
)
from monitor.enrich.pardons import GLAD, held_back, of_oneself
from monitor.enrich.scene import CRY, Scene, judged_scene
from monitor.enrich.verdicts import SILENT, Cue, Heard, total
from monitor.enrich.vocabulary import NOTHING
from monitor.model import NO_SCORE, Score, Span

CONTEMPT = frozenset({"curse", "label", "scorn", "weak", "fierce", "thing", "dirt", "slurred"})
HEARD = CONTEMPT | {"sendoff", "slur"}
IN_A_CRY = CONTEMPT | set("quite thick brand role company pack kind everyone exclaim point covered".split())
MOST_CUES = 24
LED = frozenset(
    "tenu tenue tenus dirige dirigee geree gere pilote pilotee mene menee anime entoure conseille "
    "run managed owned led staffed headed operated".split()
)
NEAR = 6  # words before a name in which whoever is called it stands
FAINT = 0.25  # less than possible
STORY = 60  # words; in more, whoever is sent off is named nearby
BARE = 7  # words; a longer clause is a sentence, and no cry
_SIGNS = re.compile("🖕")
_CALLED = re.compile(
    r"(?i)\b(?:les|ces|des|de|the|those|these|you|of)\s*[🤡🐍🐀🐷🐖🐽🤥💩]"
)  # a figure in a noun's place
_FIGURES = re.compile("[🐀-🤥](?<=[🤡💩🐍🐀🐷🐖🐁🐽🤥🖕])")


@dataclass(frozen=True, slots=True)
class Called:
    """How somebody is called something: the rule, its weight, whom it aims at and where the words begin."""

    rule: str
    weight: float
    aim: str
    first: int


def insult_of(prose: str, language: str, spans: tuple[Span, ...] = (), target: str = "") -> Score:
    scene = judged_scene(prose, language, spans, target)
    return hear_insult(scene).score if scene else NO_SCORE


def hear_insult(scene: Scene) -> Heard:
    if scene.present.isdisjoint(HEARD) and not _FIGURES.search(scene.reading.prose):
        return SILENT
    cues: list[Cue] = []
    for cue in (*_sent_off(scene), *_slurs(scene), *_names(scene), *_pictures(scene)):
        if not any(cue.first <= other.last and other.first <= cue.last for other in cues):
            cues.append(cue)
        if len(cues) >= MOST_CUES:
            break
    return total(scene, cues)


def grounds_of(scene: Scene, heard: Heard) -> tuple[str, ...]:
    """What the contempt aims at (origin, religion, sex, orientation, identity, disability), where it is more than
    contempt."""
    if heard.score.label == "none":
        return ()
    found = [tag.partition(":")[2] for tags in scene.tags for tag in tags if tag.startswith("slur:")]
    return tuple(dict.fromkeys(found))


def _sent_off(scene: Scene) -> Iterator[Cue]:
    for at, tags in enumerate(scene.tags):
        if "sendoff" in tags and _opens(scene, at):
            last = at + scene.reach[at] - 1
            weight = 0.85 if _to_us(scene, at) else FAINT
            yield Cue(at, last, weight, "sent off", YOU, held_back(scene, at, last, YOU, "sent off"))


def _to_us(scene: Scene, at: int) -> bool:
    """The text is short, or the brand or whoever is spoken to stands near."""
    if len(scene) <= STORY and (scene.known or len(scene) <= CRY or "@" in scene.reading.prose):
        return True
    return scene.known and scene.has(scene.around(at), "brand", "spoken", "role", "company")


def _opens(scene: Scene, at: int) -> bool:
    """Nobody stands before it whose verb it would be: `il ferme sa bouche` sends nobody off."""
    if at == scene.clause(at).start:
        return True
    before = scene.tags[at - 1]
    if scene.texts[at - 1] in {"to", "tu", "que"}:
        return False
    return bool(before & {"brand", "quite", "role", "name", "curse", "scorn"}) and not before & {"they", "their", "i"}


def _slurs(scene: Scene) -> Iterator[Cue]:
    for at, tags in enumerate(scene.tags):
        if any(tag.startswith("slur:") for tag in tags):
            last = at + scene.reach[at] - 1
            called = _called(scene, at, last)
            strong = called.rule != "aimed at nobody" or scene.reach[at] > 1
            rule = "contempt for what somebody is"
            aim = called.aim
            yield Cue(called.first, last, 0.85 if strong else FAINT, rule, aim, held_back(scene, at, last, aim, rule))


def _names(scene: Scene) -> Iterator[Cue]:
    for at, tags in enumerate(scene.tags):
        if tags.isdisjoint(CONTEMPT) or "brand" in tags or _leads(scene, at) or infests(scene, at):
            continue
        if titled(scene, at) or stresses(scene, at) or sold(scene, at):
            continue
        last = at + scene.reach[at] - 1
        called = _called(scene, at, last)
        if called.weight:
            yield Cue(
                called.first,
                last,
                called.weight,
                called.rule,
                called.aim,
                held_back(scene, at, last, called.aim, called.rule),
            )


def _leads(scene: Scene, at: int) -> bool:
    """An adjective before another word of contempt is part of that."""
    after = at + scene.reach[at]
    leading = "thick" in scene.tags[at] and "curse" not in scene.tags[at] and after < len(scene)
    return leading and joined(scene, after) and not scene.tags[after].isdisjoint(CONTEMPT)


def _called(scene: Scene, at: int, last: int) -> Called:
    """The strongest way in which words *at* to *last* are said of somebody; weight 0 where they are not."""
    tags, head = scene.tags[at], _head(scene, at)
    hard, name = "curse" in tags, not tags.isdisjoint({"curse", "label", "scorn"})
    opener = scene.texts[head - 1] if head else ""
    before = scene.tags[head - 1] if head and joined(scene, head) else NOTHING
    if "slurred" in tags and not name:
        sullied = any(scene.texts[place] in {"sale", "sales", "espece"} for place in range(head, at))
        return Called("contempt for what somebody is", 0.85 * sullied, _whom(scene, head, NOBODY), head)
    if "pack" in before and (name or tags & {"weak", "thing", "dirt"}):
        return _packed(scene, head - 1, at)
    if "kind" in before and scene.vocabulary.language == "fr" and not species(scene, head - 1):
        return Called("pack", 0.85, _whom(scene, head - 1, YOU), head - 1)
    if scene.vocabulary.language == "en" and name and "spoken" in before and opener != "ur":
        return Called("second person", 0.8, YOU, head - 1)
    said = _said_of(scene, head, at)
    if said and said.aim == SELF:
        return said
    if likens(scene, last):
        return Called("called so", 0.7, OTHER, head)
    if of_a_thing(scene, last):
        return Called("exclaimed", 0.7, PRODUCT, head)
    if said and _fits(scene, said, head, at):
        return said
    if not said and stranger(scene, head, last):
        return Called("called so", 0.7, OTHER, head)
    attached = _attached(scene, head, at, last)
    if attached and name and (hard or tags.isdisjoint({"product", "goods", "folk"})):
        return attached
    if name and _all_of(scene, head):
        opens = scene.first(range(max(scene.clause(head).start, head - 2), head), "everyone")
        return Called("called so", 0.7, _whom(scene, head, THEY), opens)
    if name and _exclaimed(scene, head, at, hard=hard):
        opens = head - (head > 0 and "exclaim" in before) - 2 * (opener in {"a", "an"} and head > 1)
        return Called("exclaimed", 0.7, _whom(scene, head, NOBODY), opens)
    if name and "point" in before and (hard or ("label" in tags and _ends(scene, last)) or head < at):
        return Called("pointed at", 0.65 if hard else 0.5, _whom(scene, head - 1, THEY), head - 1)
    cried = scene.known or (len(scene) <= CRY and (hard or "label" in tags))
    if name and cried and _bare(scene, at):
        return Called("bare label", 0.7, _whom(scene, head, BRAND), head)
    if hard:
        near = scene.has(scene.sentence(at), "brand", "role", "spoken") and scene.known
        return Called("aimed at nobody", 0.5 if near else FAINT, _whom(scene, head, NOBODY), head)
    if of_oneself(scene, at):
        return Called("called so", 0.7, SELF, head)
    return Called("", 0.0, NOBODY, head)


def _ends(scene: Scene, last: int) -> bool:
    """No further word follows to make *your fraud department* of it."""
    return last + 1 >= len(scene) or not joined(scene, last + 1) or bool(scene.tags[last + 1])


def _head(scene: Scene, at: int) -> int:
    """Where the words that lead up to a name begin: adjectives, and `de` in *bande de*."""
    head = at
    start = scene.clause(at).start
    while head > start and at - head < 4:
        tags = scene.tags[head - 1]
        linking = scene.texts[head - 1] in {"de", "d", "of"}
        if linking and head - 1 > start and {"pack", "kind"} & scene.tags[head - 2]:
            return head - 1
        if "thick" not in tags or "pack" in tags:
            break
        head -= 1
    return head


def _packed(scene: Scene, pack: int, at: int) -> Called:
    """`Bunch of thieves` insults; `a bunch of thieves broke in` tells of thieves."""
    told = pack > 0 and scene.texts[pack - 1] in {"une", "a", "la", "l", "the", "cette", "this"}
    if told and not scene.addressed:
        return Called("pack", FAINT, NOBODY, pack)
    aim = _whom(scene, pack, YOU)
    if told and "label" in scene.tags[at] and not _said_of(scene, pack, at) and not _bare(scene, at):
        return Called("pack", 0.5, aim, pack)
    return Called("pack", 0.85, aim, pack)


def _said_of(scene: Scene, head: int, at: int) -> Called | None:
    """`You are`, `ils sont tous`, `this manager is such`: a copula before the name, with only little words between."""
    place = head - 1
    start = scene.sentence(at).start
    while place >= start and head - place <= NEAR:
        tags = scene.tags[place]
        if "be" in tags and (scene.texts[place] != "s" or scene.vocabulary.language == "en"):
            return _of_subject(scene, place)
        if tags.isdisjoint({"quite", "thick", "article", "pack", "their", "not", "only", "belongs", "exclaim"}):
            return None
        place -= 1
    return None


def _of_subject(scene: Scene, copula: int) -> Called | None:
    if copula and scene.texts[copula - 1] in {"there", "theres"}:
        return None
    if scene.texts[copula] in {"im", "youre", "theyre", "its"}:
        aim = {"im": SELF, "youre": YOU, "theyre": THEY}.get(scene.texts[copula], PRODUCT)
        return Called("second person" if aim == YOU else "called so", 0.8, aim, copula)
    aim, place = subject(scene, copula)
    if asks_who(scene, copula):
        aim = OTHER
    if scene.has(range(copula, copula + 1), "be_self") and scene.texts[copula] not in {"was", "etais"}:
        aim = SELF
    if aim == BRAND and not scene.known and "name" in scene.tags[place]:
        aim = OTHER
    first = place if place >= 0 and copula - place <= NEAR else copula
    if aim == YOU or scene.texts[copula] in {"etes", "es"}:
        return Called("second person", 0.8, YOU, first)
    return Called("called so", 0.75, aim, first)


def _fits(scene: Scene, said: Called, head: int, at: int) -> bool:
    """Nouns take an article in French; dirt and jokes are said of things, unless they are said to somebody's face."""
    tags = scene.tags[at]
    if "fierce" in tags or "dirt" in tags:
        if "fierce" in tags and (scene.texts[said.first] in THINGS or let_go(scene, at)):
            return False
        return said.aim in ({YOU, STAFF, THEY} if "dirt" in tags else {YOU, STAFF, THEY, BRAND})
    if tags.isdisjoint({"curse", "label", "scorn"}):
        return False
    if scene.vocabulary.language == "en" or "curse" in tags:
        return True
    return scene.texts[head - 1] in ARTICLES


def _attached(scene: Scene, head: int, at: int, last: int) -> Called | None:
    """`Connards d'Orsel`, `this prick of a manager`, `the Orsel clowns`, `escroc de notaire`."""
    sentence = scene.sentence(at)
    place = last + 1
    if head > sentence.start + 1 and _run_by(scene, head):
        return Called("attached", 0.75, STAFF, head)
    if place < sentence.stop and "belongs" in scene.tags[place]:
        after = range(place + 1, min(sentence.stop, place + 4))
        owner = scene.first(after, "brand", "role", "company")
        between = range(place + 1, owner)
        loose = any(scene.tags[n].isdisjoint({"article", "belongs", "thick", "brand"}) for n in between)
        if owner >= 0 and not loose and not ("label" in scene.tags[at] and scene.texts[place] == "a"):
            return Called("attached", 0.75, BRAND if "brand" in scene.tags[owner] else STAFF, head)
    beside = place < sentence.stop and "brand" in scene.tags[place] and "curse" in scene.tags[at]
    if beside or (head > sentence.start and "brand" in scene.tags[head - 1] and joined(scene, head)):
        if not beside and _pointed(scene, head - 1):
            return Called("pointed at", 0.7, BRAND, head - 1)
        if not (place < sentence.stop and {"auxiliary", "be"} & scene.tags[place]) or "curse" in scene.tags[at]:
            return Called("beside the brand", 0.65 if "curse" in scene.tags[at] else 0.45, BRAND, head)
    return None


def _run_by(scene: Scene, head: int) -> bool:
    """`Tenu par des débiles`, `run by idiots`."""
    before = head - 1 if scene.texts[head - 1] in {"des", "un", "une", "a", "the", "les"} else head
    return scene.texts[before - 1] in {"par", "by"} and scene.texts[before - 2] in LED


def _pointed(scene: Scene, brand: int) -> bool:
    """`These Orsel clowns`."""
    while brand > 0 and "brand" in scene.tags[brand]:
        brand -= 1
    return scene.texts[brand] in {"these", "those", "you", "ces"}


def _all_of(scene: Scene, head: int) -> bool:
    """`Tous des menteurs`, `all crooks`."""
    before = range(max(scene.clause(head).start, head - 2), head)
    return (
        scene.has(before, "everyone")
        and all("quite" in scene.tags[n] for n in before)
        and scene.texts[head - 1] != "de"
    )


def _exclaimed(scene: Scene, head: int, at: int, *, hard: bool) -> bool:
    """`Quel connard`, `sale voleur`, `what an idiot`, `pathetic idiots`."""
    start = scene.clause(head).start
    place = head - 1 if head > start and scene.texts[head - 1] not in {"a", "an"} else head - 2
    opens = place >= start and "exclaim" in scene.tags[place]
    loud = opens and (hard or "point" in scene.tags[place] or head < at)
    return loud or any("exclaim" in scene.tags[n] for n in range(head, at + (scene.reach[at] > 1)))


def _bare(scene: Scene, at: int) -> bool:
    """The name is all that its clause says, but for the brand, its people and little words."""
    clause = scene.clause(at)
    others = sum(scene.tags[place].isdisjoint(IN_A_CRY) for place in clause)
    links = any(scene.texts[place] in {"a", "un", "une"} for place in range(max(clause.start, at - 1), at))
    if scene.vocabulary.language == "fr" and at > clause.start and scene.texts[at - 1] == "a":  # `usine a cochons`
        return False
    if len(clause) > BARE or others or (links and not scene.known) or of_it(scene, clause):
        return False
    return len(scene) <= STORY or clause == scene.sentence(at) or scene.has(clause, "brand", "spoken", "role")


def _whom(scene: Scene, at: int, default: str) -> str:
    """Whom a name without a verb aims at: *mon voisin, ce connard* is not the brand."""
    sentence = scene.sentence(at)
    for place in range(at - 1, max(sentence.start, at - NEAR) - 1, -1):
        tags = scene.tags[place]
        if "other" in tags or ("mine" in tags and "kin" in scene.tags[min(place + 1, len(scene) - 1)]):
            return holder(scene, place, OTHER)[0]
        if tags & {"brand", "role", "company"}:
            return BRAND
        if "spoken" in tags:
            return YOU
    ahead = range(at + 1, min(scene.clause(at).stop, at + NEAR))
    return OTHER if scene.has(ahead, "other") and not scene.has(ahead, "brand") else default


def _pictures(scene: Scene) -> Iterator[Cue]:
    """A raised finger insults; a clown or a rat does beside the brand, in a text that says little else."""
    prose = scene.reading.prose
    found = list(_FIGURES.finditer(prose))
    if not found or not len(scene) or GLAD.search(prose):
        return
    at = min(range(len(scene)), key=lambda place: abs(scene.reading.begins[place] - found[0].start()))
    finger = bool(_SIGNS.search(prose))
    aimed = scene.says("brand", "spoken", "role", "company", "they") or not scene.known
    called = bool(_CALLED.search(prose))
    if scene.says("good", "friendly", "product", "i") and not finger and not called:
        return
    if aimed and (finger or called or len(scene) <= 12 or scene.has(range(max(0, at - 3), at + 1), "pack")):
        yield Cue(at, at, 0.75 if finger else 0.6, "a sign of contempt", BRAND, excused(scene, at))
