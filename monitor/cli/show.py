"""What a person sees in a terminal: tables where there is one, plain lines where there is none, JSON on demand.

Every word that came from outside passes through `safe`: it cannot move the cursor, nor colour the screen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.errors import ConfigError, QueryError, VigieError
from monitor.model import Mention, Reason, Score
from monitor.text import clean, one_line

TONES = {"negative": "red", "neutral": "dim", "positive": "green"}
GOOD, MIDDLING, BAD = "green", "yellow", "red"
STATES = (
    dict.fromkeys(("ok", "new", "sent", "resolved"), GOOD)
    | dict.fromkeys(("empty", "silent", "waiting", "warning", "calming"), MIDDLING)
    | dict.fromkeys(("blocked", "failing", "gone", "failed", "unknown", "open", "crisis"), BAD)
)


def console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, soft_wrap=not (sys.stderr if stderr else sys.stdout).isatty())


def safe(value: object) -> str:
    """*value* on one line, without anything that a terminal would obey."""
    return one_line(str(value))


def complain(error: VigieError) -> None:
    """What went wrong, on standard error."""
    if isinstance(error, ConfigError):
        for fault in error.faults:
            print(clean(str(fault)), file=sys.stderr)
        return
    told = error.pointed() if isinstance(error, QueryError) else str(error)
    print(f"vigie: {clean(told)}" if "\n" not in told else told, file=sys.stderr)


def as_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


def table(rows: Iterable[Mapping[str, Any]], *, json_too: bool = False, empty: str = "Nothing.") -> None:
    """Rows with the same keys, as a table, as tab-separated lines when nobody looks, or as JSON."""
    found = list(rows)
    if json_too:
        as_json(found)
    elif not found:
        print(empty, file=sys.stderr)
    elif sys.stdout.isatty():
        console().print(_table(found))
    else:
        print("\t".join(found[0]))
        for row in found:
            print("\t".join(safe(_cell(value)) for value in row.values()))


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in rows[0]:
        numbers = all(isinstance(row[name], int | float) for row in rows)
        shown.add_column(name.replace("_", " "), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(_coloured(_cell(value)) for value in row.values()))
    return shown


def _coloured(cell: str) -> Text:
    return Text(safe(cell), style=STATES.get(cell) or TONES.get(cell, ""))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, timedelta):
        return span(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def span(duration: timedelta) -> str:
    """A duration as the configuration writes it: 45s, 15m, 2h, 7d."""
    seconds = int(duration.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + unit
    return f"{seconds}s"


def marked(mention: Mention) -> Text:
    """The mention's words: what matched is underlined, what weighs is coloured."""
    prose = Text(mention.item.prose)
    for span_ in mention.spans:
        prose.stylize("bold underline", span_.start, span_.end)
    for reason in mention.sentiment.reasons:
        prose.stylize("red" if reason.weight < 0 else "green", reason.start, reason.end)
    for reason in (*mention.insult.reasons, *mention.accusation.reasons):
        prose.stylize("bold white on red", reason.start, reason.end)
    return prose


def reasons(name: str, score: Score) -> list[str]:
    """A score and why, in lines."""
    if not score.confidence:
        return [f"{name}: not judged"]
    head = f"{name}: {score.label} ({score.value:+.2f}, confidence {score.confidence:.2f})"
    return [head, *(f"  {_reason(reason)}" for reason in score.reasons)]


def _reason(reason: Reason) -> str:
    return f"{reason.weight:+.2f}  {safe(reason.cue)}" + (f"  ({safe(reason.why)})" if reason.why else "")
