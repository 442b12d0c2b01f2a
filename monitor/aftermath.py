"""What the outcome of a poll makes of its source: its health, its habit, and when it is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from monitor.errors import Expired, NotWelcome, NotYet, ParseError, Spent, VigieError
from monitor.fetch import Outcome, Pace, Rhythm, next_poll, retry_after, told_by, unpacked, unsettled
from monitor.model import Reply
from monitor.reading import Reading
from monitor.sources import plainly
from monitor.store import Health, SourceState

BLOCKED = frozenset({401, 403, 407, 429, 451})
STALE = frozenset({400, 404, 410, 416, 422})  # how servers say that they do not know a bookmark
MEMORY = 0.8  # how much of its old habit a source keeps when something new comes

Changes = dict[str, Any]  # to the fields of a SourceState


@dataclass(frozen=True, slots=True)
class Occasion:
    """When a poll took place, and how its source is paced. *jitter* is in [0, 1). *urgent*: a crisis is spoken of
    there, or not all of it was read, so that it is asked at its floor while it answers."""

    now: datetime
    pace: Pace
    jitter: float
    urgent: bool = False


def refusal(reply: Reply, source: object = None) -> str:
    """Why an answer is none, in words, those of its *source* where it has some; empty when it is one."""
    if reply.status in (200, 304) or (reply.status < 300 and reply.body):
        return ""
    if reply.status == 410:
        return "the server says that this is gone for good (410); remove the source, or give its new address"
    said = plainly(source, reply)
    return f"the server answered {reply.status}" + (f": {said}" if said else "")


def unchanged(state: SourceState, reply: Reply, occasion: Occasion) -> SourceState:
    """Nothing was said since."""
    told = {"unchanged": state.unchanged + 1, "failures": 0, "error": "", "health": _well(state)}
    return _plan(state, told | _met(state, reply, occasion), Outcome.UNCHANGED, told_by(reply), occasion)


def heard(state: SourceState, reply: Reply, reading: Reading, body_hash: str, occasion: Occasion) -> SourceState:
    """The answer was read; where some of it is owed, it is asked for soon, and all of it once more."""
    first = state.first_page_at is None
    news = reading.new > 0 and not first
    heard_at = _last_heard(reading, occasion.now) if first else occasion.now if news else state.new_at
    health = Health.OK if heard_at else Health.EMPTY
    read = {
        "health": health,
        "error": "",
        "failures": 0,
        "title": reading.title or state.title,
        "cursor": reading.cursor,
        "body_hash": body_hash,
        "habit": _first_habit(reading.published) if first else _habit(state, occasion.now) if news else state.habit,
        "first_page_at": state.first_page_at or occasion.now,
        "page_at": occasion.now,
        "new_at": heard_at,
        "rhythm": _rhythm(state, reading.published, occasion.now),
    }
    wish = (
        None if occasion.pace.steady else reading.every
    )  # who was given a rhythm keeps it, whatever the document says
    told = max(filter(None, (told_by(reply), wish)), default=None)
    outcome = Outcome.NEW if reading.new else Outcome.UNCHANGED if reading.items else Outcome.EMPTY
    changes = read | _met(state, reply, occasion)
    if reading.owed or unsettled(reply):
        changes |= {"etag": "", "modified": ""}
    if reading.owed:
        changes |= {"body_hash": "", "first_page_at": state.first_page_at}
        occasion = replace(occasion, urgent=True)
    return _plan(state, changes, outcome, told, occasion)


def refused(state: SourceState, reply: Reply, occasion: Occasion, why: str) -> SourceState:
    """The server does not want to, or cannot. Perhaps it was our bookmark that it did not understand."""
    stale = bool(state.cursor) and reply.status in STALE
    gone = reply.status == 410 and not stale
    health = Health.GONE if gone else Health.BLOCKED if reply.status in BLOCKED else Health.FAILING
    back = _earlier(state) if stale else state
    down = {"health": health, "error": why, "failures": state.failures + 1}
    outcome = Outcome.GONE if health is Health.GONE else Outcome.FAILED
    return _plan(back, down | _polled(state, occasion), outcome, retry_after(reply), occasion)


def failed(state: SourceState, error: VigieError, occasion: Occasion) -> SourceState:
    """No answer came, or one that is not what was promised."""
    shut = isinstance(error, NotWelcome) or (isinstance(error, ParseError) and state.page_at)
    health = Health.BLOCKED if shut else Health.FAILING
    back = _earlier(state) if isinstance(error, Expired) else state
    down = {"health": health, "error": str(error), "failures": state.failures + 1}
    return _plan(back, down | _polled(state, occasion), Outcome.FAILED, None, occasion)


def _earlier(state: SourceState) -> SourceState:
    """Where to go on when a bookmark is not understood any more: without what is owed, then from the start."""
    known, bar, _ = state.cursor.partition("|")
    return replace(state, cursor=known if bar else "", etag="", modified="", body_hash="")


def spent(state: SourceState, error: Spent) -> SourceState:
    """It was not even asked: there is no money left this month."""
    return replace(state, health=Health.BLOCKED, error=str(error), next_poll_at=error.until)


def postponed(state: SourceState, error: NotYet, occasion: Occasion) -> SourceState:
    """It was not even asked: its host has to be left alone for a while."""
    return replace(state, next_poll_at=occasion.now + timedelta(seconds=max(1.0, error.wait)))


def _well(state: SourceState) -> Health:
    return Health.OK if state.new_at else Health.EMPTY


def _polled(state: SourceState, occasion: Occasion) -> Changes:
    return {"polls": state.polls + 1, "polled_at": occasion.now}


def _met(state: SourceState, reply: Reply, occasion: Occasion) -> Changes:
    """Validators and address, as this answer tells them."""
    kept = reply.status == 304
    return _polled(state, occasion) | {
        "etag": reply.header("etag") or (state.etag if kept else ""),
        "modified": reply.header("last-modified") or (state.modified if kept else ""),
        "url": reply.moved_to or state.url,
    }


def _plan(
    state: SourceState, changes: Changes, outcome: Outcome, told: timedelta | None, occasion: Occasion
) -> SourceState:
    """*state* with its *changes*, and when it is asked again."""
    pace = occasion.pace
    if occasion.urgent and not pace.steady and not changes["failures"]:
        pace = replace(pace, start=pace.floor, steady=True)
        state = replace(state, interval=pace.floor)
    plan = next_poll(
        occasion.now,
        pace=pace,
        interval=state.interval or pace.start,
        outcome=outcome,
        failures=changes["failures"],
        told=told,
        jitter=occasion.jitter,
        rhythm=Rhythm() if pace.steady else unpacked(changes.get("rhythm", state.rhythm)),
        habit=changes.get("habit", state.habit),
    )
    return replace(state, **changes, next_poll_at=plan.at, interval=plan.interval)


def _habit(state: SourceState, now: datetime) -> timedelta:
    if state.new_at is None:
        return state.habit
    gap = now - state.new_at
    return MEMORY * state.habit + (1 - MEMORY) * gap if state.habit else gap


def _rhythm(state: SourceState, published: Sequence[datetime], now: datetime) -> str:
    """With what was said since its last page; all of a first page, which tells of weeks."""
    since = state.page_at
    fresh = [moment for moment in published if moment <= now and (since is None or moment > since)]
    return unpacked(state.rhythm).heard(fresh).packed() if fresh else state.rhythm


def _first_habit(published: Sequence[datetime]) -> timedelta:
    """The median time between two items of a first page; nothing where there are too few to tell."""
    ordered = sorted(published)
    gaps = [(after - before).total_seconds() for before, after in pairwise(ordered)]
    return timedelta(seconds=median(gaps)) if len(gaps) >= 3 else timedelta()


def _last_heard(reading: Reading, now: datetime) -> datetime | None:
    """When a source that we meet for the first time said its last word: now, where it does not tell."""
    return max((moment for moment in reading.published if moment <= now), default=now if reading.items else None)
