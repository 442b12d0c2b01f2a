"""`vigie query suggest`: what the query of a brand may be missing."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.places import ConfigPath, Json, load_outline, open_store
from monitor.cli.queries.asked import brand_of
from monitor.cli.show import safe, table, waiting
from monitor.match import Facts, find, query_of
from monitor.match.suggesting import suggest
from monitor.searching import MOST
from monitor.store import Find


def propose(
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="A brand of the configuration.")],
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Propose what a brand's query may be missing.

    Misspellings, hashtags, addresses and products seen in the archive. Nothing is added.
    """
    outline = load_outline(config_path)
    watched = brand_of(outline, brand)
    query = query_of(watched, outline.names)
    with open_store(outline.store) as store, waiting("looking through the archive"):
        kept = store.mentions.find(Find(limit=MOST))
        names = (watched.name, *watched.aliases)
        found = suggest(names, kept, lambda text: text in query.text or find(query, Facts(text=text)) is not None)
    rows = [
        {
            "kind": str(each.kind),
            "write": each.query,
            "texts": each.texts,
            "authors": each.authors,
            "mention": each.number,
            "example": safe(each.example),
        }
        for each in found
    ]
    table(rows, json_too=json_too, empty="Nothing to propose.", spare=("authors", "mention"))
