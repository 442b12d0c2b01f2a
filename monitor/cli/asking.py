"""Commands that ask the diary: mentions, search, explain, alerts, sources, export."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from monitor.cli.places import ConfigPath, Json, load_config, now, open_store
from monitor.cli.show import as_json, safe, table
from monitor.cli.watching import show_mention
from monitor.errors import VigieError
from monitor.match import parse, search_expression
from monitor.model import Alert, Mention, Target
from monitor.notify import preview
from monitor.report import FORMATS, export
from monitor.report.export import full
from monitor.store import Find, Store
from monitor.text import cut

Brand = Annotated[str, typer.Option("--brand", help="Only this brand.")]
Source = Annotated[str, typer.Option("--source", help="Only this source.")]
Tone = Annotated[str, typer.Option("--tone", help="negative, neutral or positive.")]
Flagged = Annotated[bool, typer.Option("--flagged", help="Only insults and accusations.")]
Since = Annotated[str, typer.Option("--since", help="How far back: 45m, 24h, 7d; or a date, 2026-11-22.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")]

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie mentions --brand Acme --tone negative --since 24h")(mentions)
    app.command(epilog="Try:  vigie search 'remboursement AND \"service client\"'")(search)
    app.command(epilog="Try:  vigie explain 12   or, for an incident:  vigie explain i3")(explain)
    app.command(epilog="Try:  vigie alerts --json")(alerts)
    app.command("export", epilog="Try:  vigie export --format csv --since 30d -o mentions.csv")(export_mentions)


def mentions(
    config_path: ConfigPath = None,
    brand: Brand = "",
    source: Source = "",
    tone: Tone = "",
    flagged: Flagged = False,
    since: Since = "",
    limit: Limit = 50,
    json_too: Json = False,
) -> None:
    """The mentions, newest first."""
    _show(config_path, Find(brand, source, tone, flagged, _moment(since), limit=limit), json_too=json_too)


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", AND, OR, NOT, parentheses.')],
    config_path: ConfigPath = None,
    brand: Brand = "",
    since: Since = "",
    limit: Limit = 50,
    json_too: Json = False,
) -> None:
    """Search what was said, in the language of the brands' queries."""
    expression = search_expression(parse(query))
    _show(config_path, Find(brand, since=_moment(since), expression=expression, limit=limit), json_too=json_too)


def _show(config_path: Path | None, wanted: Find, *, json_too: bool) -> None:
    with open_store(load_config(config_path)) as store:
        found = list(store.mentions.find(wanted))
    if json_too:
        as_json([full(mention) for mention in found])
    else:
        table(map(_row, found), empty="No mention.")


def _row(mention: Mention) -> dict[str, Any]:
    flags = [name for name in ("insult", "accusation") if getattr(mention, name).label != "none"]
    return {
        "id": mention.id,
        "at": mention.at,
        "brand": mention.brand,
        "source": mention.source,
        "author": cut(safe(mention.item.author), 20),
        "tone": mention.sentiment.label,
        "score": mention.sentiment.value,
        "flags": "+".join(flags),
        "words": cut(safe(mention.item.prose), 90),
    }


def _moment(since: str) -> datetime | None:
    if not since:
        return None
    if match := re.fullmatch(r"(\d+)([smhdw])", since):
        return now() - timedelta(seconds=int(match[1]) * UNITS[match[2]])
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter(f"{since!r} is neither a duration nor a date", param_hint="--since") from None
    return moment if moment.tzinfo else moment.astimezone()


