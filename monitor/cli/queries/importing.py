"""`vigie query import`: a query of another house in our language."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.places import Json
from monitor.cli.show import as_json, harmless, safe
from monitor.cli.tongue import own_language, spoken
from monitor.errors import QueryError
from monitor.match.importing import Notice, import_query


class House(StrEnum):
    BRANDWATCH = "brandwatch"
    TALKWALKER = "talkwalker"
    MELTWATER = "meltwater"


def carry_over(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The query; - for standard input.")],
    house: Annotated[House, typer.Option("--from", help="Whose query it is.")],
    json_too: Json = False,
) -> None:
    """Say a query of another house in our language.

    What could not be carried over is told on standard error, each with its place and its reason.
    """
    foreign = sys.stdin.read() if file == "-" else _read(Path(file))
    imported = import_query(foreign.strip(), house)
    if json_too:
        as_json({"query": imported.query, "notices": [asdict(notice) for notice in imported.notices]})
        return
    print(harmless(imported.query))
    for notice in imported.notices:
        print(_lost(notice), file=sys.stderr)


def _lost(notice: Notice) -> str:
    """What became of a piece of the query of another house, and why."""
    apart = "" if own_language() == "en" else "\N{NO-BREAK SPACE}"
    effect = f"{apart}; {spoken(f'{notice.effect} is found without it')}" if notice.effect else ""
    told_ = (f"{notice.start}-{notice.end} {spoken(notice.fate)}", safe(notice.written), spoken(notice.why))
    return f"{apart}: ".join(told_) + effect


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} is no text in UTF-8", query="", position=0, hint="save it as UTF-8") from error
