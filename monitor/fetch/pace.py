"""When to knock again: often where something happens, seldom where nothing does, never sooner than we were told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from monitor.fetch.rhythm import Rhythm
from monitor.model import Reply

ALWAYS = Rhythm()  # nothing is known: any hour is as good as another
_NOTHING = timedelta(0)
_SETTLED = timedelta(seconds=2)  # a server's clock counts seconds: what changed in one may change in it again
_LEAST = timedelta(seconds=30)  # between two questions, whatever a server that refuses us says
_LONGEST = timedelta(days=365)  # whatever a server says; its absurdities must not overflow a date
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,18})\"?\s*(?:,|$)", re.ASCII | re.IGNORECASE)


class Outcome(StrEnum):
    """What a poll brought: something new; nothing new; an answer without any item; no answer; the word that the source
    is gone for good (410)."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"
    GONE = "gone"


_FACTOR = {Outcome.NEW: 0.6, Outcome.UNCHANGED: 1.25, Outcome.EMPTY: 1.25}
# Where the rhythm is known, silence and news at their hours are no surprise: great steps would only be noise.
_SHARE = 0.2
_GENTLY = {Outcome.NEW: 0.85, Outcome.UNCHANGED: 1.07, Outcome.EMPTY: 1.07}


@dataclass(frozen=True, slots=True)
class Pace:
    """The shortest and the longest time between two polls, and the first. *steady*: the first is kept, whatever comes;
    only failures and a server's wish still make it longer."""

    floor: timedelta = timedelta(minutes=5)
    ceiling: timedelta = timedelta(hours=24)
    start: timedelta = timedelta(minutes=15)
    steady: bool = False

    def clamp(self, wait: timedelta) -> timedelta:
        return min(max(wait, self.floor), self.ceiling)


@dataclass(frozen=True, slots=True)
class Plan:
    """When to knock again, and the *interval* to start from next time: without jitter, and without what a failure or
    a server's wish added this once."""

    at: datetime
    interval: timedelta


def next_poll(
    now: datetime,
    *,
    pace: Pace,
    interval: timedelta,
    outcome: Outcome,
    failures: int,
    told: timedelta | None,
    jitter: float,
    rhythm: Rhythm = ALWAYS,
    habit: timedelta = _NOTHING,
) -> Plan:
    """*interval* is that of the last plan (zero: there is none); *failures* counts the polls that failed in a row, this
    one included; *told* is how long the source asked us to stay away; *jitter* in [0, 1) spreads the time by up to a
    tenth either way, but never below the floor or what we were told, and never above the ceiling. A server that
    refuses and says for how long is believed, floor or not; told so again and again, we come half as often each time.
    Where all is well the wait follows the *rhythm* of the source, unless its pace is steady; *habit* is its usual time
    between two items, of which an interval is a fair share before it changes in small steps only.
    """
    settled = rhythm.known and interval >= _SHARE * habit
    factor = 1.0 if pace.steady else (_GENTLY if settled else _FACTOR).get(outcome, 1.0)
    interval = pace.clamp((interval or pace.start) * factor)
    if outcome is Outcome.FAILED and told:
        wait = min(max(told, _LEAST), _LONGEST) * 2 ** min(max(failures - 1, 0), 16)
        return Plan(now + min(wait * (1 + 0.1 * jitter), pace.ceiling), interval)
    least = pace.ceiling if outcome is Outcome.GONE else pace.clamp(told or _NOTHING)
    wait = _patience(interval, pace, outcome, failures)
    if outcome in _FACTOR and not pace.steady:
        wait = pace.clamp(rhythm.stretched(now, wait))
    wait = max(wait, least)
    earliest, latest = max(wait * 0.9, least), min(wait * 1.1, pace.ceiling)
    return Plan(now + earliest + (latest - earliest) * jitter, interval)


def _patience(interval: timedelta, pace: Pace, outcome: Outcome, failures: int) -> timedelta:
    if outcome is Outcome.GONE:
        return pace.ceiling
    if outcome is Outcome.FAILED:
        return pace.clamp(interval * 2 ** min(max(failures, 0), 16))
    return interval


def told_by(reply: Reply) -> timedelta | None:
    """How long the server wants to be left alone: the longest of what its headers say; None if they say nothing."""
    wishes = (retry_after(reply), _max_age(reply), _expires(reply))
    return max((wish for wish in wishes if wish), default=None)


def retry_after(reply: Reply) -> timedelta | None:
    """RFC 9110, 10.2.3: seconds, or a date. Whatever the status, and None for what is neither."""
    value = reply.header("retry-after").strip()
    if not value:
        return None
    if seconds := _seconds(value):
        return seconds
    return _positive(_until(value, reply.at))


def unsettled(reply: Reply) -> bool:
    """Whether what was answered may have changed again without its validators telling (RFC 9110, 8.8.2.2): it was
    last modified in the very second in which it was served, and entity tags are often made of that date."""
    if not (modified := _date(reply.header("last-modified"))):
        return False
    served = _date(reply.header("date")) or reply.at
    return served - modified < _SETTLED


def _max_age(reply: Reply) -> timedelta | None:
    found = _MAX_AGE.search(_joined(reply, "cache-control"))
    if not found:
        return None
    age = _seconds(reply.header("age").strip()) or _NOTHING
    return _positive((_seconds(found[1]) or _NOTHING) - age)


def _expires(reply: Reply) -> timedelta | None:
    if not (expires := reply.header("expires")):
        return None
    # RFC 9111, 4.2.1: counted from the server's own clock, which need not agree with ours.
    served = _date(reply.header("date")) or reply.at
    return _positive(_until(expires, served))


def _joined(reply: Reply, name: str) -> str:
    return ", ".join(_values(reply, name))


def _values(reply: Reply, name: str) -> Iterable[str]:
    return (value for key, value in reply.headers if key == name)


def _seconds(text: str) -> timedelta | None:
    if not _NUMBER.fullmatch(text):
        return None
    return _positive(timedelta(seconds=min(int(text), _LONGEST.total_seconds())))


def _until(text: str, start: datetime) -> timedelta | None:
    date = _date(text)
    return min(date - start, _LONGEST) if date else None


def _positive(wait: timedelta | None) -> timedelta | None:
    return wait if wait and wait > _NOTHING else None


def _date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
