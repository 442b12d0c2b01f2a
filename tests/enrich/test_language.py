"""Telling languages apart, and admitting that one cannot."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.enrich.language import LIMIT, language_of, recognise
from monitor.model import Item, Mention, Span

AT = datetime(2026, 12, 1, tzinfo=UTC)

CHUNKS = (
    "le la the and of un nul RT RT: @le http://la.the/of c o n a à I - créée noooon f*ck h€llo l'or été™ ﬁn ÉÉÉ "
    "m.e.r.d.e€b o.u.o.uⓐ @a.b.c c\u00ad".split()
)


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("La livraison est en retard et personne ne répond.", "fr"),
        ("The delivery is late and nobody answers.", "en"),
        ("Die Lieferung ist zu spät und niemand antwortet.", "de"),
        ("El pedido llegó tarde y nadie contesta en la tienda.", "es"),
        ("La consegna è in ritardo e non risponde nessuno.", "it"),
        ("De levering is te laat en er is niemand die antwoordt.", "nl"),
        ("A entrega está atrasada e não há ninguém que responda.", "pt"),
        ("LE SERVICE EST NUL ET JE NE SUIS PAS CONTENT", "fr"),
        ("le colis est arrive casse et je suis tres decu", "fr"),
    ],
)
def test_little_words_tell_the_language(prose: str, expected: str) -> None:
    assert language_of(prose, ("fr", "en")) == expected


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("Livraison rapide, emballage soigné, produits conformes", "fr"),
        ("Excellent customer service, friendly staff", "en"),
    ],
)
def test_the_model_tells_what_has_no_little_words(prose: str, expected: str) -> None:
    assert language_of(prose, ("fr", "en")) == expected


@pytest.mark.parametrize(
    "prose", ["", "!!! 😡😡", "12 345", "https://example.org/the-and-of", "@the_and_of", "x", "Bof bof"]
)
def test_nothing_is_said_where_nothing_supports_it(prose: str) -> None:
    assert language_of(prose, ("fr", "en")) == ""


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("Corvelle is a scam, avoid.", "en"),
        ("Third battery in a year. Come on, Corvelle.", "en"),
        ("Valmy a perdu mon colis", "fr"),
        ("Corvelle x2000", ""),
    ],
)
def test_few_words_are_told_by_two_witnesses(prose: str, expected: str) -> None:
    assert language_of(prose, ("fr", "en")) == expected


def test_signs_beside_a_name_are_heard_in_the_language_that_comes_first() -> None:
    mention = Mention(Item("1", text="👎👎 Valmy"), "Valmy", "x", AT, spans=(Span(3, 8, "Valmy"),))

    assert recognise(mention, ("fr", "en")).language == "fr"
    assert recognise(mention, ()).language == ""


@pytest.mark.parametrize(("declared", "expected"), [("fr", "fr"), ("fr-FR", "fr"), ("EN_us", "en"), ("", "")])
def test_the_source_decides_for_short_texts(declared: str, expected: str) -> None:
    assert language_of("Super !", ("fr", "en"), declared) == expected


def test_the_source_is_not_believed_against_a_clear_text() -> None:
    assert language_of("Je ne suis pas du tout content de cette commande.", ("fr", "en"), "en") == "fr"


def test_the_model_is_loaded_only_when_it_is_needed() -> None:
    code = (
        "import sys; from monitor.enrich.language import language_of;"
        "assert language_of('Je ne suis pas content de la commande.', ('fr',)) == 'fr';"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.lists(st.sampled_from([*CHUNKS, "\u00ad", "\u00a0", "\n"]), max_size=14))
def test_what_is_heard_piece_by_piece_is_what_is_heard_of_the_whole(chunks: list[str]) -> None:
    """A text of more than LIMIT characters is read as one."""
    prose = " ".join(chunks)

    assert language_of(prose, ()) == language_of(prose + " " * LIMIT, ())
