"""The first day: demo, init, check, doctor."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from monitor import config
from monitor.notify import WAYS
from tests.cli.screen import talk
from tests.cli.town import Door
from tests.site import Answer, Site

SECRET = {"SLACK_URL": "https://hooks.slack.com/services/T/B/x", "EMAIL_URL": "mailtos://a:b@c.example?to=d@c.example"}


def sources(path: Path) -> list[str]:
    return [source.source.request("").url for source in config.load(path, SECRET).sources]


# ------------------------------------------------------------------ init


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("{url}/feed", ["/feed"]),
        ("{bare}/feed", ["/feed"]),
        ("{url}/page", ["/feed", "/other"]),
        ("{bare}/page", ["/feed", "/other"]),
        ("{url}/guess/", ["/guess/feed/"]),
    ],
)
def test_init_finds_the_feeds_behind_an_address(bare: Door, place: Site, address: str, feeds: list[str]) -> None:
    url = address.format(url=place.url, bare=place.url.removeprefix("http://"))

    said = bare("init", "--brand", 'L\'Étoile: "No"', "--url", url)

    assert said.code == 0, said
    assert sources(bare.home / "vigie.yaml") == [place.url + path for path in feeds]
    assert said.out.count("found: ") == len(feeds)
    assert "export SLACK_URL='...'" in said.out


def test_what_init_writes_is_in_order_once_the_secret_is_there(bare: Door, place: Site) -> None:
    assert bare("init", "--brand", "Valmy", "--url", f"{place.url}/page", "--target", "email").code == 0

    missing = bare("check")
    bare.patch.setenv("EMAIL_URL", SECRET["EMAIL_URL"])
    there = bare("check")

    assert missing.code == os.EX_CONFIG
    assert missing.err.startswith("vigie.yaml:24:23: secret email_url is not in ")
    assert (there.code, there.out) == (0, "vigie.yaml is in order: 1 brand, 2 sources, 1 rule, 1 target\n")
    assert there.err == ""


@pytest.mark.parametrize(
    ("variables", "option", "words"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "", "# Ce que l'on surveille"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "", "# What we watch"),
        ({"LANG": "en_GB.UTF-8"}, "", "# What we watch"),
        ({"LANG": "en_GB.UTF-8"}, "--lang=fr", "# Ce que l'on surveille"),
    ],
)
def test_init_writes_in_the_language_of_who_asks(
    bare: Door, place: Site, variables: dict[str, str], option: str, words: str
) -> None:
    for name, value in variables.items():
        bare.patch.setenv(name, value)

    bare("init", "--brand", "Valmy", "--url", f"{place.url}/feed", *filter(None, [option]))

    assert (bare.home / "vigie.yaml").read_text().startswith(words)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{url}/none", "no feed was found at {url}/none (look for an RSS or Atom link on the site"),
        ("{url}/nothing", "no feed was found at {url}/nothing: the server answered 404"),
        ("http://127.0.0.1:9/", "vigie: 127.0.0.1 "),
        ("http://10.1.2.3:http/", "check its spelling"),
        ("ftp://a.example", "an address is neither http nor https (give one that starts with https://)"),
    ],
)
def test_init_says_where_it_found_no_feed_and_writes_nothing(bare: Door, place: Site, address: str, words: str) -> None:
    said = bare("init", "--brand", "Valmy", "--url", address.format(url=place.url))

    assert said.code == os.EX_UNAVAILABLE
    assert words.format(url=place.url) in said.err
    assert list(bare.home.iterdir()) == []


def test_init_never_writes_over_a_file(bare: Door, place: Site) -> None:
    bare.write("mine")

    said = bare("init", "--brand", "Valmy", "--url", f"{place.url}/feed")

    assert (said.code, (bare.home / "vigie.yaml").read_text()) == (1, "mine")


def test_init_holds_a_conversation_and_asks_again_where_it_did_not_understand(bare: Door, place: Site) -> None:
    address = place.url.removeprefix("http://")

    code, screen = talk(bare, ["init"], ["Valmy", f"{address}/none", f"{address}/page", "fax", "slack"])

    path = bare.home / "vigie.yaml"
    assert code == 0, screen
    assert "Which brand do you watch: " in screen
    assert "no feed was found" in screen
    assert f"no way is called 'fax'; known: {', '.join(WAYS)}" in screen
    assert "How shall we tell you [slack]: " in screen
    assert sources(path) == [f"{place.url}/feed", f"{place.url}/other"]
    assert not path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def test_a_feed_with_a_hostile_title_is_shown_and_written_without_harm(bare: Door, place: Site) -> None:
    title = "&#155;31m \N{RIGHT-TO-LEFT OVERRIDE}x: [bold] {secret: y} # z"
    place.answers["/evil"] = Answer(place.answers["/other"].payload.decode().replace("L'autre : flux", title))

    said = bare("init", "--brand", "Valmy", "--url", f"{place.url}/evil")

    assert said.code == 0
    assert not {"\x1b", "\x9b", "\N{RIGHT-TO-LEFT OVERRIDE}"} & set(said.out)
    (source,) = config.load(bare.home / "vigie.yaml", SECRET).sources
    assert source.name.endswith("x: [bold] {secret: y} # z")


# ------------------------------------------------------------------ check

MISTAKES = """\
brands:
  - name: Valmy
    query: valmy AND (boutique
sources:
  - {name: blog, url: https://blog.example/feed, evry: 10m}
  - {kind: fed, url: https://blog.example/other}
rules:
  - {kind: threshold, name: many, level: crisis, at_least: many, within: 1h}
targets:
  - name: team
    way: slack
    address: {secret: slack_url}
    brands: Valmi
"""


def test_five_different_mistakes_are_all_told_at_their_places(bare: Door) -> None:
    bare.write(MISTAKES)
    bare.patch.setenv("SLACK_URL", SECRET["SLACK_URL"])

    said = bare("check")

    assert (said.code, said.out) == (os.EX_CONFIG, "")
    assert said.err.splitlines() == [
        'vigie.yaml:3:22: in the query: this parenthesis is never closed; add ")" where its group ends',
        "vigie.yaml:5:50: unknown key 'evry'; did you mean 'every'?",
        "vigie.yaml:6:12: unknown kind 'fed'; did you mean 'feed'?",
        "vigie.yaml:8:60: expected a whole number, found text",
        "vigie.yaml:13:13: unknown brand 'Valmi'; did you mean 'Valmy'?",
    ]


def test_mistakes_are_told_to_programs_as_well(bare: Door) -> None:
    bare.write(MISTAKES)
    bare.patch.setenv("SLACK_URL", SECRET["SLACK_URL"])

    said = bare("check", "--json")

    assert (said.code, said.err) == (os.EX_CONFIG, "")
    assert (said.json["ok"], [fault["line"] for fault in said.json["faults"]]) == (False, [3, 5, 6, 8, 13])


def test_what_is_allowed_and_unwise_is_a_warning(vigie: Door) -> None:
    vigie.write((vigie.home / "vigie.yaml").read_text().partition("targets:")[0])

    said, told = vigie("check"), vigie("check", "--json")

    assert (said.code, said.out) == (0, "vigie.yaml is in order: 1 brand, 4 sources, 1 rule, 0 targets\n")
    assert said.err.startswith("warning: vigie.yaml:1:1: no target: nobody will be told of a crisis")
    assert [warning["line"] for warning in told.json["warnings"]] == [1]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"", b"a: [", b"brands: []\n" * 2, b"\x1b[31m: x", b"&a [*a]", b"- x"]
)
def test_no_file_brings_check_down(bare: Door, content: bytes) -> None:
    (bare.home / "vigie.yaml").write_bytes(content)

    said = bare("check")

    assert said.code == os.EX_CONFIG
    assert said.err.startswith("vigie.yaml:")
    assert "\x1b" not in said.err


def test_the_configuration_is_looked_for_where_one_expects_it(bare: Door) -> None:
    (bare.home / "vigie").mkdir()
    text = "brands: [{name: Valmy}]\nsources: [{url: https://a.example/feed}]\n"
    places = [bare.write(text, "vigie/vigie.yaml"), bare.write(text), bare.write(text, "other.yaml")]
    bare.patch.setenv("XDG_CONFIG_HOME", str(bare.home))

    named = bare("check", "-c", str(places[2]))
    beside = bare("check")
    places[1].unlink()
    at_home = bare("check")
    bare.patch.setenv("VIGIE_CONFIG", str(places[2]))
    by_variable = bare("check")

    assert [said.out.partition(" is ")[0] for said in (named, beside, at_home, by_variable)] == [
        str(places[2]),
        "vigie.yaml",
        str(places[0]),
        str(places[2]),
    ]


# ------------------------------------------------------------------ doctor


def test_the_doctor_finds_a_healthy_watch_healthy(vigie: Door, place: Site) -> None:
    text = (vigie.home / "vigie.yaml").read_text().splitlines(keepends=True)
    vigie.write("".join(line for line in text if not {"closed,", "private,"} & set(line.split())))
    place.posted.clear()
    assert vigie("poll").code == 0

    said = vigie("doctor", "--json")

    told = {finding["what"]: finding for finding in said.json}
    assert said.code == 0
    assert {finding["state"] for finding in said.json} == {"ok"}
    assert told["source blog"]["told"] == "6 items"
    assert told["store"]["told"].endswith("vigie.db: ok, 6 mentions")
    assert place.posted == []


def test_the_doctor_tells_how_old_the_copies_are_and_what_was_set_aside(vigie: Door) -> None:
    vigie("poll", "blog")
    folder = vigie.home / "vigie.db.backups"
    folder.mkdir()
    vigie("backup", "vigie.db.backups/20261129T093000Z.db")
    vigie("backup", "vigie.db.before-triage-1")

    told = {finding["what"]: finding for finding in vigie("doctor", "--json").json}
    os.utime(folder / "20261129T093000Z.db", (1_700_000_000, 1_700_000_000))
    later = {finding["what"]: finding for finding in vigie("doctor", "--json").json}

    assert (told["backup"]["state"], told["backup"]["told"].split(",")[0]) == ("ok", "1 kept")
    assert "vigie.db.before-triage-1" in told["set aside"]["told"]
    assert later["backup"] == {
        "what": "backup",
        "state": "warning",
        "told": "1 kept, the newest of 2023-11-14 22:13 UTC",
    }


def test_the_doctor_says_what_is_wrong_and_leaves_with_1(vigie: Door, place: Site) -> None:
    place.posted.clear()
    (vigie.home / "vigie.db").mkdir()

    said = vigie("doctor", "--send", "--json")

    told = {finding["what"]: (finding["state"], finding["told"]) for finding in said.json}
    assert said.code == 1
    assert told["store"][0] == "failing"
    assert "cannot open the store" in told["store"][1]
    assert told["source closed"] == ("failing", "the server answered 404")
    assert told["source private"][0] == "failing"
    assert "an HTML page titled 'Please log in', not a feed" in told["source private"][1]
    assert told["target team"] == ("ok", "a test message was sent")
    assert told["target on call"] == ("failing", "target on call: Connection refused")
    assert "essai" in json.dumps(place.posted[-1][1])


def test_the_doctor_warns_of_what_moved_and_of_what_is_empty_and_of_a_watch_that_tells_nobody(
    bare: Door, place: Site
) -> None:
    place.answers["/old"] = Answer("", 301, {"Location": f"{place.url}/other"})
    place.answers["/empty"] = Answer("<rss version='2.0'><channel><title>x</title></channel></rss>")
    urls = ", ".join(f"{{url: '{place.url}{path}'}}" for path in ("/old", "/empty"))
    bare.write(f"brands: [{{name: Valmy}}]\nsources: [{urls}]\nstore: deep/down/vigie.db\n")

    said = bare("doctor", "--json")

    told = {finding["what"]: (finding["state"], finding["told"]) for finding in said.json}
    assert said.code == 0
    assert told["source 127.0.0.1/old"] == ("warning", f"1 item; it moved for good to {place.url}/other")
    assert told["source 127.0.0.1/empty"] == ("warning", "it answers, and has no items")
    assert told["targets"][0] == told["store"][0] == "warning"


# ------------------------------------------------------------------ demo


def test_the_demonstration_never_takes_the_place_of_somebody_s_own_file(vigie: Door) -> None:
    said = vigie("demo", "--speed", "0", "--keep", ".")

    assert (said.code, said.err) == (
        os.EX_IOERR,
        f"vigie: {vigie.home} already holds vigie.yaml (keep the demonstration in an empty directory)\n",
    )


def test_the_doctor_says_which_right_is_missing_behind_a_login(vigie: Door, place: Site) -> None:
    text = (vigie.home / "vigie.yaml").read_text()
    members = f"  - {{name: members, kind: 'tests.cli.town:Members', url: {place.url}}}\nrules:"
    vigie.write(text.replace("rules:", members))

    told = {finding["what"]: finding for finding in vigie("doctor", "--json").json}

    assert told["source members"]["state"] == "failing"
    assert told["source members"]["told"] == (
        "the server answered 404: the right to read is missing: its owner grants it"
    )
