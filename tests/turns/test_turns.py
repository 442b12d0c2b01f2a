"""Lines before hosts: who is asked, and who waits."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.store import SourceState
from monitor.turns import Turns

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def state(name: str) -> SourceState:
    return SourceState(1, name, "feed", "", NOW)


def line_up(turns: Turns, host: str, *names: str) -> None:
    for name in names:
        turns.join(state(name), host)


def asked(turns: Turns) -> list[str]:
    return [each.name for each in turns.next()]


def test_a_crowd_before_one_host_leaves_the_others_their_turn() -> None:
    turns = Turns(most=2)
    line_up(turns, "big.example", "a", "b", "c", "d")
    line_up(turns, "small.example", "z")

    assert asked(turns) == ["a", "b", "z"]
    assert asked(turns) == []


def test_who_leaves_lets_the_next_one_in() -> None:
    turns = Turns(most=2)
    line_up(turns, "big.example", "a", "b", "c", "d")
    asked(turns)

    turns.end(state("b"))

    assert asked(turns) == ["c"]


def test_nobody_stands_in_line_twice_nor_while_being_asked() -> None:
    turns = Turns(most=1)
    line_up(turns, "big.example", "a", "b", "b")
    assert asked(turns) == ["a"]
    line_up(turns, "big.example", "a", "b")
    turns.end(state("a"))
    assert asked(turns) == ["b"]
    turns.end(state("b"))

    assert asked(turns) == []


def test_a_line_that_dispersed_forms_anew() -> None:
    turns = Turns(most=1)
    line_up(turns, "big.example", "a", "b")
    asked(turns)

    turns.disperse()
    turns.end(state("a"))
    assert asked(turns) == []

    line_up(turns, "big.example", "b")
    assert asked(turns) == ["b"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=60), st.integers(1, 4))
def test_everybody_s_turn_comes_and_no_host_has_more_than_it_may(joined: list[tuple[int, int]], most: int) -> None:
    turns = Turns(most)
    hosts = {f"{host}-{number}": str(host) for number, host in joined}
    for name, host in hosts.items():
        turns.join(state(name), host)
    heard: list[str] = []
    while batch := asked(turns):
        assert all(list(turns.asking.values()).count(host) <= most for host in "012")
        heard += batch
        turns.end(state(batch[0]))
        for name in batch[1:]:
            turns.end(state(name))

    assert sorted(heard) == sorted(hosts)
    assert not turns.known
    assert not turns.lines
