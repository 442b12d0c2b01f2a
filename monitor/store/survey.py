"""The survey: how much was said, how it sounded, where and by whom, over a stretch of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlite_utils import Database

from monitor.store.times import moment, stamp

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Tally:
    """Mentions of one kind, by how they sound."""

    name: str
    total: int
    negative: int
    positive: int

    @property
    def share(self) -> float:
        """Of the negative ones."""
        return self.negative / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks: the *loudest*, those who speak ill (*detractors*), those who speak well (*ambassadors*)."""

    loudest: tuple[Tally, ...]
    detractors: tuple[Tally, ...]
    ambassadors: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual, from so many *periods*: how many mentions, and which share of them is negative, 0..1; four
    periods in five lay between."""

    low: int
    high: int
    low_share: float
    high_share: float
    periods: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The mentions of one step of time, which begins at *at*."""

    at: datetime
    total: int
    negative: int
    positive: int


@dataclass(frozen=True, slots=True)
class Family:
    """Copies of one text: how many, in how many sources, and the mention that came first."""

    first: int
    total: int
    sources: int


@dataclass(frozen=True, slots=True)
class Delay:
    """How long *count* pieces of news took on a stretch of their way: half of them, and all but a twentieth, in
    seconds. *name* is that of a kind of source, of a source or of a target."""

    name: str
    count: int
    half: int
    most: int


@dataclass(frozen=True, slots=True)
class Delays:
    """From publication to our diary, by kind of source, and of the slowest sources; from the decision to tell to the
    arrival, by target."""

    kinds: tuple[Delay, ...]
    slowest: tuple[Delay, ...]
    targets: tuple[Delay, ...]


DAY = 86400
SLICES, SLICE = 24, 500  # of a long time, and mentions that are read of each
WIDER = 2  # times as many authors are looked at as are told
PERIODS = {1: 28, 7: 8, 30: 6, 90: 4}  # how many periods of so many days tell what is usual
FEWEST = 3  # of them
COUNTED = 5_000  # mentions and deliveries that a delay is told from, the latest
FEW = 3  # of a source: fewer say nothing of it
SLOWEST = 5  # sources
LONG = 10 * DAY  # from here on whole days are read, which are counted already
_FROM_DAYS = "FROM day WHERE start >= :since AND start < :until"
_DAYS = f"sum(total), sum(negative), sum(positive) {_FROM_DAYS}"
_MENTIONS = "count(*), sum(tone = 'negative'), sum(tone = 'positive') FROM mention INDEXED BY mention_all"
_SAID = "WHERE muted = '' AND at >= :since AND at < :until"


