"""What every command has in common: exit codes, help, JSON, and what it never says."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from monitor import __version__, cli
from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Level, Telling, Verdict
from monitor.store import Store
from tests.cli.town import HIDDEN, HOOK, KEY, MOVED, Door
from tests.site import Site

DIARY = (
    *("mentions", "search valmy", "explain 1", "explain i1", "alerts", "sources", "export --format jsonl"),
    *("export", "sources export", "backup copy.db"),
)
SECRETS = {piece for secret in (HOOK, HIDDEN, MOVED, KEY) for piece in secret.split("/") if "NTED" in piece.upper()}


def commands(group: Any = None, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command there is, sub-commands after theirs."""
    found = [before]
    for name, command in getattr(group or cli.command(), "commands", {}).items():
        found += commands(command, (*before, name))
    return found


# ------------------------------------------------------------------ exit codes


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("", 64, "vigie demo"),
        ("frobnicate", 64, "No such command 'frobnicate'"),
        ("check --colour", 64, "No such option"),
        ("--version", 0, ""),
        ("check", 78, "vigie.yaml: not found: looked for vigie.yaml, "),
        ("mentions", 78, "write one with: vigie init"),
        (
            "check -c nope.yaml",
            78,
            "nope.yaml: cannot be read: No such file or directory; vigie init writes a first one",
        ),
        ("check -c .", 78, "Is a directory"),
        ("init", 64, "give --brand and --url"),
        ("init nowhere/vigie.yaml --brand A --url b.example", 1, "there is no directory"),
        ("init --brand A --url b.example --target fax", 64, "known: slack, email, webhook, apprise"),
        ("init --lang de", 64, "'de' is not one of"),
        ("run --level loud", 64, "'loud' is not one of"),
        ("run --workers 0", 64, "--workers"),
        ("try", 64, "Missing argument 'KIND'"),
        ("try fed", 1, "did you mean 'feed'?"),
        ("try os:path", 1, "'os:path' is not a source"),
        ("try feed", 64, "missing key 'url'"),
        ("try feed url", 64, "'url' is not of the form key=value"),
        ("try feed url=ftp://a.example", 64, "it begins with https:// or http://"),
        ("try feed url=https://a.example evry=1h", 64, "did you mean 'every'?"),
        ("try feed 'url={secret: nowhere}'", 64, "secret nowhere is not in"),
        ("search ''", 64, "the query is empty (say what to look for, such as acme)"),
        ("search 'a AND'", 64, "a AND\n  ^ AND has nothing after it"),
        ("sources import nope.opml", 74, "nope.opml: No such file or directory"),
        ("demo --lang de", 64, "'de' is not one of"),
    ],
)
def test_what_is_asked_wrongly_is_said_where_nothing_is_configured(
    bare: Door, line: str, code: int, words: str
) -> None:
    said = bare.line(line)

    assert (said.code, words in said.err) == (code, True), said
    assert said.err == "" or said.out == ""


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("mentions", 74, "there is no store at"),
        ("sources", 74, "make it with `vigie run` or `vigie poll`"),
        ("backup copy.db", 74, "STATE_DIRECTORY"),
        ("poll blogg", 1, "no source is called blogg (known: blog, closed, forum, private)"),
        ("test-alert nobody", 1, "no target is called 'nobody' (known: team, on call)"),
        ("init", 1, "vigie.yaml already exists (give another name: vigie init other.yaml)"),
    ],
)
def test_what_is_asked_too_early_is_said_with_what_to_do(vigie: Door, line: str, code: int, words: str) -> None:
    said = vigie.line(line)

    assert (said.code, words in said.err, said.out) == (code, True, ""), said


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("mentions --tone sad", 64, "'sad' is not one of 'negative', 'neutral', 'positive'"),
        ("mentions --since foo", 64, "--since: 'foo' is neither a duration nor a date; write it as 45m"),
        ("mentions --since 99999999999d", 64, "before all calendars"),
        ("mentions --limit 99999999999999999999", 64, "1000000"),
        ("mentions --brand valmi", 1, "no brand is called 'valmi' (known: Valmy)"),
        ("mentions --source blogg", 1, "no source is called 'blogg' (known: blog, closed, forum, private)"),
        ("mentions --tone positive", 0, "No mention."),
        ("search zeppelin", 0, "No mention."),
        ("explain twelve", 64, "'twelve' is no id: 12 is a mention, i3 an incident"),
        ("explain 99999999999999999999", 64, "is no id"),
        ("explain 4711", 1, "there is no mention 4711 (see: vigie mentions)"),
        ("explain i4711", 1, "there is no incident 4711 (see: vigie alerts)"),
        ("export --format xml", 64, "'xml' is not one of 'csv', 'jsonl'"),
        ("export -o nowhere/x.csv", 74, "nowhere/x.csv: No such file or directory"),
        ("backup vigie.db", 1, "vigie.db already exists"),
        ("backup nowhere/copy.db", 74, "cannot back up the store to nowhere/copy.db"),
        ("poll", 78, "secret slack_url is not in"),
        ("doctor", 78, "secret slack_url is not in"),
    ],
)
def test_what_the_diary_does_not_know_is_said(lived: Door, line: str, code: int, words: str) -> None:
    said = lived.line(line)

    assert (said.code, words in said.err, said.out) == (code, True, ""), said


