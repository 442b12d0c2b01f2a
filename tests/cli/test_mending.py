"""Looking after the watch: sources, OPML, a test alert, a backup."""

from __future__ import annotations

import json
import os
import sqlite3
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from monitor.sources import KINDS, STREAMS
from tests.cli.screen import shown
from tests.cli.town import HOOK, Door
from tests.notify.peers import Answer, web_peer
from tests.site import Site

# ------------------------------------------------------------------ sources


def test_sources_tell_how_each_of_them_is(lived: Door) -> None:
    told = {source["source"]: source for source in lived("sources", "--json").json}

    assert {name: source["health"] for name, source in told.items()} == {
        "blog": "ok",
        "closed": "failing",
        "forum": "ok",
        "private": "failing",
    }
    assert (told["blog"]["items"], told["blog"]["title"], told["blog"]["configured"]) == (6, "Le blog", True)
    assert told["closed"]["error"] == "the server answered 404"


def test_a_source_that_nobody_asked_yet_is_not_left_out(lived: Door) -> None:
    text = (lived.home / "vigie.yaml").read_text()
    lived.write(text.replace("rules:", "  - {name: new, url: https://new.example/feed}\nrules:"))

    assert lived("sources").err == "not polled yet: new\n"


def test_sources_fit_a_terminal_of_80_columns(lived: Door) -> None:
    screen = shown(lived, "sources")

    assert "the server answered 404" in screen
    assert "ago" in screen
    assert "unchanged" not in screen


def test_the_kinds_of_sources_are_told_with_their_options(bare: Door) -> None:
    told = {kind["kind"]: kind for kind in bare("sources", "kinds", "--json").json}

    assert set(told) == {*KINDS, *STREAMS}
    assert (told["x"]["terms"], told["x"]["how"], told["bing_news"]["terms"]) == ("amber", "asked", "red")
    assert "bearer token" in told["x"]["needs"]
    assert told["jetstream"]["proven_on"] == "recording"
    assert told["feed"]["options"][0] == {
        "name": "url",
        "type": "str",
        "required": True,
        "default": None,
        "help": "address of the feed",
    }
    assert "url, [headers]" in bare("sources", "kinds").out


OPML = """<opml version="2.0"><head/><body>
<outline text="Presse"><outline type="rss" text="Le Courrier: &quot;économie&quot; # 1" xmlUrl="https://a.example/rss?x=1&amp;y='2'"/>
<outline type="rss" text="Deux" xmlUrl="https://b.example/feed"/></outline>
<outline type="rss" text="Deux" xmlUrl="https://c.example/feed"/>
<outline type="rss" xmlUrl="https://d.example/feed"/>
</body></opml>"""


def test_a_list_of_feeds_goes_in_and_comes_out_again(bare: Door) -> None:
    bare.write(OPML, "feeds.opml")

    said = bare("sources", "import", "feeds.opml")
    bare.write("brands: [{name: Valmy}]\n" + said.out)
    checked = bare("check")
    exported = bare("sources", "export")

    assert said.err == "4 feeds; put them under `sources:`, then: vigie check\n"
    assert (checked.code, checked.out[:60]) == (0, "vigie.yaml is in order: 1 brand, 4 sources, 1 rule, 0 target")
    assert [(each.get("text"), each.get("xmlUrl")) for each in ET.fromstring(exported.out).iter("outline")] == [
        ('Le Courrier: "économie" # 1', "https://a.example/rss?x=1&y='2'"),
        ("Deux", "https://b.example/feed"),
        ("c.example/feed", "https://c.example/feed"),
        ("d.example/feed", "https://d.example/feed"),
    ]


def test_a_feed_whose_address_is_a_secret_stays_out_of_the_list(vigie: Door) -> None:
    said = vigie("sources", "export")

    assert [each.get("text") for each in ET.fromstring(said.out).iter("outline")] == ["blog", "closed"]
    assert said.err == "1 feed left out: the address is a secret\n"


@pytest.mark.parametrize(
    ("content", "words"), [("<html></html>", "feeds.opml is not an OPML list"), ("", "not an OPML"), ("\0", "OPML")]
)
def test_what_is_no_list_of_feeds_is_refused(bare: Door, content: str, words: str) -> None:
    bare.write(content, "feeds.opml")

    said = bare("sources", "import", "feeds.opml")

    assert (said.code, said.out) == (os.EX_UNAVAILABLE, "")
    assert words in said.err


