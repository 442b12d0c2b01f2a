"""Copies of one text, and texts that only look alike."""

from __future__ import annotations

import pytest

from monitor.enrich.fingerprint import fingerprint_of
from monitor.model import Item

ORIGINAL = "Velmora rappelle 1200 sèche-cheveux après deux incendies en Bretagne"


@pytest.mark.parametrize(
    "copy",
    [
        Item("2", text=ORIGINAL.upper(), author="b"),
        Item("2", title=ORIGINAL),
        Item("2", title=f"{ORIGINAL} - Le Courrier du Soir"),
        Item("2", title=f"{ORIGINAL} | Velnews"),
        Item("2", text=f"RT @lea_m: {ORIGINAL} https://example.org/a?b=c"),
        Item("2", text=f"{ORIGINAL} @tom www.example.org/x"),
        Item("2", text="Velmora rappelle 1200 seche cheveux, apres deux incendies... en Bretagne !"),
        Item("2", text=ORIGINAL.replace("o", "o\u200b")),
    ],
)
def test_copies_of_one_text_share_a_fingerprint(copy: Item) -> None:
    assert fingerprint_of(copy) == fingerprint_of(Item("1", text=ORIGINAL, author="a"))


@pytest.mark.parametrize(
    "other",
    [
        Item("2", text=ORIGINAL.replace("1200", "1300")),
        Item("2", text=ORIGINAL.replace("Bretagne", "Alsace")),
        Item("2", text=f"{ORIGINAL}, sans blessés"),
    ],
)
def test_another_figure_or_another_word_is_another_text(other: Item) -> None:
    assert fingerprint_of(other) != fingerprint_of(Item("1", text=ORIGINAL))


def test_two_people_who_say_super_did_not_copy_each_other() -> None:
    assert fingerprint_of(Item("1", text="Super !", author="a")) != fingerprint_of(
        Item("2", text="Super !", author="b")
    )
    assert fingerprint_of(Item("1", text="Super !", author="a")) == fingerprint_of(Item("2", text="super", author="a"))


def test_a_short_title_keeps_what_follows_its_dash() -> None:
    good, bad = Item("1", title="Velmora - très bien"), Item("2", title="Velmora - très mauvais")

    assert fingerprint_of(good) != fingerprint_of(bad)


def test_a_fingerprint_is_sixteen_hexadecimal_digits() -> None:
    assert len(fingerprint_of(Item("1"))) == 16
    assert int(fingerprint_of(Item("1")), 16) >= 0
