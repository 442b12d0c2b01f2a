"""Commands that listen: run, poll, try."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import typer

from monitor import config, journal
from monitor.cli.finding import hear
from monitor.cli.lines import overhear, posted
from monitor.cli.people import invite
from monitor.cli.places import ConfigPath, Json, find_config, load_config, now, open_store
from monitor.cli.portrait import portray
from monitor.cli.show import as_json, counted, safe, table, waiting
from monitor.cli.tongue import spoken
from monitor.config import Config
from monitor.errors import ConfigError, VigieError
from monitor.fetch import Fetcher, trusted_origins
from monitor.model import Item, Page
from monitor.pipeline import LEASE, Pipeline, fetcher_for
from monitor.poll import Polled
from monitor.report.export import full
from monitor.sources import STREAMS, Source, Tapped, kind, options, stream
from monitor.text import cut

EVERYTHING = 10_000


class Style(StrEnum):
    TEXT = "text"
    JOURNALD = "journald"
    JSON = "json"


class Gravity(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie run -c /etc/vigie/vigie.yaml")(run)
    app.command(epilog="Try:  vigie poll --once my-feed --explain")(poll)
    app.command("try", epilog="Try:  vigie try feed url=https://example.org/feed.xml")(try_source)


def run(
    config_path: ConfigPath = None,
    log: Annotated[
        Style | None, typer.Option(help="How its lines are written; by default by who listens.", show_default=False)
    ] = None,
    level: Annotated[Gravity, typer.Option(help="The least grave thing worth a line.")] = Gravity.INFO,
    workers: Annotated[int, typer.Option(min=1, max=16, metavar="N", help="Processes that read answers.")] = 2,
) -> None:
    """Watch, until told to stop.

    TERM or Ctrl-C stops it; HUP makes it read the configuration again.
    """
    # Half a second of imports that no other command needs.
    from monitor import web
    from monitor.daemon import Daemon

    async def watch() -> int:
        believed = config.load(path, os.environ)
        daemon = Daemon(believed, path, os.environ, workers=workers)
        try:  # the store first: whoever starts a second watch by mistake is told of the first, not of its port
            sock = web.listen(believed.web.host, believed.web.port) if believed.web.port else None
        except VigieError:
            await daemon.close()
            raise
        daemon.beside = partial(web.serve, sock, _invited if style is Style.JSON else invite) if sock else None
        return await daemon.run()

    style = log or (Style.JOURNALD if os.environ.get("JOURNAL_STREAM") else Style.TEXT)
    journal.open_journal(style, level)
    path = find_config(config_path)
    raise typer.Exit(asyncio.run(watch()))


def _invited(address: str) -> None:
    """Where the first account is made, for who reads each line as JSON."""
    journal.warn("no_account", what=f"nobody has an account yet; make the first one at {address}")


def poll(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Sources to ask; all of them if none is named.")
    ] = None,
    config_path: ConfigPath = None,
    once: Annotated[
        bool, typer.Option("--once/--due", help="Ask now, or only those whose time has come.", show_default=True)
    ] = True,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each mention with the reasons of its scores.")
    ] = False,
    json_too: Json = False,
) -> None:
    """Ask the sources once, and keep what they say.

    The daemon must not be running on the same store. Nobody is alerted. Leaves with 1 if a source failed.
    """
    believed = load_config(config_path)
    with waiting("asking the sources"):
        polled = asyncio.run(_poll(believed, names or [], once=once))
    rows = [_told(each) for each in polled]
    if json_too:
        as_json([row | {"found": [full(m) for m in each.mentions]} for row, each in zip(rows, polled, strict=True)])
    else:
        table(rows, empty="No source is due.", spare=("edited", "status"))
        for mention in (mention for each in polled if explain for mention in each.mentions):
            portray(mention, believed.timezone)
    if any(each.error for each in polled):
        raise typer.Exit(1)


async def _poll(believed: Config, names: list[str], *, once: bool) -> tuple[Polled, ...]:
    known = {source.name for source in believed.sources if source.asked}
    if unheard := {source.name for source in believed.sources} & set(names) - known:
        raise VigieError(f"{', '.join(sorted(unheard))} is never asked: it speaks by itself", hint="vigie run hears it")
    if unknown := set(names) - known:
        raise VigieError(f"no source is called {', '.join(sorted(unknown))}", hint=f"known: {', '.join(sorted(known))}")
    with open_store(believed.store, alone=True, must_exist=False) as store:
        pipeline = Pipeline(believed, store, fetcher_for(believed))
        try:
            pipeline.begin(now())
            if once:
                store.sources.hurry(names or sorted(known), now())
            states = await pipeline.ask(store.sources.due, now(), limit=EVERYTHING, lease=LEASE)
            wanted = (state for state in states if not names or state.name in names)
            polled = await asyncio.gather(*(pipeline.poll(state, now()) for state in wanted))
        finally:
            await pipeline.fetcher.close()
            pipeline.diary.shutdown()
    return tuple(sorted(polled, key=lambda each: each.source))


def _told(polled: Polled) -> dict[str, Any]:
    return {
        "source": polled.source,
        "status": polled.status or None,
        "items": polled.items,
        "new": polled.new,
        "mentions": len(polled.mentions),
        "edited": len(polled.edited),
        "note": polled.error or _note(polled),
    }


def _note(polled: Polled) -> str:
    if polled.unchanged:
        return "unchanged"
    if polled.postponed:
        return "its server asked to be left alone for a while"
    before = polled.new - len(polled.mentions)
    return f"first contact: {before} already there, no news" if polled.first and before else ""


def try_source(
    kind_name: Annotated[str, typer.Argument(metavar="KIND", help="A kind (vigie sources kinds), or module:Class.")],
    given: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Its options.")] = None,
    json_too: Json = False,
) -> None:
    """Show what a source would hear. Nothing is kept."""
    believed = _build(kind_name, given or [])
    (source,) = believed.sources
    if source.asked:
        with waiting("asking"):
            page = asyncio.run(_fetch(source.source, kind_name))
    elif isinstance(source.stream, Tapped):
        with waiting("listening"):
            page = asyncio.run(overhear(source, believed))
    else:
        page = posted(source, _piped(kind_name))
    rows = [_heard(item, whole=json_too) for item in page.items]
    if json_too:
        as_json({"title": page.title, "items": rows, "more": page.more.url if page.more else None})
        return
    table(rows, empty="It answers, and has no items.", spare=("id", "url", "rating", "author"), zone="UTC")
    print(f"{safe(page.title) or spoken('untitled')}: {counted(len(rows), 'item')}", file=sys.stderr)


def _heard(item: Item, *, whole: bool) -> dict[str, Any]:
    return {
        "published": item.published,
        "author": item.author,
        "title": item.title,
        "text": item.text if whole else cut(item.text, 160),
        "rating": item.rating.value if item.rating else None,
        "url": item.url,
        "id": item.id,
    }


def _piped(kind_name: str) -> bytes:
    """What somebody hands us, in place of whoever will post it."""
    if sys.stdin.isatty():
        raise VigieError(
            f"{kind_name} is never asked: it waits for what is posted",
            hint=f"try it with something that was posted: vigie try {kind_name} ... < posted.json",
        )
    return sys.stdin.buffer.read(2_000_000)


def _build(kind_name: str, given: list[str]) -> Config:
    """The source, by the same proof as if it stood in vigie.yaml."""
    cls = stream(kind_name) if kind_name in STREAMS else kind(kind_name)
    types = {option.name: option.type for option in options(cls)}
    lines = [f"kind: {json.dumps(kind_name)}", "accept_terms: true", *(_written(each, types) for each in given)]
    text = "\n    ".join(["brands: [{name: try}]\nsources:\n  -", *lines]) + "\n"
    try:
        return config.parse(text, file="vigie try", environ=os.environ)
    except ConfigError as error:
        told = [fault.what + (f" ({fault.hint})" if fault.hint else "") for fault in error.faults]
        raise typer.BadParameter(safe("; ".join(told)), param_hint="KEY=VALUE") from None


def _written(given: str, types: Mapping[str, str]) -> str:
    """An option as vigie.yaml would have it; text needs no quotes here, and a secret may stand in its place."""
    match = re.fullmatch(r"([A-Za-z_][\w-]*)=(.*)", given)
    if not match:
        raise typer.BadParameter(f"{safe(given)!r} is not of the form key=value", param_hint="KEY=VALUE")
    name, value = match.groups()
    text = types.get(name, "") in ("str", "str | None") and not re.match(r"\{ *secret:", value)
    return f"{name}: {json.dumps(value) if text else value}"


async def _fetch(source: Source, kind_name: str) -> Page:
    request = source.request("")
    fetcher = Fetcher(user_agent="vigie (try)", trusted=trusted_origins([request.url]))
    try:
        _, page = await hear(source, kind_name, fetcher, now())
    finally:
        await fetcher.close()
    return page
