"""Asking the diary: mentions, search, explain, alerts, export."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len

from monitor.store import Store
from tests.cli.screen import ESCAPE, shown
from tests.cli.town import Door
from tests.site import Site

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
STYLES = re.compile(r"\x1b\[[0-9;]*m")


# ------------------------------------------------------------------ mentions and search


def words(door: Door, line: str) -> list[str]:
    said = door.line(f"{line} --json")
    assert said.code == 0, said
    return [mention["title"][:7] for mention in said.json]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        *(("mentions", 6), ("mentions --limit 2", 2), ("mentions --tone negative", 5), ("mentions --flagged", 5)),
        *(("mentions --brand Valmy --source blog", 6), ("mentions --source forum", 0), ("mentions --since 1h", 6)),
        *(("mentions --since 2026-01-01", 6), ("mentions --since 9999-01-01", 0), ("mentions --since 0001-01-01", 6)),
        *(("search horrible", 5), ("search 'valmy -horrible'", 1), ("search HONTE --limit 3", 3), ("search ou", 1)),
        *(("search 'boutique OU horrible'", 6), ("search '\"service horrible\" ET (escrocs OR x)'", 5)),
    ],
)
def test_mentions_are_found_again(lived: Door, line: str, count: int) -> None:
    assert len(words(lived, line)) == count


def test_a_query_of_any_length_is_answered_or_refused_in_words(lived: Door) -> None:
    said = lived("search", " OR ".join(f"word{n}" for n in range(5000)))

    assert said.code in (0, 64, 74)
    assert "bug" not in said.err


def test_rows_for_a_pipe_are_tab_separated_with_whole_moments(lived: Door) -> None:
    header, first, *_ = (line.split("\t") for line in lived("mentions").out.splitlines())

    row = dict(zip(header, first, strict=True))
    assert header == ["id", "at", "brand", "source", "author", "tone", "score", "flags", "copies", "words"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", row["at"])
    assert row["flags"] == "insult, unsure"


@pytest.mark.parametrize("width", [50, 80, 120, 200])
@pytest.mark.parametrize("line", ["mentions", "sources", "alerts", "explain i1", "explain 2", "sources kinds"])
def test_a_screen_of_any_width_shows_whole_rows(lived: Door, line: str, width: int) -> None:
    lived.patch.setenv("TERM", "xterm")
    screen = STYLES.sub("", shown(lived, line, width=width))

    assert screen.strip()
    assert max(cell_len(row.rstrip()) for row in screen.splitlines()) <= width
    assert ESCAPE not in screen


def test_a_narrow_screen_spares_columns_and_a_wide_one_shows_them(lived: Door) -> None:
    lived.patch.setenv("TERM", "xterm")
    narrow, wide = shown(lived, "mentions"), shown(lived, "mentions", width=160)

    assert ("score" in narrow, "author" in narrow, "tone" in narrow) == (False, False, True)
    assert ("score" in wide, "author" in wide) == (True, True)
    assert "times: Europe/Paris" in narrow


def test_colours_are_for_terminals_that_want_them(lived: Door) -> None:
    lived.patch.setenv("TERM", "xterm-256color")
    coloured = shown(lived, "mentions")
    lived.patch.setenv("NO_COLOR", "1")
    plain = shown(lived, "mentions")

    assert f"{ESCAPE}[31mnegative" in coloured
    assert not re.search(rf"{ESCAPE}\[[0-9;]*3[0-7]m", plain)


# ------------------------------------------------------------------ explain and alerts


def test_a_mention_is_explained_with_its_cues_and_what_it_said_before(lived: Door) -> None:
    angry = lived("mentions", "--tone", "negative", "--json").json[0]["id"]

    said, told = lived("explain", str(angry)), lived("explain", str(angry), "--json")

    assert "https://blog.example/a4" in said.out
    assert re.search(r"  -3\.00  horrible  \(lexicon\)", said.out)
    assert "insult: " in said.out
    assert told.json["edits"] == []
    assert told.json["reasons"]["insult"]


def test_an_edited_mention_shows_what_it_said(vigie: Door, place: Site) -> None:
    kept = place.answers["/feed"]
    vigie("poll", "blog")
    place.answers["/feed"] = type(kept)(kept.payload.decode().replace("ouvre une boutique", "ferme"))
    try:
        vigie("poll", "blog")
    finally:
        place.answers["/feed"] = kept
    (mention,) = vigie("search", "ferme", "--json").json

    said = vigie("explain", str(mention["id"]))

    assert re.search(r"until \d{4}-\d\d-\d\d \d\d:\d\d it said:\nOù ça \? Valmy ouvre une boutique\n", said.out)


def test_an_incident_is_explained_in_the_words_in_which_it_was_told(lived: Door) -> None:
    said, told = lived("explain", "i1"), lived("explain", "I1", "--json").json

    assert "Crise probable · Valmy — 5 mentions négatives" in said.out
    assert "règle many" in said.out
    assert (told["incident"]["brand"], told["incident"]["state"]) == ("Valmy", "open")
    assert (told["alerts"][0]["rule"], told["alerts"][0]["figures"]["negatives"]) == ("many", 5)
    assert len(told["mentions"]) == 5


def test_alerts_tell_what_became_of_them_at_each_target(lived: Door) -> None:
    told = {alert["target"]: alert for alert in lived("alerts", "--json").json}

    assert {name: alert["delivery"] for name, alert in told.items()} == {"team": "sent", "on call": "waiting"}
    assert told["on call"]["error"] == "target on call: Connection refused"
    assert re.search(r"\d[smh] ago|in \ds", shown(lived, "alerts"))


def test_an_alert_that_concerned_nobody_is_not_forgotten(lived: Door, founded: Path) -> None:
    from monitor.cli.places import now

    store = Store(lived.home / "vigie.db", now=now())
    (alert,) = store.incidents.alerts()
    store.incidents.announce(alert, ())
    store.close()

    told = lived("alerts", "--json").json

    assert [(row["target"], row["error"]) for row in told if not row["target"]] == [("", "no target was concerned")]


# ------------------------------------------------------------------ export


def test_an_export_has_one_row_for_each_mention(lived: Door) -> None:
    said = lived.line("export --tone negative -o mentions.csv")
    lines = lived("export", "--format", "jsonl", "--flagged")

    with (lived.home / "mentions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert (said.out, said.err) == ("", "5 mentions written to mentions.csv\n")
    assert {row["tone"] for row in rows} == {"negative"}
    assert [json.loads(line)["id"] for line in lines.out.splitlines()] == [int(row["id"]) for row in rows]


# ------------------------------------------------------------------ hostile words


@pytest.fixture(name="hostile")
def _hostile(bare: Door, place: Site, careless: Path) -> Door:
    shutil.copytree(careless, bare.home, dirs_exist_ok=True)
    return bare


@pytest.mark.parametrize(
    "line",
    [
        *("mentions", "mentions --json", "search valmy", "explain 1", "explain 1 --json", "export", "sources"),
        *("export --format jsonl", "try tests.cli.town:Raw url={url}/other", "sources --json", "poll --json"),
        "try tests.cli.town:Raw url={url}/other --json",
    ],
)
def test_words_from_outside_never_rule_the_terminal(hostile: Door, place: Site, line: str) -> None:
    said = hostile.line(line.format(url=place.url))

    assert said.code == 0, said
    assert not OBEYED.search(said.both.replace("\r\n", "\n"))
    if "--json" not in line:
        assert not OBEYED.search(shown(hostile, line.format(url=place.url)).replace("\r\n", "\n"))


def test_markup_from_outside_is_shown_as_it_is(vigie: Door, place: Site) -> None:
    place.answers["/markup"] = type(place.answers["/feed"])(
        place.answers["/other"].payload.decode().replace("Il pleut", "Valmy [red]x[/red] [link=http://e]y[/link]")
    )
    vigie.write(f"brands: [{{name: Valmy}}]\nsources: [{{url: '{place.url}/markup', backfill: all}}]\n")
    vigie.patch.setenv("TERM", "xterm")
    vigie("poll")

    assert "Valmy [red]x[/red] [link=http://e]y[/link]" in STYLES.sub("", shown(vigie, "mentions", width=160))
    assert "Valmy [red]x[/red] [link=http://e]y[/link]" in STYLES.sub("", shown(vigie, "explain 1", width=160))
