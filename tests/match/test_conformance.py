"""The language of queries as its peers publish it, and as French and English are written: one row a rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.match import Facts, Matcher, find, parse
from monitor.model import Brand

TABLES = Path(__file__).parent / "conformance"
OPENS, CLOSES = "[", "]"


def row(line: str) -> tuple[str, str, str, str]:
    verdict, query, marked, origin = line.split("\t")
    return verdict, query, marked, origin


Row = tuple[str, int, str, str, str, str]  # the table, the line, the verdict, the query, the text, where it is from
ROWS: list[Row] = [
    (path.stem, number, *row(line))
    for path in sorted(TABLES.glob("*.tsv"))
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
    if line and not line.startswith("#")
]


def unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text, and where its outer brackets stood; [.] and [dot] are of the text."""
    text, spans, start = "", [], -1
    at = 0
    while at < len(marked):
        literal = next((sign for sign in ("[.]", "[dot]") if marked.startswith(sign, at)), "")
        if literal:
            text += literal
        elif marked[at] == OPENS:
            start = len(text)
        elif marked[at] == CLOSES:
            spans.append((start, len(text)))
        else:
            text += marked[at]
        at += len(literal) or 1
    return text, spans


@pytest.mark.parametrize(
    ("verdict", "query", "marked"), [pytest.param(*each[2:5], id=f"{each[0]}:{each[1]} {each[5]}") for each in ROWS]
)
def test_the_language_conforms(verdict: str, query: str, marked: str) -> None:
    text, expected = unmarked(marked.replace(r"\n", "\n"))

    spans = find(parse(query, filters=True), Facts(text=text))

    assert (spans is not None) == (verdict == "yes")
    assert sorted((span.start, span.end) for span in spans or ()) == expected


def test_there_are_enough_rows_in_both_languages() -> None:
    assert len(ROWS) >= 300
    assert min(sum(each[0] == language for each in ROWS) for language in ("english", "french")) >= 100


def queries() -> Iterator[tuple[str, str, str]]:
    for _, _, verdict, query, marked, _ in ROWS:
        if not query.startswith("-"):
            yield verdict, query, unmarked(marked.replace(r"\n", "\n"))[0]


def test_all_queries_compiled_together_find_what_each_finds_alone() -> None:
    rows = list(queries())
    matcher = Matcher([Brand(str(number), query=query) for number, (_, query, _) in enumerate(rows)])

    for number, (verdict, query, text) in enumerate(rows):
        together = {match.brand: match.spans for match in matcher.match(text)}
        assert together.get(str(number)) == find(parse(query), Facts(text=text)), query
        assert (str(number) in together) == (verdict == "yes")
