from __future__ import annotations

import asyncio
import os
import pwd
import re
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Incident, Mark, Silence
from monitor.store import Store
from tests.cli.town import Door


def opened(door: Door) -> Store:
    return Store(door.home / "vigie.db", now=datetime.now(UTC))


def incident(door: Door) -> Incident:
    store = opened(door)
    found = store.incidents.get(1)
    store.close()
    assert found
    return found


def test_incidents_are_listed_with_who_has_them_in_hand(lived: Door) -> None:
    lived("ack", "i1", "--by", "Ann")

    (row,) = lived("incidents", "--json").json

    assert (row["incident"], row["brand"], row["state"], row["in_hand"]) == ("i1", "Valmy", "open", "Ann")


def test_an_acknowledgement_is_written_down_once(lived: Door) -> None:
    first, second = lived("ack", "i1", "--by", "Ann"), lived("ack", "#1", "--by", "Bob")

    assert first.out == "i1 Valmy: Ann has it in hand\n"
    assert re.match(r"i1 Valmy: Ann has it in hand already, since \d{4}-", second.out)
    assert incident(lived).acknowledged_by == "Ann"


def test_who_says_nothing_of_himself_is_called_by_his_login(lived: Door) -> None:
    lived.patch.setenv("LOGNAME", "night\x1b[31m")

    lived("ack", "1")

    assert incident(lived).acknowledged_by == "night[31m"


def test_without_a_login_it_is_the_user_who_is_named(lived: Door) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        lived.patch.delenv(name, raising=False)

    lived("ack", "1")

    assert incident(lived).acknowledged_by == pwd.getpwuid(os.getuid()).pw_name


def test_an_incident_is_closed_by_hand_and_only_once(lived: Door) -> None:
    closed, again = lived("resolve", "i1", "--by", "Ann"), lived("resolve", "i1")

    assert closed.out == "i1 Valmy: closed by Ann\n"
    assert incident(lived).resolved_by == "Ann"
    assert (again.code, again.err) == (1, "vigie: incident i1 is over already (see: vigie incidents)\n")


def test_an_end_is_taken_back(lived: Door) -> None:
    before = incident(lived)
    lived("resolve", "i1", "--by", "Ann")
    undone, again = lived("resolve", "i1", "--undo", "--by", "Bob"), lived("resolve", "i1", "--undo")

    assert undone.out == "i1 Valmy: it goes on; nobody was told that it is over\n"
    assert incident(lived).state is before.state
    assert (again.code, again.err.partition(" (")[0]) == (1, "vigie: the end of incident i1 cannot be undone")


def test_what_is_done_in_a_terminal_stands_in_the_history_of_the_incident(lived: Door) -> None:
    for words in (("ack", "i1"), ("resolve", "i1"), ("resolve", "i1", "--undo")):
        lived(*words, "--by", "Ann")
    store = opened(lived)
    done = [(each.who, each.what) for each in store.dealings.of(1)]
    store.close()

    assert done == [("Ann", "acknowledge"), ("Ann", "resolve"), ("Ann", "unresolve")]


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("ack i9", 1, "there is no incident i9"),
        ("ack twelve", 64, "is no incident"),
        ("ack drill", 74, "there is no store"),
        ("silence Valmi --why x", 1, "no brand is called 'Valmi'"),
        ("silence Valmy", 64, "say why"),
        ("silence Valmy --for soon --why x", 64, "is no length"),
        ("silence Valmy --for 0m --why x", 64, "is no length"),
        ("unsilence 3", 1, "no silence 3 holds"),
        ("truth Valmy real --began tomorrowish", 64, "neither a duration nor a date"),
        ("truth i1 real --began 2026-01-02 --ended 2026-01-01", 64, "ended before it began"),
        ("truth i1 perhaps", 64, "perhaps"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(lived: Door, command: str, code: int, words: str) -> None:
    said = lived.line(command)

    assert said.code == code
    assert words in said.err
    assert "Traceback" not in said.both


def test_a_silence_is_kept_listed_and_lifted(lived: Door) -> None:
    kept = lived.line("silence Valmy --for 3h --why 'the strike is announced' --by Ann")
    listed = lived("silences", "--json").json
    lifted = lived("unsilence", "1")

    assert kept.out.startswith("silence 1: nobody is told of Valmy until ")
    assert [(row["brand"], row["by"], row["why"]) for row in listed] == [("Valmy", "Ann", "the strike is announced")]
    assert lifted.out.startswith("silence 1 has ended")
    assert lived("silences").err == "No silence holds.\n"


def test_a_silence_of_everything_names_no_brand(lived: Door) -> None:
    assert "nobody is told of any brand" in lived("silence", "--why", "moving house").out
    store = opened(lived)
    (silence,) = store.orders.silences(datetime.now(UTC))
    store.close()
    assert isinstance(silence, Silence)
    assert silence.brand == ""
    assert silence.until - silence.start == timedelta(hours=2)


def test_what_people_know_of_the_past_is_written_down_and_corrected(lived: Door) -> None:
    lived("truth", "i1", "real", "--by", "Ann")
    lived("truth", "i1", "false", "--note", "a game of ours")
    lived("truth", "Valmy", "real", "--began", "2026-01-02T10:00", "--ended", "2026-01-03")
    store = opened(lived)
    missed, told = store.orders.marks()
    store.close()

    assert isinstance(missed, Mark)
    assert (told.incident, told.real, told.note) == (1, False, "a game of ours")
    assert (missed.incident, missed.real) == (0, True)
    assert missed.start == datetime(2026, 1, 2, 9, tzinfo=UTC)
    assert lived("incidents", "--json").json[0]["truth"] == "false"


def test_an_acknowledgement_waits_for_the_daemon_s_transaction(lived: Door) -> None:
    store = opened(lived)

    async def both() -> None:
        with store.atomic():
            store.incidents.save(incident(lived))
            task = asyncio.create_task(asyncio.to_thread(lived, "ack", "i1", "--by", "Ann"))
            await asyncio.wait([task], timeout=0.05)
        await task

    asyncio.run(both())
    store.close()
    assert incident(lived).acknowledged_by == "Ann"
