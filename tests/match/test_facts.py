"""What queries ask of an item beside its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.match import Facts, Matcher, Names, explain, facts_of, find, parse, query_of
from monitor.model import Brand, Item, Mention, Rating, Score

WHEN = datetime(2026, 3, 15, 12, 30, tzinfo=UTC)
KNOWN = Facts(
    title="Acme en panne",
    text="Le film Acmé, ce soir.",
    url="https://www.reddit.com/r/SaaS/comments/12?q=Élan",
    author="Jeanne Martin",
    language="fr-CA",
    country="ca",
    kind="comment",
    source="Le Courrier",
    rating=Rating(2.0),
    reach=1200,
    published=WHEN,
    sentiment=Score(-0.6, "negative", 1.0),
    insult=Score(0.4, "possible", 1.0),
    accusation=Score(),
)
NAMES = Names(
    {"acmes": ("Acme", "Acmé Bank"), "people": ("Jeanne Martin", "paul")},
    {"noise": "film OR série", "calm": "acme NOT macro:noise"},
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("title:acme", True),
        ("title:film", False),
        ("text:film", True),
        ("text:panne", False),
        ("intitle:panne", True),
        ('title:"acme en panne"', True),
        ("title:(acme panne)", True),
        ("title:(acme film)", False),
        ("title:(acme -film)", True),
        ("title:acme text:film", True),
        ("title:acme NEAR/2 panne", True),
        ("text:(acme NEAR/2 film)", True),
        ("title: acme", True),
        ("site:reddit.com", True),
        ("site:www.reddit.com", True),
        ("site:https://reddit.com", True),
        ("site:reddit.com/r/saas", True),
        ("site:reddit.com/r/sa", False),
        ("site:ddit.com", False),
        ("site:old.reddit.com", False),
        ("domain:com", True),
        ("url:/comments/", True),
        ("url:elan", True),
        ("inurl:nothing", False),
        ("author:jeanne", True),
        ("author:MARTIN", True),
        ('author:"jeanne martin"', True),
        ('author:"martin jeanne"', False),
        ("author:jean", False),
        ("author:jean*", True),
        ("author:list:people", True),
        ("author:(paul OR list:people)", True),
        ("author:(paul OR jeanne)", True),
        ("lang:fr", True),
        ("lang:fr-ca", True),
        ("lang:en", False),
        ("lang:(en OR fr)", True),
        ("-lang:en", True),
        ("country:CA", True),
        ("country:fr", False),
        ("type:comment", True),
        ("type:review", False),
        ("source:courrier", True),
        ('source:"le courrier"', True),
        ("rating:2", True),
        ("rating:<=2", True),
        ("rating:<2", False),
        ("rating:>1.5", True),
        ("rating:1..3", True),
        ("rating:3..", False),
        ("rating:..2", True),
        ("rating<=2", True),
        ("rating: <= 2", True),
        ("reach:>=1000", True),
        ("reach>1200", False),
        ("sentiment:negative", True),
        ("sentiment:positive", False),
        ("sentiment:<-0.5", True),
        ("sentiment:-1..-0.7", False),
        ("insult:possible", True),
        ("insult:(possible OR likely)", True),
        ("insult:>=0.5", False),
        ("accusation:none", True),
        ("published:2026", True),
        ("published:2026-03", True),
        ("published:2026-03-15", True),
        ("published:2026-03-14", False),
        ("published:>2026-03-14", True),
        ("published:>2026-03-15", False),
        ("published:>=2026-03-15", True),
        ("published:<2026-03-15", False),
        ("published:<=2026-03-15", True),
        ("published:2026-01-01..2026-03-15", True),
        ("published:..2026-03-14", False),
        ("published:>2026-03-15T12:00", True),
        ("date:2026", True),
        ("has:rating", True),
        ("has:insult", True),
        ("has:accusation", False),
        ("acme lang:fr -rating:>3", True),
        ("list:acmes", True),
        ("title:list:acmes", True),
        ("macro:noise", True),
        ("macro:calm", False),
        ("list:acmes NEAR/2 panne", True),
    ],
)
def test_a_field_asks(query: str, expected: bool) -> None:
    assert (find(parse(query, NAMES, filters=True), KNOWN) is not None) == expected


def test_what_is_known_of_an_item_is_told_by_itself() -> None:
    item = Item("1", "https://avis.example.be/1", "Acme", "nul", "Jo", WHEN, rating=Rating(10, best=20), reach=3)
    mention = Mention(item, "Acme", "Avisto", WHEN, language="fr", sentiment=Score(-1.0, "negative"))

    before, after = facts_of(item, "Avisto"), facts_of(mention)

    assert (before.kind, before.country, before.source, before.sentiment) == ("review", "be", "Avisto", None)
    assert after == replace(
        before, language="fr", sentiment=mention.sentiment, insult=mention.insult, accusation=mention.accusation
    )
    assert find(parse("rating:2.5"), after) == ()
    assert facts_of(replace(item, rating=None, parent="0")).kind == "comment"
    assert facts_of(replace(item, language="en-GB")).country == "gb"
    assert facts_of(replace(item, rating=None, url="")).kind == "post"


def test_what_is_not_judged_yet_is_asked_again_when_it_is() -> None:
    matcher = Matcher(
        [Brand("Cross", query="acme sentiment:negative"), Brand("Kind", query="acme -sentiment:negative")]
    )
    early = Facts(text="Acme")
    angry = replace(early, sentiment=Score(-1.0, "negative"))

    assert [match.brand for match in matcher.match(early)] == ["Cross", "Kind"]
    assert [matcher.confirms(name, angry) for name in ("Cross", "Kind")] == [True, False]


def test_a_query_without_words_is_asked_of_every_item() -> None:
    matcher = Matcher([Brand("Corner", query='source:"my corner"'), Brand("Acme")])

    assert [match.brand for match in matcher.match(Facts(text="nothing", source="My Corner"))] == ["Corner"]
    assert matcher.match(Facts(text="nothing")) == ()


ORANGE = Brand("Orange", near=("opérateur", "forfait*", "fibre"), apart=("fruit", "jus"), window=4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mon forfait chez Orange", ["forfait", "Orange"]),
        ("Orange, l'opérateur", ["Orange", "opérateur"]),
        ("un jus d'orange", []),
        ("l'orange est mûre", []),
        ("le forfait Orange, avec un jus", []),
        ("jus d'orange pour tous les amis ; la fibre d'Orange", ["fibre", "Orange"]),
    ],
)
def test_a_name_that_others_bear_is_told_by_what_stands_around_it(text: str, found: list[str]) -> None:
    matches = Matcher([ORANGE]).match(text)

    assert [text[span.start : span.end] for match in matches for span in match.spans] == found


def test_a_context_is_said_back() -> None:
    assert explain(query_of(ORANGE), language="fr").splitlines() == [
        "le mot « Orange »",
        "  mais nulle part à 4 mots ou moins :",
        "    au moins l'un de :",
        "      le mot « fruit »",
        "      le mot « jus »",
        "  à 4 mots au plus :",
        "    au moins l'un de :",
        "      le mot « opérateur »",
        "      un mot comme « forfait* » (* des lettres, ? une seule)",
        "      le mot « fibre »",
    ]


@pytest.mark.parametrize(
    ("query", "english", "french"),
    [
        ('"a b"~2', "the words “a b” in any order, with at most 2 others among them", None),
        ("acme~1", "the word “acme”, or one written nearly so (at most 1 letters apart)", None),
        ("covoiturage~", "“covoiturage” in one word or in two", "« covoiturage » en un mot ou en deux"),
        ("{Acme}", "“Acme” exactly as it is written here", "« Acme » exactement comme écrit ici"),
        ("/ac.e/", "the expression /ac.e/", "l'expression /ac.e/"),
        ("title:acme", "in the title:\n  the word “acme”", "dans le titre :\n  le mot « acme »"),
        ("rating:<=2", "the rating is at most 2", "la note : au plus 2"),
        ("reach:>=10", "the reach is at least 10", "l'audience : au moins 10"),
        ("rating:2..4", "the rating is from 2 to 4", "la note : de 2 à 4"),
        ("lang:fr", "the lang is fr", "la langue : fr"),
        ("has:reach", "there is: reach", "il y a : reach"),
        ("published:>=2026-01-31", "the published is at least 2026-01-31", "la date : au moins 2026-01-31"),
        ("a SENTENCE b", "the word “a”\n  in the same sentence:\n    the word “b”", None),
        ("a OSENTENCE b", "the word “a”\n  after it in the same sentence:\n    the word “b”", None),
        ("a ONEAR/2 b", "the word “a”\n  after it, at most 2 words away:\n    the word “b”", None),
        ("a NOT ONEAR/2 b", "the word “a”\n  but not after it within 2 words:\n    the word “b”", None),
        ("a NOT SENTENCE b", "the word “a”\n  but not in the same sentence:\n    the word “b”", None),
        ("a NOT OSENTENCE b", "the word “a”\n  but not after it in the same sentence:\n    the word “b”", None),
        ("list:people", "one of the list “people”:", "l'un de la liste « people » :"),
        ("macro:noise", "what “noise” stands for:", "ce que veut dire « noise » :"),
    ],
)
def test_every_kind_of_condition_is_said_back(query: str, english: str, french: str | None) -> None:
    asked = parse(query, NAMES, filters=True)

    assert explain(asked).startswith(english)
    assert explain(asked, language="fr").startswith(french or "")
