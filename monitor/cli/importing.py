"""Command that brings history in: import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.places import ConfigPath, load_config, now, open_store
from monitor.cli.show import counted, say, waiting
from monitor.config import ALL, Config
from monitor.errors import VigieError
from monitor.forgetting import spare
from monitor.match import searchable
from monitor.model import Page, Reply, Request
from monitor.privacy import pseudonyms_at
from monitor.reading import Job, Reader
from monitor.sifting import Sifter
from monitor.sources.feed import Feed
from monitor.store import Harvest, Store

NOWHERE = Feed("https://import.invalid/")


def add_to(app: typer.Typer) -> None:
    app.command("import", epilog="Try:  vigie import reviews-2025.csv --about Acme")(bring)


def bring(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV table, or JSON objects, one a line.")],
    config_path: ConfigPath = None,
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="What to call where it is from.")] = "",
    about: Annotated[
        list[str] | None, typer.Option("--about", metavar="BRAND", help="Whom all of it is about.")
    ] = None,
    best: Annotated[float, typer.Option("--best", metavar="STARS", help="The most stars that can be given.")] = 5.0,
) -> None:
    """Bring mentions in from a CSV or JSON lines file.

    For history, and for what a closed place lets you export. The daemon must not be running on the same store. Nobody
    is alerted. The same file twice changes nothing.
    """
    from monitor.sources import sheet

    believed = load_config(config_path)
    brands = tuple(about or ())
    if unknown := set(brands) - {brand.name for brand in believed.brands}:
        raise VigieError(f"no brand is called {', '.join(sorted(unknown))}", hint="see `brands:` in vigie.yaml")
    name = source or f"import: {path.name}"
    if any(name == each.name for each in believed.sources):
        raise VigieError(f"'{name}' is a source that is asked", hint="give another name with --source")
    pages = [Page(each.items(now(), best)) for each in sheet.sheets(path.read_bytes(), path.name)]
    with waiting("reading"), open_store(believed.store, alone=True, must_exist=False) as store:
        items, mentions = _keep(believed, store, name, pages, brands)
    say(f"{counted(items, 'new item')}, {counted(mentions, 'mention')} from {path.name}", stderr=True)


def _keep(believed: Config, store: Store, name: str, pages: list[Page], about: tuple[str, ...]) -> tuple[int, int]:
    reader = Reader(believed.brands, believed.languages, believed.scoring, believed.names)
    sifter = Sifter(store, believed.mutes, believed.names)
    names = pseudonyms_at(store.path)
    items = mentions = 0
    with store.atomic():
        store.past.watch(tuple(brand.name for brand in believed.brands), now())
        state = store.sources.adopt(name, "import", now())
    for page in pages:
        reply = Reply(Request(NOWHERE.url), NOWHERE.url, 200, (), b"", now())
        job = Job(NOWHERE, name, reply, "", store.sources.seen(state.id), first=False, about=about, backfill=ALL)
        reading = sifter.sift(reader.weigh(page, job))
        harvest = Harvest(state, reading.sightings, reading.fresh, reading.edited)
        with store.atomic():  # what is refused is counted with what is kept
            kept = store.save(spare(harvest, store, names), now())
        items, mentions = items + reading.new, mentions + len(kept.fresh)
    store.mentions.index(searchable)
    return items, mentions
