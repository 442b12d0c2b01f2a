"""The watch after publication: what a look at a page tells, and when to look again. Pure.

A page that is not there once is `missing`; it is `gone` after several absences over time, because places lose things
and restore them. Nobody's error or refusal is an absence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.evidence.passage import anchor, difference, passage, places, share
from monitor.links import State, Watched
from monitor.model import Reply

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RHYTHM = (15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)
DOUBTFUL = (HOUR, 6 * HOUR, 24 * HOUR)  # after an absence
ABSENCES, OVER = 3, timedelta(hours=24)  # so many, over so long: then it is gone
TROUBLED = 6 * HOUR  # after an error
THERE, NOTHING = 0.6, 0.1  # share of the words that is the mention; share that is no rest of it


class Sight(StrEnum):
    """What a look told that is worth a link of the chain."""

    FIRST = "seen"
    SAME = "same"
    EDITED = "edited"
    MISSING = "missing"
    GONE = "gone"
    BACK = "back"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Look:
    """One look: what it told, the page as it is known from now on, and what changed in it."""

    sight: Sight
    watched: Watched
    text: str = ""
    change: str = ""


def look(watched: Watched, reply: Reply, words: str, now: datetime) -> Look:
    """What *reply* tells of the page that *watched* is about; *words* are those of the mention."""
    if reply.status in (404, 410):
        return _absent(watched, now)
    if not 200 <= reply.status < 300:
        return trouble(watched, f"the server answered {reply.status}", now)
    told = read(reply, watched.url)
    if told is None:
        if watched.looks and not watched.found:
            return trouble(watched, "what the address points at was never found on the page", now)
        if watched.looks and moved_on(
            watched.beside, places(_decoded(reply), anchor(watched.url)), anchor(watched.url)
        ):
            return trouble(watched, "others stand on the page now: it may have moved to a further one", now)
        return _absent(watched, now) if watched.looks else _unseen(watched, now)
    if (
        watched.found
        and not anchor(watched.url)
        and share(told, words) < NOTHING
        and share(told, watched.text) < NOTHING
    ):
        return _absent(watched, now)  # "this review was removed" comes with 200 as well
    beside = places(_decoded(reply), anchor(watched.url)) if anchor(watched.url) else ()
    return _present(replace(watched, beside=beside), told, words, now)


def moved_on(before: Sequence[str], after: Sequence[str], own: str) -> bool:
    """Whether *own* may be on another page of its list, rather than gone: there are new ones, and not on both sides of
    it somebody is left who stood there *before*."""
    if own not in before or set(after) <= set(before):
        return False
    at, left = list(before).index(own), set(after)
    return left.isdisjoint(before[:at]) or left.isdisjoint(before[at + 1 :])


def read(reply: Reply, url: str) -> str | None:
    """The passage that *url* points at; None where the page has no such place."""
    return passage(_decoded(reply), anchor(url))


def published(reply: Reply, words: str) -> bool:
    """Whether *words*, a right of reply say, stand anywhere on the page."""
    return bool(words) and share(passage(_decoded(reply).replace("<article", "<div")) or "", words) >= THERE


def _decoded(reply: Reply) -> str:
    kind = reply.header("content-type").lower()
    _, _, charset = kind.partition("charset=")
    try:
        return reply.body.decode(charset.split(";")[0].strip(" \"'") or "utf-8", "replace")
    except LookupError:
        return reply.body.decode("utf-8", "replace")


def _present(watched: Watched, text: str, words: str, now: datetime) -> Look:
    sight = Sight.FIRST if not watched.looks else Sight.SAME
    change = ""
    if watched.absences:
        sight = Sight.BACK
    if watched.looks and watched.text != text:
        change = difference(watched.text, text)
        sight = Sight.EDITED if sight is Sight.SAME else sight
    known = replace(
        watched,
        state=State.PRESENT,
        looks=watched.looks + 1,
        absences=0,
        absent_since=None,
        text=text,
        found=watched.found or bool(anchor(watched.url)) or share(text, words) >= THERE,
        error="",
    )
    return Look(sight, replace(known, due_at=now + _pause(known.looks)), text, change)


def _unseen(watched: Watched, now: datetime) -> Look:
    """The page is there, what the address points at is not: it may be drawn by a script that we do not run."""
    known = replace(watched, state=State.PRESENT, looks=1, error="what the address points at is not in the page")
    return Look(Sight.FIRST, replace(known, due_at=now + _pause(1)))


def _absent(watched: Watched, now: datetime) -> Look:
    since = watched.absent_since or now
    absences = watched.absences + 1
    certain = absences >= ABSENCES and now - since >= OVER
    state = State.GONE if certain or watched.state is State.GONE else State.MISSING
    pause = RHYTHM[-1] if state is State.GONE else DOUBTFUL[min(absences - 1, len(DOUBTFUL) - 1)]
    known = replace(
        watched,
        state=state,
        looks=watched.looks + 1,
        absences=absences,
        absent_since=since,
        error="",
        due_at=now + pause,
    )
    return Look(Sight.GONE if state is State.GONE else Sight.MISSING, known)


def trouble(watched: Watched, error: str, now: datetime) -> Look:
    """Nobody can say whether it is there."""
    return Look(Sight.TROUBLE, replace(watched, error=error, due_at=now + TROUBLED))


def _pause(looks: int) -> timedelta:
    return RHYTHM[min(looks - 1, len(RHYTHM) - 1)]
