"""What keeps words from counting: a denial, an acquittal, a judge, an impostor, a dream, a hypothesis."""

from __future__ import annotations

from monitor.enrich.scene import Scene

NEGATION = 5  # words before a verb in its clause
# Told in one sentence, they hold for the next one too.
AROUND = ("deny", "acquit")
UNABLE = {("incapable", "de"), ("incapables", "de"), ("unable", "to")}
NEAR_IT = 4  # words before the name, as in `a few steps from the`
ASKED = frozenset({"si", "s", "if"})
RUMOURS = frozenset("rumours rumors reports stories rumour rumor rumeurs rumeur bruits".split())
THERE = {("au",), ("aux",), ("a", "la"), ("a", "l"), ("to",), ("to", "the")}  # before the name of an authority
MAYBE = ("si", "ca", "se", "trouve")  # a hedge, and no hypothesis
EXCUSES = {
    "warn": "a warning of impostors",
    "acquit": "an acquittal",
    "deny": "a denial",
    "judge": "a court's or an authority's fact",
    "fiction": "fiction",
    "if": "a hypothesis",
    "example": "a hypothesis",
}


def negated(scene: Scene, at: int) -> bool:
    """Whether a negation stands before a word in its clause, and no `not only` or `does not hesitate to`."""
    clause = scene.clause(at)
    start = max(clause.start, at - NEGATION)
    place = at - 1
    while place >= start and "stops" not in scene.tags[place]:
        place -= 1
    before = range(max(place + 1, start), at)
    if scene.has(range(max(0, start - 2), at), "nonstop"):
        return False
    if scene.texts[max(0, at - 2) : at] in UNABLE:
        return True
    after = range(at + 1, min(clause.stop, at + 3))
    return any("not" in scene.tags[place] and not _of_nobody(scene, place, at) for place in before) or (
        scene.vocabulary.language == "fr" and any(scene.texts[n] in {"pas", "jamais", "aucun", "rien"} for n in after)
    )


def _of_nobody(scene: Scene, place: int, at: int) -> bool:
    """`Nobody says that Orsel cheats`: it is not Orsel's cheating that is denied."""
    return "somebody" in scene.tags[place] and scene.has(range(place + 1, at), "brand", "role", "they")


def excused(scene: Scene, at: int) -> str:
    """Why what word *at* says does not count, by its sentence and those around; empty where it does."""
    sentence = scene.sentence(at)
    near = scene.around(at)
    if (scene.says("warn") and _warns(scene)) or impersonated(scene):
        return EXCUSES["warn"]
    for rule in AROUND:
        if any(rule in scene.tags[place] for place in near if place != at) and not _defied(scene, near):
            return EXCUSES[rule]
    if scene.has(sentence, "judge") and official(scene, sentence):
        return EXCUSES["judge"]
    if _told_of_fiction(scene, sentence, near):
        return EXCUSES["fiction"]
    if _supposed(scene, sentence, at):
        return EXCUSES["if"]
    return ""


def only_a_place(scene: Scene) -> bool:
    """The brand is where something happened, and nothing more: `outside Orsel`, `in the queue at Orsel`."""
    named = [
        at for at, tags in enumerate(scene.tags) if "brand" in tags and (at == 0 or "brand" not in scene.tags[at - 1])
    ]
    return bool(named) and all(scene.has(range(max(0, at - NEAR_IT), at), "near") for at in named)


def official(scene: Scene, sentence: range) -> bool:
    """A court is told of, not threatened with: nobody speaks of himself, wishes for something, or is sent there."""
    return not scene.has(sentence, "me", "spoken", "wish") and not all(
        _sent_there(scene, at) for at in sentence if "judge" in scene.tags[at]
    )


def _sent_there(scene: Scene, at: int) -> bool:
    """`All of them to court!`, `tous à la CNIL`."""
    before = scene.texts[max(0, at - 2) : at]
    return before in THERE or before[-1:] in THERE


def _warns(scene: Scene) -> bool:
    """Somebody else uses the brand's name; the brand is not itself called fake by its victim."""
    return not (scene.says("i") and scene.says("company") and not scene.says("brand"))


def impersonated(scene: Scene) -> bool:
    """`Bogus Orsel engineers`, `de faux techniciens Orsel`."""
    return any(
        text in {"fake", "bogus", "phoney", "faux", "fausse", "fausses"}
        and scene.has(range(at + 1, min(len(scene), at + 3)), "brand")
        and scene.has(range(at + 1, min(len(scene), at + 4)), "role", "folk")
        for at, text in enumerate(scene.texts)
    )


def _defied(scene: Scene, near: range) -> bool:
    """`They deny it, but I have the proof.`"""
    proofs = {"preuve", "preuves", "proof", "evidence", "pourtant", "mentent", "lying", "but", "mais"}
    return any(scene.texts[at] in {"mais", "but", "pourtant", "yet"} for at in near) and any(
        scene.texts[at] in proofs - {"mais", "but"} for at in near
    )


def _told_of_fiction(scene: Scene, sentence: range, near: range) -> bool:
    """Nearby and of nobody present, or anywhere in a text where the brand is not in the same sentence."""
    if _dreamt(scene, sentence) or (scene.has(near, "fiction") and not scene.has(sentence, "me")):
        return True
    return scene.says("fiction") and not scene.has(sentence, "brand", "spoken", "role", "company")


def _dreamt(scene: Scene, sentence: range) -> bool:
    at = scene.first(sentence, "fiction")
    return (at >= 0 and scene.reach[at] > 1) or scene.has(sentence, "dream")


def _supposed(scene: Scene, sentence: range, at: int) -> bool:
    """`If Orsel stole from me, I would ...` supposes; `what if they steal?` asks, and asking does not excuse."""
    place = scene.first(range(sentence.start, at), "if", "example")
    if (
        place < 0
        or scene.texts[place : place + len(MAYBE)] == MAYBE
        or not RUMOURS.isdisjoint(scene.texts[place + 1 : place + 4])
        or (scene.asked(at) and scene.texts[place] in ASKED | {"what"})
    ):
        return False
    return not any(
        scene.texts[n] in {"comme", "as", "even", "meme", "what", "et"} for n in range(max(0, place - 1), place)
    )
