"""No query is slow on any text: what it looks at there is counted, and ends; what would look at too much is refused."""

from __future__ import annotations

import random

import pytest

from monitor.errors import QueryError
from monitor.match import Facts, Matcher, Names, find, parse
from monitor.match.because import because
from monitor.match.budget import BUDGET, FULL, MAX_LOOKS, MAX_STEPS, MAX_WORDS, Budget, Shares, fair, load
from monitor.match.finding import Reader
from monitor.match.prose import MOST, Prose
from monitor.model import Brand

LONG = "acme panne " * 2_000


def shares(query: str, text: str) -> Shares:
    return Reader(Facts(text=text), Prose(text)).allowed(load(parse(query).root)).shares


@pytest.mark.parametrize(
    ("query", "said", "hint"),
    [
        (" OR ".join(f"?cme{number}" for number in range(751)), "too many ~ and ?", "write the spellings out"),
        (" OR ".join(f"acmebank{number}~1" for number in range(151)), "~1 counts 10", "write the spellings out"),
        (" OR ".join(f"acmebank{number}~2" for number in range(31)), "this makes 1,550 of 1,500", "the beginning"),
        ("list:faults", "too many ~ and ?", "write the spellings out"),
        (" OR ".join(rf"/\pL{letter}/" for letter in "abcdefgh"), "steps together", "cut them"),
        (" OR ".join(f"{{Acme{number}}}" for number in range(151)), "more than 150 exact pieces", "one expression"),
        (" OR ".join(f"site:a{number}.com" for number in range(3_001)), "more than 3,000 fields", "cut the query"),
        (" OR ".join(['("acme bank" NEAR/9 c)'] * 1_000), "more than 12,000 words", "cut the query"),
        ("acme " * 6_001, "more than 6,000 terms", "cut the query"),
    ],
)
def test_a_query_that_would_look_at_too_much_is_refused_with_what_to_do(query: str, said: str, hint: str) -> None:
    names = Names({"faults": tuple(f"acme{letter}?{number}s" for letter in "abcdefgh" for number in range(100))})
    with pytest.raises(QueryError) as caught:
        parse(query, names)

    assert said in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "query",
    [
        " OR ".join(f"word{number}" for number in range(5_900)),
        " OR ".join(f'"Anna Name{number}"' for number in range(4_000)),
        " OR ".join(f"beginning{number}*" for number in range(4_000)),
        "acme (" + " OR ".join(f"misspelt{number}~1" for number in range(100)) + ")",
        " OR ".join(f"(acme NEAR/5 word{number})" for number in range(600)),
        " OR ".join(rf"/order-{number}\d+/" for number in range(50)),
    ],
)
def test_what_people_write_by_the_thousand_is_allowed_and_reads_the_whole_of_a_mention(query: str) -> None:
    read = shares(query, "Acme is down since this morning, and nobody answers. " * 5)

    assert read == FULL._replace(finds=read.finds)
    assert read.finds >= 5


@pytest.mark.parametrize(
    "query",
    [
        " OR ".join(["acme"] * 5_900),
        " OR ".join([" NEAR/100 ".join(["(acme OR panne OR acm*)"] * 8)] * 40),
        " OR ".join(f'"{"acme panne " * 10}"~{slop}' for slop in range(30)),
        " OR ".join(f'"{"acme panne " * many}"' for many in range(1, 11)) + " OR {acme} OR /acme|panne/",
    ],
)
def test_the_places_that_a_query_looks_at_in_one_text_are_never_more_than_its_budget(query: str) -> None:
    asked, reader = load(parse(query).root), Reader(Facts(text=LONG), Prose(LONG))
    most = reader.allowed(asked).shares.most

    plain = sum(min(most, len(reader.word(word))) * times for word, times in asked.plain.items())
    inexact = sum(min(most, len(reader.word(word))) * times for word, times in asked.inexact.items())
    assert most < MOST
    assert plain + inexact <= BUDGET.places


def test_a_word_that_stands_everywhere_gives_way_before_a_rare_one() -> None:
    assert fair([(500, 10), (3, 40)], 1_000) == 88
    assert fair([(500, 2), (3, 40)], 1_120) == MOST
    assert fair([(500, 40)], 39) == 0
    assert fair([], 0) == MOST


def test_what_the_dearest_of_all_queries_look_at_is_still_some_of_a_text() -> None:
    least = Budget().places // MAX_WORDS, Budget().looks // MAX_LOOKS, Budget().steps // MAX_STEPS

    assert least == (1, 100, 500)


def test_an_expression_that_looks_far_is_looked_for_in_the_beginning_of_a_text() -> None:
    text = "".join(random.Random(1).choices("ab", k=20_000))
    read = shares("/[ab]*a[ab]{200}z|./", text)
    steps = load(parse("/[ab]*a[ab]{200}z|./").root).steps

    assert read.finds == 1
    assert read.chars is not None
    assert read.chars * steps <= BUDGET.steps
    assert find(parse("/[ab]*a[ab]{200}z|./"), Facts(text=text)) is not None


def test_words_with_faults_are_looked_for_among_the_first_words_where_there_are_many() -> None:
    query = parse(" OR ".join(f"zefiro{letter}~2" for letter in "abcdefghijklmnopqrstuvwxyz"))
    others = [f"word{number:04}" for number in range(2_000)]

    assert find(query, Facts(text=" ".join(["zefirox", *others]))) is not None
    assert find(query, Facts(text=" ".join([*others, "zefirox"]))) is None
    assert find(parse("zefiroa~2"), Facts(text=" ".join([*others, "zefirox"]))) is not None


def test_whoever_asks_is_told_the_same_of_a_text_that_is_too_much() -> None:
    query = parse(" OR ".join(["acme"] * 5_000 + ["panne"]))
    facts = Facts(text=LONG)
    found = find(query, facts)

    assert found is not None
    assert [span.term for span in found] == ["acme", "panne"] * 2
    assert Matcher([Brand("any", query=query.text)]).match(facts)[0].spans == found
    assert because(query, facts)[0].spans == found


def test_one_long_word_is_not_read_again_from_each_of_its_letters() -> None:
    query = " OR ".join(f"?a{'ab'[number % 2]}{number}*" for number in range(700))

    assert find(parse(query), Facts(text="a" * 20_000)) is None
