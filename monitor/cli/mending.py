"""Commands that look after the watch: sources and their lists, a test alert, a backup, what may be deleted."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.moments import WRITTEN, length
from monitor.cli.places import ConfigPath, Json, load_config, load_outline, now, open_store
from monitor.cli.questions import agreed
from monitor.cli.show import as_json, console, counted, safe, say, table, waiting
from monitor.config import Config, Place
from monitor.errors import NotifyError, VigieError
from monitor.forgetting import forget_again
from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Item, Level, Mention, Target, Verdict
from monitor.notify import payload, preview, send
from monitor.sources import catalogue
from monitor.store import Health, SourceState, bring_back
from monitor.store.leftovers import Leftover, delete, leftovers, spare
from monitor.text import cut

sources_app = typer.Typer(
    help="Tell how each source is; lists of feeds in and out.",
    epilog="Try:  vigie sources --json   or:  vigie sources kinds",
    invoke_without_command=True,
    rich_markup_mode=None,
)
SPARE = ("kind", "unchanged", "polls", "habit", "items", "polled", "next")  # what a narrow screen does without


def add_to(app: typer.Typer) -> None:
    app.add_typer(sources_app, name="sources")
    app.command("test-alert", epilog="Try:  vigie test-alert --dry-run")(try_alert)
    app.command(epilog="Try:  vigie backup /var/backups/vigie.db")(backup)
    app.command(epilog="Try:  vigie restore   or:  vigie restore /var/backups/vigie.db")(restore)
    app.command(epilog="Try:  vigie tidy --dry-run   then:  vigie tidy --older 30d")(tidy)


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Tell how each source is: health, last news, next poll, and what is wrong."""
    if context.invoked_subcommand:
        return
    outline = load_outline(config_path)
    places = {place.name: place for place in outline.places}
    with open_store(outline.store) as store:
        states, counts = store.sources.all(), store.sources.items()
    rows = [_row(state, counts.get(state.id, 0), places.get(state.name), whole=json_too) for state in states]
    table(rows, json_too=json_too, empty="No source was polled yet.", spare=SPARE)
    if unheard := places.keys() - {state.name for state in states}:
        say(f"not polled yet: {', '.join(map(safe, sorted(unheard)))}", stderr=True)


def _row(state: SourceState, items: int, place: Place | None, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "source": state.name,
        "kind": state.kind,
        "health": str(state.health_at(now())),
        "items": items,
        "last_new": state.new_at,
        "habit": state.habit or None,
        "polled": state.polled_at,
        "next": state.asked_at,
        "polls": state.polls,
        "unchanged": state.unchanged,
        "error": _why(state),
    }
    moved = state.url if place and place.url else ""  # a secret address may have led to another one
    more = {"title": state.title, "moved_to": moved, "failures": state.failures, "configured": bool(place)}
    return told | more if whole else told


def _why(state: SourceState) -> str:
    if state.health_at(now()) is Health.SILENT:
        days = state.habit / timedelta(days=1)
        usual = f"every {days:.1f} days" if days >= 1 else f"{1 / days:.1f} times a day"
        return f"used to speak {usual}, silent since {state.new_at:%Y-%m-%d}"
    return state.error


@sources_app.command("kinds", epilog="Try:  vigie sources kinds --json")
def kinds(
    json_too: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As docs/sources.md shows them.")] = False,
) -> None:
    """List the kinds of sources.

    Their terms, what they need, how they were proven, their options.

    Terms are green (official and open), amber (official within limits) or red (undocumented: off until the source says
    accept_terms: true).
    """
    if markdown:
        print(catalogue.markdown(), end="")
        return
    rows = [_kind(row, whole=json_too) for row in catalogue.rows()]
    table(rows, json_too=json_too, spare=("options", "needs", "proven_on"))


