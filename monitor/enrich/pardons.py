"""Why a name that somebody is called does not count: of oneself, denied, reported, of others, of a thing, in joy."""

from __future__ import annotations

import re

from monitor.enrich.aim import BRAND, NOBODY, OTHER, PRODUCT, SELF, THEY, YOU
from monitor.enrich.excuses import excused, only_a_place
from monitor.enrich.feints import joined
from monitor.enrich.scene import Scene

NEAR = 6  # words before a name in which it is denied
RUNNING = frozenset(  # `that scumbag who runs Orsel`
    "run runs ran own owns owned manage manages lead leads gere gerent dirige dirigent tient tiennent possede".split()
)
GLAD = re.compile("[😍🥰😂🤣❤👏🔥💪🙌]")


def held_back(scene: Scene, at: int, last: int, aim: str, rule: str) -> str:
    """Why a name does not count; empty where it does."""
    sentence = scene.sentence(at)
    if aim == SELF or of_oneself(scene, at):
        return "of oneself"
    if _negated(scene, at):
        return "a negation"
    if _reported(scene, at, last):
        return "somebody else's words"
    if (
        aim == OTHER
        or (aim == YOU and _answers(scene, at))
        or _others_follow(scene, at, last, rule)
        or _unlike(scene, at)
    ):
        return "another subject"
    if aim == PRODUCT:
        return "of a product"
    if aim in {THEY, BRAND, NOBODY} and not scene.addressed:
        return "nobody we know"
    why = excused(scene, at)
    if why and not ("curse" in scene.tags[at] and why.endswith("hypothesis")):
        return why
    if rule not in {"pack", "second person", "sent off"} and _friendly(scene, sentence):
        return "friendly swearing"
    loose = rule in {"pack", "pointed at", "bare label", "aimed at nobody", "exclaimed"}
    if loose and scene.has(sentence, "victim") and ("label" in scene.tags[at] or not scene.has(sentence, "spoken")):
        return "the brand is the victim"
    if loose and _rescued(scene, at, sentence):
        return "another subject"
    return ""


def _negated(scene: Scene, at: int) -> bool:
    clause = scene.clause(at)
    before = range(max(clause.start, at - NEAR), at)
    denied = [place for place in before if "not" in scene.tags[place]]
    if not denied or scene.has(before, "nonstop"):
        return False
    return not any("only" in scene.tags[place] for place in range(denied[-1] + 1, at)) and any(
        "be" in scene.tags[place] for place in before
    )


def of_oneself(scene: Scene, at: int) -> bool:
    """`Je me sens con`, `moi comme un idiot`, `quel idiot je fais`, `like an idiot, I`."""
    sentence = scene.sentence(at)
    before = range(max(sentence.start, at - 5), at)
    like = any(scene.texts[place] in {"comme", "like"} for place in before) and scene.has(sentence, "i", "we", "me")
    following = [scene.texts[place] for place in range(at + 1, min(scene.clause(at).stop, at + 4))]
    alone = not scene.has(sentence, "you", "they", "role", "company") and "scorn" in scene.tags[at]
    if alone and scene.has(before, "exclaim") and not scene.has(before, "brand") and _speaks(scene, at):
        return True
    makes = following[:1] in (["je"], ["i"]) and not {"fais", "suis", "am", "m", "was"}.isdisjoint(following)
    return like or makes


def _speaks(scene: Scene, at: int) -> bool:
    """`Quelle gourde, j'ai oublié ...`: whoever cries so goes on to tell what he did."""
    return bool({"j", "je", "i"} & {*scene.texts[at + 1 : at + 3]})


def _reported(scene: Scene, at: int, last: int) -> bool:
    """Somebody is said to have called somebody so; whoever says *I* calls so himself."""
    sentence = scene.sentence(at)
    before = range(max(sentence.start, at - 8), at)
    verb = next((place for place in reversed(before) if "report" in scene.tags[place]), -1)
    quoted = scene.quoted(at, last)
    if (quoted or scene.has(sentence, "report")) and scene.says("reject"):
        return True
    if verb >= 0 and not scene.has(range(max(sentence.start, verb - 2), verb), "i"):
        return True
    return quoted and (scene.has(sentence, "report") or not scene.has(sentence, "brand", "spoken"))


def _answers(scene: Scene, at: int) -> bool:
    """A message that opens with somebody else's handle speaks to him, unless the brand stands beside."""
    if not scene.reading.prose.startswith("@") or "brand" in scene.tags[0] or not scene.known:
        return False
    return not scene.has(scene.sentence(at), "brand")


def _unlike(scene: Scene, at: int) -> bool:
    """`Orsel answers, unlike those clowns at Lumeo`: said of those whom the brand is unlike."""
    start = scene.sentence(at).start
    unlike = next((n for n in range(at, start - 1, -1) if "unlike" in scene.tags[n]), -1)
    return unlike > start and not scene.has(range(unlike, at), "brand") and scene.has(range(start, unlike), "brand")


def _rescued(scene: Scene, at: int, sentence: range) -> bool:
    """`Cheaters everywhere, luckily Orsel banned them`: the brand saves from those who are called so."""
    after = range(at + 1, sentence.stop)
    luck = next((n for n in after if scene.texts[n] in {"heureusement", "luckily", "thankfully", "fortunately"}), -1)
    return luck >= 0 and scene.has(range(luck, sentence.stop), "brand")


def _others_follow(scene: Scene, at: int, last: int, rule: str) -> bool:
    """`Les abrutis qui se garent devant`: a relative clause tells who is meant."""
    after = last + 1
    if rule == "pack" and after < len(scene) and scene.texts[after] in {"qui", "who"}:
        return only_a_place(scene) and scene.vocabulary.triggers.keys().isdisjoint(scene.texts[after : after + 4])
    if after >= len(scene) or rule in {"pack", "second person", "called so", "sent off", "attached"}:
        return False
    if not joined(scene, after) or not RUNNING.isdisjoint(scene.texts[after + 1 : after + 2]):
        return False
    return scene.texts[after] in {"qui", "who", "that"} and not scene.has(range(scene.sentence(at).start, at), "spoken")


def _friendly(scene: Scene, sentence: range) -> bool:
    if scene.has(sentence, "friendly") and not scene.has(sentence, "bad", "filth", "spoken"):
        return True
    return bool(GLAD.search(scene.reading.prose)) and scene.has(sentence, "friendly", "good")
