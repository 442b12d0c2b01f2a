"""What we remember of each source: where we are in it, how it is, what was already seen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from sqlite_utils import Database

from monitor.model import Item, Mention
from monitor.store.seals import seal
from monitor.store.times import moment, stamp


class Health(StrEnum):
    """How a source is. `silent` is one that answers, and has said nothing new for much longer than its habit."""

    NEW = "new"
    OK = "ok"
    EMPTY = "empty"
    SILENT = "silent"
    BLOCKED = "blocked"
    FAILING = "failing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the diary knows it. *habit* is its usual time between two new items; *url* where a permanent
    redirect led, or empty; *first_page_at* is None until it was first read; *rhythm* is when it speaks, as
    `fetch.rhythm` packs it."""

    id: int
    name: str
    kind: str
    digest: str
    next_poll_at: datetime
    url: str = ""
    title: str = ""
    cursor: str = ""
    etag: str = ""
    modified: str = ""
    body_hash: str = ""
    health: Health = Health.NEW
    error: str = ""
    failures: int = 0
    polls: int = 0
    unchanged: int = 0
    interval: timedelta = timedelta()
    habit: timedelta = timedelta()
    first_page_at: datetime | None = None
    polled_at: datetime | None = None
    page_at: datetime | None = None
    new_at: datetime | None = None
    rhythm: str = ""

    @property
    def asked_at(self) -> datetime | None:
        """When it is asked next; None where it speaks by itself."""
        return self.next_poll_at if self.next_poll_at < NEVER else None

    def health_at(self, now: datetime) -> Health:
        """Its health, with the silence that grows while nothing is heard."""
        patience = max(SILENCE * self.habit, timedelta(days=1))
        silent = self.health is Health.OK and self.habit and self.new_at and now - self.new_at > patience
        return Health.SILENT if silent else self.health


NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # when those are asked that speak by themselves
SILENCE = 5  # times its habit: what is longer is not a pause any more


class Sighting(NamedTuple):
    """An item met in a page: hashes of its identity and of its words; *beforehand*: it was there before we came.
    *twin* hashes all but its identity, and is empty where that tells nothing."""

    key: bytes
    content: bytes
    beforehand: bool = False
    twin: bytes = b""


