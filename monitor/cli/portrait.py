"""Mentions on a screen: one line each, or one with all that is known of it."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from monitor.cli.show import by_clock, console, figure, harmless, safe
from monitor.cli.tongue import own_language, spoken, word
from monitor.model import UNWEIGHED, Finding, Mention, Reach, Reason, Score
from monitor.text import cut

SPARE = ("score", "author", "source", "brand", "flags", "at", "copies")  # what a narrow screen does without
AIMS = {"brand": "the brand", "staff": "its people", "you": "whoever is spoken to", "they": "its people"}
GROUNDS = {"injure": "an injure (insult)", "diffamation": "a diffamation (defamation)", "denigrement": "a dénigrement"}


def line(mention: Mention) -> dict[str, Any]:
    flags = [name for name in ("insult", "accusation") if getattr(mention, name).label != "none"]
    flags += ["unsure"] if mention.finding.unsure else []
    flags += ["folded"] * mention.folded + ["muted"] * bool(mention.muted)
    return {
        "id": mention.id,
        "at": mention.at,
        "brand": mention.brand,
        "source": mention.source,
        "author": cut(safe(mention.item.author), 20),
        "tone": mention.sentiment.label,
        "score": mention.sentiment.value,
        "flags": ", ".join(flags),
        "copies": f"+{mention.copies}" if mention.copies else "",
        "words": cut(safe(mention.item.prose), 90) or _wordless(mention),
    }


def _wordless(mention: Mention) -> str:
    """Why nothing stands where words should."""
    if mention.item.gone:
        return f"(taken back at its source, {mention.item.gone:%Y-%m-%d})"
    return "" if mention.item.rights.store else "(its source does not let us keep its words)"


def portray(mention: Mention, zone: str) -> None:
    """One mention with the reasons of its scores; its moment by the clock of *zone*."""
    out, item = console(), mention.item
    at = f"{by_clock(zone)(mention.at)} {zone}"
    stars = f"{item.rating.value:g}/{item.rating.best:g}" if item.rating else ""
    head = [mention.id, mention.brand, mention.source, item.author or spoken("(no author)"), stars, at]
    out.print("\n" + "  ".join(safe(each) for each in head if each), style="bold", markup=False)
    if item.url:
        out.print(safe(item.url), style="dim", markup=False)
    out.print(_marked(mention) if mention.item.prose else Text(word(_wordless(mention)), style="italic"))
    out.print("\n".join(_why(mention)), style="dim", markup=False)


def _why(mention: Mention) -> list[str]:
    found = ", ".join(dict.fromkeys(safe(span.term) for span in mention.spans))
    lines = [spoken(f"matched: {found or 'everything at this source speaks of the brand'}")]
    lines += [spoken(f"reach: {reach_in_words(mention.reach)}")] if mention.reach else []
    if mention.muted:
        lines.append(spoken(f"muted: {safe(mention.muted)}"))
    if mention.relevance != UNWEIGHED:
        lines += _reasons("relevance", mention.relevance)
    scores = {"sentiment": mention.sentiment, "insult": mention.insult, "accusation": mention.accusation}
    if not any(score.confidence for score in scores.values()):
        return [*lines, spoken(f"language: {mention.language or 'not recognised'}; not judged")]
    lines.append(spoken(f"language: {mention.language or 'not recognised'}"))
    return [
        *lines,
        *(each for name, score in scores.items() for each in _reasons(name, score)),
        *_found(mention.finding),
    ]


def _found(finding: Finding) -> list[str]:
    """What it all makes together, in a sentence, and what was heard and not counted."""
    if not finding.label:
        return []
    said = [f"altogether: {finding.label}" + (" (unsure: courts differ on words like these)" if finding.unsure else "")]
    if finding.aim in AIMS and finding.label in {"insult", "accusation", "both"}:
        said.append(f"aimed at {AIMS[finding.aim]}")
    if finding.grounds:
        grounds = " and ".join(GROUNDS[ground] for ground in finding.grounds)
        said.append(f"elements of {grounds} (French law; not legal advice)")
    if finding.aggravated:
        said.append(f"aggravated: it aims at {', '.join(finding.aggravated)}")
    held = [f"  {spoken('not counted:')} {safe(reason.cue)}  ({_because(reason.why)})" for reason in finding.held_back]
    apart = "; " if own_language() == "en" else "\N{NO-BREAK SPACE}; "
    return [apart.join(map(spoken, said)), *held]


def reach_in_words(reach: Reach) -> str:
    if reach.known:
        return f"{figure(reach.low)}, as told by its source"
    article = "an" if reach.kind[0] in "aeiou" else "a"
    return f"unknown, between {figure(reach.low)} and {figure(reach.high)} as usual for {article} {reach.kind}"


def _marked(mention: Mention) -> Text:
    """The mention's words: what matched is underlined, what weighs is coloured."""
    prose = Text(harmless(mention.item.prose))
    for span in mention.spans:
        prose.stylize("bold underline", span.start, span.end)
    for reason in mention.sentiment.reasons:
        prose.stylize("red" if reason.weight < 0 else "green", reason.start, reason.end)
    for reason in (*mention.insult.reasons, *mention.accusation.reasons):
        prose.stylize("bold white on red", reason.start, reason.end)
    return prose


def _reasons(name: str, score: Score) -> list[str]:
    """A score and why, in lines."""
    if not score.confidence:
        return [spoken(f"{name}: not judged")]
    head = f"{name}: {score.label} ({figure(score.value, '+.2f')}, confidence {figure(score.confidence, '.2f')})"
    return [spoken(head), *(f"  {_reason(reason)}" for reason in score.reasons)]


def _reason(reason: Reason) -> str:
    return f"{figure(reason.weight, '+.2f')}  {word(safe(reason.cue))}" + (
        f"  ({_because(reason.why)})" if reason.why else ""
    )


def _because(why: str) -> str:
    """Why a cue weighs what it does: its rule, and what raised or lowered it."""
    return ", ".join(map(word, safe(why).split(", ")))