def explain(
    which: Annotated[str, typer.Argument(metavar="ID", help="A mention (12) or an incident (i3).")],
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Why a mention was scored as it was, or why an incident was called: the rule, the numbers, the mentions."""
    match = re.fullmatch(r"([i#]?)(\d+)", which.lower())
    if not match:
        raise typer.BadParameter(f"{which!r} is no id: 12 is a mention, i3 an incident")
    believed = load_config(config_path)
    with open_store(believed) as store:
        if match[1]:
            _explain_incident(store, int(match[2]), _reader(believed.targets), json_too=json_too)
        else:
            _explain_mention(store, int(match[2]), json_too=json_too)


def _reader(targets: Iterable[Target]) -> Target:
    return next(iter(targets), Target("terminal", "apprise", "", "en"))


def _explain_mention(store: Store, number: int, *, json_too: bool) -> None:
    mention = store.mentions.get(number)
    if not mention:
        raise VigieError(f"there is no mention {number}", hint="see: vigie mentions")
    edits = store.mentions.edits(number)
    if json_too:
        as_json(full(mention) | {"edits": [{"at": e.at, "title": e.title, "text": e.text} for e in edits]})
        return
    show_mention(mention)
    for edit in edits:
        print(f"\nuntil {edit.at:%Y-%m-%d %H:%M} it said: {safe(edit.title)} {safe(edit.text)}")


def _explain_incident(store: Store, number: int, reader: Target, *, json_too: bool) -> None:
    incident = store.incidents.get(number)
    if not incident:
        raise VigieError(f"there is no incident {number}", hint="see: vigie alerts")
    told = tuple(reversed(store.incidents.alerts(incident=number)))
    ids = dict.fromkeys(each for alert in told for each in alert.verdict.figures.mentions)
    behind = [mention for mention in map(store.mentions.get, ids) if mention]
    if json_too:
        as_json(
            {"incident": _incident(told[-1]) if told else number, "mentions": [full(mention) for mention in behind]}
        )
        return
    for alert in told:
        print(f"{alert.at:%Y-%m-%d %H:%M}  {alert.kind}\n{preview(alert, reader)}\n")
    table(map(_row, behind), empty="The mentions behind it are past their retention.")


def _incident(alert: Alert) -> dict[str, Any]:
    figures = alert.verdict.figures
    return {
        "id": alert.incident.id,
        "brand": alert.incident.brand,
        "state": alert.incident.state,
        "level": alert.verdict.level.name.lower(),
        "opened_at": alert.incident.opened_at,
        "resolved_at": alert.incident.resolved_at,
        "rule": alert.verdict.rule,
        "figures": {name: getattr(figures, name) for name in type(figures).__dataclass_fields__},
    }


def alerts(config_path: ConfigPath = None, limit: Limit = 50, json_too: Json = False) -> None:
    """What was decided to tell, and what became of it at each target."""
    with open_store(load_config(config_path)) as store:
        rows = [
            {
                "at": alert.at,
                "incident": f"i{alert.incident.id}",
                "brand": alert.incident.brand,
                "kind": str(alert.kind),
                "level": alert.verdict.level.name.lower(),
                "negatives": alert.verdict.figures.negatives,
                "usual": alert.verdict.figures.usual,
                "target": delivery.target,
                "delivery": str(delivery.state),
                "attempts": delivery.attempts,
                "error": delivery.error,
            }
            for alert in store.incidents.alerts(limit)
            for delivery in store.outbox.of(alert.id)
        ]
    table(rows, json_too=json_too, empty="No alert yet.")


def export_mentions(
    config_path: ConfigPath = None,
    form: Annotated[str, typer.Option("--format", help=f"{' or '.join(FORMATS)}.")] = "csv",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; standard output if none.")] = None,
    brand: Brand = "",
    source: Source = "",
    tone: Tone = "",
    flagged: Flagged = False,
    since: Since = "",
) -> None:
    """Write the mentions for a spreadsheet or a program."""
    if form not in FORMATS:
        raise typer.BadParameter(f"{form!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    wanted = Find(brand, source, tone, flagged, _moment(since), limit=-1)
    with open_store(load_config(config_path)) as store, _opened(output) as out:
        count = export(store.mentions.find(wanted), out, form)
    print(f"{count} mentions written", file=sys.stderr)


def _opened(output: Path | None) -> Any:
    stdout: IO[str] = sys.stdout
    return output.open("w", encoding="utf-8", newline="") if output else nullcontext(stdout)
