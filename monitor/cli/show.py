"""What a person sees in a terminal: tables where there is one, plain lines where there is none, JSON on demand.

Every word that came from outside passes through `safe` or `harmless`: it cannot move the cursor, nor colour the screen.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.tongue import book, own_language, spoken, term, word
from monitor.errors import ConfigError, Fault, QueryError, VigieError
from monitor.text import one_line

Row = Mapping[str, Any]

TONES = {"negative": "red", "neutral": "dim", "positive": "green"}
GOOD, MIDDLING, BAD = "green", "yellow", "red"
STATES = (
    dict.fromkeys(("ok", "new", "sent", "resolved", "green"), GOOD)
    | dict.fromkeys(("empty", "silent", "waiting", "warning", "calming", "amber"), MIDDLING)
    | dict.fromkeys(("blocked", "failing", "gone", "failed", "unknown", "open", "crisis", "red"), BAD)
)
ENOUGH = 24  # characters of a column of words, before columns that can be spared give way
_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
_WHEN = {"en": ("{} ago", "in {}"), "fr": ("il y a {}", "dans {}")}
UNITS = {"d": "j", "h": "h", "m": "min", "s": "s"}  # of a French reader
# Columns of sentences; a word in another one is told as `column: word`.
OURS = {"error", "flags", "hears", "needs", "note", "told", "what"}
_FIGURES = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})  # of a French reader
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def console(*, stderr: bool = False) -> Console:
    watched = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=not watched)


def safe(value: object) -> str:
    """*value* on one line, without anything that a terminal would obey."""
    return one_line(str(value))


def harmless(text: str) -> str:
    """*text* with a � for each character that a terminal would obey, line breaks apart: offsets stay what they are."""
    return _OBEYED.sub(lambda found: " " if found[0] == "\t" else "\N{REPLACEMENT CHARACTER}", text)


def say(sentence: str, *, stderr: bool = False, end: str = "\n") -> None:
    """A sentence of ours, in the language of whoever sits here."""
    print(spoken(sentence), file=sys.stderr if stderr else sys.stdout, end=end)


def complain(error: VigieError) -> None:
    """What went wrong, on standard error."""
    if isinstance(error, ConfigError):
        lines = list(map(mistaken, error.faults))
    elif isinstance(error, QueryError) and error.query.strip():
        told = QueryError(spoken(error.message), query=error.query, position=error.position, hint=spoken(error.hint))
        lines = harmless(told.pointed()).splitlines()
    else:
        lines = [f"vigie: {VigieError(spoken(safe(error.message)), hint=spoken(safe(error.hint)))}"]
    console(stderr=True).print("\n".join(lines), markup=False)


def mistaken(fault: Fault) -> str:
    """A mistake in a file, at its place."""
    told = str(replace(fault, file=safe(fault.file), what=spoken(safe(fault.what)), hint=""))
    apart = "; " if own_language() == "en" else "\N{NO-BREAK SPACE}; "
    return told + (apart + spoken(safe(fault.hint)) if fault.hint else "")


def warned(fault: Fault) -> str:
    """What is allowed and unwise, at its place."""
    return f"{spoken('warning:')} {mistaken(fault)}"


def numbered(number: int, noun: str, plural: str = "") -> str:
    """So many of these, in English, for rows that programs read as well."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """So many of these, in the language of whoever sits here. French counts 0 as one."""
    if own_language() == "en":
        return numbered(number, noun, plural)
    return f"{figure(number)} {term('one', noun) if number < 2 else term('many', plural or f'{noun}s')}"


def figure(number: float, form: str = ",", language: str = "") -> str:
    """A number in a sentence, in the format *form*, as a reader of *language* (empty: whoever sits here) writes it:
    500,000.5 or 500 000,5."""
    told = format(number, form)
    return told if (language or own_language()) == "en" else told.translate(_FIGURES)


def waiting(words: str) -> AbstractContextManager[object]:
    """A sign of life on standard error, where somebody looks at it."""
    return console(stderr=True).status(spoken(words)) if sys.stderr.isatty() else nullcontext()


def as_json(value: object) -> None:
    narrow = "utf" not in (sys.stdout.encoding or "").lower()
    written = json.dumps(value, ensure_ascii=narrow, indent=2, default=_plain)
    print(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


def table(
    rows: Iterable[Row],
    *,
    json_too: bool = False,
    empty: str = "Nothing.",
    spare: Sequence[str] = (),
    zone: str = "",
) -> None:
    """Rows with the same keys: as a table, as tab-separated lines when nobody looks, or as JSON.

    Moments are shown by the clock of *zone*, or as time passed where there is none. Columns in *spare* are left out of
    a table, the first ones first, as long as it is too wide.
    """
    found = list(rows)
    if json_too:
        as_json(found)
    elif not found:
        say(empty, stderr=True)
    elif sys.stdout.isatty():
        told = by_clock(zone) if zone else ago
        cells = [{name: _shown(name, value, told) for name, value in row.items()} for row in found]
        console().print(_table(found, cells, spare, spoken(f"times: {zone}") if zone else ""))
    else:
        print("\t".join(found[0]))
        for row in found:
            print("\t".join(safe(_cell(value, _stamped)) for value in row.values()))


def _table(rows: Sequence[Row], cells: Sequence[Mapping[str, Text]], spare: Sequence[str], caption: str) -> Table:
    names = _columns(cells, console().width, spare)
    moments = any(isinstance(row[name], datetime) for row in rows for name in names)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    shown.caption, shown.caption_justify = (caption if moments else None), "left"
    for name in names:
        values = [row[name] for row in rows]
        numbers = all(isinstance(value, int | float) for value in values)
        rigid = numbers or any(isinstance(value, datetime | timedelta) for value in values) or name in ("id", "tone")
        shown.add_column(_heading(name), justify="right" if numbers else "left", overflow="fold", no_wrap=rigid)
    for row in cells:
        shown.add_row(*(row[name] for name in names))
    return shown


def _shown(name: str, value: object, told: Callable[[datetime], str]) -> Text:
    """What stands in a cell: words of ours in the language of whoever looks, coloured by what they mean."""
    said = safe(_cell(value, told))
    style = STATES.get(said) or TONES.get(said, "")
    if own_language() == "en":
        return Text(said, style=style)
    if isinstance(value, timedelta):
        said = lasting(value)
    elif isinstance(value, float):
        said = said.replace(".", ",")
    elif told_so := book().plain.get(f"{name}: {said}"):
        said = told_so
    elif name in OURS or said.startswith("("):  # in brackets: what we say for want of something
        said = ", ".join(map(word, said.split(", "))) if name == "flags" else word(said)
    return Text(said, style=style)


def _heading(name: str) -> str:
    return term("column", name.replace("_", " "))


def _columns(cells: Sequence[Mapping[str, Text]], width: int, spare: Sequence[str]) -> list[str]:
    """Those in which something stands, without the *spare* ones for which there is no room."""
    kept = [name for name in cells[0] if any(row[name].plain for row in cells)]
    sizes = {name: max(len(_heading(name)), *(cell_len(row[name].plain) for row in cells)) for name in kept}
    for name in spare:
        if sum(min(sizes[each], ENOUGH) + 2 for each in kept) <= width:
            break
        kept = [each for each in kept if each != name]
    return kept


def _cell(value: object, told: Callable[[datetime], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return told(value)
    if isinstance(value, timedelta):
        return span(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def by_clock(zone: str) -> Callable[[datetime], str]:
    """How a moment is written on the clocks of *zone*."""
    there = ZoneInfo(zone)
    return lambda moment: f"{moment.astimezone(there):%Y-%m-%d %H:%M}"


def weekday(day: date) -> str:
    """Mon 30 Nov, or lun. 30 nov."""
    if own_language() == "en":
        return f"{day:%a %d %b}"
    return f"{_DAYS[day.weekday()]} {day:%d} {_MONTHS[day.month - 1]}"


def ago(moment: datetime) -> str:
    """How long ago a moment is, in whole units, or how soon it comes."""
    passed = datetime.now(UTC) - moment
    told = re.sub(r"[.,]\d", "", lasting(abs(passed)))
    past, coming = _WHEN[own_language()]
    return (past if passed >= timedelta(0) else coming).format(told)


def _stamped(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def lasting(duration: timedelta) -> str:
    """A duration as whoever sits here writes it: 15m or 15 min."""
    told = span(duration)
    return told if own_language() == "en" else f"{told[:-1].replace('.', ',')}\N{NO-BREAK SPACE}{UNITS[told[-1]]}"


def span(duration: timedelta) -> str:
    """A duration as the configuration writes it: 45s, 15m, 2h, 7d."""
    seconds = int(duration.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + unit
    return f"{seconds}s"
