"""Queries before they are saved: check, explain, preview, suggest, import; and rules of silence."""

from __future__ import annotations

import io
import json
import sys

import pytest

from tests.cli import town
from tests.cli.screen import ESCAPE
from tests.cli.town import Door
from tests.site import Site

# ------------------------------------------------------------------ check


def test_a_doubt_is_pointed_at_with_its_reason_and_what_to_do(bare: Door) -> None:
    said = bare("query", "check", "acme NEAR/60 shop")

    assert said.code == 1
    first, second, why = said.out.splitlines()
    assert (first, second.split(" ")[13]) == ("acme NEAR/60 shop", "^^^^")
    assert "60 words are a whole paragraph" in second
    assert "write a smaller number" in why


def test_what_is_in_order_is_said_to_be(bare: Door) -> None:
    said = bare("query", "check", "velluno NEAR/5 four")

    assert (said.code, said.out) == (0, "nothing to doubt\n")


def test_doubts_are_said_in_french_and_to_programs(bare: Door) -> None:
    assert "c'est vrai partout où" in bare("query", "check", "velluno NOT vellun*", "--lang", "fr").out
    (finding,) = bare("query", "check", "velluno NOT vellun*", "--json").json["findings"]
    assert (finding["doubt"], finding["start"], finding["end"]) == ("killed", 12, 19)


def test_the_archive_tells_how_many_are_to_be_expected(lived: Door) -> None:
    said = lived("query", "check", "--brand", "Valmy")

    assert said.code == 0, said
    assert "expected: 6.0 mentions a day (the last 1 day of the archive)" in said.out


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ("query check", 64, "give a query, or --brand"),
        ("query check 'a AND'", 64, "a AND\n  ^ AND has nothing after it"),
        ("query explain 'list:nope'", 64, "no list is called 'nope'"),
        ("query check --brand Valmi", 1, "no brand is called 'Valmi'"),
        ("query preview acme --days 0", 64, ""),
        ("query suggest Valmi", 1, "no brand is called 'Valmi'"),
        ("query import nope.txt --from brandwatch", 74, "nope.txt: No such file or directory"),
        ("query import x --from google", 64, "google"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(lived: Door, line: str, code: int, what: str) -> None:
    said = lived.line(line)

    assert (said.code, what in said.err) == (code, True), said


# ------------------------------------------------------------------ explain


def test_a_query_is_said_back_with_its_price(bare: Door) -> None:
    said = bare("query", "explain", "acme NEAR/5 (remboursement OR arnaque~1) -emploi", "--lang", "fr")

    assert said.code == 0, said
    assert "à 5 mots au plus" in said.out
    assert "les textes sans aucun de ses mots ne coûtent rien" in said.out
    assert "every text is looked at" in bare("query", "explain", "/ac.e/ OR velluno").out
    assert bare("query", "explain", "acme~1", "--json").json["cost"]["fuzzy"] == 1


def test_the_query_of_a_brand_is_said_back_with_its_context_lists_and_macros(vigie: Door) -> None:
    brand = {"name": "Orange", "context": {"near": ["forfait"], "not": ["jus"], "within": 9}}
    macro = {"name": "Acme", "query": "acme NEAR/4 list:tools -macro:jobs"}
    vigie.write(
        json.dumps(
            {
                "brands": [brand, macro],
                "sources": [{"url": "https://a.example/feed"}],
                "lists": {"tools": ["marteau", "clé à molette"]},
                "macros": {"jobs": "title:(stage OR recrute)"},
            }
        )
    )

    said = vigie("query", "explain", "--brand", "Orange")
    assert "forfait" in said.out
    assert "jus" in said.out
    assert "9 words" in said.out
    said = vigie("query", "explain", "--brand", "Acme")
    assert "clé à molette" in said.out
    assert "recrute" in said.out


# ------------------------------------------------------------------ preview and suggest


def test_a_preview_shows_what_would_be_found_day_by_day(lived: Door) -> None:
    said = lived("query", "preview", "horrible")

    assert said.code == 0, said
    assert "▇ 5" in said.out
    assert "found: 5" in said.out
    assert "service horrible" in said.out
    assert "a wider query will find more" in said.err


def test_a_preview_tells_what_a_change_adds_and_loses(lived: Door) -> None:
    told = lived("query", "preview", "horrible", "--brand", "Valmy", "--json").json

    assert (told["found"], told["added"]["number"], told["lost"]["number"]) == (5, 0, 1)
    (lost,) = told["lost"]["sample"]
    assert "boutique" in lost["title"]
    hit = told["sample"][0]
    (span,) = hit["spans"]
    text = f"{hit['title']}\n\n{hit['text']}" if hit["text"] else hit["title"]
    assert text[span["start"] : span["end"]] == "horrible"


def test_a_preview_of_hostile_words_moves_no_cursor(careless: object, bare: Door) -> None:
    said = bare("query", "preview", "valmy", "-c", f"{careless}/vigie.yaml")

    assert "found: 1" in said.out
    assert ESCAPE not in said.out.replace("\x1b[1m", "")


def test_nothing_is_previewed_without_an_archive(vigie: Door) -> None:
    said = vigie("query", "preview", "acme")

    assert (said.code, "there is no archive yet" in said.err) == (1, True)


def test_what_a_query_may_miss_is_proposed_with_an_example(lived: Door) -> None:
    said = lived("query", "suggest", "Valmy")

    assert said.code == 0, said
    assert "Nothing to propose." in said.err


# ------------------------------------------------------------------ import


def test_a_foreign_query_is_carried_over_and_what_is_lost_is_told(bare: Door) -> None:
    path = bare.write("(apple OR pear) NEAR/2f juice AND city:berlin\n", "query.txt")

    said = bare("query", "import", str(path), "--from", "brandwatch")

    assert said.code == 0, said
    assert said.out == "(apple OR pear) ONEAR/2 juice\n"
    assert "34-45 left out: city:berlin: our items do not tell where their author lives; more is found" in said.err
    assert bare("query", "check", said.out.strip()).code in (0, 1)


def test_a_foreign_query_comes_through_a_pipe(bare: Door) -> None:
    bare.patch.setattr(sys, "stdin", io.StringIO('"roam"~2 -swiss'))

    said = bare("query", "import", "-", "--from", "talkwalker", "--json")

    assert said.json["query"] == '"roam" AND NOT swiss'


# ------------------------------------------------------------------ search with the whole language, and silence


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("search 'sentiment:negative'", 5),
        ("search 'valmy NEAR/3 service'", 5),
        ("search 'NOT horrible'", 1),
        ("search 'title:boutique'", 1),
        ("mentions --query 'insult:likely OR accusation:likely'", 5),
        ("mentions --query boutiqe~1", 1),
    ],
)
def test_the_archive_is_asked_in_the_whole_language(lived: Door, line: str, count: int) -> None:
    assert len(lived.line(f"{line} --json").json) == count


