"""What leaves for a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Item, Mention, Rating, Reason, Score, Span
from monitor.report import FORMATS, export
from monitor.report.export import COLUMNS, FORMULA

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SAID = Mention(
    item=Item("1", url="https://avis.example/1", title="Bof", text="Le four brûle", author="Léa", rating=Rating(2, 10)),
    brand="Valmy",
    source="avis",
    seen_at=NOW,
    spans=(Span(8, 12, "four"),),
    language="fr",
    sentiment=Score(-0.41234, "negative", 0.8, (Reason(13, 18, "brûle", -2.0, "lexicon"),)),
    id=7,
)


def written(*mentions: Mention, form: str) -> str:
    out = io.StringIO()
    assert export(mentions, out, form) == len(mentions)
    return out.getvalue()


def rows(*mentions: Mention) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(*mentions, form="csv"), newline="")))


def by(author: str) -> Mention:
    return replace(SAID, item=replace(SAID.item, author=author, title=author, text=author))


def test_a_spreadsheet_gets_one_row_with_every_column() -> None:
    (row,) = rows(SAID)

    assert tuple(row) == COLUMNS
    assert (row["id"], row["at"], row["author"], row["tone"]) == ("7", NOW.isoformat(), "Léa", "negative")
    assert (row["sentiment"], row["rating"], row["rating_best"]) == ("-0.4123", "2", "10")


def test_no_mention_is_a_header_and_no_line() -> None:
    assert rows() == []
    assert written(form="csv").count("\r\n") == 1
    assert written(form="jsonl") == ""


@pytest.mark.parametrize("sign", FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\t", "\r\n", "\u00a0", "\u200e", "\x00"])
def test_a_spreadsheet_takes_no_word_for_a_formula(sign: str, before: str) -> None:
    (row,) = rows(by(f"{before}{sign}1+cmd|'/c calc'!A0"))

    for name in ("author", "title", "text"):
        assert not row[name].startswith(FORMULA)


@given(st.text())
def test_whatever_is_said_a_row_stays_a_row_and_a_line_a_line(words: str) -> None:
    (row,) = rows(by(words))
    lines = written(by(words), form="jsonl")

    assert not row["author"].startswith(FORMULA)
    assert not {"\x1b", "\x9b", "\x00"} & set(row["author"])
    assert lines.count("\n") == 1
    assert len(lines.splitlines()) == 1
    assert json.loads(lines)["author"] == words
    assert lines.encode()


def test_a_program_gets_spans_and_reasons() -> None:
    told = json.loads(written(SAID, form="jsonl"))

    assert told["spans"] == [{"start": 8, "end": 12, "term": "four"}]
    assert told["reasons"]["sentiment"] == [{"start": 13, "end": 18, "cue": "brûle", "weight": -2.0, "why": "lexicon"}]


def test_every_form_is_known() -> None:
    from monitor.cli.asking import Form

    assert {form.value for form in Form} == set(FORMATS)