# ------------------------------------------------------------------ a test alert


def test_a_rehearsal_prints_the_message_in_the_language_of_each_target_and_sends_nothing(
    vigie: Door, place: Site
) -> None:
    place.posted.clear()

    said, told = vigie("test-alert", "--dry-run"), vigie("test-alert", "team", "--dry-run", "--json")

    assert "--- team (slack)\n🔔 Essai · Valmy" in said.out
    assert "--- on call (slack)\n🔔 Test · Valmy" in said.out
    assert set(told.json) == {"team"}
    assert {"text", "blocks"} <= set(told.json["team"])
    assert place.posted == []


def test_a_test_alert_reaches_a_slack_and_says_that_it_is_a_test(vigie: Door) -> None:
    with web_peer(Answer()) as slack:
        vigie.patch.setenv("SLACK_URL", slack.url + HOOK)
        said = vigie("test-alert", "team", "--json")

        assert said.code == 0
        assert said.json == [{"target": "team", "way": "slack", "state": "sent", "receipt": "slack 200", "error": ""}]
        assert "Essai" in json.dumps(slack.heard, ensure_ascii=False)


def test_a_test_alert_that_reaches_not_everybody_leaves_with_69_and_tells_whom(vigie: Door) -> None:
    with web_peer(Answer(403, "invalid_token")) as slack:
        vigie.patch.setenv("SLACK_URL", slack.url + HOOK)
        said = vigie("test-alert")

    assert said.code == os.EX_UNAVAILABLE
    assert "team\tslack\tfailed\t\ttarget team: the service answered 403 (Slack says invalid_token)\n" in said.out
    assert "on call\tslack\tfailed\t\ttarget on call: Connection refused\n" in said.out
    assert said.err == "vigie: somebody was not reached (see the table; the address is in `targets:`)\n"


def test_a_watch_that_tells_nobody_cannot_be_rehearsed(bare: Door) -> None:
    bare.write("brands: [{name: Valmy}]\nsources: [{url: https://a.example/feed}]\n")

    said = bare("test-alert")

    assert said.code == 1
    assert said.err.endswith("vigie: there is nobody to tell (add a target to `targets:`)\n")


# ------------------------------------------------------------------ a backup


def test_a_backup_is_a_whole_diary(lived: Door) -> None:
    said = lived("backup", "copy.db")

    assert (said.code, said.out) == (0, "written and checked: copy.db\n")
    copy = sqlite3.connect(lived.home / "copy.db")
    assert copy.execute("SELECT count(*) FROM mention").fetchone() == (6,)
    copy.close()


def test_a_table_of_reviews_is_brought_in_once(vigie: Door) -> None:
    rows = "1,2024-05-01,Zoé,Quelle horreur,1\n2,2024-05-02,Bo,,5\n"
    (vigie.home / "old.csv").write_text(f"id,date,author,text,rating\n{rows}")

    first = vigie("import", str(vigie.home / "old.csv"), "--about", "Valmy")
    again = vigie("import", str(vigie.home / "old.csv"), "--about", "Valmy")

    assert "2 new items, 2 mentions from old.csv" in first.err
    assert "0 new items, 0 mentions from old.csv" in again.err
    told = vigie("mentions", "--source", "import: old.csv", "--json").json
    assert [(each["author"], each["rating"]) for each in told] == [("Bo", 5.0), ("Zoé", 1.0)]
    assert "import: old.csv" not in vigie("sources").out


def test_what_is_brought_in_stays_once_somebody_has_objected(vigie: Door) -> None:
    (vigie.home / "old.csv").write_text("id,author,text\n1,Zoé,Valmy est nul\n2,Bo,Valmy est bien\n")
    vigie("poll", "blog")
    vigie("objections", "add", "--author", "zoe", "--why", "letter of 3 May")

    said = vigie("import", str(vigie.home / "old.csv"))

    assert (said.code, said.err.splitlines()[-1]) == (0, "2 new items, 1 mention from old.csv")
    told = vigie("mentions", "--source", "import: old.csv", "--json").json
    assert [each["author"] for each in told] == ["Bo"]
    assert [each["refused"] for each in vigie("objections", "list", "--json").json] == [1]


