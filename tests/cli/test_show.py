"""What reaches a screen, whatever it was before."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli.show import as_json, complain, counted, figure, harmless, safe, span, table
from monitor.errors import ConfigError, Fault, QueryError, VigieError
from tests.cli.town import Raw

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
WORDS = Raw("").words


@given(st.text())
def test_offsets_hold_in_what_was_made_harmless(text: str) -> None:
    assert len(harmless(text)) == len(text)
    assert not OBEYED.search(harmless(text))
    assert not OBEYED.search(safe(text))
    assert harmless(harmless(text)) == harmless(text)


@settings(max_examples=30)
@given(st.dictionaries(st.text(), st.text() | st.none() | st.integers()))
def test_json_says_the_same_without_a_character_that_a_terminal_obeys(value: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr("builtins.print", lambda *words, **_: written.extend(words))
        as_json(value)

    assert not OBEYED.search(written[0])
    assert json.loads(written[0]) == value


@pytest.mark.parametrize(
    "error",
    [
        VigieError(WORDS, hint=WORDS),
        VigieError(f"two\nlines {WORDS}"),
        ConfigError((Fault(WORDS, 1, 1, WORDS, WORDS), Fault("vigie.yaml", 2, 2, "b"))),
        QueryError("no", query=f"{WORDS} AND", position=3),
        QueryError("no", query=WORDS, position=0, hint=WORDS),
    ],
)
def test_a_complaint_never_rules_the_terminal(capsys: pytest.CaptureFixture[str], error: VigieError) -> None:
    complain(error)

    assert not OBEYED.search(capsys.readouterr().err)


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain(VigieError("what\nfailed", hint="do\nthis"))

    assert capsys.readouterr().err == "vigie: what failed (do this)\n"


def test_a_cell_never_makes_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    table([{"a": "x\ty\nz", "b": WORDS}])

    header, row = capsys.readouterr().out.splitlines()
    assert row.count("\t") == header.count("\t") == 1
    assert not OBEYED.search(row)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0s"), (59, "59s"), (60, "1m"), (5400, "1.5h"), (86400, "1d"), (10**7, "115.7d")]
)
def test_durations_are_told_as_the_configuration_writes_them(seconds: int, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_words_that_a_screen_could_take_for_signs_stay_words(capsys: pytest.CaptureFixture[str]) -> None:
    complain(VigieError("a :fire: [red]b[/red]"))

    assert capsys.readouterr().err == "vigie: a :fire: [red]b[/red]\n"


@pytest.mark.parametrize(
    ("number", "form", "english", "french"),
    [
        (500_000, ",", "500,000", "500 000"),
        (-0.86, "+.2f", "-0.86", "-0,86"),
        (1234.5, ",.1f", "1,234.5", "1 234,5"),
        (7, ",", "7", "7"),
    ],
)
def test_a_number_is_written_as_its_reader_does(number: float, form: str, english: str, french: str) -> None:
    assert figure(number, form, "en") == english
    assert figure(number, form, "fr").replace("\N{NO-BREAK SPACE}", " ") == french


@pytest.mark.parametrize(
    ("locale", "told"), [("en_GB.UTF-8", "12345 mentions"), ("fr_FR.UTF-8", "12\N{NO-BREAK SPACE}345 mentions")]
)
def test_so_many_of_these_as_their_reader_counts(monkeypatch: pytest.MonkeyPatch, locale: str, told: str) -> None:
    monkeypatch.setenv("VIGIE_LANGUAGE", "")
    monkeypatch.setenv("LC_ALL", locale)
    assert counted(12345, "mention") == told
