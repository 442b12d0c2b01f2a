"""The tables of words and facts: every row can be read, and every need of a fact can be met."""

from __future__ import annotations

from importlib.resources import files

import pytest

from monitor.enrich.valence import valences
from monitor.enrich.vocabulary import vocabulary
from monitor.text import fold

TABLES = [f"{subject}_{language}" for subject in ("words", "facts") for language in ("fr", "en")]


def rows(name: str) -> list[list[str]]:
    table = files("monitor.enrich").joinpath("tables", f"{name}.tsv").read_text("utf-8")
    return [row.split("\t") for row in table.splitlines() if row and not row.startswith("#")]


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_whole_and_written_as_texts_are_folded(name: str) -> None:
    for row in rows(name):
        assert len(row) == (3 if name.startswith("words") else 5), row
        assert fold(row[-1]).text == row[-1], row
        assert row[2].strip(), row


@pytest.mark.parametrize("name", ["facts_fr", "facts_en"])
def test_every_fact_weighs_something_and_its_needs_can_be_met(name: str) -> None:
    known = vocabulary(name[-2:])
    tags = frozenset().union(*known.words.values(), *(tags for found in known.phrases.values() for _, tags in found))
    for rule, weight, kind, _, needs in rows(name):
        assert 0 < float(weight) < 1, rule
        assert kind in {"verb", "omission", "as is"}, rule
        for need in needs.replace("people", "folk").split():
            assert need == "-" or need in tags or "_" not in need, (rule, need)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_vocabulary_is_large_and_a_word_found_by_any_of_its_forms(language: str) -> None:
    known = vocabulary(language)

    assert sum("curse" in tags or "scorn" in tags or "label" in tags for tags in known.words.values()) > 500
    assert len(known.triggers) + len(known.deeds) > 1000
    assert "label" in known.words[{"fr": "arnaqueuses", "en": "thieves"}[language]]


def test_the_installed_lexicon_is_read_and_our_word_on_it_wins() -> None:
    known = valences()

    assert len(known.written) > 7_000
    assert known.folded["remboursement"] == 0
    assert known.folded["pire"] < -2
    assert "pire" not in known.written
    assert known.emoticons[":("] < 0 < known.emoji["😍"]
