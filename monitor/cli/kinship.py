"""A family on a screen: who said it first, who repeated it, and what became of it on its way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from monitor.cli.show import by_clock, console, counted, figure, safe
from monitor.cli.tongue import spoken
from monitor.model import Mention, Reach
from monitor.text import Drift, drift

SHOWN = 20  # members
MANY = 8  # words


def kin(family: Sequence[Mention]) -> list[dict[str, Any]]:
    """The members for a program, the first published first, each with what it changed."""
    return [
        {
            "id": each.id,
            "source": each.source,
            "url": each.item.url,
            "at": each.at,
            "drift": [{"before": change.before, "after": change.after} for change in _changes(family[0], each)],
        }
        for each in family
    ]


def portray_family(mention: Mention, family: Sequence[Mention], zone: str) -> None:
    """Nothing where *mention* stands alone. *family* is the first published first."""
    if len(family) < 2:
        return
    reaches = [each.reach for each in family if each.reach]
    total = reduce(add, reaches) if reaches else None
    lines = [f"\n{spoken('family:')} {counted(mention.copies + 1, 'mention')} {spoken('of one text, counted once')}"]
    lines += [spoken(f"reach of all together: {_interval(total)}")] if total else []
    lines += [("→ " if each.id == mention.id else "  ") + _line(each, family[0], zone) for each in family[:SHOWN]]
    more = mention.copies + 1 - SHOWN
    lines += [spoken(f"  … and {more} more; see: vigie mentions --all")] if more > 0 else []
    console().print("\n".join(lines), style="dim", markup=False)


def _interval(reach: Reach) -> str:
    return figure(reach.low) if reach.low == reach.high else f"between {figure(reach.low)} and {figure(reach.high)}"


def _line(each: Mention, origin: Mention, zone: str) -> str:
    told = spoken("first published") if each is origin else _told(_changes(origin, each))
    return f"{each.id}  {by_clock(zone)(each.at)}  {safe(each.source)}  {told}"


def _changes(origin: Mention, copy: Mention) -> tuple[Drift, ...]:
    return drift(origin.item.prose, copy.item.prose) if copy is not origin else ()


def _told(changes: Sequence[Drift]) -> str:
    return "; ".join(map(_change, changes)) or spoken("word for word")


def _change(change: Drift) -> str:
    before, after = _words(change.before, change.lost), _words(change.after, change.gained)
    if before and after:
        return spoken(f"{before} became {after}")
    return spoken(f"without {before}" if before else f"with {after}")


def _words(text: str, count: int) -> str:
    """The words of a change, with their number where they are too many to be read here."""
    return f"“{safe(text)}”" + (f" ({counted(count, 'word')})" if count > MANY else "") if text else ""
