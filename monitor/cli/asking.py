"""Commands that ask the diary: mentions, search, explain, alerts, export. They need no secret."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from monitor.cli.kinship import kin, portray_family
from monitor.cli.moments import moment
from monitor.cli.places import ConfigPath, Json, load_outline, open_store
from monitor.cli.portrait import SPARE, line, portray
from monitor.cli.show import as_json, by_clock, console, counted, harmless, safe, say, table
from monitor.cli.sparing import export_person
from monitor.cli.tongue import spoken, term
from monitor.config import Outline
from monitor.errors import VigieError
from monitor.lookout import again
from monitor.match.filtering import Filter, filter_of
from monitor.model import Alert, Incident, Mention, Target
from monitor.notify import preview
from monitor.report import export
from monitor.report.export import full
from monitor.searching import search as seek
from monitor.store import Aside, Find, Store
from monitor.text import cut


class Tone(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Form(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


OfBrand = Annotated[str, typer.Option("--brand", metavar="NAME", help="Only this brand.")]
OfSource = Annotated[str, typer.Option("--source", metavar="NAME", help="Only this source.")]
OfTone = Annotated[Tone | None, typer.Option("--tone", help="Only this tone.")]
Flagged = Annotated[bool, typer.Option("--flagged", help="Only insults and accusations.")]
Since = Annotated[
    str, typer.Option("--since", metavar="WHEN", help="How far back: 45m, 24h, 7d; or a date, 2026-11-22.")
]
Matching = Annotated[
    str, typer.Option("--query", metavar="QUERY", help="Only what a query asks for, as in vigie search.")
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=1_000_000, metavar="N", help="At most so many.")]

EveryCopy = Annotated[bool, typer.Option("--all", help="Every copy of a text, not only the first.")]


class Hidden(StrEnum):
    """What was set aside and is asked for all the same."""

    FOLDED = "folded"
    MUTED = "muted"
    ALL = "all"


OfAside = Annotated[
    Hidden | None,
    typer.Option("--aside", help="What was folded away as irrelevant or muted by a rule; or everything."),
]
ASIDE = {None: Aside.NEITHER, Hidden.FOLDED: Aside.FOLDED, Hidden.MUTED: Aside.MUTED, Hidden.ALL: Aside.ANY}


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie mentions --brand Acme --tone negative --since 24h")(mentions)
    app.command(epilog="Try:  vigie search 'remboursement AND \"service client\"'")(search)
    app.command(epilog="Try:  vigie explain 12   or, for an incident:  vigie explain i3")(explain)
    app.command(epilog="Try:  vigie alerts --json")(alerts)
    app.command("export", epilog="Try:  vigie export --format csv --since 30d -o mentions.csv")(export_mentions)


def mentions(
    config_path: ConfigPath = None,
    brand: OfBrand = "",
    source: OfSource = "",
    tone: OfTone = None,
    flagged: Flagged = False,
    since: Since = "",
    query: Matching = "",
    limit: Limit = 50,
    aside: OfAside = None,
    every_copy: EveryCopy = False,
    json_too: Json = False,
) -> None:
    """List the mentions, the newest first."""
    outline = load_outline(config_path)
    wanted = Find(
        brand,
        source,
        tone or "",
        flagged,
        _moment(since, outline),
        limit=limit,
        aside=ASIDE[aside],
        first_copies=not every_copy,
    )
    _show(outline, wanted, _asked(query, outline), json_too=json_too)


def search(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words, "phrases", AND, OR, NOT, NEAR/5, sentiment:negative ...')
    ],
    config_path: ConfigPath = None,
    brand: OfBrand = "",
    since: Since = "",
    limit: Limit = 50,
    aside: OfAside = None,
    every_copy: EveryCopy = False,
    json_too: Json = False,
) -> None:
    """Search the mentions, in the language of the brands' queries."""
    if "list:" not in query and "macro:" not in query:
        filter_of(query)  # a mistake in it is told even where nothing is configured
    outline = load_outline(config_path)
    start = _moment(since, outline)
    wanted = Find(brand, since=start, limit=limit, aside=ASIDE[aside], first_copies=not every_copy)
    _show(outline, wanted, _asked(query, outline), json_too=json_too)


def _asked(query: str, outline: Outline) -> Filter | None:
    return filter_of(query, outline.names) if query else None