def test_an_export_takes_a_query(lived: Door) -> None:
    said = lived.line("export --format jsonl --query horrible")

    assert len(said.out.splitlines()) == 5


def test_a_rule_of_silence_keeps_mentions_and_counts_none(vigie: Door, place: Site) -> None:
    rule = "mute: [{query: horrible, why: our own contest, brands: Valmy}]\n"
    vigie.write(town.FILE.format(url=place.url) + rule)

    assert vigie("poll", "--once").code == 1  # one source of the town is closed, one private

    said = vigie("mentions")
    assert len(vigie("mentions", "--json").json) == 1
    assert "not shown: 5 muted (see --aside)" in said.err
    muted = vigie("mentions", "--aside", "muted", "--json").json
    assert {row["muted"] for row in muted} == {"our own contest"}
    assert "muted: our own contest" in vigie("explain", str(muted[0]["id"])).out


def test_a_rule_that_is_taken_out_silences_no_more(vigie: Door, place: Site) -> None:
    text = town.FILE.format(url=place.url)
    vigie.write(f"{text}mute: [{{query: horrible, why: contest}}]\n")
    vigie("poll", "--once")

    vigie.write(text)
    vigie("poll", "--due")

    assert len(vigie("mentions", "--json").json) == 6


def test_history_that_is_brought_in_knows_the_lists_and_the_rules_of_silence(bare: Door) -> None:
    bare.write(
        "brands: [{name: Velluno, query: 'list:names'}]\nlists: {names: [velluno, bellavia]}\n"
        "mute: [{query: concours, why: our own contest}]\nsources: [{url: https://blog.example/feed}]\n"
    )
    bare.write("id,text\n1,Bellavia est en panne\n2,Le concours Velluno\n3,Il pleut\n", "past.csv")

    said = bare("import", "past.csv")

    assert "3 new items, 2 mentions" in said.err, said
    found = bare("search", "bellavias~1 OR velluno", "--json")
    assert [row["text"] for row in found.json] == ["Bellavia est en panne"]
    assert "not shown: 1 muted" in found.err


def test_a_french_reader_is_told_in_french_what_is_wrong(bare: Door) -> None:
    said = bare("query", "explain", "acme AND", "--lang", "fr")

    assert (said.code, said.out) == (64, "")
    assert said.err == "acme AND\n     ^ rien ne suit AND (ajoutez un mot après, ou retirez AND)\n"
