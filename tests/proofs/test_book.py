"""The page of proofs keeps what it was told, and is as the proofs write it."""

from __future__ import annotations

from tests.proofs.book import BOOK, HEAD, entry, written


def test_a_line_of_figures_becomes_a_row_with_its_command() -> None:
    name, row = entry("power: 300 cuts in 9 steps: 0 corrupt", "2026-11-29, two cores")

    assert name == "power"
    assert (
        row == "| power | `VIGIE_CUTS=300 make proof-power` | 300 cuts in 9 steps: 0 corrupt | 2026-11-29, two cores |"
    )


def test_a_row_is_replaced_and_the_others_stay() -> None:
    page = written("", ["power: 300 cuts: 0 lost", "crash: 9 kills: 0 lost", "tone: 63"], "then")
    page = written(page, ["crash: 10 kills: 0 lost"], "now")

    assert page.startswith(HEAD)
    *rows, empty, link = page.removeprefix(HEAD).splitlines()
    assert [row.split("|")[3].strip() for row in rows] == ["10 kills: 0 lost", "300 cuts: 0 lost"]
    assert (empty, link) == ("", "[The kills, world by world](proofs/kills.tsv)")


def test_the_page_is_as_the_proofs_write_it() -> None:
    page = BOOK.read_text(encoding="utf-8")

    assert written(page, [], "") == page
