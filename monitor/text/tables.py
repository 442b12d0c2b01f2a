"""Tables as people save them: the first line names the columns; tabs, semicolons or commas part them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator


class Broken(Exception):
    """What the csv module says of a table, and at which line."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


class _Bare(csv.excel_tab):
    """Quotes nothing."""

    quoting = csv.QUOTE_NONE


def columns(text: str) -> tuple[str, ...]:
    """The names in the first line. Raises Broken."""
    reader = _reader(text, bare=False)
    try:
        return tuple(reader.fieldnames or ())
    except csv.Error as error:
        raise Broken(str(error), reader.line_num + 1) from error


def rows(text: str, *, bare: bool = False) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Each row with the line at which it ends; cells behind the last column are nobody's. *bare*: where tabs part them,
    nothing is quoted, since texts may begin with a quotation mark. Raises Broken."""
    reader = _reader(text, bare=bare)
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if key is not None}
    except csv.Error as error:
        raise Broken(str(error), reader.line_num + 1) from error


def _reader(text: str, *, bare: bool) -> csv.DictReader[str]:
    head = text.partition("\n")[0]
    separator = max("\t;,", key=head.count)  # a single column is parted by nothing that texts have in them
    dialect: type[csv.Dialect] = _Bare if bare and separator == "\t" else csv.excel
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, dialect=dialect)
