"""Who is spoken of: one row a rule of the language, in French and English."""

from __future__ import annotations

import pickle

import pytest

from monitor.errors import QueryError
from monitor.match import Match, Matcher, query_of
from monitor.model import Brand, Span


def found(brand: Brand, text: str) -> list[str]:
    return [text[span.start : span.end] for match in Matcher([brand]).match(text) for span in match.spans]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        # words
        ("acme", "Acme is down", ["Acme"]),
        ("acme", "ACME, acme and AcMe", ["ACME", "acme", "AcMe"]),
        ("acme", "Acmeville is lovely", []),
        ("acme", "the pacme", []),
        ("acme", "acme's bill", ["acme"]),
        ("acme", "", []),
        ("acme", "(acme)", ["acme"]),
        ("acme", "acme.example/jobs", ["acme"]),
        ("acme", "#acme", ["acme"]),
        ("acme", "@acme shame on you", ["acme"]),
        ("#acme", "we love acme", ["acme"]),
        ("@acme", "#acme", ["acme"]),
        ("#AcmeFail", "again #acmefail", ["acmefail"]),
        ("acme", "#AcmeFail", ["Acme"]),
        ("acme", "Acme™ and Acme®", ["Acme", "Acme"]),
        ("acme", "ＡＣＭＥ", ["ＡＣＭＥ"]),
        ("acme", "ac\u00adme and a\u200bcme", ["ac\u00adme", "a\u200bcme"]),
        # accents, ligatures, apostrophes, hyphens
        ("acmé", "acme", ["acme"]),
        ("acme", "Acmé", ["Acmé"]),
        ("élan", "ELAN et Élan", ["ELAN", "Élan"]),
        ("e\u0301lan", "élan", ["élan"]),
        ("élan", "un e\u0301lan", ["e\u0301lan"]),
        ("cœur", "coup de coeur", ["coeur"]),
        ("coeur", "coup de cœur", ["cœur"]),
        ("straße", "Strasse", ["Strasse"]),
        ("l'Auréa", "chez L’AUREA ce soir", ["L’AUREA"]),
        ("Auréa", "qu'Auréa et d’Auréa", ["Auréa", "Auréa"]),
        ("l'Auréa", "laurea", ["laurea"]),
        ("Nova-Cola", "nova cola, Nova‑Cola, NOVA - COLA", ["nova cola", "Nova‑Cola", "NOVA - COLA"]),
        ('"Nova Cola"', "Nova-Cola", ["Nova-Cola"]),
        ("Nova Cola", "un cola de Nova", ["cola", "Nova"]),
        ("Nova-Cola", "novacola", ["novacola"]),
        ('"Nova Cola"', "novacola", []),
        # phrases
        ('"acme bank"', "Acme Bank fails", ["Acme Bank"]),
        ('"acme bank"', "bank acme", []),
        ('"acme bank"', "acme river bank", []),
        ('"acme bank"', "Acme, bank", ["Acme, bank"]),
        ('"acme bank"', "I left Acme. Bank holidays are nice", []),
        ('"acme bank"', "Who left Acme? Bank holidays", []),
        ('"acme bank"', "He said “Acme.” Bank holidays", []),
        ('"acme bank"', "Il dit « Acme. » Bank", []),
        ('"acme bank"', "Acme… bank", []),
        ('"acme bank"', "Acme\nBank", []),
        ('"acme bank"', "Acme\n\nBank", []),
        ('"acme bank"', "acme.bank", ["acme.bank"]),
        ('"acme acme"', "acme acme acme", ["acme acme", "acme acme"]),
        ("«banque acmé»", "la Banque Acme ferme", ["Banque Acme"]),
        ('"a b c"', "a b a b c", ["a b c"]),
        ('"Dr. Novak"', "Dr. Novak, Dr Novak", ["Dr. Novak", "Dr Novak"]),
        ('"acme\n  bank"', "Acme Bank", ["Acme Bank"]),
        ('"Nova! Finance"', "Nova! Finance", ["Nova! Finance"]),
        # names with signs
        ("C&A", "chez C&A", ["C&A"]),
        ("C&A", "c & a, C ＆ A", ["c & a", "C ＆ A"]),
        ("C&A", "vitamine C. A demain", []),
        ("C&A", "vitamine C\nA demain", []),
        ("C&A", "le C.A. de mars", []),
        ("C&A", "plan C, a priori", []),
        ('"C & A"', "C&A", ["C&A"]),
        ("H&M", "H&M's coats", ["H&M"]),
        ("M&M's", "des M&M’s", ["M&M’s"]),
        ('"Nova & Fils"', "Nova & Fils, Nova Fils", ["Nova & Fils", "Nova Fils"]),
        ("Yahoo!", "yahoo a dit, Yahoo! aussi", ["yahoo", "Yahoo"]),
        (".NET", "écrit en .NET, pas net", [".NET"]),
        (".NET", "le résultat net", []),
        (".NET", "acme.net", []),
        ("C++", "C++ est dur, plan C", ["C++"]),
        ("C#", "C# plutôt que C #fatigue", ["C#"]),
        ("Canal+", "sur Canal+ ou Canal +", ["Canal+", "Canal +"]),
        ("Canal+", "le canal Saint-Martin", []),
        ("Acmé+", "Acme\u0301+", ["Acme\u0301+"]),
        ("3M", "3M et 3m", ["3M", "3m"]),
        ("3M", "3 M", []),
        ("O₂", "O2 et O₂", ["O2", "O₂"]),
        # scripts without blanks
        ("任天堂", "昨日任天堂は新作を発表した", ["任天堂"]),
        ("任天堂", "任天 堂", []),
        ("任天堂", "任天。堂", []),
        ("トヨタ", "新型トヨタ車とﾄﾖﾀ", ["トヨタ", "ﾄﾖﾀ"]),
        ("ガス", "カ\u3099ス", ["カ\u3099ス"]),
        ("삼성", "삼성은", ["삼성"]),
        ("acme", "我爱Acme手机", ["Acme"]),
        # operators
        ("acme panne", "panne chez Acme", ["panne", "Acme"]),
        ("acme panne", "Acme va bien", []),
        ("acme AND outage", "Outage at Acme", ["Outage", "Acme"]),
        ("acme OR apex", "Apex wins", ["Apex"]),
        ("acme OU apex", "Apex bat Acme", ["Apex", "Acme"]),
        ("acme -film", "le film Acme", []),
        ("acme -film", "la banque Acme", ["Acme"]),
        ("acme SAUF (film OU série)", "la série Acme", []),
        ('acme -"film culte"', "Acme, un film, un culte", ["Acme"]),
        ("-film acme", "Acme", ["Acme"]),
        ("acme panne OR apex", "acme apex", ["apex"]),
        ("acme (panne OR grève)", "Grève chez Acme", ["Grève", "Acme"]),
        ("acme (panne OR grève)", "panne et grève", []),
        ("(acme OR -film) panne", "panne", ["panne"]),
        ("(acme OR -film) panne", "panne de film", []),
        ("(acme OR -film) panne", "acme : panne de film", ["acme", "panne"]),
        ("acme and", "acme and apex", ["acme", "and"]),
        ('"acme bank" OR acme', "Acme Bank", ["Acme", "Acme Bank"]),
        ("acme OR ACMÉ OR (acme panne)", "acme", ["acme"]),
        ("panne NOT NOT acme", "acme panne", ["acme", "panne"]),
    ],
)
def test_a_query_finds(query: str, text: str, expected: list[str]) -> None:
    assert found(Brand("Acme", query=query), text) == expected


