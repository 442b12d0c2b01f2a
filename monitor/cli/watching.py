"""Commands that listen: run, poll, try."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from functools import partial
from typing import Annotated, Any

import typer

from monitor import config, journal
from monitor.cli.places import ConfigPath, Json, find_config, load_config, now, open_store
from monitor.cli.show import as_json, console, marked, reasons, safe, table
from monitor.config import Config
from monitor.errors import VigieError
from monitor.fetch import Fetcher, trusted_origins
from monitor.model import Mention, Page
from monitor.pipeline import LEASE, Pipeline, Polled, fetcher_for
from monitor.report.export import full
from monitor.sources import Source, kind, options

EVERYTHING = 10_000


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie run -c /etc/vigie/vigie.yaml")(run)
    app.command(epilog="Try:  vigie poll --once my-feed --explain")(poll)
    app.command("try", epilog="Try:  vigie try feed url=https://example.org/feed.xml")(try_source)


def run(
    config_path: ConfigPath = None,
    log: Annotated[str, typer.Option(help="Lines as `text`, `journald` or `json`.")] = "",
    level: Annotated[str, typer.Option(help="Least level told: debug, info, warning, error.")] = "info",
    workers: Annotated[int, typer.Option(min=1, max=16, help="Processes that read answers.")] = 2,
) -> None:
    """Watch, until told to stop. TERM stops, HUP reads the configuration again."""
    # Half a second of imports that no other command needs.
    from monitor import web
    from monitor.daemon import Daemon

    async def watch() -> int:
        believed = config.load(path, os.environ)
        sock = web.listen(believed.web.host, believed.web.port) if believed.web.port else None
        daemon = Daemon(path, os.environ, beside=partial(web.serve, sock) if sock else None, workers=workers)
        return await daemon.run()

    style = log or ("journald" if os.environ.get("JOURNAL_STREAM") else "text")
    journal.open_journal(style, level)
    path = find_config(config_path)
    raise typer.Exit(asyncio.run(watch()))


def poll(
    names: Annotated[list[str] | None, typer.Argument(help="Sources to ask; all of them if none is named.")] = None,
    config_path: ConfigPath = None,
    once: Annotated[bool, typer.Option("--once", help="Ask now, whatever the time of the next poll.")] = True,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each mention with the reasons of its scores.")
    ] = False,
    json_too: Json = False,
) -> None:
    """Ask sources once, without the daemon, and keep what they say. 1 if one of them failed."""
    believed = load_config(config_path)
    polled = asyncio.run(_poll(believed, names or [], once=once))
    rows = [_told(each) for each in polled]
    if json_too:
        as_json([row | {"found": [full(m) for m in each.mentions]} for row, each in zip(rows, polled, strict=True)])
    else:
        table(rows, empty="No source is due.")
        if explain:
            for mention in (mention for each in polled for mention in each.mentions):
                show_mention(mention)
    if any(each.error for each in polled):
        raise typer.Exit(1)


async def _poll(believed: Config, names: list[str], *, once: bool) -> tuple[Polled, ...]:
    known = {source.name for source in believed.sources}
    if unknown := set(names) - known:
        raise VigieError(f"no source is called {', '.join(sorted(unknown))}", hint=f"known: {', '.join(sorted(known))}")
    with open_store(believed, alone=True, must_exist=False) as store:
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
    return "first contact: what was there before is known, not news" if polled.first else ""


def show_mention(mention: Mention) -> None:
    """One mention with all that is known of it."""
    out, item = console(), mention.item
    stars = f"  {item.rating.value:g}/{item.rating.best:g}" if item.rating else ""
    author = safe(item.author) or "(no author)"
    head = f"{mention.id}  {mention.brand}  {mention.source}  {author}{stars}  {mention.at:%Y-%m-%d %H:%M}"
    out.print(f"\n{head}", style="bold", markup=False)
    if item.url:
        out.print(safe(item.url), style="dim", markup=False)
    out.print(marked(mention))
    scores = {"sentiment": mention.sentiment, "insult": mention.insult, "accusation": mention.accusation}
    found = ", ".join(safe(span.term) for span in mention.spans) or "everything at this source speaks of the brand"
    lines = [f"matched: {found}", f"language: {mention.language or 'unknown'}"]
    lines += [line for name, score in scores.items() for line in reasons(name, score)]
    out.print("\n".join(lines), style="dim", markup=False)


def try_source(
    kind_name: Annotated[str, typer.Argument(metavar="KIND", help="A kind (vigie sources kinds), or module:Class.")],
    given: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Its options.")] = None,
    json_too: Json = False,
) -> None:
    """Show what a source would hear. Nothing is kept."""
    source = _build(kind_name, given or [])
    page = asyncio.run(_fetch(source))
    rows = [
        {
            "published": item.published,
            "author": item.author,
            "title": item.title,
            "text": item.text if json_too else item.text[:160],
            "rating": item.rating.value if item.rating else None,
            "url": item.url,
            "id": item.id,
        }
        for item in page.items
    ]
    if json_too:
        as_json({"title": page.title, "items": rows, "more": page.more.url if page.more else None})
        return
    table(rows, empty="It answers, and has no items.")
    print(f"{safe(page.title) or 'untitled'}: {len(rows)} items", file=sys.stderr)


def _build(kind_name: str, given: list[str]) -> Source:
    """The source, by the same proof as if it stood in vigie.yaml."""
    types = {option.name: option.type for option in options(kind(kind_name))}
    lines = [f"    kind: {json.dumps(kind_name)}", "    accept_terms: true"]
    for each in given:
        name, _, value = each.partition("=")
        lines.append(f"    {name}: {json.dumps(value) if 'str' in types.get(name, 'str') else value}")
    text = "\n".join(["brands: [{name: try}]", "sources:", "  -", *lines, ""])
    return config.parse(text, file="vigie try", environ=os.environ).sources[0].source


async def _fetch(source: Source) -> Page:
    request = source.request("")
    fetcher = Fetcher(user_agent="vigie (try)", trusted=trusted_origins([request.url]))
    try:
        reply = await fetcher.fetch(request, now=now())
    finally:
        await fetcher.close()
    if reply.status != 200:
        raise VigieError(f"{reply.url} answered {reply.status}")
    return source.parse(reply, "")
