"""In which order a list is read, and where a page of it ends: no mention twice, none left out, whatever is tied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import NamedTuple

LIKELY = "({m}.insult = 'likely' OR {m}.accusation = 'likely')"
GRAVE = "({m}.insult != 'none' OR {m}.accusation != 'none')"
MILD = "({m}.insult = 'none' AND {m}.accusation = 'none')"


class Order(StrEnum):
    """What stands first. *gravest*: as the word at the head of its line says; *reach*: what is read by most, as far as
    sources tell; *deadline*: where the law's last day to act comes soonest. The newest of equals stands first."""

    NEWEST = ""
    OLDEST = "oldest"
    GRAVEST = "gravest"
    REACH = "reach"
    DEADLINE = "deadline"


class Place(NamedTuple):
    """Where a page ends: the time and the number of its last mention, and its rank in an order of ranks."""

    at: int
    mention: int
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a list: what is so of all in it, and the index that leads along it (empty: that of the whole list).
    Within it the order is that of *rank*, in SQL, or of time alone, where all have the rank *fixed*."""

    condition: str = ""
    index: str = ""
    rank: str = ""
    fixed: int | None = None

    def ranked(self) -> str:
        """The rank of each, in SQL."""
        return self.rank or ("NULL" if self.fixed is None else str(self.fixed))

    def holds(self, place: Place) -> bool:
        """Whether a page that ends at *place* ends here."""
        return place.rank is not None if self.rank else place.rank == self.fixed


_LAST_DAY = "last_day({m}.at, {m}.seen_at, {m}.insult != 'none', {m}.accusation != 'none')"
# The greater stands first, and what has none last.
RANKS: dict[Order, str] = {
    Order.NEWEST: "NULL",
    Order.OLDEST: "NULL",
    Order.GRAVEST: (
        f"CASE WHEN {LIKELY} THEN 4 WHEN {GRAVE} THEN 3 WHEN {{m}}.tone = 'negative' THEN 2 "
        "WHEN {m}.tone = 'neutral' THEN 1 ELSE 0 END"
    ),
    Order.REACH: "{m}.known_reach",
    Order.DEADLINE: f"CASE WHEN {GRAVE} AND {{m}}.seen_at >= :runs_since THEN -{_LAST_DAY} END",
}
_TIMED = f"({RANKS[Order.DEADLINE]})"
LEGS: dict[Order, tuple[Leg, ...]] = {
    Order.NEWEST: (Leg(),),
    Order.OLDEST: (Leg(),),
    Order.GRAVEST: (
        Leg(f"{GRAVE} AND {LIKELY}", "mention_grave", fixed=4),
        Leg(f"{GRAVE} AND NOT {LIKELY}", "mention_grave", fixed=3),
        *(
            Leg(f"{MILD} AND {{m}}.tone = '{tone}'", fixed=rank)
            for rank, tone in ((2, "negative"), (1, "neutral"), (0, "positive"))
        ),
    ),
    Order.REACH: (
        Leg("{m}.known_reach IS NOT NULL", "mention_reach", RANKS[Order.REACH]),
        Leg("{m}.known_reach IS NULL"),
    ),
    Order.DEADLINE: (
        Leg(f"{GRAVE} AND {{m}}.seen_at >= :runs_since AND {_TIMED} IS NOT NULL", "mention_grave", _TIMED),
        Leg(f"{_TIMED} IS NULL"),
    ),
}


def leg_of(order: Order, place: Place | None) -> int:
    """Which leg a page that begins after *place* begins in."""
    legs = LEGS[order]
    return next((number for number, leg in enumerate(legs) if not place or leg.holds(place)), len(legs) - 1)


def beyond(order: Order, leg: Leg, *, backwards: bool = False) -> str:
    """What comes after :at, :mention (and :rank) on its *leg*, or before it."""
    sign = ">" if (order is Order.OLDEST) != backwards else "<"
    if leg.rank:
        return f"({leg.rank.format(m='mention')}, mention.at, mention.id) {sign} (:rank, :at, :mention)"
    return f"(mention.at, mention.id) {sign} (:at, :mention)"


def sorting(order: Order, leg: Leg, *, backwards: bool = False) -> str:
    """The order within a *leg*."""
    way = "ASC" if (order is Order.OLDEST) != backwards else "DESC"
    columns = (*([leg.rank.format(m="mention")] if leg.rank else []), "mention.at", "mention.id")
    return ", ".join(f"{column} {way}" for column in columns)


def preferred(order: Order) -> str:
    """Which copy of a text stands for all, `other` or `mention`: the one that ranks higher, else the first."""
    earlier = "(other.at, other.id) < (mention.at, mention.id)"
    if RANKS[order] == "NULL":
        return earlier
    other, mention = (f"coalesce({RANKS[order].format(m=m)}, -1e18)" for m in ("other", "mention"))
    return f"({other} > {mention} OR ({other} = {mention} AND {earlier}))"


def standing(order: Order, place: Place) -> tuple[float, int, int]:
    """Sorts places, the first first."""
    if order is Order.OLDEST:
        return 0, place.at, place.mention
    return inf if place.rank is None else -place.rank, -place.at, -place.mention