def test_a_span_says_which_term_found_it_and_points_into_the_original() -> None:
    text = "« L’Œuvre »\n\nToujours l’œuvre d'Auréa"

    matches = Matcher([Brand("Auréa", query='"l\'oeuvre" AUREA -film')]).match(text)

    assert matches == (Match("Auréa", (Span(2, 9, "l'oeuvre"), Span(22, 29, "l'oeuvre"), Span(32, 37, "AUREA"))),)


def test_without_a_query_the_name_and_the_aliases_are_looked_for_as_phrases() -> None:
    brand = Brand("Banque Acme", aliases=("B&A", 'Acme "la" Verte', "NOT Acme"))

    assert found(brand, "La banque Acme, ou B & A") == ["banque Acme", "B & A"]
    assert found(brand, 'acme "la" verte') == ['acme "la" verte']
    assert found(brand, "not acme") == ["not acme"]
    assert found(brand, "acme banque, b a") == []


def test_a_query_made_of_names_can_be_read_again() -> None:
    query = query_of(Brand('Acme "Bank"', aliases=("C&A", "!!!")))

    assert query.text == '"Acme \'Bank\'" OR "C&A"'
    assert query_of(Brand("x", query=query.text)) == query


def test_a_name_without_a_word_asks_for_a_query() -> None:
    with pytest.raises(QueryError, match="no word in this name"):
        Matcher([Brand("!!!")])

    assert found(Brand("!!!", query="chk"), "Chk chk") == ["Chk", "chk"]


def test_a_bad_query_stops_the_matcher() -> None:
    with pytest.raises(QueryError, match="never closed"):
        Matcher([Brand("Acme", query="(acme")])


def test_each_brand_is_told_in_its_own_words_and_in_the_order_given() -> None:
    matcher = Matcher(
        [
            Brand("Zenith", query="zénith OR acme"),
            Brand("Acme"),
            Brand("Apex", aliases=("Acme Apex",)),
            Brand("Silent", query="silence acme"),
        ]
    )

    assert matcher.match("Acme Apex") == (
        Match("Zenith", (Span(0, 4, "acme"),)),
        Match("Acme", (Span(0, 4, "Acme"),)),
        Match("Apex", (Span(0, 9, "Acme Apex"), Span(5, 9, "Apex"))),
    )
    assert matcher.match("nobody we know") == ()


def test_nobody_watched_is_nobody_found() -> None:
    assert Matcher([]).match("acme") == ()


def test_a_matcher_travels_to_a_worker() -> None:
    matcher = Matcher([Brand("C&A"), Brand("Acme", query='acme -(film OR "le film")'), Brand("任天堂")])
    text = "C&A, Acme et 任天堂は"

    assert pickle.loads(pickle.dumps(matcher)).match(text) == matcher.match(text)
    assert len(matcher.match(text)) == 3