def _kind(row: catalogue.Row, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": row.kind, "terms": row.terms, "proven_on": row.proof, "hears": row.hears}
    if whole:
        keys = ("name", "type", "required", "default", "help")
        listed = [{key: getattr(option, key) for key in keys} for option in row.options]
        return told | {"how": row.how, "formats": row.formats, "needs": row.needs, "options": listed}
    return told | {
        "needs": row.needs,
        "options": ", ".join(o.name if o.required else f"[{o.name}]" for o in row.options),
    }


@sources_app.command("import", epilog="Try:  vigie sources import subscriptions.opml > more.yaml")
def import_opml(path: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file.")]) -> None:
    """Print the feeds of an OPML file as `sources:` of vigie.yaml."""
    from monitor.sources import opml  # a tenth of a second that no other command needs

    outlines = opml.read(path.read_bytes(), path.name)
    print("sources:" if outlines else "sources: []")
    names: set[str] = set()
    for outline in outlines:
        name = cut(safe(outline.title), 100)
        titled = name != outline.url and name not in names
        names.add(name)
        print((f"  - name: {_quoted(name)}\n    " if titled else "  - ") + f"url: {_quoted(safe(outline.url))}")
    say(f"{counted(len(outlines), 'feed')}; put them under `sources:`, then: vigie check", stderr=True)


def _quoted(text: str) -> str:
    """*text* as YAML reads it, which is as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)


@sources_app.command("export", epilog="Try:  vigie sources export > subscriptions.opml")
def export_opml(config_path: ConfigPath = None) -> None:
    """Print the feeds of the configuration as OPML."""
    from monitor.sources import opml

    feeds = [place for place in load_outline(config_path).places if place.kind == "feed"]
    outlines = [opml.Outline(feed.name, feed.url) for feed in feeds if feed.url]
    sys.stdout.buffer.write(opml.write(outlines, "vigie", now()) + b"\n")
    if hidden := len(feeds) - len(outlines):
        say(f"{counted(hidden, 'feed')} left out: the address is a secret", stderr=True)


def try_alert(
    name: Annotated[str, typer.Argument(metavar="TARGET", help="One target; all of them if none is named.")] = "",
    config_path: ConfigPath = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing; print the message, or with --json what would be posted.")
    ] = False,
    json_too: Json = False,
) -> None:
    """Send an alert that says it is a test.

    To each target, or to one. Leaves with 69 if somebody cannot be reached.
    """
    believed = load_config(config_path)
    targets = [target for target in believed.targets if not name or target.name == name]
    if not believed.targets:
        raise VigieError("there is nobody to tell", hint="add a target to `targets:`")
    if not targets:
        known = ", ".join(target.name for target in believed.targets)
        raise VigieError(f"no target is called {name!r}", hint=f"known: {known}")
    alert = drill(believed)
    if dry_run:
        _rehearse(alert, targets, believed.web.link, json_too=json_too)
        return
    with waiting("telling them"):
        outcomes = asyncio.run(_send_all(alert, targets, believed.web.link))
    table(outcomes, json_too=json_too)
    if any(outcome["error"] for outcome in outcomes):
        raise NotifyError("somebody was not reached", retry=True, hint="see the table; the address is in `targets:`")


def _rehearse(alert: Alert, targets: list[Target], link: str, *, json_too: bool) -> None:
    if json_too:
        as_json({target.name: payload(alert, target, link) for target in targets})
        return
    for target in targets:
        head = f"--- {safe(target.name)} ({safe(target.way)})"
        console().print(f"{head}\n{preview(alert, target, link=link)}\n", markup=False)


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
    to: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")],
    config_path: ConfigPath = None,
) -> None:
    """Copy the store while the watch goes on, and check the copy."""
    if to.exists():
        raise VigieError(f"{to} already exists", hint="give another name")
    with open_store(load_outline(config_path).store) as store:
        store.backup(to)
    say(f"written and checked: {to}")


def restore(
    copy: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A backup; otherwise the newest that is whole.", exists=True)
    ] = None,
    config_path: ConfigPath = None,
) -> None:
    """Bring the store back from a backup, while no watch runs.

    The file is examined first. What was there is kept beside it, and what can still be read of it comes along. Whom you
    erased since the backup, is erased again.
    """
    path = load_outline(config_path).store
    forget = partial(forget_again, diary=path, now=now())
    chosen, damaged, again = bring_back(path, copy, now(), forget)
    with open_store(path, alone=True) as store:
        verdict, mentions = store.check(), sum(store.mentions.count().values())
    say(f"{path}: {verdict}, {counted(mentions, 'mention')}, from {chosen}")
    if again:
        say(f"erased again: {counted(again, 'item')} of people or addresses that were forgotten since", stderr=True)
    if damaged:
        say(f"what was there is kept: {damaged}", stderr=True)


def tidy(
    config_path: ConfigPath = None,
    older: Annotated[
        str, typer.Option("--older", metavar="LENGTH", help=f"Only what was set aside so long ago: {WRITTEN}.")
    ] = "30d",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Delete nothing; list what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json_too: Json = False,
) -> None:
    """Delete old copies that upgrades and restores left.

    Each is the store as it was. The newest of each kind stays, and nothing goes unless the store is whole. Backups are
    none of them: seven are kept.
    """
    path, until = load_outline(config_path).store, now() - length(older, "--older")
    with open_store(path) as store, waiting("checking the store"):
        verdict = store.check()
    if verdict != "ok":
        raise VigieError(f"the store {path} is not whole: {verdict}", hint="keep all of it, and run: vigie doctor")
    found = leftovers(path)
    spared = spare(found, until)
    table([_aside(each, goes=each in spared) for each in found], json_too=json_too, empty="Nothing was set aside.")
    size = sum(each.size for each in spared) >> 20
    if dry_run or not spared:
        return
    if not yes and not sys.stdin.isatty():
        raise VigieError("nobody is there to be asked", hint="look at it with --dry-run, then say --yes")
    if not yes and not agreed(f"Delete {counted(len(spared), 'copy', 'copies')}, {size} MB?"):
        raise typer.Exit(1)
    delete(spared)
    say(f"deleted: {counted(len(spared), 'copy', 'copies')}, {size} MB", stderr=True)


def _aside(each: Leftover, *, goes: bool) -> dict[str, Any]:
    return {
        "file": each.path.name,
        "since": each.at,
        "before": "upgrade" if each.why == "before" else "restore",
        "mb": round(each.size / (1 << 20), 2),
        "goes": "yes" if goes else "no",
    }