def _show(outline: Outline, wanted: Find, asked: Filter | None, *, json_too: bool) -> None:
    with open_store(outline.store) as store:
        found = list(_found(store, outline, wanted, asked))
        hidden = _hidden(store, wanted, asked)
    _tell_of(hidden)
    if json_too:
        as_json([full(mention) for mention in found])
    else:
        table(map(line, found), empty="No mention.", spare=SPARE, zone=outline.timezone)


def _hidden(store: Store, wanted: Find, asked: Filter | None) -> Mapping[str, int]:
    """How many are left out that would be found if nothing was set aside."""
    if not asked or wanted.aside is not Aside.NEITHER:
        return store.mentions.aside(wanted)
    sides = {"folded": Aside.FOLDED, "muted": Aside.MUTED}
    each = replace(wanted, limit=-1, first_copies=False)
    return {name: sum(1 for _ in seek(store, asked, replace(each, aside=side))) for name, side in sides.items()}


def _tell_of(hidden: Mapping[str, int]) -> None:
    """That some were set aside, on standard error: nothing is left out in silence."""
    told = ", ".join(counted(count, what, what) for what, count in hidden.items() if count)
    if told:
        say(f"not shown: {told} (see --aside)", stderr=True)


def _found(store: Store, outline: Outline, wanted: Find, asked: Filter | None) -> Iterator[Mention]:
    """The mentions; a VigieError where there is none because a name is misspelt."""
    found = seek(store, asked, wanted) if asked else store.mentions.find(wanted)
    first = next(found, None)
    if first is None:
        _must_know("brand", wanted.brand, outline.brands)
        _must_know("source", wanted.source, (place.name for place in outline.places))
        return iter(())
    return chain([first], found)


def _must_know(what: str, name: str, known: Iterable[str]) -> None:
    names = sorted(known)
    if name and name not in names:
        told = ", ".join(names[:10]) + (" …" if names[10:] else "")
        raise VigieError(f"no {what} is called {cut(name, 60)!r}", hint=f"known: {told}")


def _moment(since: str, outline: Outline) -> datetime | None:
    return moment(since, outline.timezone, "--since")


