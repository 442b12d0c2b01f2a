"""How a place is followed without loss or repeat: one small piece a strategy, none of which knows the clock.

| strategy            | the cursor is                      | edits, deletions and late approvals are seen           |
|---------------------|------------------------------------|--------------------------------------------------------|
| forward, by id      | the greatest identity              | when the list is asked for anew, every twelfth poll    |
| newest first        | the newest time, and how far down  | near the top at once; every twelfth poll in the window |
| window with overlap | the same                           | as newest first, and no older page is even offered     |
| opaque              | what the server gave us            | as forward; one that has expired is dropped            |
| snapshot            | nothing; contents are hashed       | edits at once; absence means nothing: the list moved   |
| push with gap fill  | the last message's                 | as told; a slow poll fills what was not                |

A page's cursor travels to the next page, and is kept only together with its items: a poll that was cut off goes on
where it was. What stands behind a `|` in it is owed: a list that was not read to its end. How far further pages are
asked for is decided by whoever knows what is known: see `reading.goes_on`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from monitor.model import Item

WINDOW = timedelta(hours=72)  # how long a comment may wait for its approval and still be heard
_DAWN = datetime(1970, 1, 1, tzinfo=UTC)


def furthest(cursor: str, ids: Iterable[str]) -> str:
    """The greatest of these numeric identities, however long; *cursor* where none of them is a number."""
    numbers = [told for told in (cursor, *ids) if forward(told)]
    return max(numbers, key=int) if numbers else cursor


def forward(cursor: str) -> str:
    """A cursor that is a numeric identity; empty for one that is something else."""
    return cursor if cursor.isdecimal() and cursor.isascii() and len(cursor) < 40 else ""


class Step(NamedTuple):
    """A page of a list: its items without those that are no news, the cursor behind it, whether more is owed."""

    found: tuple[Item, ...]
    cursor: str
    on: bool


def follow(cursor: str, found: tuple[Item, ...], *, further: object, window: timedelta = WINDOW) -> Step:
    """Newest first: what a page is, and whether the *further* one may hold something that is owed.

    That is what was published since the newest item of the poll before, and the *window* before that for what is
    approved late; never what is older than the first page that we ever saw, for it was no news then.
    """
    newest, floor, since = _trail(cursor)
    times = [time for item in found if (time := _latest(item))]
    if newest is None or floor is None:
        lowest = min(times, default=_DAWN) if further else _DAWN
        return Step(found, _told(max(times), lowest) if times else "", on=False)
    kept = tuple(item for item in found if (_latest(item) or floor) >= floor)
    if not times:
        return Step(kept, _told(newest, floor), bool(further))
    on = bool(further) and min(times) > max(_before(since or newest, window), floor)
    return Step(kept, _told(max(*times, newest), floor, (since or newest) if on else None), on)


def _trail(cursor: str) -> tuple[datetime | None, datetime | None, datetime | None]:
    known, _, since = cursor.partition("|")
    newest, _, floor = known.partition(" ")
    return moment(newest), moment(floor), moment(since)


def _told(newest: datetime | None, floor: datetime | None, since: datetime | None = None) -> str:
    if newest is None or floor is None:
        return ""
    return f"{newest.isoformat()} {floor.isoformat()}" + (f"|{since.isoformat()}" if since else "")


def _latest(item: Item) -> datetime | None:
    return max(filter(None, (item.published, item.updated)), default=None)


def latest(cursor: str, found: Iterable[Item]) -> str:
    """The time of the newest item so far, as a cursor that never goes back."""
    known = moment(cursor)
    times = [item.published for item in found if item.published] + ([known] if known else [])
    return max(times).astimezone(UTC).isoformat(timespec="seconds") if times else ""


def since(cursor: str, overlap: timedelta = WINDOW) -> datetime | None:
    """From when to ask: the newest item's time without the *overlap*, nor what was no news; None at first."""
    newest, floor, owed = _trail(cursor)
    start = owed or newest
    return max(_before(start, overlap), floor or _DAWN) if start else None


def moment(cursor: str) -> datetime | None:
    try:
        told = datetime.fromisoformat(cursor)
        return told.astimezone(UTC) if told.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _before(time: datetime, span: timedelta) -> datetime:
    try:
        return time - span
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