@dataclass(frozen=True, slots=True)
class Change:
    """An item whose words are not those that we had seen, with the mentions that its new words make."""

    item: Item
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that one poll brings home, to be written in one transaction. *gone* are identities that the source took
    back, with their keys; *cost* is in millionths of a dollar; *entries* is what is remembered of the page's entries
    (None: what was), *still* are the keys of items that it shows unchanged."""

    state: SourceState
    sightings: tuple[Sighting, ...] = ()
    fresh: tuple[Mention, ...] = ()
    edited: tuple[Change, ...] = ()
    gone: tuple[tuple[str, bytes], ...] = ()
    cost: int = 0
    entries: bytes | None = None
    still: tuple[bytes, ...] = ()


_TIMES = ("next_poll_at", "first_page_at", "polled_at", "page_at", "new_at")
_SPANS = ("interval", "habit")
_COLUMNS = tuple(SourceState.__dataclass_fields__)
_ALL = ", ".join(_COLUMNS)
_TIMES_AT, _SPANS_AT, _HEALTH_AT = (
    [*map(_COLUMNS.index, _TIMES)],
    [*map(_COLUMNS.index, _SPANS)],
    _COLUMNS.index("health"),
)
# Not its name, by which it was found: an index that is named is written anew.
_TOLD = tuple(name for name in _COLUMNS if name not in ("id", "name"))
_RECORD = f"UPDATE source SET {', '.join(f'{name} = ?' for name in _TOLD)}, leased_until = 0 WHERE id = ?"  # noqa: S608
_told = attrgetter(*_TOLD, "id")


def _state(row: Iterable[Any]) -> SourceState:
    """What stands in the _COLUMNS."""
    values = [*row]
    for at in _TIMES_AT:
        values[at] = moment(values[at])
    for at in _SPANS_AT:
        values[at] = timedelta(seconds=values[at])
    values[_HEALTH_AT] = Health(values[_HEALTH_AT])
    return SourceState(*values)


def _row(state: SourceState) -> list[Any]:
    """What _RECORD asks for."""
    return [_PLAIN[type(value)](value) if type(value) in _PLAIN else value for value in _told(state)]


_PLAIN: dict[type, Callable[[Any], Any]] = {
    datetime: stamp,
    timedelta: lambda span: int(span.total_seconds()),
    Health: attrgetter("value"),
}


class Sources:
    """Where we are in each source."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def sync(self, configured: Iterable[tuple[str, str, str]], now: datetime) -> None:
        """Make the diary agree with the configuration: *(name, kind, digest)* each.

        A new source is due at once; one whose options changed starts again, and keeps what it has already seen;
        one that is configured no more rests, and would go on where it was.
        """
        self.db.execute("UPDATE source SET retired = 1")
        for name, kind, digest in configured:
            self.db.execute(
                """
                INSERT INTO source (name, kind, digest, next_poll_at) VALUES (:name, :kind, :digest, :now)
                ON CONFLICT (name) DO UPDATE SET
                  retired = 0,
                  url = iif(digest = :digest, url, ''), cursor = iif(digest = :digest, cursor, ''),
                  etag = iif(digest = :digest, etag, ''), modified = iif(digest = :digest, modified, ''),
                  body_hash = iif(digest = :digest, body_hash, ''), failures = iif(digest = :digest, failures, 0),
                  health = iif(digest = :digest, health, 'new'), error = iif(digest = :digest, error, ''),
                  next_poll_at = iif(digest = :digest, next_poll_at, :now),
                  first_page_at = iif(digest = :digest, first_page_at, NULL),
                  kind = :kind, digest = :digest
                """,
                {"name": name, "kind": kind, "digest": digest, "now": stamp(now)},
            )

    def adopt(self, name: str, kind: str, now: datetime) -> SourceState:
        """The source called *name*, that nobody ever asks: what it says was brought here."""
        self.db.execute(
            """
            INSERT INTO source (name, kind, digest, next_poll_at, retired) VALUES (?, ?, '', ?, 1)
            ON CONFLICT DO NOTHING
            """,
            [name, kind, stamp(now)],
        )
        return _state(self.db.execute(f"SELECT {_ALL} FROM source WHERE name = ?", [name]).fetchone())  # noqa: S608

    def due(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[SourceState, ...]:
        """The sources whose time has come, longest waiting first, leased so that nobody else asks them meanwhile."""
        rows = self.db.execute(
            f"""
            UPDATE source SET leased_until = :until WHERE id IN (
              SELECT id FROM source WHERE retired = 0 AND next_poll_at <= :now AND leased_until <= :now
              ORDER BY next_poll_at LIMIT :limit)
            RETURNING {_ALL}
            """,  # noqa: S608
            {"now": stamp(now), "until": stamp(now + lease), "limit": limit},
        ).fetchall()
        self.db.commit()
        return tuple(sorted(map(_state, rows), key=lambda state: state.next_poll_at))

    def release(self, names: Sequence[str] | None = None) -> None:
        """Give back the leases of *names*; all of them die with the daemon that held them."""
        if names is None:
            self.db.execute("UPDATE source SET leased_until = 0")
            return
        for name in names:
            self.db.execute("UPDATE source SET leased_until = 0 WHERE retired = 0 AND name = ?", [name])

    def move(self, by: timedelta) -> None:
        """All that is due, and all that is leased, by so much later (or earlier)."""
        seconds = round(by.total_seconds())
        self.db.execute("UPDATE source SET next_poll_at = next_poll_at + ?", [seconds])
        self.db.execute("UPDATE source SET leased_until = leased_until + ? WHERE leased_until > 0", [seconds])

    def reset(self, now: datetime) -> None:
        """Sources that were asked in what is the future now are due, and so are those that are to be asked for the
        first time then: the clock was ahead when that was written. Those that speak by themselves stay unasked."""
        self.db.execute(
            """
            UPDATE source SET next_poll_at = :now
            WHERE next_poll_at > :now AND next_poll_at < :never AND (polled_at > :now OR health = 'new')
            """,
            {"now": stamp(now), "never": stamp(NEVER)},
        )

    def all(self) -> tuple[SourceState, ...]:
        rows = self.db.execute(f"SELECT {_ALL} FROM source WHERE retired = 0 ORDER BY name")  # noqa: S608
        return tuple(map(_state, rows))

    def get(self, name: str) -> SourceState | None:
        rows = self.db.execute(f"SELECT {_ALL} FROM source WHERE retired = 0 AND name = ?", [name])  # noqa: S608
        return next(map(_state, rows), None)

    def out(self) -> tuple[str, ...]:
        """The names of those that did not answer more than once in a row."""
        rows = self.db.execute("SELECT name FROM source WHERE retired = 0 AND failures > 1 ORDER BY name")
        return tuple(row[0] for row in rows)

    def failing(self) -> tuple[int, int]:
        """How many sources there are that were ever asked, and how many of them failed the last time."""
        row = self.db.execute(
            "SELECT count(*), coalesce(sum(failures > 0), 0) FROM source WHERE retired = 0 AND polls > 0"
        ).fetchone()
        return int(row[0]), int(row[1])

    def overdue(self, now: datetime) -> timedelta:
        """How long the longest waiting source has been waiting."""
        row = self.db.execute("SELECT min(next_poll_at) FROM source WHERE retired = 0").fetchone()
        return max(timedelta(), now - moment(row[0])) if row[0] is not None else timedelta()

    def seen(self, source: int) -> dict[bytes, Sighting]:
        """What was already seen of a source, by key."""
        rows = self.db.execute("SELECT key, content, beforehand, twin FROM seen WHERE source = ?", [source])
        return {key: Sighting(key, content, bool(beforehand), twin) for key, content, beforehand, twin in rows}

    def entries(self, source: int) -> bytes:
        """What is remembered of the entries of its last page, as `reading` packs it; empty where nothing is."""
        row = self.db.execute("SELECT entries FROM showing WHERE source = ?", [source]).fetchone()
        return row[0] if row else b""

    def among(self, source: int, keys: Sequence[bytes]) -> dict[bytes, Sighting]:
        """What of *keys* was already seen of a source."""
        marks = ", ".join("?" * len(keys))
        rows = self.db.execute(
            f"SELECT key, content, beforehand, twin FROM seen WHERE source = ? AND key IN ({marks})",  # noqa: S608
            [source, *keys],
        )
        return {key: Sighting(key, content, bool(beforehand), twin) for key, content, beforehand, twin in rows}

    def rest(self, names: Sequence[str]) -> None:
        """Ask none of these: they speak by themselves."""
        self.db.conn.executemany(
            "UPDATE source SET next_poll_at = :until WHERE name = :name",
            [{"name": name, "until": stamp(NEVER)} for name in names],
        )

    def items(self) -> dict[int, int]:
        """How many items were seen, by source."""
        return dict(self.db.execute("SELECT source, count(*) FROM seen GROUP BY source").fetchall())

    def remember(self, harvest: Harvest, now: datetime) -> None:
        if harvest.entries is None and not harvest.sightings and not harvest.still:
            return
        at = stamp(now)
        self.db.conn.executemany(
            """
            INSERT INTO seen (source, key, content, beforehand, twin, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source, key) DO UPDATE SET
              content = excluded.content, twin = excluded.twin, last_at = excluded.last_at
            """,
            [(harvest.state.id, s.key, s.content, s.beforehand, s.twin, at, at) for s in harvest.sightings],
        )
        self.db.conn.executemany(
            "UPDATE seen SET last_at = ? WHERE source = ? AND key = ?",
            [(at, harvest.state.id, key) for key in harvest.still],
        )
        if harvest.entries is not None:
            self.db.execute(
                """
                INSERT INTO showing (source, entries) VALUES (?, ?)
                ON CONFLICT (source) DO UPDATE SET entries = excluded.entries
                """,
                [harvest.state.id, harvest.entries],
            )

    def unlearn(self, source: int, key: bytes) -> None:
        """Forget what an item said: should it come back, it is a change."""
        self.db.execute("UPDATE seen SET content = x'' WHERE source = ? AND key = ?", [source, key])

    def spent(self, source: int, now: datetime) -> int:
        """What a source has cost this month, in millionths of a dollar."""
        row = self.db.execute("SELECT amount FROM spend WHERE source = ? AND month = ?", [source, f"{now:%Y-%m}"])
        return int((row.fetchone() or (0,))[0])

    def charge(self, source: int, cost: int, now: datetime) -> None:
        told = source, f"{now:%Y-%m}", self.spent(source, now) + cost
        self.db.execute(
            "INSERT OR REPLACE INTO spend (source, month, amount, seal) VALUES (?, ?, ?, ?)", [*told, seal(*told)]
        )

    def record(self, state: SourceState) -> None:
        """Its new state, and the end of its lease."""
        self.db.execute(_RECORD, _row(state))

    def hurry(self, names: Sequence[str], now: datetime) -> None:
        """Make these sources due now."""
        self.db.conn.executemany(
            "UPDATE source SET next_poll_at = :now WHERE name = :name AND retired = 0",
            [{"name": name, "now": stamp(now)} for name in names],
        )
        self.db.commit()

    def speaking(self, before: timedelta) -> frozenset[str]:
        """The names of the sources where a brand was spoken of in its crisis, from a while *before* it was opened."""
        rows = self.db.execute(
            """
            SELECT DISTINCT source.name FROM incident
            JOIN mention ON mention.brand = incident.brand AND mention.at >= incident.opened_at - ?
            JOIN item ON item.id = mention.item JOIN source ON source.id = item.source
            WHERE incident.state != 'resolved' AND source.retired = 0
            """,
            [int(before.total_seconds())],
        )
        return frozenset(name for (name,) in rows)

    def quicken(self, names: Iterable[str], floor: timedelta) -> None:
        """Ask these no later than *floor* after the last time; not those that fail, or whose server wished more."""
        self.db.conn.executemany(
            """
            UPDATE source SET next_poll_at = min(next_poll_at, polled_at + :floor)
            WHERE name = :name AND failures = 0 AND next_poll_at <= polled_at + interval * 1.2
            """,
            [{"name": name, "floor": int(floor.total_seconds())} for name in names],
        )

    def forget(self, keep: timedelta) -> None:
        """Sightings that their source has not shown for *keep* before its last readable page.

        Measured against the source's own last page, not the clock: one that answers 304 for a year shows nothing
        and forgets nothing.
        """
        self.db.execute(
            """
            DELETE FROM seen WHERE last_at < coalesce((SELECT page_at FROM source WHERE id = seen.source), 0) - ?
            """,
            [int(keep.total_seconds())],
        )
