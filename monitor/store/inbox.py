"""The inbox: which mentions somebody wants to see, page by page, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from sqlite_utils import Database

from monitor.model import Mention
from monitor.store.deeds import Standing
from monitor.store.lists import Lists
from monitor.store.mentions import Mentions
from monitor.store.ranking import Order, Place, standing
from monitor.store.searches import SORTED, Searches
from monitor.store.triage import Triage
from monitor.store.wanted import FAMILY, OTHER, SPOKEN, Wanted, conditions, values, where

NEARBY = 2000  # mentions of a search among which those beside one are looked for
PATIENCE = 400  # mentions that were found in vain before somebody is asked whether to look further


@dataclass(frozen=True, slots=True)
class Row:
    """A mention as the inbox shows it. *copies* are the others of its family among those looked for."""

    mention: Mention
    standing: Standing
    copies: int


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a list. *more* is where the next one begins, None at the end of the list; *tired* says that nobody
    knows whether there is one: what is looked for is so seldom among what comes into question. *among*: so many texts
    were sorted, those heard last, and more came into question; 0 where it was all of them."""

    rows: tuple[Row, ...]
    more: Place | None = None
    tired: bool = False
    among: int = 0


class Inbox:
    """What waits for somebody."""

    def __init__(self, db: Database, mentions: Mentions, triage: Triage) -> None:
        self.db = db
        self.mentions = mentions
        self.triage = triage
        self.lists = Lists(db)
        self.searches = Searches(db)

    def page(self, wanted: Wanted, before: Place | None = None, limit: int = 50) -> tuple[Row, ...]:
        """The first of its order, those after *before*."""
        return self.look(wanted, before, limit).rows

    def look(self, wanted: Wanted, before: Place | None = None, limit: int = 50) -> Look:
        """The same, and where the next page begins."""
        found: list[Place] = []
        tired, last = False, None
        places = self._places(wanted, before, None if wanted.keeps or wanted.expression else limit + 1)
        for tried, last in enumerate(places, 1):
            if last.mention and self._kept(last.mention, wanted):
                found.append(last)
            tired = not last.mention or tried - len(found) >= PATIENCE
            if tired or len(found) > limit:
                break
        rows = (self.row(place.mention, wanted) for place in found[:limit])
        more = found[limit - 1] if len(found) > limit else last if tired else None
        among = SORTED if wanted.expression and wanted.order and self.searches.is_more_than_sorted(wanted) else 0
        return Look(tuple(row for row in rows if row), more, tired and len(found) <= limit, among)

    def row(self, mention: int, wanted: Wanted | None = None) -> Row | None:
        found, standing = self.mentions.get(mention), self.triage.standing(mention)
        return Row(found, standing, self._copies(mention, wanted or Wanted())) if found and standing else None

    def beside(self, wanted: Wanted, mention: int) -> tuple[int | None, int | None]:
        """The mention before and the one after *mention* in the list; None at its ends."""
        place = self.lists.place(wanted, mention)
        if not place:
            return None, None
        if wanted.expression:
            return self._beside_sorted(wanted, place) if wanted.order else self._beside_found(wanted, place)
        return next(self.lists.before(wanted, place), None), next(self._numbers(wanted, place, 1), None)

    def _beside_sorted(self, wanted: Wanted, place: Place) -> tuple[int | None, int | None]:
        found, here = self.searches.by_rank(wanted), standing(wanted.order, place)
        before = (each.mention for each in reversed(found) if standing(wanted.order, each) < here)
        after = (each.mention for each in found if standing(wanted.order, each) > here)
        first, second = (next((each for each in side if self._kept(each, wanted)), None) for side in (before, after))
        return first, second

    def _beside_found(self, wanted: Wanted, place: Place) -> tuple[int | None, int | None]:
        newer = None
        for found in islice(self.searches.by_time(wanted, None), NEARBY):
            if found < place and self._kept(found.mention, wanted):
                return newer, found.mention
            if found > place and self._kept(found.mention, wanted):
                newer = found.mention
        return newer, None

    def count(self, wanted: Wanted, most: int = 1000) -> int:
        """How many there are; *most* where there are more, and as far as one looks. Copies of one text count once."""
        wanted = replace(wanted, order=Order.NEWEST)
        places = islice(self._places(wanted, None, most), most + PATIENCE)
        return sum(1 for _ in islice((p for p in places if p.mention and self._kept(p.mention, wanted)), most))

    def numbers(self, wanted: Wanted, limit: int) -> tuple[int, ...]:
        return tuple(self._numbers(wanted, None, limit))

    def newest(self) -> int:
        """The number of the mention that was written last; 0 where there is none."""
        return int(self.db.execute("SELECT coalesce(max(id), 0) FROM mention").fetchone()[0])

    def arrived(self, wanted: Wanted, after: int, most: int = 100) -> int:
        """How many of those looked for were written after the mention *after*."""
        wanted = replace(wanted, order=Order.NEWEST)
        sql = where(wanted, "mention.id > :after", *([SPOKEN.format(m="mention")] if wanted.expression else []))
        row = self.db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM mention NOT INDEXED WHERE {sql} LIMIT :most)",  # noqa: S608
            values(wanted) | {"after": after, "most": most},
        ).fetchone()
        return int(row[0])

    def _numbers(self, wanted: Wanted, before: Place | None, limit: int) -> Iterator[int]:
        places = self._places(wanted, before, None if wanted.keeps or wanted.expression else limit, tiring=False)
        return islice((place.mention for place in places if self._kept(place.mention, wanted)), limit)

    def _places(
        self, wanted: Wanted, before: Place | None, limit: int | None, *, tiring: bool = True
    ) -> Iterator[Place]:
        """What comes into question, in its order. One without a number is where a search became tired."""
        if wanted.expression and not wanted.order:
            here = before and before._replace(rank=None)
            found = self.searches.by_time(wanted, here, tiring=tiring)
            yield from (each for each in found if here is None or each < here)
        elif wanted.expression:
            least = standing(wanted.order, before) if before else None
            ranked = self.searches.by_rank(wanted, tiring=tiring)
            yield from (each for each in ranked if least is None or standing(wanted.order, each) > least)
        else:
            yield from self.lists.after(wanted, before, limit)

    def _kept(self, number: int, wanted: Wanted) -> bool:
        mention = self.mentions.get(number) if wanted.keeps else None
        return not wanted.keeps or (mention is not None and wanted.keeps(mention))

    def _copies(self, mention: int, wanted: Wanted) -> int:
        others = " AND ".join([FAMILY, *conditions(wanted, "other"), "other.id != mention.id"])
        row = self.db.execute(
            f"SELECT count(*) FROM mention JOIN {OTHER} ON {others} WHERE mention.id = :id",  # noqa: S608
            values(wanted) | {"id": mention},
        ).fetchone()
        return int(row[0])
