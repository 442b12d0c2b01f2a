"""What a query may look like, and what is said of one that nobody could answer."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match import And, Not, Or, Query, Raw, Term, explain, parse, search_expression
from monitor.match.query import Node


def sketch(node: Node) -> object:
    """The tree without its places."""
    match node:
        case Term(words):
            return " ".join(map(str, words))
        case Raw(written):
            return ("raw", written)
        case Not(part):
            return ("not", sketch(part))
        case And(parts):
            return ("and", *map(sketch, parts))
        case Or(parts):
            return ("or", *map(sketch, parts))
        case _:
            raise AssertionError(node)


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("acme", "acme"),
        ("  Acmé\n", "acme"),
        ("acme panne", ("and", "acme", "panne")),
        ("acme AND panne", ("and", "acme", "panne")),
        ("acme ET panne", ("and", "acme", "panne")),
        ("acme OR apex", ("or", "acme", "apex")),
        ("acme OU apex OU zenith", ("or", "acme", "apex", "zenith")),
        ("acme panne OR apex grève", ("or", ("and", "acme", "panne"), ("and", "apex", "greve"))),
        ("acme (panne OR grève)", ("and", "acme", ("or", "panne", "greve"))),
        ("acme NOT film", ("and", "acme", ("not", "film"))),
        ("acme AND NOT film", ("and", "acme", ("not", "film"))),
        ("acme SAUF film", ("and", "acme", ("not", "film"))),
        ("acme ANDNOT film", ("and", "acme", ("not", "film"))),
        ("acme !film", ("and", "acme", ("not", "film"))),
        ("acme +panne !film", ("and", "acme", "panne", ("not", "film"))),
        ("{Acme}", ("raw", "Acme")),
        ('raw:"Acme !"', ("raw", "Acme !")),
        ("raw:Acme", ("raw", "Acme")),
        ("`Acme`", ("raw", "Acme")),
        ("acme -film", ("and", "acme", ("not", "film"))),
        ("acme –film", ("and", "acme", ("not", "film"))),
        ('acme -"le film"', ("and", "acme", ("not", "le film"))),
        ("acme -(film OR série)", ("and", "acme", ("not", ("or", "film", "serie")))),
        ("acme NOT NOT panne", ("and", "acme", "panne")),
        ("acme --panne", ("and", "acme", "panne")),
        ("-film acme OR apex", ("or", ("and", ("not", "film"), "acme"), "apex")),
        ("(acme OR -film) panne", ("and", ("or", "acme", ("not", "film")), "panne")),
        ('"Acme Bank"', "acme bank"),
        ("“Acme Bank”", "acme bank"),
        ("« Banque Acmé »", "banque acme"),
        ("„Acme Bank“", "acme bank"),
        ('"AND"', "and"),
        ("cats and dogs", ("and", "cats", "and", "dogs")),
        ("chat et chien", ("and", "chat", "et", "chien")),
        ("ANDROID ORANGE NOTHING", ("and", "android", "orange", "nothing")),
        ("ETAT OURS SAUFCONDUIT", ("and", "etat", "ours", "saufconduit")),
        ("Coca-Cola", "coca cola"),
        ("l'Équipe", "l equipe"),
        ("C&A", "c a"),
        ("(acme)(panne)", ("and", "acme", "panne")),
        ("acme AND(panne)", ("and", "acme", "panne")),
        ('acme"la panne"', ("and", "acme", "la panne")),
        ("\ufeffacme\u200b AND panne", ("and", "acme", "panne")),
        ("acme\x00 panne", ("and", "acme", "panne")),
        ("http://acme.example", "http acme example"),
        ('"title: acme"', "title acme"),
    ],
)
def test_a_query_means(query: str, meaning: object) -> None:
    assert sketch(parse(query).root) == meaning


def test_a_term_knows_how_it_was_written() -> None:
    query = parse('«L\'Équipe» -"C & A" #Acme')

    assert isinstance(query.root, And)
    kept, excluded, last = query.root.parts
    assert isinstance(kept, Term)
    assert isinstance(excluded, Not)
    assert isinstance(excluded.part, Term)
    assert isinstance(last, Term)
    assert [query.written(term) for term in (kept, excluded.part, last)] == ["L'Équipe", "C & A", "#Acme"]


@pytest.mark.parametrize(
    ("query", "position", "said"),
    [
        ("", 0, "empty"),
        (" \n\t", 0, "empty"),
        ("(acme", 0, "never closed"),
        ("acme (panne (grève)", 5, "never closed"),
        ("acme ((panne", 6, "never closed"),
        ("(", 0, "never closed"),
        ("acme)", 4, "closes nothing"),
        (")acme", 0, "closes nothing"),
        ("acme ()", 5, "nothing between these parentheses"),
        ('acme "panne', 5, "quote is never closed"),
        ('"acme" "', 7, "quote is never closed"),
        ("acme «panne", 5, "quote is never closed"),
        ('acme ""', 5, "nothing between these quotes"),
        ("acme «  »", 5, "nothing between these quotes"),
        ("acme AND", 5, "AND has nothing after it"),
        ("acme ET", 5, "ET has nothing after it"),
        ("acme AND OR panne", 5, "AND has nothing after it"),
        ("(acme OR)", 6, "OR has nothing after it"),
        ("acme NOT", 5, "NOT has nothing after it"),
        ("(acme -) panne", 6, "- has nothing after it"),
        ("AND acme", 0, "AND has nothing before it"),
        ("OU", 0, "OU has nothing before it"),
        ("acme (OR panne)", 6, "OR has nothing before it"),
        ("-acme", 1, "say what to look for"),
        ("NOT acme", 4, "say what to look for"),
        ("SAUF acme", 5, "say what to look for"),
        ("-(acme panne)", 2, "say what to look for"),
        ("acme OR -film", 9, "say what to look for"),
        ("-acme -film", 1, "say what to look for"),
        ("acme & panne", 5, "no word"),
        ("acme - film", 5, "no word"),
        ('acme "&"', 5, "no word"),
        ("…", 0, "no word"),
        ("_", 0, "no word"),
        ("acme NEAR panne", 5, "needs a number"),
        ("acme NEAR/x panne", 5, "needs a number"),
        ("acme NEAR5 panne", 5, "needs a number"),
        ("acme titel:panne", 5, "did you mean title:panne"),
        ("acme sentimant:negative", 5, "did you mean sentiment:negative"),
        ("acme sentiment:negatve", 5, "did you mean sentiment:negative"),
        ("acme since:2026-01-01", 5, "published:>="),
        ("published:31/01/2026", 0, "published:2026-01-31"),
        ("rating:1-2", 0, "rating:1..2"),
        ("acme lang:fr,en", 5, "lang:(fr OR en)"),
        ("country:fra", 0, "country:fr"),
        ("type:avi", 0, "known: post, comment, review"),
        ("acme NEAR/3", 5, "NEAR/3 has nothing after it"),
        ("NEAR/3 acme", 0, "NEAR/3 has nothing before it"),
        ("acme NEAR/3 -panne", 5, "has nothing after it"),
        ("acme NEAR/101 panne", 5, "no neighbourhood"),
        ("acme NEAR/3 (panne -film)", 13, "only words and their alternatives"),
        ("(acme AND apex) NEAR/3 panne", 1, "only words and their alternatives"),
        ("lang:fr NEAR/3 panne", 0, "only words and their alternatives"),
        (" NEAR/1 ".join(["acme"] * 9), 96, "more than 8 parts"),
        ("(acme apex panne)~3", 16, "its two parts"),
        ('"acme panne"~500', 0, "no neighbourhood"),
        ("title:", 0, "title: has nothing after it"),
        ("title:-acme", 0, "has nothing after it"),
        ("title:title:acme", 6, "a field inside title:"),
        ("title:(acme lang:fr)", 12, "a field inside title:"),
        ("lang:(fr site:x)", 9, "a field inside lang:"),
        ("lang:({fr})", 6, "does not take this"),
        ('lang:""', 0, "nothing after it"),
        ("rating:good", 0, "no figure"),
        ("rating:4..2", 0, "empty"),
        ("sentiment:negativ", 0, "no figure"),
        ("has:ratin", 0, "nothing is called"),
        ("published:2026-13", 0, "in no calendar"),
        ("published:hier", 0, "no date"),
        ("acme city:paris", 5, "nothing of this kind"),
        ("a*", 0, "half of the language"),
        ("ac*me", 0, "only end a word"),
        ("*acme", 0, "only end a word"),
        ("??", 0, "no word"),
        ("acme~3", 0, "another word"),
        ("ab~1", 0, "too short"),
        (f"{'abc' * 9}~1", 0, "too long"),
        ("acme-bank~1", 0, "after a single word"),
        ("/ac(e/", 0, "cannot be read"),
        ("/a*/", 0, "every text"),
        (r"/\pL{1000}/", 0, "too large"),
        (r"/\w{200}/", 0, "too long to be quick"),
        ("{acme", 0, "never closed"),
        ("{ }", 0, "nothing to find"),
        ("list:nobody", 0, "no list is called"),
        ("macro:nothing", 0, "no macro is called"),
        ('"' + "la " * 21 + '"', 0, "a phrase of 21 words"),
    ],
)
def test_a_bad_query_is_pointed_at(query: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)

    assert caught.value.query == query
    assert caught.value.position == position
    assert said in str(caught.value)
    assert caught.value.hint


def test_the_caret_stands_under_the_parenthesis() -> None:
    with pytest.raises(QueryError) as caught:
        parse("acme\nAND (panne OR grève")

    assert caught.value.pointed().splitlines() == [
        "AND (panne OR grève",
        '    ^ this parenthesis is never closed (add ")" where its group ends)',
    ]


@pytest.mark.parametrize("query", ["(" * 10_000, "(" * 10_000 + "acme" + ")" * 10_000, "acme " + "-(" * 10_000])
def test_ten_thousand_parentheses_are_an_error_and_no_crash(query: str) -> None:
    with pytest.raises(QueryError, match="parentheses are open here"):
        parse(query)


def test_long_is_not_deep() -> None:
    query = parse(" OR ".join(["acme"] * 3_000) + " " + "-" * 3_000 + "panne")

    assert isinstance(query.root, Or)
    assert len(query.root.parts) == 3_000


def test_the_deepest_query_travels_to_a_worker() -> None:
    query = parse("a -(" * 12 + "a" + ")" * 12)

    assert pickle.loads(pickle.dumps(query)) == query


def asked(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


PIECES = "( ) - AND OU SAUF acme é & * ~1 / { } ? + : « ” NEAR/2 SENTENCE title: rating:<= lang: list:a raw:".split()
SCRAPS = st.lists(st.sampled_from([*PIECES, '"', " ", "\x00", "\ud800"]), max_size=12).map("".join)
SURROGATES_TOO = st.text(st.characters(codec=None), max_size=40)
BYTES = st.binary(max_size=40).map(lambda soup: soup.decode("latin-1"))


@given(SCRAPS | SURROGATES_TOO | BYTES)
def test_any_soup_is_a_query_or_an_error(soup: str) -> None:
    answer = asked(soup)

    if isinstance(answer, QueryError):
        assert 0 <= answer.position <= len(soup)
        assert answer.pointed()
    else:
        assert answer.text == soup
        assert explain(answer)
        assert explain(answer, language="fr")
        assert isinstance(search_expression(answer), str)
