"""Blame, praise or plain news, where nothing touches the law: the words that settle it, then the tone."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.enrich.excuses import official, only_a_place
from monitor.enrich.scene import Scene

FELT = 0.35  # of sentiment, from which on it decides where no word of ours does
NEAR = 4  # words before another in which a negation turns it
NEWS = ("victim", "warn", "acquit", "deny", "fiction")


def stance_of(scene: Scene, sentiment: float, excuses: frozenset[str]) -> str:
    """`criticism`, `neutral` or `praise`."""
    if not excuses and (scene.says("boycott") or (scene.says("threat") and scene.says("me"))):
        return "criticism"
    good, bad = _balance(scene)
    if _is_news(scene, excuses):
        return "praise" if good > bad and scene.says("me") else "neutral"
    if _asks(scene) and bad < 1:
        return "neutral"
    if bad > good or _ironic(scene):
        return "criticism"
    if good > bad:
        return "praise"
    if bad:
        return "criticism" if sentiment <= 0.2 else "praise"
    if only_a_place(scene):
        return "neutral"
    return "criticism" if sentiment <= -FELT else "praise" if sentiment >= FELT else "neutral"


def _is_news(scene: Scene, excuses: frozenset[str]) -> bool:
    """A trial, a theft suffered, a warning, a tale: told of, whatever its words sound like."""
    if excuses - {"of a product", "friendly swearing", "a figure of speech"}:
        return True
    if scene.says("judge") and official(scene, range(len(scene))):
        return True
    return scene.says(*NEWS) and not scene.says("me")


def _balance(scene: Scene) -> tuple[int, int]:
    """Praise and blame in the clauses that name the brand; in the whole text where they hold none."""
    if not scene.says("good", "bad"):
        return 0, 0
    clauses = {scene.reading.clauses[at] for at, tags in enumerate(scene.tags) if "brand" in tags}
    near = [at for at in range(len(scene)) if scene.reading.clauses[at] in clauses]
    good, bad = _felt(scene, near, "good"), _felt(scene, near, "bad")
    if good != bad:
        return good, bad
    whole = range(len(scene))
    return _felt(scene, whole, "good"), _felt(scene, whole, "bad")


def _felt(scene: Scene, places: Iterable[int], tag: str) -> int:
    """How many words with a tag are meant so, and how many of the other are denied."""
    other = {"good": "bad", "bad": "good"}[tag]
    meant = 0
    for at in places:
        tags = scene.tags[at]
        if tag in tags and (scene.reach[at] > 1 or not _denied(scene, at)):
            meant += max(1, scene.reach[at])
        elif other in tags and scene.reach[at] == 1 and _denied(scene, at):
            meant += 1
    return meant


def _denied(scene: Scene, at: int) -> bool:
    clause = scene.clause(at)
    return scene.has(range(max(clause.start, at - NEAR), at), "not")


def _ironic(scene: Scene) -> bool:
    """Cheers for a failure that nobody mended: irony, which has no words of its own."""
    return scene.says("cheer") and scene.says("failure") and not scene.says("solved")


def _asks(scene: Scene) -> bool:
    return scene.says("question") and "?" in scene.reading.prose
