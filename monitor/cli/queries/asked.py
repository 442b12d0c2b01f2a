"""The query that a command is about, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.places import find_config, load_outline
from monitor.cli.show import safe
from monitor.cli.tongue import own_language
from monitor.config import Outline
from monitor.errors import ConfigError, QueryError, VigieError
from monitor.match import Names, Query, parse, query_of
from monitor.match.french import wrong
from monitor.model import Brand


class Language(StrEnum):
    EN = "en"
    FR = "fr"


QueryText = Annotated[
    str, typer.Argument(metavar="[QUERY]", help="The query; with --brand, that of the brand if none.")
]
OfBrand = Annotated[str, typer.Option("--brand", metavar="NAME", help="A brand of the configuration.")]
InLanguage = Annotated[Language | None, typer.Option("--lang", help="By default that of $LANG.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The query that a command is about, and what stands around it. *outline* None: there is no configuration."""

    text: str
    query: Query
    outline: Outline | None
    brand: Brand | None

    @property
    def names(self) -> Names:
        return self.outline.names if self.outline else Names()


def asked_of(
    text: str, brand: str, config_path: Path | None, *, spoken: str = "en", needs_config: bool = False
) -> Asked:
    """Raises QueryError, in the language *spoken*, for a query that nobody could answer; VigieError where there is
    none."""
    outline = _outline(config_path, needed=bool(brand) or needs_config)
    watched = brand_of(outline, brand) if outline and brand else None
    names = outline.names if outline else Names()
    if watched and not text:
        query = query_of(watched, names)
        return Asked(query.text, query, outline, watched)
    if not text:
        raise typer.BadParameter("give a query, or --brand for that of a brand", param_hint="QUERY")
    try:
        return Asked(text, parse(text, names, filters=True), outline, watched)
    except QueryError as error:
        told_ = wrong(error, spoken if own_language() == "en" else "en")
        raise QueryError(told_.message, query=error.query, position=error.position, hint=told_.hint) from error


def _outline(config_path: Path | None, *, needed: bool) -> Outline | None:
    if not needed and not config_path:
        try:
            find_config(None)
        except ConfigError:
            return None
    return load_outline(config_path)


def brand_of(outline: Outline, name: str) -> Brand:
    found = next((brand for brand in outline.watched if brand.name == name), None)
    if not found:
        known = ", ".join(brand.name for brand in outline.watched[:10])
        raise VigieError(f"no brand is called {safe(name)[:60]!r}", hint=f"known: {known}; vigie check tells of faults")
    return found