def explain(
    which: Annotated[str, typer.Argument(metavar="ID", help="A mention (12) or an incident (i3).")],
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Say why a mention was scored or an incident called.

    The cues that weighed; or the rule, the numbers and the mentions, as they were told.
    """
    match = re.fullmatch(r"([i#]?)(\d{1,18})", which.lower())
    if not match:
        raise typer.BadParameter(f"{which!r} is no id: 12 is a mention, i3 an incident", param_hint="ID")
    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        told = _explain_incident if match[1] else _explain_mention
        told(store, int(match[2]), outline, json_too=json_too)


def _explain_mention(store: Store, number: int, outline: Outline, *, json_too: bool) -> None:
    mention = store.mentions.get(number)
    if not mention:
        raise VigieError(f"there is no mention {number}", hint="see: vigie mentions")
    edits = store.mentions.edits(number)
    family = store.mentions.family(mention)
    if json_too:
        as_json(full(mention) | {"edits": [asdict(edit) for edit in edits], "family": kin(family)})
        return
    portray(mention, outline.timezone)
    portray_family(mention, family, outline.timezone)
    for edit in edits:
        at = by_clock(outline.timezone)(edit.at)
        say(f"\nuntil {at} it said:")
        print(harmless(f"{edit.title} {edit.text}".strip()))


def _explain_incident(store: Store, number: int, outline: Outline, *, json_too: bool) -> None:
    incident = store.incidents.get(number)
    if not incident:
        raise VigieError(f"there is no incident {number}", hint="see: vigie alerts")
    told = tuple(reversed(store.incidents.alerts(incident=number)))
    ids = dict.fromkeys(each for alert in told for each in alert.verdict.figures.mentions)
    behind = [mention for mention in map(store.mentions.get, ids) if mention]
    if json_too:
        alerts_ = [
            {
                "at": alert.at,
                "kind": alert.kind,
                **_judged(alert),
                "reached_again": _reached_again(store, alert),
                "curve": list(map(asdict, alert.curve)),
            }
            for alert in told
        ]
        as_json({"incident": _incident(incident), "alerts": alerts_, "mentions": [full(m) for m in behind]})
        return
    reader = Target("terminal", "apprise", "", outline.language, outline.timezone)
    for alert in told:
        at = by_clock(outline.timezone)(alert.at)
        console().print(f"{at}  {term('kind', alert.kind)}\n{preview(alert, reader)}", markup=False)
        proven = _reached_again(store, alert)
        if proven is not None:
            verdict = "the same verdict" if proven else "another verdict: mentions were edited, muted or erased since"
            told_again = spoken(f"↺ judged again from what was kept then: {verdict}")
            console().print(f"  {told_again}", markup=False, style="dim")
        for each in store.outbox.of(alert.id):
            note = f" ({spoken(safe(each.error))})" if each.error else ""
            console().print(f"  → {safe(each.target)}: {term('delivery', each.state)}{note}", markup=False, style="dim")
        print()
    table(
        map(line, behind), empty="The mentions behind it are past their retention.", spare=SPARE, zone=outline.timezone
    )


def _reached_again(store: Store, alert: Alert) -> bool | None:
    """Whether what was kept with an alert leads to its verdict once more; None where nothing was."""
    reached = again(store, alert)
    return reached == alert.verdict if reached else None


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "brand": incident.brand,
        "state": incident.state,
        "level": incident.level.name.lower(),
        "opened_at": incident.opened_at,
        "resolved_at": incident.resolved_at,
        "reopened_at": incident.reopened_at,
        "acknowledged_at": incident.acknowledged_at,
        "acknowledged_by": incident.acknowledged_by,
        "resolved_by": incident.resolved_by,
    }


def _judged(alert: Alert) -> dict[str, Any]:
    verdict = alert.verdict
    return {"level": verdict.level.name.lower(), "rule": verdict.rule, "figures": asdict(verdict.figures)}


def alerts(config_path: ConfigPath = None, limit: Limit = 50, json_too: Json = False) -> None:
    """List what was told to whom, and what became of it."""
    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        rows = [row for alert in store.incidents.alerts(limit) for row in _told(store, alert)]
    table(rows, json_too=json_too, empty="No alert yet.", spare=("usual", "attempts", "negatives", "level", "kind"))


def _told(store: Store, alert: Alert) -> Iterator[dict[str, Any]]:
    """One row for each target; one where there was nobody to tell."""
    row = {
        "at": alert.at,
        "incident": f"i{alert.incident.id}",
        "brand": alert.incident.brand,
        "kind": str(alert.kind),
        "level": alert.verdict.level.name.lower(),
        "negatives": alert.verdict.figures.negatives,
        "usual": alert.verdict.figures.usual,
    }
    deliveries = store.outbox.of(alert.id)
    for each in deliveries:
        told = {"target": each.target, "delivery": str(each.state), "attempts": each.attempts, "error": each.error}
        yield row | told
    if not deliveries:
        yield row | {"target": "", "delivery": "", "attempts": 0, "error": "no target was concerned"}


def export_mentions(
    config_path: ConfigPath = None,
    form: Annotated[Form, typer.Option("--format", help="For a spreadsheet, or for a program.")] = Form.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file; standard output if none.")
    ] = None,
    brand: OfBrand = "",
    source: OfSource = "",
    tone: OfTone = None,
    flagged: Flagged = False,
    since: Since = "",
    query: Matching = "",
    aside: OfAside = None,
    every_copy: EveryCopy = False,
    author: Annotated[
        str, typer.Option("--author", metavar="NAME", help="Instead, all that is kept of a person, as JSON.")
    ] = "",
) -> None:
    """Write the mentions for a spreadsheet or a program."""
    if author:
        export_person(config_path, author, "")
        return
    outline = load_outline(config_path)
    wanted = Find(
        brand,
        source,
        tone or "",
        flagged,
        _moment(since, outline),
        limit=-1,
        aside=ASIDE[aside],
        first_copies=not every_copy,
    )
    with open_store(outline.store) as store:
        asked = _asked(query, outline)
        _tell_of(_hidden(store, wanted, asked))
        found = _found(store, outline, wanted, asked)
        with _opened(output) as out:
            count = export(found, out, form)
    say(f"{counted(count, 'mention')} written" + (f" to {output}" if output else ""), stderr=True)


def _opened(output: Path | None) -> Any:
    stdout: IO[str] = sys.stdout
    return output.open("w", encoding="utf-8", newline="") if output else nullcontext(stdout)
