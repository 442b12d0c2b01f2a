"""Listening by hand: poll and try."""

from __future__ import annotations

import json
import os
import re

import pytest

from tests.cli.town import Door
from tests.site import Answer, Site, rss


def test_poll_tells_how_each_source_answered_and_leaves_with_1_when_one_failed(vigie: Door) -> None:
    said = vigie("poll", "--once")

    rows = [line.split("\t") for line in said.out.splitlines()]
    told = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert said.code == 1
    assert (told["blog"]["status"], told["blog"]["items"], told["blog"]["mentions"]) == ("200", "6", "6")
    assert told["forum"]["note"] == "first contact: 1 already there, no news"
    assert told["closed"]["note"] == "the server answered 404"
    assert "an HTML page titled 'Please log in'" in told["private"]["note"]


def test_poll_asks_only_whom_it_is_told_to_ask_and_only_once(vigie: Door, place: Site) -> None:
    first = vigie("poll", "blog")
    place.asked.clear()
    again = vigie("poll", "blog")
    due = vigie("poll", "blog", "--due")

    assert (first.code, again.code, due.code) == (0, 0, 0)
    assert [path for path, _ in place.asked] == ["/feed"]
    assert again.out.splitlines()[1].endswith("\tunchanged")
    assert due.err == "No source is due.\n"


def test_poll_explains_each_mention(vigie: Door) -> None:
    said = vigie("poll", "blog", "--explain")

    assert "matched: Valmy" in said.out
    assert re.search(r"sentiment: negative \(-0\.\d\d, confidence 0\.\d\d\)", said.out)
    assert re.search(r"^  -\d\.\d\d  horrible  \(lexicon\)$", said.out, re.MULTILINE)
    assert "Europe/Paris" in said.out


def test_poll_gives_programs_the_mentions_with_their_reasons(vigie: Door) -> None:
    (told,) = vigie("poll", "blog", "--json").json

    reasons = told["found"][-1]["reasons"]["sentiment"]
    assert (told["source"], told["mentions"], len(told["found"])) == ("blog", 6, 6)
    assert {"start", "end", "cue", "weight", "why"} == set(reasons[0])


def test_a_server_that_asks_to_be_left_alone_is_and_poll_says_so(vigie: Door, place: Site) -> None:
    vigie.write(f"brands: [{{name: Valmy}}]\nsources: [{{name: busy, url: '{place.url}/busy'}}]\n")
    place.answers["/busy"] = Answer("", 503, {"Retry-After": "120"})

    said = vigie("poll")

    assert (said.code, said.out.splitlines()[1].split("\t")[-1]) == (1, "the server answered 503")


# ------------------------------------------------------------------ try


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("feed url={url}/other", ["Il pleut"]),
        ("feed url={url}/other 'headers={{x-key: a}}' every=1h weight=2", ["Il pleut"]),
        ("json url={url}/api.json items=data id=id text=said title=said", ["Valmy is great"]),
        ("reviews url={url}/reviews", ["Four Valmy"]),
        ("monitor.sources.feed:Feed url={url}/other", ["Il pleut"]),
        ("tests.cli.town:Raw url={url}/other words=Bonjour", ["Bonjour"]),
        ("feed 'url={{secret: other_feed}}'", ["Il pleut"]),
    ],
)
def test_try_hears_each_kind_of_source(bare: Door, place: Site, line: str, titles: list[str]) -> None:
    bare.patch.setenv("OTHER_FEED", f"{place.url}/other")

    said = bare.line(f"try {line.format(url=place.url)} --json")

    assert said.code == 0, said
    assert [item["title"] for item in said.json["items"]] == titles
    assert list(bare.home.iterdir()) == []


def test_try_shows_a_review_with_its_stars(bare: Door, place: Site) -> None:
    said = bare("try", "reviews", f"url={place.url}/reviews")

    assert "Ann\tFour Valmy\tIl brûle.\t1.00" in said.out
    assert said.err.endswith(": 1 item\n")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("feed url={url}/nothing", os.EX_UNAVAILABLE, "vigie: the server answered 404\n"),
        ("feed url={url}/none", os.EX_UNAVAILABLE, "answered with an HTML page titled 'Rien', not a feed"),
        ("json url={url}/api.json", os.EX_UNAVAILABLE, "JSON with the keys data, not a list at items"),
        ("feed url=http://10.1.2.3:1/feed every=x", os.EX_USAGE, "not a duration (write a number and its unit"),
        (
            "tests.cli.town:Broken url={url}/other",
            os.EX_UNAVAILABLE,
            "gave no Page but None (report it to tests.cli.town)",
        ),
        ("tests.cli.town:Nobody url={url}/other", 1, "is tests.cli.town installed beside vigie"),
    ],
)
def test_try_says_what_came_instead(bare: Door, place: Site, line: str, code: int, words: str) -> None:
    said = bare.line(f"try {line.format(url=place.url)}")

    assert (said.code, words in said.err, said.out) == (code, True, ""), said


def test_a_plug_that_gives_no_page_is_a_failure_of_its_source_alone(bare: Door, place: Site) -> None:
    place.answers["/fine"] = Answer(rss(("1", "Valmy")))
    sources = [
        {"name": "broken", "kind": "tests.cli.town:Broken", "url": f"{place.url}/fine"},
        {"name": "fine", "url": f"{place.url}/fine"},
    ]
    bare.write(json.dumps({"brands": [{"name": "Valmy"}], "sources": sources}))

    said = bare("poll", "--json")

    assert said.code == 1
    assert [bool(row["note"].startswith("the source's own code")) for row in said.json] == [True, False]