def test_a_store_that_is_taken_is_a_reason_to_try_later(vigie: Door) -> None:
    from monitor.cli.places import now

    taken = Store(vigie.home / "vigie.db", now=now(), alone=True)
    try:
        said = vigie("poll")
    finally:
        taken.close()

    assert said.code == os.EX_TEMPFAIL
    assert "another vigie already runs" in said.err


def test_a_place_where_nothing_can_be_written_is_named(vigie: Door) -> None:
    vigie.write((vigie.home / "vigie.yaml").read_text() + "store: vigie.yaml/vigie.db\n")

    said, seen = vigie("poll"), vigie("doctor")

    assert (said.code, said.out) == (os.EX_IOERR, "")
    assert said.err == "vigie: cannot write beside the store vigie.yaml/vigie.db: File exists (check its directory)\n"
    assert re.search(r"store\tfailing\t.*/vigie\.yaml is no directory that this user can write", seen.out)


@pytest.mark.parametrize("damage", [b"not a database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_store_is_said_by_whoever_needs_it(vigie: Door, damage: bytes) -> None:
    (vigie.home / "vigie.db").write_bytes(damage)

    said, seen = vigie("mentions"), vigie("doctor")

    assert (said.code, said.err.count("\n")) == (os.EX_IOERR, 1)
    assert "vigie.db" in said.err
    assert re.search(r"store\tfailing\t.*vigie\.db", seen.out)


def test_the_doctor_tells_of_blind_minutes_of_canaries_and_of_whom_nobody_reaches(vigie: Door) -> None:
    from monitor.cli.places import now

    with contextlib.closing(Store(vigie.home / "vigie.db", now=now())) as store:
        store.vitals.add("blind sources", now(), count=12)
        store.vitals.add("blind chain", now(), count=2)
        for seconds in (2.0, 4.0):
            store.vitals.add("canary", now(), seconds=seconds)
        store.vitals.add("canary lost", now(), seconds=120.0)
        figures = Figures(timedelta(hours=1), 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3)
        verdict = Verdict("Valmy", now(), Level.WARNING, "many", figures)
        long_ago = now() - timedelta(hours=3)
        opened = Incident("Valmy", IncidentState.OPEN, Level.WARNING, long_ago, long_ago, verdict, 12)
        alert = Alert(AlertKind.OPENED, long_ago, store.incidents.save(opened), verdict)
        store.incidents.announce(alert, [Telling("night", AlertKind.OPENED)])

    seen = vigie("doctor").out

    assert "sight\twarning\tblind for 14 minutes in 7 days: 2 min of lost canaries, 12 min of no source" in seen
    assert "canary\twarning\t2 of 3 came back, after 3.0 s on average, 4.0 s at most (7 days)" in seen
    assert re.search(r"target night\tfailing\t1 message could not be sent since 20\d\d-", seen)


def test_a_bug_is_one_line_and_never_a_traceback_unless_it_is_wanted(vigie: Door) -> None:
    def break_down(_path: object) -> None:
        raise ZeroDivisionError("pl4nted words")

    vigie.patch.setattr(shutil, "disk_usage", break_down)

    said = vigie("doctor")
    vigie.patch.setenv("VIGIE_DEBUG", "1")
    whole = vigie("doctor")

    assert (said.code, whole.code) == (os.EX_SOFTWARE, os.EX_SOFTWARE)
    assert re.fullmatch(
        r"vigie: this is a bug in vigie \(ZeroDivisionError at test_door\.py:\d+\); "
        r"run again with VIGIE_DEBUG=1 to see it whole, and report it\n",
        said.err,
    )
    assert "Traceback" in whole.err


# ------------------------------------------------------------------ help


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example_that_holds(bare: Door, command: tuple[str, ...]) -> None:
    said = bare(*command, "--help")
    folded = " ".join(said.out.split())
    examples = re.findall(r"(vigie(?: (?!or,|then:)\S+)*)", folded.partition("Try: " if command else "Start with: ")[2])

    assert said.code == 0
    assert examples
    assert max(map(len, said.out.splitlines())) <= 80
    for example in examples:
        assert " ".join(("vigie", *command)) in example
        options = re.findall(r" (--?[a-z][\w-]*)", example)
        assert all(option in folded for option in options), example


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_says_nothing_of_the_types_of_the_code(bare: Door, command: tuple[str, ...]) -> None:
    bare.patch.setenv("COLUMNS", "80")
    told = bare(*command, "--help").out

    assert not re.findall(r"<(?!\w+\|)[^>]*>|[{}](?![^\n]*label)|\[\[|<=x|x>=", told.split("Try:")[0])
    for line in told.partition("Try:")[2].splitlines():
        assert re.search(r"vigie \S|[:{]", line), "an example stands on one line"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("run --log xml", "'xml' is not one of 'text', 'journald', 'json'."),
        ("run --workers 99", "it must be at most 16"),
        ("mentions -n 0", "it must be at least 1"),
        ("mentions -n x", "it must be a whole number"),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(bare: Door, line: str, words: str) -> None:
    said = bare.line(line)

    assert said.code == os.EX_USAGE
    assert said.err.endswith(f": {words}\n")


def test_the_list_of_commands_cuts_no_sentence_short(bare: Door) -> None:
    bare.patch.setenv("COLUMNS", "80")

    assert "..." not in bare("--help").out.partition("Commands:")[2]


def test_the_version_is_told(bare: Door) -> None:
    assert bare("--version").out == f"vigie {__version__}\n"


# ------------------------------------------------------------------ for programs


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    "line",
    [
        *("mentions --json", "search valmy --json", "explain 1 --json", "explain i1 --json", "alerts --json"),
        *("sources --json", "mentions --tone positive --json"),
    ],
)
def test_json_stands_alone_on_standard_output(lived: Door, line: str) -> None:
    said = lived.line(line)

    assert (said.code, said.err) == (0, "")
    assert all(re.fullmatch("[a-z][a-z0-9_]*", key) for key in keys(said.json))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        *(("check --json", 0), ("doctor --json", 1), ("poll --json", 1), ("schema", 0), ("sources kinds --json", 0)),
        *(("test-alert --dry-run --json", 0), ("try feed url={url}/feed --json", 0)),
    ],
)
def test_json_stands_alone_also_when_something_is_wrong(vigie: Door, place: Site, line: str, code: int) -> None:
    said = vigie.line(line.format(url=place.url))

    assert (said.code, said.err) == (code, "")
    assert said.json


