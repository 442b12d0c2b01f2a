"""A line for each world, also for one in which something did not hold."""

from __future__ import annotations

import csv
from collections import Counter
from concurrent.futures import Future
from itertools import pairwise
from pathlib import Path

import pytest

from tests.proofs.ledger import Ledger, too_many

KILLS = Path(__file__).parents[2] / "docs" / "proofs" / "kills.tsv"


def test_what_was_seen_is_written_at_once_and_what_broke_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kills.tsv"
    ledger, whole, broken = Ledger(path), Future[Counter[str]](), Future[Counter[str]]()
    whole.set_result(Counter(random=7, aimed=3, items=40, alerts=2))
    broken.set_exception(AssertionError("one was\ttold thrice\nand more"))

    ledger.enter(1, whole)
    ledger.enter(2, broken)

    with path.open(encoding="utf-8") as file:
        first, second = csv.DictReader(file, delimiter="\t")
    assert (first["kills"], first["items"], first["lost"], first["what did not hold"]) == ("10", "40", "0", "")
    assert (second["world"], second["kills"], second["lost"]) == ("2", "", "")
    assert second["what did not hold"] == "one was told thrice"
    assert ledger.total["random"] == 7
    assert len(ledger.broken) == 1


def test_a_ledger_goes_on_where_it_was(tmp_path: Path) -> None:
    first, world = Ledger(tmp_path / "kills.tsv"), Future[Counter[str]]()
    world.set_result(Counter({"random": 7, "by chance": 1}))
    first.enter(5, world)
    broken = Future[Counter[str]]()
    broken.set_exception(AssertionError("lost"))
    first.enter(6, broken)

    second = Ledger(tmp_path / "kills.tsv")

    assert second.over == {5, 6}
    assert second.total == first.total
    assert second.broken == ["world 6: lost"]


def test_a_few_kills_of_a_proof_that_holds_are_not_called_too_many() -> None:
    """The worlds of ten thousand kills, one by one and by two: whoever tries two hundred sees no more than that."""
    with KILLS.open(encoding="utf-8") as file:
        worlds = [(int(row["by chance"]), int(row["at random"])) for row in csv.DictReader(file, delimiter="\t")]
    pairs = [(one[0] + two[0], one[1] + two[1]) for one, two in pairwise(worlds)]

    assert [pair for pair in pairs if pair[0] > 0.05 * pair[1]], "by the share alone, some would be"
    assert not any(too_many(*each) for each in (*worlds, *pairs))


@pytest.mark.parametrize(("twice", "kills"), [(4, 8), (28, 160), (600, 8456)])
def test_what_is_more_than_chance_makes_is_too_many(twice: int, kills: int) -> None:
    assert too_many(twice, kills)