class Survey:
    """What the mentions are, counted. What is muted does not count."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def delays(self, since: datetime) -> Delays:
        """Of what was published since then, and since its source is watched: what was there before is no news."""
        told = self.db.execute(
            """
            SELECT source.kind, source.name, mention.seen_at - item.published_at FROM mention
            JOIN item ON item.id = mention.item JOIN source ON source.id = item.source
            WHERE mention.id > (SELECT max(id) FROM mention) - ? AND mention.at >= ?
            AND item.published_at >= source.first_page_at AND mention.seen_at >= item.published_at
            """,
            [COUNTED, stamp(since)],
        ).fetchall()
        arrived = self.db.execute(
            """
            SELECT delivery.target, delivery.ended_at - alert.at FROM delivery JOIN alert ON alert.id = delivery.alert
            WHERE delivery.id > (SELECT max(id) FROM delivery) - ? AND alert.at >= ? AND delivery.state = 'sent'
            """,
            [COUNTED, stamp(since)],
        ).fetchall()
        sources = (each for each in _delays((name, taken) for _, name, taken in told) if each.count >= FEW)
        slowest = sorted(sources, key=lambda each: (-each.most, -each.half, each.name))
        return Delays(_delays((kind, taken) for kind, _, taken in told), tuple(slowest[:SLOWEST]), _delays(arrived))

    def course(self, brand: str, since: datetime, until: datetime, step: int) -> tuple[Stretch, ...]:
        """Step by step (in seconds), oldest first, silent ones left out; of all brands where none is named."""
        moments = "start" if self._whole(since, until) and step % DAY == 0 else "at"
        source = _DAYS if moments == "start" else f"{_MENTIONS} {_SAID}"
        rows = self.db.execute(
            f"SELECT {moments} / :step * :step AS step, {source} {_brand(brand)} GROUP BY 1 ORDER BY 1",
            _values(brand, since, until) | {"step": step},
        ).fetchall()
        return tuple(Stretch(moment(start), *sums) for start, *sums in rows if sums[0])

    def brands(self, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """The most spoken of first: their share of voice."""
        return self._tallied("brand", "", since, until)

    def sources(self, brand: str, since: datetime, until: datetime, limit: int = 10) -> tuple[Tally, ...]:
        """Where most was said."""
        found = self._tallied("source", brand, since, until)[:limit]
        names = dict(self.db.execute("SELECT id, name FROM source").fetchall())
        return tuple(replace(each, name=names.get(each.name, "")) for each in found)

    def _tallied(self, what: str, brand: str, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """The whole days of the time are counted already; only what is left at its ends is read."""
        first, last = -(-stamp(since) // DAY) * DAY, stamp(until) // DAY * DAY
        if first >= last:
            first = last = stamp(until)
        said = f"""
            SELECT {what} AS name, 1 AS total, tone = 'negative' AS negative, tone = 'positive' AS positive
            FROM mention INDEXED BY mention_all WHERE muted = '' {_brand(brand)} AND
        """  # noqa: S608
        rows = self.db.execute(
            f"""
            SELECT name, sum(total), sum(negative), sum(positive) FROM (
              SELECT {what} AS name, total, negative, positive FROM day
              WHERE start >= :first AND start < :last {_brand(brand)}
              UNION ALL {said} at >= :since AND at < :first
              UNION ALL {said} at >= :last AND at < :until
            ) GROUP BY 1 HAVING sum(total) > 0 ORDER BY 2 DESC, 1
            """,  # noqa: S608
            _values(brand, since, until) | {"first": first, "last": last},
        ).fetchall()
        return tuple(Tally(*row) for row in rows)

    def _whole(self, since: datetime, until: datetime) -> bool:
        """Whether it is long, and of whole days."""
        first, last = stamp(since), stamp(until)
        return last - first > LONG and first % DAY == 0 and last % DAY == 0

    def authors(self, brand: str, since: datetime, until: datetime, limit: int = 10) -> tuple[Tally, ...]:
        """Who said most."""
        return self.voices(brand, since, until, limit).loudest

    def voices(self, brand: str, since: datetime, until: datetime, limit: int = 10) -> Voices:
        """Who said most, who spoke ill most often and who spoke well; each with all that he said.

        Of much that was said a part is read to find out who they may be; what those said is then counted whole.
        """
        heard = Counter(self._heard(brand, since, until))
        said, ill, well = Counter[str](), Counter[str](), Counter[str]()
        for (author, tone), count in heard.items():
            said[author] += count
            {"negative": ill, "positive": well}.get(tone, Counter())[author] += count
        candidates = {author: None for each in (said, ill, well) for author, _ in each.most_common(limit * WIDER)}
        candidates.pop("", None)
        values = _values(brand, since, until)
        tallies = tuple(self._author(author, values, brand) for author in candidates)
        return Voices(
            _most(tallies, limit, lambda each: each.total),
            _most(tallies, limit, lambda each: each.negative if each.negative > each.positive else 0),
            _most(tallies, limit, lambda each: each.positive if each.positive > each.negative else 0),
        )

    def _heard(self, brand: str, since: datetime, until: datetime) -> Iterator[tuple[str, str]]:
        """Author and tone of what was said; of much, the first of each of many slices of the time."""
        whole = self._many(brand, since, until) <= SLICES * SLICE
        slices = 1 if whole else SLICES
        length = (until - since) / slices
        for number in range(slices):
            values = _values(brand, since + number * length, since + (number + 1) * length)
            sql = f"SELECT author, tone FROM mention INDEXED BY mention_all {_SAID} {_brand(brand)} LIMIT :most"  # noqa: S608
            yield from self.db.execute(sql, values | {"most": -1 if whole else SLICE})

    def _many(self, brand: str, since: datetime, until: datetime) -> int:
        """About how many mentions there are, by whole days."""
        values = _values(brand, since - timedelta(days=1), until)
        row = self.db.execute(f"SELECT coalesce(sum(total), 0) {_FROM_DAYS} {_brand(brand)}", values).fetchone()
        return int(row[0])

    def _author(self, author: str, values: dict[str, Any], brand: str) -> Tally:
        row = self.db.execute(
            f"""
            SELECT count(*), coalesce(sum(tone = 'negative'), 0), coalesce(sum(tone = 'positive'), 0)
            FROM mention INDEXED BY mention_author
            WHERE author = :author AND author != '' AND at >= :since AND at < :until AND muted = '' {_brand(brand)}
            """,  # noqa: S608
            values | {"author": author},
        ).fetchone()
        return Tally(author, *row)

    def usual(self, brand: str, since: datetime, until: datetime) -> Usual | None:
        """Between which figures periods as long as this one lay before it, from whole days; None of too few."""
        length = max(1, round((until - since) / timedelta(days=1)))
        ends = [
            since - timedelta(days=step * length)
            for step in range(PERIODS[min(PERIODS, key=lambda d: abs(d - length))])
        ]
        watched = self.db.execute("SELECT min(start) FROM day WHERE total > 0").fetchone()[0]
        found = [self._period(brand, end - timedelta(days=length), end) for end in ends]
        known = [
            each
            for each, end in zip(found, ends, strict=True)
            if watched is not None and stamp(end) - length * DAY >= watched
        ]
        if len(known) < FEWEST:
            return None
        totals, shares = sorted(each.total for each in known), sorted(each.share for each in known if each.total)
        if not shares:
            return None
        return Usual(_low(totals), _high(totals), _low(shares), _high(shares), len(known))

    def _period(self, brand: str, since: datetime, until: datetime) -> Tally:
        sql = f"SELECT coalesce(sum(total), 0), coalesce(sum(negative), 0) {_FROM_DAYS} {_brand(brand)}"
        total, negative = self.db.execute(sql, _values(brand, since, until)).fetchone()
        return Tally("", total, negative, 0)

    def families(self, brand: str, since: datetime, until: datetime, limit: int = 6) -> tuple[Family, ...]:
        """What was copied most."""
        rows = self.db.execute(
            """
            SELECT min(at || '.' || id), count(*), count(DISTINCT source)
            FROM mention WHERE brand = ? AND at >= ? AND at < ? AND fingerprint != '' AND muted = ''
            GROUP BY fingerprint HAVING count(*) > 1 ORDER BY count(*) DESC, 1 LIMIT ?
            """,
            [brand, stamp(since), stamp(until), limit],
        ).fetchall()
        return tuple(Family(int(first.partition(".")[2]), total, sources) for first, total, sources in rows)


def _values(brand: str, since: datetime, until: datetime) -> dict[str, Any]:
    return {"brand": brand, "since": stamp(since), "until": stamp(until)}


def _brand(brand: str) -> str:
    return "AND brand = :brand" if brand else ""


def _most(tallies: Iterable[Tally], limit: int, key: Callable[[Tally], int]) -> tuple[Tally, ...]:
    told = sorted((each for each in tallies if key(each)), key=lambda each: (-key(each), each.name))
    return tuple(told[:limit])


def _low(ordered: Sequence[N]) -> N:
    return ordered[round(0.1 * (len(ordered) - 1))]


def _high(ordered: Sequence[N]) -> N:
    return ordered[round(0.9 * (len(ordered) - 1))]


def _delays(rows: Iterable[tuple[str, int]]) -> tuple[Delay, ...]:
    taken: dict[str, list[int]] = {}
    for name, seconds in rows:
        taken.setdefault(name, []).append(seconds)
    return tuple(_delay(name, sorted(each)) for name, each in sorted(taken.items()))


def _delay(name: str, taken: list[int]) -> Delay:
    last = len(taken) - 1
    return Delay(name, len(taken), taken[last // 2], taken[round(last * 0.95)])
