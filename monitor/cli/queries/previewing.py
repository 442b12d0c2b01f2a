"""`vigie query preview`: what a query would have found in the archive."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from monitor.cli.places import ConfigPath, Json, open_store
from monitor.cli.queries.asked import Asked, OfBrand, QueryText, asked_of
from monitor.cli.show import as_json, console, counted, figure, harmless, say, waiting, weekday
from monitor.cli.tongue import spoken
from monitor.errors import VigieError
from monitor.match import query_of
from monitor.match.filtering import Filter
from monitor.match.previewing import Hit, Preview
from monitor.report.export import row
from monitor.searching import previewed

DAYS = 28
BAR = 40  # characters of the longest day
AROUND = 70  # characters of a hit, on either side of its first word


def preview(
    query: QueryText = "",
    brand: OfBrand = "",
    days: Annotated[int, typer.Option("--days", min=1, max=3660, metavar="N", help="How far back.")] = DAYS,
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Show what a query would have found in the archive.

    With a query and --brand: also what it adds and loses beside the brand's saved one.
    """
    asked = asked_of(query, brand, config_path, needs_config=True)
    shown = archived(asked, days, compare=bool(query and asked.brand))
    if not shown or not asked.outline:
        raise VigieError("there is no archive yet", hint="it is made by `vigie run` or `vigie poll`")
    if json_too:
        as_json(_previewed(asked.text, shown))
        return
    _plot(shown)
    _sample("found", shown.found, shown.hits)
    if shown.compared:
        _sample("added", shown.added, shown.added_hits)
        _sample("lost", shown.lost, shown.lost_hits)
    note = "an archive holds what was found before: a wider query will find more than it shows"
    say(f"{counted(shown.looked_at, 'text')} looked at; {note}", stderr=True)


def archived(asked: Asked, days: int, *, compare: bool) -> Preview | None:
    """What the query finds in the archive; None where there is none."""
    if not asked.outline or not asked.outline.store.exists():
        return None
    saved = Filter(query_of(asked.brand, asked.names)) if compare and asked.brand else None
    clock = ZoneInfo(asked.outline.timezone)
    with open_store(asked.outline.store) as store, waiting("looking through the archive"):
        return previewed(store, Filter(asked.query), saved=saved, days=days, clock=clock)


def _plot(shown: Preview) -> None:
    """A bar for each day."""
    most = max(count for _, count in shown.days) or 1
    for day, count in shown.days:
        print(f"{weekday(day)}  {'▇' * round(count / most * BAR) or ('▏' if count else '')} {count}")
    say(f"{figure(shown.a_day, '.1f')} a day")


def _sample(title: str, number: int, hits: tuple[Hit, ...]) -> None:
    out = console()
    told_ = f"\n{title}: {number}" + (f", the newest {len(hits)}" if number > len(hits) else "")
    out.print(spoken(told_), style="bold")
    for hit in hits:
        out.print(Text(f"  {hit.mention.id:>6}  ", style="dim").append_text(_marked(hit)), soft_wrap=True)


def _marked(hit: Hit) -> Text:
    """The words around what was found, and that in bold."""
    prose = hit.mention.item.prose
    first = hit.spans[0].start if hit.spans else 0
    start = max(0, first - AROUND)
    text = Text(harmless(prose[start : first + AROUND]).replace("\n", " "))
    for span in hit.spans:
        if span.end > start:
            text.stylize("bold underline", max(0, span.start - start), span.end - start)
    return Text("…" if start else "").append_text(text).append("…" if first + AROUND < len(prose) else "")


def _previewed(text: str, shown: Preview) -> dict[str, Any]:
    told_ = {
        "query": text,
        "looked_at": shown.looked_at,
        "found": shown.found,
        "a_day": round(shown.a_day, 2),
        "days": [{"day": day.isoformat(), "found": count} for day, count in shown.days],
        "sample": [_hit(hit) for hit in shown.hits],
    }
    if shown.compared:
        told_ |= {
            "added": {"number": shown.added, "sample": [_hit(hit) for hit in shown.added_hits]},
            "lost": {"number": shown.lost, "sample": [_hit(hit) for hit in shown.lost_hits]},
        }
    return told_


def _hit(hit: Hit) -> dict[str, Any]:
    return row(hit.mention) | {"spans": [asdict(span) for span in hit.spans]}
