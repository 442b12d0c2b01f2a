"""What a handful of messages makes of its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, NotWelcome
from monitor.model import Item, Mention
from monitor.reading import Reading, content, key
from monitor.store import Health, Sighting, SourceState
from monitor.streams.settling import connected, cut_off, is_hurried, overheard, pause, renewal, settle
from tests.sources.saved import NOW

STATE = SourceState(1, "stream", "jetstream", "", NOW)
MINUTE = timedelta(minutes=1)


def said(*items: Item, of: tuple[str, ...] = ("valmy",)) -> Reading:
    """A reading of *items*, in which those speak of somebody that have one of these words."""
    sightings = tuple(Sighting(key(item.id), content(item)) for item in items)
    speaking = [item for item in items if any(word in item.text for word in of)]
    fresh = tuple(Mention(item, "Valmy", "stream", NOW) for item in speaking)
    return Reading("", "c", None, None, len(items), len(items), (), sightings, fresh, ())


def known(item: Item, *, beforehand: bool = False) -> dict[bytes, Sighting]:
    return {key(item.id): Sighting(key(item.id), content(item), beforehand)}


def test_only_what_speaks_of_somebody_is_remembered() -> None:
    settled = settle(said(Item("1", text="valmy"), Item("2", text="rain")), {})

    assert [sighting.key for sighting in settled.sightings] == [key("1")]
    assert [mention.item.id for mention in settled.fresh] == ["1"]


def test_what_is_said_a_second_time_is_neither_fresh_nor_edited() -> None:
    item = Item("1", text="valmy")

    settled = settle(said(item), known(item))

    assert (settled.fresh, settled.edited) == ((), ())


def test_what_is_said_otherwise_is_an_edit() -> None:
    settled = settle(said(Item("1", text="valmy, at last")), known(Item("1", text="valmy")))

    assert settled.fresh == ()
    assert [change.item.text for change in settled.edited] == ["valmy, at last"]


def test_what_stood_there_before_we_came_is_no_news_whatever_becomes_of_it() -> None:
    settled = settle(said(Item("1", text="valmy, at last")), known(Item("1", text="valmy"), beforehand=True))

    assert (settled.fresh, settled.edited) == ((), ())
    assert [sighting.beforehand for sighting in settled.sightings] == [True]


def test_a_line_that_speaks_is_well_and_its_cursor_is_kept() -> None:
    state = overheard(STATE, said(Item("1", text="rain")), "17", NOW)

    assert (state.health, state.cursor, state.new_at, state.first_page_at) == (Health.OK, "17", NOW, NOW)


def test_where_another_source_is_asked_the_cursor_stays_its_own() -> None:
    state = overheard(replace(STATE, cursor="its own"), said(Item("1", text="rain")), None, NOW)

    assert state.cursor == "its own"
    assert state.first_page_at is None  # its first poll still has to say what is no news


def test_a_line_that_fell_silent_is_silent_after_a_day() -> None:
    state = STATE
    for second in range(5):
        state = overheard(state, said(Item(str(second), text="rain")), "c", NOW + timedelta(seconds=second))

    assert state.health_at(NOW + timedelta(hours=23)) is Health.OK
    assert state.health_at(NOW + timedelta(hours=25)) is Health.SILENT


@pytest.mark.parametrize(("error", "health"), [(FetchError("x"), Health.FAILING), (NotWelcome("x"), Health.BLOCKED)])
def test_a_line_that_breaks_says_why_and_is_well_again_when_it_opens(error: FetchError, health: Health) -> None:
    down = cut_off(replace(STATE, new_at=NOW, cursor="17"), error, 3)
    up = connected(down, NOW + MINUTE)

    assert (down.health, down.error, down.failures, down.cursor) == (health, "x", 3, "17")
    assert (up.health, up.error, up.failures, up.cursor) == (Health.OK, "", 0, "17")


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_the_pause_grows_and_never_beyond_five_minutes(failures: int, jitter: float) -> None:
    assert 0.5 <= pause(failures, jitter) <= 300
    assert pause(failures, jitter) <= pause(failures + 1, jitter)


@given(st.timedeltas(timedelta(seconds=2), timedelta(days=30)))
def test_a_lease_is_renewed_before_it_ends(lease: timedelta) -> None:
    assert 0 < renewal(lease, 0) < lease.total_seconds()


@given(st.timedeltas(timedelta(seconds=1), timedelta(minutes=6)), st.integers(9, 10_000))
def test_a_hub_that_only_grants_moments_is_not_asked_every_moment(lease: timedelta, hurried: int) -> None:
    assert is_hurried(lease)
    assert renewal(lease, hurried) == 300
    assert renewal(lease, hurried - 9) <= 300


@given(st.timedeltas(timedelta(minutes=7), timedelta(days=30)), st.integers(0, 10_000))
def test_a_long_lease_is_renewed_in_time_whatever_was_before(lease: timedelta, hurried: int) -> None:
    assert not is_hurried(lease)
    assert renewal(lease, hurried) < lease.total_seconds()
