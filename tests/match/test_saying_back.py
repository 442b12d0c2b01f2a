"""A query said back in plain words."""

from __future__ import annotations

from monitor.match import explain, parse

QUERY = '(acme OR "banque\n Acmé") panne -(film OR série)'


def test_in_english() -> None:
    assert explain(parse(QUERY)).splitlines() == [
        "all of:",
        "  at least one of:",
        "    the word “acme”",
        "    the words “banque Acmé”, one after the other",
        "  the word “panne”",
        "  but not:",
        "    at least one of:",
        "      the word “film”",
        "      the word “série”",
    ]


def test_in_french() -> None:
    assert explain(parse(QUERY), language="fr").splitlines() == [
        "tout ceci :",
        "  au moins l'un de :",
        "    le mot « acme »",
        "    les mots « banque Acmé », à la suite",
        "  le mot « panne »",
        "  mais pas :",
        "    au moins l'un de :",
        "      le mot « film »",
        "      le mot « série »",
    ]


def test_in_english_where_the_language_is_not_ours() -> None:
    assert explain(parse("acme"), language="de") == "the word “acme”"


def test_a_name_with_signs_is_one_word_or_several() -> None:
    assert explain(parse("Canal+")) == "the word “Canal+”"
    assert explain(parse("C&A")) == "the words “C&A”, one after the other"
