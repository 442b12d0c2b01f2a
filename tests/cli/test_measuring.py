"""Measuring the scores and teaching them: eval, label, train."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.measure import mention_of, read_rows
from tests.cli.town import Door

TONES: list[dict[str, Any]] = [
    {"text": "Une boutique excellente, je recommande vivement !", "lang": "fr", "label": "pos"},
    {"text": "Service exécrable, une honte.", "lang": "fr", "label": "negative", "phenomenon": "plain"},
    {"text": "La boutique ouvre mardi.", "lang": "fr", "label": "neutral"},
    {
        "text": "Bravo, encore trois heures d'attente, quel bonheur !",
        "lang": "fr",
        "label": "NEG",
        "phenomenon": "irony",
    },
]
SIX: list[dict[str, Any]] = [
    {"text": "Velmora, bande de connards.", "lang": "fr", "target": "Velmora", "expected": "insult"},
    {"text": "Velmora ouvre mardi.", "lang": "fr", "target": "Velmora", "expected": "neutral", "accept": ["praise"]},
    {"text": "Velmora a falsifié ses factures.", "lang": "fr", "target": "Velmora", "expected": "defamation"},
]


def written(door: Door, rows: list[dict[str, Any]]) -> str:
    door.write("\n".join(map(json.dumps, rows)) + "\n", "mine.jsonl")
    return "mine.jsonl"


def test_sentiment_is_measured_with_its_figures_its_groups_and_its_errors(bare: Door) -> None:
    told = bare("eval", written(bare, TONES), "--json").json

    assert told["task"] == "sentiment"
    assert told["per_class"]["negative"]["texts"] == 2
    assert told["accuracy"] == 0.75
    assert told["per_group"]["irony"] == {"accuracy": 0.0, "texts": 1}
    assert told["confusion"]["negative"] == {"negative": 1, "positive": 1}
    assert 0 <= told["ece"] <= 1
    assert told["worst"][0]["text"].startswith("Bravo")
    assert "forced" not in told


def test_the_six_labels_are_measured_and_a_second_answer_counts(bare: Door) -> None:
    told = bare("eval", written(bare, SIX), "--json").json

    assert told["task"] == "label"
    assert set(told["per_class"]) <= {"insult", "accusation", "neutral", "criticism", "both", "praise"}
    assert told["accuracy"] == told["macro_f1"] == 1.0


def test_two_classes_are_also_told_forced(bare: Door) -> None:
    told = bare("eval", written(bare, [TONES[0], TONES[1]]), "--json").json

    assert told["forced"] == {"macro_f1": 1.0, "accuracy": 1.0}


def test_a_reader_sees_the_figures_and_the_errors_in_their_words(bare: Door) -> None:
    said = bare("eval", written(bare, TONES))

    assert said.code == 0
    assert "4 texts  macro-F1" in said.out
    assert "negative was called positive" in said.out
    assert "Bravo, encore trois heures" in said.out


def test_who_reads_french_sees_the_figures_as_the_french_write_them(bare: Door) -> None:
    bare.patch.setenv("LANG", "fr_FR.UTF-8")
    said = bare("eval", written(bare, TONES))

    assert re.search(r"macro-F1 \d,\d{3}", said.out)
    assert not re.search(r"\d\.\d", said.out)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("mine.csv", 'texte;langue;marque;label\r\n"Velmora, bande de connards ; oui.";fr;Velmora;insult\r\n'),
        ("mine.csv", '\ufeffText,Lang,Brand,Label\n"Velmora, bande de ""connards"".",fr,Velmora,insult\n'),
        ("mine.tsv", 'text\tlang\tbrand\tkind\tlabel\n"Velmora", bande de connards.\tfr\tVelmora\tplain\tinsult\n'),
        ("mine.csv", json.dumps(SIX[0])),
        (
            "mine.jsonl",
            json.dumps({"text": "Bande de connards, Velmora !", "lang": "fr", "brand": "Velmora", "label": "insult"}),
        ),
    ],
)
def test_a_table_of_any_office_is_read_as_well(bare: Door, name: str, table: str) -> None:
    bare.write(table, name)
    told = bare("eval", name, "--json").json

    assert told["task"] == "label"
    assert told["texts"] == told["accuracy"] == 1


def test_whom_a_text_is_about_may_be_called_its_brand_in_any_form() -> None:
    said = {"text": "Velmora ouvre mardi.", "lang": "fr", "label": "neutral"}
    forms = {
        "mine.jsonl": json.dumps(said | {"brand": "Velmora"}),
        "mine.csv": "text,lang,Marque,label\nVelmora ouvre mardi.,fr,Velmora,neutral\n",
    }

    assert [list(read_rows(text, name)) for name, text in forms.items()] == [[said | {"target": "Velmora"}]] * 2


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("lang,label\nfr,neutral\n", "mine.csv:2: no text"),
        ("text,lang,label\n" + "x" * 200_000 + ",fr,neutral\n", "mine.csv:2 is broken CSV"),
        ("text,lang,label\nbien,fr,joli\n", "known: negative, neutral, positive"),
        ("text,author\nbien,Ann\n", "mine.csv: text 1 has no label (known: "),
    ],
)
def test_a_table_that_cannot_be_measured_says_where(bare: Door, table: str, told: str) -> None:
    bare.write(table, "mine.csv")
    said = bare("eval", "mine.csv")

    assert said.code == 1
    assert told in said.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "has no text"),
        ("{", "mine.jsonl:1: not JSON"),
        ('{"lang": "fr"}', "mine.jsonl:1: no text"),
        ('{"text": "x", "label": "sad"}', "known: negative, neutral, positive"),
        ('{"text": "x", "expected": "rude"}', "known: insult, accusation"),
    ],
)
def test_what_cannot_be_measured_is_said_with_its_line(bare: Door, content: str, told: str) -> None:
    bare.write(content, "mine.jsonl")
    said = bare("eval", "mine.jsonl")

    assert said.code == 1
    assert told in said.err


def test_a_mention_is_corrected_and_the_correction_shows(lived: Door) -> None:
    first = lived.line("mentions --tone negative --json").json[0]["id"]

    said = lived.line(f"label {first} sentiment=positive label=criticism --by Léa")

    assert said.code == 0, said
    assert f"mention {first}: sentiment is positive" in said.out
    assert "corrected by Léa" in lived.line(f"explain {first}").out


@pytest.mark.parametrize("line", ["label 999 sentiment=neutral", "label 1 tone=neutral", "label 1 sentiment"])
def test_a_correction_that_cannot_be_meant_changes_nothing(lived: Door, line: str) -> None:
    said = lived.line(line)

    assert said.code == 1
    assert "vigie: " in said.err


def test_too_few_corrections_teach_nothing(vigie: Door, lived: Door) -> None:
    for name in ("SLACK_URL", "DEAD_URL", "PRIVATE_FEED", "API_KEY"):
        lived.patch.setenv(name, "https://hooks.slack.com/services/T0PLANTED/B0PLANTED/pl4nted")
    assert "nothing to learn from" in lived.line("train").err
    lived.line("label 1 sentiment=positive")

    said = lived.line("train")

    assert (said.code, "too few: 12 are needed" in said.out) == (1, True)


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("Blue Kite answered", ["Blue Kite"]),
        ("@BlueKiteHelp no answer since Monday", ["BlueKiteHelp"]),
        ("late again #bluekite", ["bluekite"]),
        ("a blue kiteboard", []),
        ("bluekite without a sign is a word", []),
    ],
)
def test_a_target_is_found_in_its_handle_too(prose: str, found: list[str]) -> None:
    row = {"text": prose, "lang": "en", "target": "Blue Kite"}

    spans = mention_of(row, datetime.now(UTC)).spans

    assert [prose[span.start : span.end] for span in spans] == found
