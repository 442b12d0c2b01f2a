"""Tables as people save them, read in one way whoever reads them."""

from __future__ import annotations

import pytest

from monitor.text import tables


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("text,label\nGood,1\n", [{"text": "Good", "label": "1"}]),
        ("text;label\nGood, really;1\n", [{"text": "Good, really", "label": "1"}]),
        ("text\tlabel\nGood; really, yes\t1\n", [{"text": "Good; really, yes", "label": "1"}]),
        ("text\nGood; really, yes\n", [{"text": "Good; really, yes"}]),
        ('text,label\n"two\nlines, ""quoted""",1\n', [{"text": 'two\nlines, "quoted"', "label": "1"}]),
        ("text,label\r\nGood,1\r\n", [{"text": "Good", "label": "1"}]),
        ("text,label\nGood,1,more,and more\n", [{"text": "Good", "label": "1"}]),
        ("text,label\nGood\n", [{"text": "Good", "label": None}]),
        ("text,label\n", []),
        ("", []),
    ],
)
def test_a_table_is_read_by_what_parts_its_columns(text: str, rows: list[dict[str, str | None]]) -> None:
    assert [row for _, row in tables.rows(text)] == rows


def test_a_text_may_begin_with_a_quotation_mark_where_tabs_quote_nothing() -> None:
    text = 'text\tlabel\n"Never again\t-1\n"Quoted"\t1\n'

    assert [row["text"] for _, row in tables.rows(text, bare=True)] == ['"Never again', '"Quoted"']
    assert [row["text"] for _, row in tables.rows('text,label\n"a, b",1\n', bare=True)] == ["a, b"]


def test_rows_tell_at_which_line_they_end_and_columns_are_known_before_any() -> None:
    text = 'text,label\n"two\nlines",1\nGood,1\n'

    assert [line for line, _ in tables.rows(text)] == [3, 4]
    assert tables.columns(text) == ("text", "label")
    assert tables.columns("") == ()


def test_a_broken_table_says_where() -> None:
    with pytest.raises(tables.Broken, match="field larger") as broken:
        list(tables.rows("text\nGood\n" + "x" * 200_000))

    assert broken.value.line == 3
    with pytest.raises(tables.Broken):
        tables.columns("x" * 200_000)
