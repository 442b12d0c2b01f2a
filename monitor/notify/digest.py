"""The words of a digest: one line a brand, one an incident, one for each that its reader was spared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitor.model import Digest, Incident, Level, Mention, Missed, Rhythm, Tally
from monitor.notify.sentence import short
from monitor.notify.words import Words

_BRANDS, _INCIDENTS, _MISSED = 3, 2, 2  # lines of each, at most, so that the whole has twelve


def headline(told: Digest, words: Words) -> tuple[str, str, str]:
    """What it is, of whom, and the gist of it."""
    if told.rhythm is Rhythm.OUTAGE:
        return _outage(told, words)
    spoken = [tally for tally in told.tallies if tally.total or tally.incidents] or list(told.tallies)
    brand = short(spoken[0].brand) if len(spoken) == 1 else words.say("brands", of=len(spoken), count=len(spoken))
    incidents = len({each.id for tally in told.tallies for each in tally.incidents})
    total = sum(tally.total for tally in told.tallies)
    gist = words.say(
        "gist.digest",
        mentions=words.number(total),
        negatives=words.number(sum(tally.negatives for tally in told.tallies)),
        incidents=words.say("incidents", of=incidents, count=words.number(incidents)),
    )
    return words.say(f"title.digest.{told.rhythm}"), brand, words.say("digest.empty") if told.empty else gist


def _outage(told: Digest, words: Words) -> tuple[str, str, str]:
    brands = {each.incident.brand for each in told.missed}
    brand = short(next(iter(brands))) if len(brands) == 1 else words.say("brands", of=len(brands), count=len(brands))
    page = words.say("digest.page", page=told.page, pages=told.pages) if told.pages > 1 else ""
    gist = words.say("gist.outage", of=len(told.missed), count=words.number(len(told.missed)))
    return words.say("title.digest.outage"), brand, f"{gist} · {page}" if page else gist


def period(told: Digest, words: Words) -> str:
    said = words.between(told.start, told.at)
    return said[:1].upper() + said[1:]


def lines(told: Digest, words: Words) -> Iterator[str]:
    if told.rhythm is Rhythm.OUTAGE:
        yield from (_late(each, words) for each in told.missed)
        return
    loudest = sorted(told.tallies, key=lambda tally: (-tally.negatives, -tally.total, tally.brand))
    yield from _some([_brand(tally, words) for tally in loudest], _BRANDS, words)
    incidents = [each for tally in loudest for each in tally.incidents]
    yield from _some([_incident(each, words) for each in incidents], _INCIDENTS, words)
    yield from _some(list(_missed(told, words)), _MISSED, words)


def worst(told: Digest) -> tuple[Mention, ...]:
    """The worst of each brand in turn."""
    most = max((len(tally.quotes) for tally in told.tallies), default=0)
    return tuple(tally.quotes[n] for n in range(most) for tally in told.tallies if n < len(tally.quotes))


def _some(told: list[str], most: int, words: Words) -> Iterator[str]:
    kept = told if len(told) <= most else told[:most]
    for number, line in enumerate(kept, start=1):
        left = len(told) - most
        more = f" · {words.say('digest.more', count=left)}" if number == most and left > 0 else ""
        yield line + more


def _brand(tally: Tally, words: Words) -> str:
    if not tally.total:
        return words.say("digest.quiet", brand=short(tally.brand))
    change = tally.total - tally.total_before
    return words.say(
        "digest.brand",
        brand=short(tally.brand),
        total=words.number(tally.total),
        change=f"{'+' if change > 0 else '−' if change < 0 else '±'}{words.number(abs(change))}",
        share=words.percent(tally.negatives / tally.total),
        before=words.percent(tally.negatives_before / tally.total_before) if tally.total_before else "–",
    )


def _incident(incident: Incident, words: Words) -> str:
    ended = incident.resolved_at
    known: dict[str, Any] = {
        "id": incident.id,
        "brand": short(incident.brand),
        "level": words.say(f"level.{'crisis' if incident.level is Level.CRISIS else 'warning'}"),
        "start": words.day_time(incident.began_at),
        "peak": words.number(incident.peak),
    }
    return (
        words.say("digest.incident", end=words.day_time(ended), **known)
        if ended
        else words.say("digest.living", **known)
    )


def _late(missed: Missed, words: Words) -> str:
    """Every message has its line."""
    ended = missed.incident.resolved_at
    return words.say(
        "digest.late",
        id=missed.incident.id,
        brand=short(missed.incident.brand),
        kind=words.say(f"kind.{missed.kind}"),
        at=words.day_time(missed.at),
        now=words.say("digest.over", end=words.day_time(ended)) if ended else words.say("digest.lives"),
    )


def _missed(told: Digest, words: Words) -> Iterator[str]:
    by_incident: dict[int, list[Missed]] = {}
    for each in told.missed:
        by_incident.setdefault(each.incident.id, []).append(each)
    for number, several in by_incident.items():
        kinds = dict.fromkeys(words.say(f"kind.{each.kind}") for each in several)
        why = dict.fromkeys(words.say(f"missed.{each.hold}") for each in several)
        brand = short(several[0].incident.brand)
        yield words.say("digest.missed", id=number, brand=brand, kinds=", ".join(kinds), why=", ".join(why))
