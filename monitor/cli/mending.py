"""Commands that look after the watch: sources and their lists, a test alert, a backup."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.places import ConfigPath, Json, load_config, now, open_store
from monitor.cli.show import as_json, safe, table
from monitor.config import Config, SourceConfig
from monitor.errors import NotifyError, VigieError
from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Item, Level, Mention, Target, Verdict
from monitor.notify import payload, preview, send
from monitor.sources import KINDS, kind, opml, options
from monitor.store import Health, SourceState

sources_app = typer.Typer(
    help="The sources and how they are; OPML in and out.", invoke_without_command=True, rich_markup_mode=None
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(sources_app, name="sources")
    app.command("test-alert", epilog="Try:  vigie test-alert --dry-run")(try_alert)
    app.command(epilog="Try:  vigie backup /var/backups/vigie.db")(backup)


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Every source and how it is."""
    if context.invoked_subcommand:
        return
    believed = load_config(config_path)
    configured = {source.name: source for source in believed.sources}
    with open_store(believed) as store:
        states, counts = store.sources.all(), store.sources.items()
    rows = [_row(state, counts.get(state.id, 0), configured.get(state.name), json_too) for state in states]
    table(rows, json_too=json_too, empty="No source was polled yet.")


def _row(state: SourceState, items: int, configured: SourceConfig | None, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "source": state.name,
        "kind": state.kind,
        "health": str(state.health_at(now())),
        "items": items,
        "last_new": state.new_at,
        "habit": state.habit or None,
        "polled": state.polled_at,
        "next": state.next_poll_at,
        "polls": state.polls,
        "unchanged": state.unchanged,
        "error": _why(state),
    }
    more = {"title": state.title, "moved_to": state.url, "failures": state.failures, "configured": bool(configured)}
    return told | more if whole else told


def _why(state: SourceState) -> str:
    if state.health_at(now()) is Health.SILENT:
        days = state.habit / timedelta(days=1)
        usual = f"every {days:.1f} days" if days >= 1 else f"{1 / days:.1f} times a day"
        return f"used to speak {usual}, silent since {state.new_at:%Y-%m-%d}"
    return state.error


@sources_app.command("kinds", epilog="Try:  vigie sources kinds --json")
def kinds(json_too: Json = False) -> None:
    """The kinds of sources, and their options."""
    rows = [_kind(name, whole=json_too) for name in KINDS]
    table(rows, json_too=json_too)


def _kind(name: str, *, whole: bool) -> dict[str, Any]:
    cls = kind(name)
    made = options(cls)
    told: dict[str, Any] = {"kind": name, "terms": str(getattr(cls, "terms", "")), "hears": (cls.__doc__ or "").strip()}
    if whole:
        return told | {
            "options": [
                {"name": o.name, "type": o.type, "required": o.required, "default": o.default, "help": o.help}
                for o in made
            ]
        }
    return told | {"options": ", ".join(o.name if o.required else f"[{o.name}]" for o in made)}


@sources_app.command("import", epilog="Try:  vigie sources import subscriptions.opml >> vigie.yaml")
def import_opml(path: Annotated[Path, typer.Argument(help="An OPML file.")]) -> None:
    """Print the feeds of an OPML file as `sources:` of vigie.yaml."""
    outlines = opml.read(path.read_bytes(), path.name)
    print("sources:")
    for outline in outlines:
        print(f"  - url: {_quoted(outline.url)}" + (f"  # {safe(outline.title)}" if outline.title else ""))
    print(f"{len(outlines)} feeds; merge them into `sources:`, then: vigie check", file=sys.stderr)


def _quoted(text: str) -> str:
    return "'" + safe(text).replace("'", "''") + "'"


@sources_app.command("export", epilog="Try:  vigie sources export > subscriptions.opml")
def export_opml(config_path: ConfigPath = None) -> None:
    """Print the feeds of the configuration as OPML."""
    believed = load_config(config_path)
    feeds = [source for source in believed.sources if source.kind == "feed"]
    outlines = [opml.Outline(title=feed.name, url=feed.source.request("").url, group="") for feed in feeds]
    sys.stdout.buffer.write(opml.write(outlines, "vigie", now()))
    print()


def try_alert(
    name: Annotated[str, typer.Argument(metavar="[TARGET]", help="One target; all of them if none is named.")] = "",
    config_path: ConfigPath = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print exactly what would be sent, and send nothing.")
    ] = False,
    json_too: Json = False,
) -> None:
    """Send an alert that says it is a test. 69 if somebody cannot be reached."""
    believed = load_config(config_path)
    targets = [target for target in believed.targets if not name or target.name == name]
    if not targets:
        known = ", ".join(target.name for target in believed.targets) or "none is configured"
        raise VigieError(f"no target is called {name!r}" if name else "there is no target", hint=f"known: {known}")
    alert = drill(believed)
    if dry_run:
        _rehearse(alert, targets, believed.web.link, json_too=json_too)
        return
    outcomes = asyncio.run(_send_all(alert, targets, believed.web.link))
    table(outcomes, json_too=json_too)
    if any(outcome["error"] for outcome in outcomes):
        raise NotifyError("somebody was not reached", retry=True, hint="see the table; the address is in `targets:`")


def _rehearse(alert: Alert, targets: list[Target], link: str, *, json_too: bool) -> None:
    if json_too:
        as_json({target.name: payload(alert, target, link) for target in targets})
        return
    for target in targets:
        print(f"--- {target.name} ({target.way})\n{preview(alert, target, link=link)}\n")


async def _send_all(alert: Alert, targets: list[Target], link: str) -> list[dict[str, Any]]:
    return [await try_target(alert, target, link) for target in targets]


async def try_target(alert: Alert, target: Target, link: str) -> dict[str, Any]:
    """Send *alert* to *target*, now and once; what became of it."""
    try:
        receipt = await send(alert, target, link=link)
    except NotifyError as error:
        return {"target": target.name, "way": target.way, "state": "failed", "receipt": "", "error": str(error)}
    return {"target": target.name, "way": target.way, "state": "sent", "receipt": receipt, "error": ""}


def drill(believed: Config) -> Alert:
    """An alert that says it is a test, about the first brand."""
    at, brand = now(), believed.brands[0].name
    figures = Figures(timedelta(hours=1), 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3, began=at - timedelta(minutes=40))
    verdict = Verdict(brand, at, Level.WARNING, "test", figures)
    incident = Incident(brand, IncidentState.OPEN, Level.WARNING, at, at, verdict, 12)
    words = f"{brand}: ceci est un essai, this is a test."
    quote = Mention(Item("test", title=words, author="vigie", published=at), brand, "test", at)
    return Alert(AlertKind.TEST, at, incident, verdict, (quote,))


def backup(
    to: Annotated[Path, typer.Argument(help="The new file.")],
    config_path: ConfigPath = None,
) -> None:
    """Copy the store, while the watch goes on, and check the copy."""
    if to.exists():
        raise VigieError(f"{to} already exists", hint="give another name")
    with open_store(load_config(config_path)) as store:
        store.backup(to)
    print(f"written and checked: {to}")
