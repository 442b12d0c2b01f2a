"""Mentions as a table for spreadsheets (XLSX), in which every word is a word: no formula, no link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from monitor.model import Mention
from monitor.report.export import COLUMNS, defused, row

CELL = 32_767  # characters that a cell of a spreadsheet holds
ROWS = 1_000_000  # under its million and forty-eight thousand
WIDE, NARROW = 60, 16  # characters
LONG = {"title", "text", "url"}
# Nothing that anybody wrote is guessed at.
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def sheet(mentions: Iterable[Mention], out: IO[bytes]) -> int:
    """Write *mentions* to *out*; how many they were."""
    count = 0
    with Workbook(out, PLAIN) as book:
        page = book.add_worksheet("vigie")
        page.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            page.set_column(column, column, WIDE if name in LONG else NARROW)
            page.write_string(0, column, name)
        for mention in mentions:
            if count == ROWS:
                break
            count += 1
            told = row(mention if mention.item.rights.share else mention.wordless)
            for column, name in enumerate(COLUMNS):
                _write(page, count, column, told[name])
    return count


def _write(page: Worksheet, line: int, column: int, value: object) -> None:
    """A figure as a figure, a word as a word."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        page.write_number(line, column, value)
    else:
        page.write_string(line, column, str(defused(value))[:CELL])
