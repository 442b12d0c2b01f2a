"""The tables of cues and excuses: every row can be read, can be reached, and is heard by somebody."""

from __future__ import annotations

import re

import pytest

from monitor.enrich.accusation import HEARD as HEARD_OF_ACCUSATIONS
from monitor.enrich.cues import Cue, load
from monitor.enrich.insult import HEARD as HEARD_OF_INSULTS
from monitor.enrich.valence import valences

TABLES = [f"{subject}_{language}" for subject in ("insults", "accusations", "excuses") for language in ("fr", "en")]


def cues(name: str) -> set[Cue]:
    table = load(name)
    return {cue for index in (table.whole, table.begins) for found in index.values() for cue in found}


@pytest.mark.parametrize("name", TABLES)
def test_every_cue_begins_with_a_word_and_weighs_something_sensible(name: str) -> None:
    for cue in cues(name):
        assert re.fullmatch(r"(\^ )?[@a-z0-9*|]+( .*)?", cue.pattern), cue.pattern
        assert not cue.pattern.split()[0].endswith("?"), cue.pattern
        assert not re.search(r"[@]|\|_\b", cue.regex.pattern), cue.pattern
        assert 0 <= cue.weight <= 1, cue.pattern


@pytest.mark.parametrize("name", TABLES)
def test_no_pattern_is_written_twice(name: str) -> None:
    patterns = [cue.pattern for cue in cues(name)]

    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_excuse_is_heard_by_somebody(language: str) -> None:
    assert {cue.rule for cue in cues(f"excuses_{language}")} <= HEARD_OF_ACCUSATIONS | HEARD_OF_INSULTS


def test_the_installed_lexicon_is_read_and_our_word_on_it_wins() -> None:
    known = valences()

    assert len(known.written) > 7_000
    assert known.folded["remboursement"] == 0
    assert known.folded["pire"] < -2
    assert "pire" not in known.written
    assert known.emoticons[":("] < 0 < known.emoji["😍"]