def test_json_of_a_narrow_terminal_is_still_json(lived: Door) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with contextlib.redirect_stdout(narrow):
        said = lived("mentions", "--json")
        plain = lived("mentions")

    told, _, rest = narrow.buffer.getvalue().partition(b"\nid\tat\t")
    assert (said.code, plain.code) == (0, 0)
    assert "Où ça" in {mention["title"][:5] for mention in json.loads(told)}
    assert b"O\\xf9 \\xe7a" in rest


# ------------------------------------------------------------------ what is never said


@pytest.mark.parametrize(
    "line",
    [
        *(
            "check",
            "check --json",
            "doctor",
            "doctor --json",
            "poll --explain",
            "poll --json",
            "sources",
            "sources --json",
        ),
        *(
            "sources export",
            "test-alert",
            "test-alert --dry-run",
            "test-alert --dry-run --json",
            "alerts",
            "alerts --json",
        ),
        *(
            "explain i1",
            "export",
            "try feed 'url={secret: private_feed}'",
            "try feed 'url={secret: private_feed}' --json",
        ),
        "poll nobody",
    ],
)
def test_a_secret_is_never_said(lived: Door, place: Site, line: str) -> None:
    from tests.cli.town import environ

    for name, value in environ(place).items():
        lived.patch.setenv(name, value)

    said = lived.line(line)

    assert said.both
    assert not [secret for secret in SECRETS if secret.lower() in said.both.lower()]


def test_a_secret_of_a_broken_configuration_is_never_said(vigie: Door, place: Site) -> None:
    vigie.patch.setenv("SLACK_URL", f"xyz:{place.url}{HOOK}")
    vigie.patch.setenv("PRIVATE_FEED", HIDDEN)

    said = vigie("check")

    assert said.code == os.EX_CONFIG
    assert not [secret for secret in SECRETS if secret.lower() in said.both.lower()]


@pytest.mark.parametrize("line", DIARY)
def test_the_diary_is_read_without_any_secret(lived: Door, line: str) -> None:
    assert lived.line(line).code == 0


# ------------------------------------------------------------------ the process itself


def test_output_that_finds_no_room_is_said_and_no_output_is_lost_in_silence(lived: Door) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"unset PYTHONUNBUFFERED; {shlex.quote(sys.executable)} -m monitor mentions >/dev/full"],
        cwd=lived.home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (os.EX_IOERR, "vigie: No space left on device\n")


def test_a_reader_that_has_seen_enough_is_no_reason_to_complain(lived: Door) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "schema"],
        cwd=lived.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.wait(60)

        assert (process.returncode, process.stderr.read()) == (0, "")


def test_who_was_started_without_an_output_leaves_as_usual(lived: Door) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.quote(sys.executable)} -m monitor mentions >&-"],
        cwd=lived.home,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


HASTY = """
import sys

class Hasty:
    def find_spec(self, name, *_):
        if name == "monitor.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Hasty())
from monitor.__main__ import main
main()
"""


def test_who_interrupts_it_before_it_is_awake_sees_no_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", HASTY], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (130, "")


def test_no_line_of_a_list_of_commands_is_cut_short() -> None:
    lists = {path[:-1] for path in commands() if path}
    cut = []
    for path in lists:
        group: Any = cli.command()
        for name in path:
            group = group.commands[name]
        names = group.commands
        room = 80 - 2 - 6 - max(map(len, names))
        cut += [(*path, name) for name, each in names.items() if each.get_short_help_str(room).endswith("...")]

    assert len(lists) > 5
    assert cut == []
