"""At whom words are aimed: the subject of a verb, the holder of a name, whoever is spoken to."""

from __future__ import annotations

from monitor.enrich.scene import Scene

BRAND, STAFF, YOU, THEY, SELF, OTHER, PRODUCT, NOBODY = "brand", "staff", "you", "they", "self", "other", "product", ""
AIMED = frozenset({BRAND, STAFF, YOU, THEY, NOBODY})  # nobody named is the one that all is about

PLACING = frozenset("into in inside outside to from onto dans sur devant contre vers sous".split())
FAR = 14  # words between a verb and its subject
_BELONGS = frozenset({"of", "at"})
_SUBJECTS = {
    "brand": BRAND,
    "role": STAFF,
    "company": STAFF,
    "you": YOU,
    "they": THEY,
    "somebody": THEY,
    "i": SELF,
    "we": SELF,
    "other": OTHER,
    "name": OTHER,
    "product": PRODUCT,
}


def subject(scene: Scene, verb: int) -> tuple[str, int]:
    """Who does what the verb at *verb* says, and where he stands; nobody at -1 where none is named."""
    sentence = scene.sentence(verb)
    only_a_place = (NOBODY, -1)
    for at in range(verb - 1, max(sentence.start, verb - FAR) - 1, -1):
        who = _candidate(scene, at, verb)
        if who == BRAND and "brand" in scene.tags[at] and _is_a_place(scene, at):
            only_a_place = BRAND, at
        elif who and (only_a_place == (NOBODY, -1) or who in {OTHER, STAFF}):
            return holder(scene, at, who)
    return only_a_place


def _is_a_place(scene: Scene, at: int) -> bool:
    """The brand is where it was done, `they broke into an Orsel shop`, unless somebody's place there is told."""
    while at > 0 and "brand" in scene.tags[at - 1]:
        at -= 1
    while at > 0 and "article" in scene.tags[at - 1]:
        at -= 1
    return at > 0 and scene.texts[at - 1] in PLACING and holder(scene, at, BRAND)[0] == BRAND


def _candidate(scene: Scene, at: int, verb: int) -> str:
    tags = scene.tags[at]
    who = next((aim for tag, aim in _SUBJECTS.items() if tag in tags), "")
    if "name" in tags and not scene.known:
        return BRAND
    if not who or (who in {SELF, YOU} and _is_object(scene, at, verb)):
        return ""
    if who == PRODUCT and verb - at > 3:
        return ""
    if "name" in tags and at and "role" in scene.tags[at - 1]:
        return STAFF
    return who


def _is_object(scene: Scene, at: int, verb: int) -> bool:
    """`nous` and `vous` stand for an object too, where the verb is not theirs; `me` and `us` always do."""
    if "object" in scene.tags[at]:
        return not _agrees(scene, at, verb)
    return False


def _agrees(scene: Scene, at: int, verb: int) -> bool:
    ends = {"vous": ("ez", "etes", "faites"), "nous": ("ons", "sommes"), "you": ("",), "u": ("",)}.get(scene.texts[at])
    if not ends:
        return False
    following = range(at + 1, min(len(scene), verb + 1))
    if scene.vocabulary.language == "en":
        return not any("possessive" in scene.tags[place] for place in following)
    return any(scene.texts[place].endswith(ends) for place in following)


def holder(scene: Scene, at: int, who: str) -> tuple[str, int]:
    """Whom a name stands for: a client *of* the brand is not the brand, its manager is."""
    if who not in {BRAND, OTHER}:
        return _reassigned(scene, at, who)
    start = at
    while start > 0 and "brand" in scene.tags[start - 1]:
        start -= 1
    head = start - 1
    while head >= 0 and "article" in scene.tags[head]:
        head -= 1
    if head >= 0 and "belongs" in scene.tags[head] and scene.reading.sentences[head] == scene.reading.sentences[at]:
        for place in range(head - 1, max(-1, head - 6), -1):
            tags = scene.tags[place]
            if ("role" in tags or "company" in tags) and "other" not in tags:
                return (OTHER if "other" in scene.tags[at] else STAFF), place
            if "other" in tags or "folk" in tags:
                return OTHER, place
    return who, at


def _reassigned(scene: Scene, at: int, who: str) -> tuple[str, int]:
    """A manager of *somebody else* is no concern of ours, the manager of an unknown house is."""
    after = range(at + 1, min(len(scene), at + 4))
    if who == STAFF and scene.known and scene.has(after, "name") and not scene.has(after, "brand"):
        place = scene.first(after, "name")
        if place > at and "belongs" in scene.tags[place - 1] and not scene.has(scene.sentence(at), "brand"):
            return OTHER, at
    if who == STAFF and _elsewhere(scene, after):
        return OTHER, at
    if who == STAFF and at and "mine" in scene.tags[at - 1] and ("kin" in scene.tags[at] or _private(scene, at)):
        return OTHER, at
    return who, at


def _elsewhere(scene: Scene, after: range) -> bool:
    """`A courier from another firm`, `le gerant d'un autre magasin`."""
    place = next((at for at in after if "belongs" in scene.tags[at] or scene.texts[at] == "from"), -1)
    others = range(place + 1, min(len(scene), place + 3))
    return (
        place >= 0
        and not scene.has(others, "brand")
        and any(
            scene.texts[at] in {"other", "another", "autre", "autres", "concurrent", "competitor", "rival"}
            for at in others
        )
    )


def _private(scene: Scene, at: int) -> bool:
    """`My plumber`, `mon garagiste`: whoever works for the speaker, where the brand stands in another clause."""
    mine = scene.texts[at - 1] in {"my", "our", "mon", "ma", "mes", "notre", "nos"}
    return mine and scene.known and not scene.has(scene.clause(at), "brand")
