"""What can be doubted about a query before it is saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match.costing import cost, cost_in_words
from monitor.match.doubts import told
from monitor.match.grammar import parse
from monitor.match.linting import Doubt, lint
from monitor.match.query import Names

NAMES = Names({"rivals": ("ostrelle", "orange")}, {"shop": "magasin OR commande", "silly": "zebra AND NOT zebra"})


def doubts(query: str) -> list[tuple[str, str]]:
    return [(str(finding.doubt), query[finding.start : finding.end]) for finding in lint(parse(query, NAMES))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # ---- dead branches
        ("acme AND NOT acme", [("killed", "acme")]),
        ("acme NOT acme*", [("killed", "acme*")]),
        ('"acme corp" NOT acme', [("killed", "acme")]),
        ("ACME NOT acmé", [("killed", "acmé")]),
        ("acme NOT (bike OR acme)", [("killed", "bike OR acme")]),
        ("acme NEAR/5 shop NOT shop", [("killed", "shop")]),
        ("zefiro OR (acme NOT acme)", [("killed", "acme")]),
        ("title:acme NOT acme", [("killed", "acme")]),
        ("acme lang:fr lang:en", [("never", "lang:en")]),
        ("acme rating:>4 rating:<2", [("never", "rating:<2")]),
        ("acme sentiment:positive sentiment:negative", [("never", "sentiment:negative")]),
        ("acme lang:fr -lang:fr", [("killed", "lang:fr")]),
        # ---- what says nothing more
        ("acme OR acme", [("redundant", "acme")]),
        ('acme OR "acme corp"', [("redundant", "acme corp")]),
        ('acme AND "acme corp"', [("redundant", "acme")]),
        ("acme OR acmé OR zefiro", [("redundant", "acmé")]),
        ("velluno* OR vellunoise", [("redundant", "vellunoise")]),
        ("vellunoise~2 OR veluunoyse", [("redundant", "veluunoyse")]),
        ("acme OR (acme AND shop)", [("redundant", "acme AND shop")]),
        ("acme rating:>1 rating:>2", [("redundant", "rating:>1")]),
        ('acme -bike -"my bike"', [("redundant", "my bike")]),
        ("list:rivals OR ostrelle", [("homonym", "list:rivals"), ("redundant", "ostrelle")]),
        ("macro:shop OR macro:shop", [("redundant", "macro:shop")]),
        # ---- too much of it
        ("ac* NEAR/5 velluno", [("prefix", "ac*")]),
        ("acme~1 NEAR/5 velluno", [("fuzzy", "acme~1")]),
        ("velluno~1 OR vellunoise~2", []),
        ("acme NEAR/50 velluno", [("wide", "velluno")]),
        ("acme NOT NEAR/50 velluno", []),
        ('"acme velluno"~40', [("wide", "acme velluno")]),
        # ---- names that are other things
        ("orange", [("homonym", "orange")]),
        ("Orange OR acme", [("homonym", "Orange")]),
        ("orange lang:fr", [("homonym", "orange")]),
        ("orange AND opérateur", []),
        ("orange NEAR/5 opérateur", []),
        ("orange -jus", []),
        ('"orange bleue"', []),
        ("{Orange}", []),
        ("the OR acme", [("everyday", "the")]),
        # ---- operators in small letters
        ("velluno and shop", [("small", "and")]),
        ("velluno or zefiro", [("small", "or")]),
        ("velluno (shop ou four)", [("small", "ou")]),
        ('velluno "or" zefiro', []),
        ("or velluno", []),
        # ---- nothing to say
        ("velluno", []),
        ("(velluno OR vellunno) NEAR/10 (four OR macro:shop) -fake", []),
        ("velluno AND macro:silly", []),
    ],
)
def test_a_doubt_stands_at_its_place(query: str, found: list[tuple[str, str]]) -> None:
    assert doubts(query) == found


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_doubt_is_said_with_its_reason_and_what_to_do(language: str) -> None:
    query = (
        "acme NOT acme* OR (lang:fr lang:en) OR ab* OR acme~1 OR orange OR the OR the OR (a1 NEAR/50 b1) OR (x1 and y1)"
    )
    seen = {finding.doubt: told(finding, language) for finding in lint(parse(query))}

    assert set(seen) == set(Doubt) - {Doubt.FLOOD, Doubt.STRAY}
    for said in seen.values():
        assert all((said.what, said.why, said.todo))
        assert "{" not in said.what + said.why + said.todo
    assert ("mots" in seen[Doubt.WIDE].what) == (language == "fr")


def test_a_thousand_alternatives_are_looked_at_at_once() -> None:
    assert lint(parse(" OR ".join(f"velluno{number}" for number in range(3000)))) == ()


@pytest.mark.parametrize(
    ("query", "is_anchored"),
    [
        ("acme", True),
        ("acme*", True),
        ("acme~1", False),
        ("acme AND acmee~1", True),
        ("acme OR acmee~1", False),
        ("/ac.e/", False),
        ("acme lang:fr", True),
        ("acme OR lang:fr", False),
        ("{C&A}", True),
        ("acme NEAR/3 /x+/", True),
    ],
)
def test_a_query_says_whether_it_makes_every_text_be_looked_at(query: str, is_anchored: bool) -> None:
    told = cost(parse(query))

    assert told.anchored is is_anchored
    assert cost_in_words(told, "fr") != cost_in_words(told, "en")


PIECES = (
    'acme acme* acm? acmee~1 orange lang:fr lang:en rating:>3 "a b" ( ) AND OR NOT - NEAR/3 title: list:rivals'.split()
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_any_query_can_be_doubted(text: str) -> None:
    try:
        query = parse(text, NAMES)
    except QueryError:
        return
    assert all(0 <= finding.start < finding.end <= len(text) for finding in lint(query))
    assert all(told(finding).what for finding in lint(query))
    cost(query)
