"""The sentences that the heads learn from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from monitor.enrich.head import HANDLE
from monitor.model import TONES
from training.sets import BRAND, OWN, SIGNS, TUNING, load, sets_of

OURS = Path(__file__).parents[2] / "training" / "ours"
FILES = sorted(OURS.glob("*.txt"))
NOWHERE = Path("nowhere")


def rows(file: Path) -> list[str]:
    return [row for row in file.read_text("utf-8").splitlines() if row.strip()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_bears_the_sign_of_its_class_and_says_something(file: Path) -> None:
    assert [row for row in rows(file) if row[:1] not in SIGNS or row[1:2] != " " or not row[2:].strip()] == []


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "nl", "pt"])
def test_no_sentence_stands_twice(language: str) -> None:
    said = [row[2:].strip() for file in FILES if file.stem.startswith(f"{language}_") for row in rows(file)]

    assert [row for row, times in Counter(said).items() if times > 1] == []


@pytest.mark.parametrize("head", [*TUNING])
def test_each_head_learns_all_three_classes_from_sentences_of_ours(head: str) -> None:
    assert OWN + head in {each.name for each in sets_of(head)}
    assert {text.label for text in load(NOWHERE, OWN + head)} == {*TONES}


def test_every_english_sentence_teaches_some_head_or_the_gate() -> None:
    sets = {each.name for head in TUNING for each in sets_of(head) if each.name.startswith(f"{OWN}en")}
    taught = {text.prose for name in sets for text in load(NOWHERE, name) if text.language == "en"}
    files = [file for file in FILES if file.stem.startswith("en_") and file.stem != "en_timeline"]
    written = {row[2:] for file in files for row in rows(file)}

    assert written <= taught


def test_what_is_said_to_a_handle_teaches_only_the_head_of_handles() -> None:
    for name in ("en", "entalk", "enprose"):
        assert not any(BRAND in text.prose for text in load(NOWHERE, OWN + name))
    assert all(BRAND in text.prose for text in load(NOWHERE, f"{OWN}en{HANDLE}"))
