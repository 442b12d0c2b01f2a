"""The legal desk at the command line: evidence, notices, the log, and the rights of people."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.town import Door


def grave(door: Door) -> int:
    return int(door("evidence", "list", "--json").json[0]["id"])


def test_what_was_captured_is_listed_with_its_last_day(lived: Door) -> None:
    rows = lived("evidence", "list", "--json").json

    assert len(rows) == 5
    assert {row["links"] for row in rows} == {1}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["last_day"]) for row in rows)
    assert "not legal advice" in lived("evidence", "list").err
    shown = lived("evidence", "show", str(rows[0]["id"]))
    assert shown.code == 0, shown
    assert "heard" in shown.out
    assert "it may have been published earlier" in shown.out
    assert "art. 65" in shown.out
    assert lived("evidence", "check").out.startswith("the chain holds: 5 links")


def test_a_pack_is_written_once_and_verifies_and_a_changed_one_is_named(lived: Door) -> None:
    number = str(grave(lived))

    said = lived("evidence", "pack", number, "-o", "p.zip", "--language", "fr")

    assert said.code == 0, said
    assert "pas un avis juridique" in said.err
    assert lived("evidence", "pack", number, "-o", "p.zip").code == 1
    verified = lived("evidence", "verify", "p.zip")
    assert verified.code == 0
    assert "whole: " in verified.out
    path = lived.home / "p.zip"
    path.write_bytes(path.read_bytes().replace(b"horrible", b"admirable"[:8], 1))
    again = lived("evidence", "verify", "p.zip")
    assert again.code == 1
    assert "exhibits/" in again.out or "mentions/" in again.out
    assert lived("evidence", "verify", "p.zip", "--json").json["holds"] is False
    assert [row["what"] for row in lived("audit", "--json").json] == ["evidence pack"]


def test_a_hold_is_set_shown_and_released(lived: Door) -> None:
    number = str(grave(lived))

    assert lived("evidence", "hold", number, "--why", "complaint filed", "--by", "camille").code == 0
    assert "under legal hold since" in lived("evidence", "show", number).out
    assert lived("evidence", "release", number).code == 0
    assert lived("evidence", "release", number).code == 1
    assert lived("evidence", "check").code == 0


def test_the_captures_and_clocks_of_a_mention_are_named_in_the_language_of_who_asks(lived: Door) -> None:
    number = str(grave(lived))
    assert " heard " in lived("evidence", "show", number).out
    assert "FR (press), last day" in lived("evidence", "show", number).out

    lived.patch.setenv("LANG", "fr_FR.UTF-8")
    told = lived("evidence", "show", number).out
    assert " entendue " in told
    assert " heard " not in told
    assert "FR (presse), " in told


def test_a_chain_that_somebody_changed_is_found_broken(lived: Door) -> None:
    import sqlite3

    with sqlite3.connect(lived.home / "vigie.db") as db:
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            db.execute("UPDATE chain SET at = 0")
        db.execute("DROP TRIGGER chain_unchanged")
        db.execute("UPDATE chain SET at = at - 86400 WHERE number = 2")
    db.close()

    said = lived("evidence", "check")

    assert (said.code, "link 3 does not follow" in said.err) == (1, True), said


def test_a_calendar_has_a_day_for_each_mention_and_no_word_of_it(lived: Door) -> None:
    text = lived("evidence", "calendar").out

    assert text.count("BEGIN:VEVENT") == 5
    assert text.count("BEGIN:VALARM") == 15
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    assert "escrocs" not in text


def test_the_environment_tells_clock_and_network(lived: Door) -> None:
    told = lived("evidence", "environment", "--json").json

    assert {"clock", "resolvers", "kernel", "libraries", "route", "software"} <= set(told)


@pytest.mark.parametrize("kind", ["dsa", "formal", "reply"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_notice_is_drafted_from_the_evidence_and_followed(lived: Door, kind: str, language: str) -> None:
    number = str(grave(lived))
    (lived.home / "answer.txt").write_text("C'est faux.")

    said = lived(
        "notice", "draft", number, "--kind", kind, "--language", language, "--to", "Forum", "--answer", "answer.txt"
    )

    assert said.code == 0, said
    assert "> Valmy" in said.out
    assert "https://blog.example/" in said.out
    assert ("PROJET" if language == "fr" else "DRAFT") in said.out
    assert "$" not in said.out
    if kind == "dsa":
        assert ("bonne foi" if language == "fr" else "good faith") in said.out
        assert "29 juillet 1881" in said.out or "29 July 1881" in said.out
        assert re.search(r"SHA-256 [0-9a-f]{64}", said.out)
    assert lived("notice", "decided", "1").code == 1
    for step in ("sent", "acknowledged", "decided", "appealed", "decided"):
        assert lived("notice", step, "1", "--word", "ref 7").code == 0
    assert lived("notice", "list", "--json").json[0]["state"] == "decided"
    assert lived("notice", "show", "1").out.count("ref 7") == 5
    assert lived("evidence", "check").out.startswith("the chain holds: 11 links")


def test_the_log_is_chained_and_becomes_a_page(lived: Door) -> None:
    assert lived("log", "add", "fact", "Twelve people fell ill", "--about", "Valmy", "--by", "camille").code == 0
    assert lived("log", "add", "unknown", "Which batch?", "--about", "Valmy").code == 0
    assert lived("log", "add", "check", "Ask the laboratory", "--in", "2h", "--about", "Valmy").code == 0
    assert lived("log", "add", "decision", "Batch 12 is withdrawn", "--settles", "7", "--about", "Valmy").code == 0

    rows = lived("log", "show", "--json").json
    assert [row["sort"] for row in rows] == ["fact", "unknown", "check", "decision"]
    assert [row["settled"] for row in rows] == ["", "yes", "", ""]
    assert rows[2]["due"]
    assert lived("log", "report", "--about", "Valmy", "--language", "fr", "-o", "point.pdf").code == 0
    assert (lived.home / "point.pdf").read_bytes().startswith(b"%PDF-")
    assert lived("evidence", "check").out.startswith("the chain holds: 9 links")
    assert lived("log", "add", "fact", " ").code == 1


def test_somebody_is_told_what_is_kept_of_them_then_erased_and_left_alone(lived: Door) -> None:
    (kept,) = lived("export", "--author", "a1").json
    assert kept["author"] == "a1"
    assert lived("forget", "--author", "a1", "--dry-run").code == 0
    held = grave(lived)
    lived("evidence", "hold", str(held), "--why", "complaint")

    said = lived("forget", "--author", "a1", "--why", "letter of 3 May", "--yes")

    assert said.code == 0, said
    assert "1 item erased" in said.err
    assert lived("export", "--author", "A1").json == []
    assert lived("objections", "check", "--author", "a1").code == 0
    assert lived("objections", "check", "--author", "a2").code == 1
    assert [(row["what"], row["why"]) for row in lived("objections", "list", "--json").json] == [
        ("author", "letter of 3 May")
    ]
    assert "a1" not in json.dumps(lived("audit", "--json").json)
    assert lived("objections", "remove", "--author", "a1").code == 0
    assert lived("objections", "remove", "--author", "a1").code == 1


def test_what_is_under_hold_is_listed_instead_of_erased(lived: Door) -> None:
    number = grave(lived)
    author = next(row["author"] for row in lived("mentions", "--json").json if row["id"] == number)
    lived("evidence", "hold", str(number), "--why", "complaint filed")

    said = lived("forget", "--author", author, "--yes")

    assert f"stays: mention {number} is under legal hold" in said.out
    assert "complaint filed" in said.out
    assert "0 items erased" in said.err


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ("forget", 1, "say whom"),
        ("forget --author a --url b", 1, "one of both"),
        ("objections check --author ''", 1, "say whom"),
        ("evidence show 999", 1, "there is no mention 999"),
        ("evidence pack 999", 1, "there is no mention 999"),
        ("evidence pack 1", 1, "nothing of mention 1 was captured"),
        ("evidence hold 999 --why x", 1, "there is no mention 999"),
        ("evidence verify nowhere.zip", 74, "nowhere.zip"),
        ("notice sent 9", 1, "there is no notice 9"),
        ("notice show 9", 1, "there is no notice 9"),
        ("notice draft 999 --kind dsa", 1, "there is no mention 999"),
        ("log add fact x --in soon", 64, "soon"),
    ],
)
def test_what_cannot_be_is_refused_in_words(lived: Door, line: str, code: int, what: str) -> None:
    said = lived.line(line)

    assert (said.code, what in said.both) == (code, True), said


def test_nothing_is_erased_where_nobody_can_be_asked(lived: Door) -> None:
    said = lived("forget", "--author", "a1")

    assert (said.code, "--yes" in said.err) == (1, True)
    assert len(lived("mentions", "--json").json) == 6


@pytest.mark.parametrize(("language", "word"), [("en", "article 30"), ("fr", "article 30")])
def test_the_register_and_the_note_come_from_the_configuration(vigie: Door, language: str, word: str) -> None:
    register = vigie("register", "--language", language)
    note = vigie("register", "--note", "--language", language)

    assert register.code == note.code == 0, register
    assert word in register.out
    assert "- Valmy" in register.out
    assert "- blog (feed, green)" in register.out
    assert "90 " in note.out
    assert "pl4nted" not in register.both + note.both
    assert "$" not in register.out + note.out