def test_a_restore_leaves_out_whom_the_backup_still_has(vigie: Door) -> None:
    (vigie.home / "old.csv").write_text("id,author,text\n1,Zoé,Valmy est nul\n2,Bo,Valmy est bien\n")
    vigie("import", str(vigie.home / "old.csv"))
    vigie("backup", "copy.db")
    vigie("forget", "--author", "Zoé", "--yes")

    said = vigie("restore", "copy.db")

    assert "erased again: 1 item" in said.err
    assert [each["author"] for each in vigie("mentions", "--json").json] == ["Bo"]
    replaced = said.err.rsplit("kept: ", 1)[1].strip()
    assert f"{replaced} was made before" in vigie("forget", "--author", "Bo", "--yes").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing.csv",), "nothing.csv: No such file"),
        (("old.csv", "--about", "Nobody"), "no brand is called Nobody"),
        (("old.csv", "--source", "blog"), "is a source that is asked"),
        (("odd.csv",), "has no column that we know"),
    ],
)
def test_what_cannot_be_brought_in_is_explained(vigie: Door, arguments: tuple[str, ...], words: str) -> None:
    (vigie.home / "old.csv").write_text("text\nx\n")
    (vigie.home / "odd.csv").write_text("a\nx\n")

    told = vigie("import", str(vigie.home / arguments[0]), *arguments[1:])

    assert words in told.err
    assert told.code


# ------------------------------------------------------------------ what upgrades and restores left


def left_behind(door: Door) -> list[str]:
    """Two copies of old upgrades, the older one first."""
    names = [f"vigie.db.before-{name}-{at}" for name, at in (("triage", 1_700_000_000), ("merging", 1_710_000_000))]
    for name in names:
        door("backup", name)
    return names


def still_there(door: Door, names: list[str]) -> list[bool]:
    return [(door.home / name).exists() for name in names]


def test_what_upgrades_left_is_listed_and_deleted_but_for_the_newest(lived: Door) -> None:
    names = left_behind(lived)
    listed = lived("tidy", "--dry-run", "--json")

    assert [(row["file"], row["before"], row["goes"]) for row in listed.json] == [
        (names[1], "upgrade", "no"),
        (names[0], "upgrade", "yes"),
    ]
    assert still_there(lived, names) == [True, True], "nothing was deleted"
    assert "nobody is there to be asked" in lived("tidy").err
    assert still_there(lived, names) == [True, True]
    said = lived("tidy", "--yes")
    assert (said.code, still_there(lived, names)) == (0, [False, True])
    assert said.err.startswith("deleted: 1 copy, ")


@pytest.mark.parametrize(("answer", "kept"), [("o", [False, True]), ("n", [True, True]), ("", [True, True])])
def test_who_sits_there_is_asked_in_his_language(lived: Door, answer: str, kept: list[bool]) -> None:
    names = left_behind(lived)
    lived.patch.setenv("LANG", "fr_FR.UTF-8")
    lived.patch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    said = lived("tidy")

    assert "Effacer 1 copie" in said.err
    assert still_there(lived, names) == kept
    assert said.code == (0 if answer == "o" else 1)


def test_a_store_that_is_not_whole_keeps_everything(lived: Door) -> None:
    names = left_behind(lived)
    store = lived.home / "vigie.db"
    with sqlite3.connect(store) as db:
        db.execute("UPDATE alert SET kind = 'updated' WHERE id = (SELECT min(id) FROM alert)")
    db.close()
    said = lived("tidy", "--yes")

    assert said.code == 1
    assert "is not whole" in said.err
    assert still_there(lived, names) == [True, True]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_who_erases_somebody_is_asked_in_his_language(lived: Door) -> None:
    lived.patch.setenv("LANG", "fr_FR.UTF-8")
    lived.patch.setattr("sys.stdin", Terminal("oui\n"))
    said = lived("forget", "--url", "https://nowhere.example/")

    assert "Effacer définitivement\N{NO-BREAK SPACE}? [o/N]" in said.err
    assert said.code == 0
