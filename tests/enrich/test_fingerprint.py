"""Copies of one text, and texts that only look alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.enrich.fingerprint import fingerprint_of
from monitor.model import Item, Rating

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
        Item("2", text=f"« {ORIGINAL} »"),
        Item("2", text=f"“@lea_m: {ORIGINAL}”"),
        Item("2", text=f"\N{PENSIVE FACE} RT @lea_m {ORIGINAL}"),
        Item("2", title=ORIGINAL, text=f"{ORIGINAL} https://example.org/a"),
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


def tweet(text: str, author: str = "a", key: str = "1") -> Item:
    return Item(key, url=f"https://chat.example/{author}/{key}", text=text, author=author)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (tweet("Super !"), tweet("Super !", "b"), False),
        (tweet("Super !"), tweet("super", "a", "2"), True),
        (tweet("Super !", ""), tweet("Super !", "", "2"), False),
        (tweet("Je ne recommande pas cette boutique"), tweet("Je ne recommande pas cette boutique", "b"), False),
        (tweet("Velmora ferme trois magasins https://a.example/1?utm_source=x"),
         tweet("Velmora ferme trois magasins https://www.a.example/1/", "b"), True),
        (tweet("Velmora ferme trois magasins https://a.example/1"),
         tweet("Velmora ferme trois magasins https://a.example/2", "b"), False),
        (tweet("Quelle honte https://a.example/1"), tweet("Quelle honte https://a.example/1", "b"), False),
        (Item("1", "https://a.example/9?xtor=RSS-1", "Velmora ferme trois magasins"),
         Item("x", "http://a.example/9", "Velmora ferme trois magasins", author="Rédaction"), True),
        (Item("1", "https://a.example/9#c1", text="Pas du tout content d'eux", author="a", thread="https://a.example/9"),
         Item("2", "https://a.example/9#c1", text="Pas du tout content d'eux", author="b", thread="https://a.example/9"),
         False),
    ],
)  # fmt: skip
def test_few_words_are_told_apart_by_their_link_or_their_author(one: Item, other: Item, same: bool) -> None:
    assert (fingerprint_of(one) == fingerprint_of(other)) == same


def test_two_customers_may_praise_with_the_same_words() -> None:
    praise = "Livraison rapide, produit conforme à la description, je recommande"
    one, other = (Item(key, text=praise, author=key, rating=Rating(5)) for key in "ab")

    assert fingerprint_of(one) != fingerprint_of(other)
    assert fingerprint_of(replace(one, rating=None)) == fingerprint_of(replace(other, rating=None))


@pytest.mark.parametrize("quoted", [f"RT @lea_m: {ORIGINAL}", f"“@lea_m: {ORIGINAL}”"])
def test_who_adds_words_to_a_quoted_post_has_a_voice_of_his_own(quoted: str) -> None:
    one, other = (fingerprint_of(tweet(f"Une honte, vraiment {quoted}", author)) for author in "ab")
    original = fingerprint_of(Item("1", text=ORIGINAL))

    assert len({one, other, original}) == 3
    assert fingerprint_of(tweet(quoted, "c")) == original


def test_a_link_that_is_none_breaks_nothing() -> None:
    assert fingerprint_of(tweet("Velmora ferme trois magasins http://[a.example/1"))


def test_a_short_title_keeps_what_follows_its_dash() -> None:
    good, bad = Item("1", title="Velmora - très bien"), Item("2", title="Velmora - très mauvais")

    assert fingerprint_of(good) != fingerprint_of(bad)


def test_a_fingerprint_is_sixteen_hexadecimal_digits() -> None:
    assert len(fingerprint_of(Item("1"))) == 16
    assert int(fingerprint_of(Item("1")), 16) >= 0
