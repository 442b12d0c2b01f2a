"""Blame, praise or plain news, where neither contempt nor a fact is imputed: the words that settle it, then the tone."""

from __future__ import annotations

from monitor.enrich.excuses import official
from monitor.enrich.scene import Scene

FELT = 0.35  # of sentiment, from which on it decides where no word of ours does
NEAR = 4  # words before another in which a negation turns it
NEWS = ("victim", "warn", "acquit", "deny", "fiction")


def stance_of(scene: Scene, sentiment: float, excuses: frozenset[str]) -> str:
    """`criticism`, `neutral` or `praise`."""
    whole = range(len(scene))
    if scene.has(whole, "boycott", "threat") and not excuses:
        return "criticism"
    good, bad = _felt(scene, "good"), _felt(scene, "bad")
    if _is_news(scene, whole, excuses):
        return "praise" if good > bad and scene.has(whole, "me") else "neutral"
    if _asks(scene) and bad < 1:
        return "neutral"
    if bad > good or (bad and _turned(scene)):
        return "criticism"
    if good > bad:
        return "praise"
    if bad:
        return "criticism" if sentiment <= 0.2 else "praise"
    return "criticism" if sentiment <= -FELT else "praise" if sentiment >= FELT else "neutral"


def _is_news(scene: Scene, whole: range, excuses: frozenset[str]) -> bool:
    """A trial, a theft suffered, a warning, a tale: told of, whatever its words sound like."""
    if excuses - {"of a product", "friendly swearing", "a figure of speech"}:
        return True
    if scene.has(whole, "judge") and official(scene, whole):
        return True
    return scene.has(whole, *NEWS) and not scene.has(whole, "bad", "me")


def _felt(scene: Scene, tag: str) -> int:
    """How many words with a tag are meant so, and how many of the other are denied."""
    other = {"good": "bad", "bad": "good"}[tag]
    meant = 0
    for at, tags in enumerate(scene.tags):
        if tag in tags and (scene.reach[at] > 1 or not _denied(scene, at)):
            meant += scene.reach[at] if scene.reach[at] > 1 else 1
        elif other in tags and scene.reach[at] == 1 and _denied(scene, at):
            meant += 1
    return meant


def _denied(scene: Scene, at: int) -> bool:
    clause = scene.clause(at)
    return scene.has(range(max(clause.start, at - NEAR), at), "not")


def _turned(scene: Scene) -> bool:
    """Thanks and a wait in one breath: irony, which has no words of its own."""
    return scene.has(range(len(scene)), "good") and any(char.isdigit() for char in scene.reading.prose)


def _asks(scene: Scene) -> bool:
    return scene.has(range(len(scene)), "question") and "?" in scene.reading.prose
