"""Queries wherever they stand in the file: contexts, lists, macros, silence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.match import query_of
from monitor.model import Mute
from tests.config.files import believe, faults

SOURCE = "sources: [{url: 'https://a.example/'}]\n"
BOTH = "brands: [{name: Velluno}]\n" + SOURCE


def test_a_name_that_others_bear_has_a_context() -> None:
    (brand,) = believe(
        "brands:\n  - {name: Orange, context: {near: [forfait, fibr*], not: jus, within: 9}}\n" + SOURCE
    ).brands

    assert (brand.near, brand.apart, brand.window) == (("forfait", "fibr*"), ("jus",), 9)


def test_queries_call_lists_and_macros_by_name() -> None:
    text = "brands: [{name: A, query: 'acme NEAR/3 list:tools -macro:jobs'}]\n" + SOURCE
    believed = believe(text + "lists: {tools: [marteau, clé à molette], one: alone}\nmacros: {jobs: stage OR emploi}\n")

    assert believed.names.lists == {"tools": ("marteau", "clé à molette"), "one": ("alone",)}
    assert "acme NEAR/3" in query_of(believed.brands[0], believed.names).text


def test_what_is_silenced_says_why_and_until_when() -> None:
    mute = "mute: [{query: '-lang:fr', why: contest, until: '2026-12-31', brands: Velluno}]\n"
    until = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)

    assert believe(f"{BOTH}timezone: Europe/Paris\n{mute}").mutes == (Mute("-lang:fr", "contest", until, ("Velluno",)),)


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ("brands: [{name: A, query: 'acme NEAR/3'}]\n" + SOURCE, (1, 33), "in the query: NEAR/3 has", "add a word"),
        ("brands: [{name: A, query: 'list:tols'}]\n" + SOURCE + "lists: {tools: a}", (1, 28), "no list is", "tools"),
        ("brands: [{name: A, query: 'a b', context: {near: c}}]\n" + SOURCE, (1, 43), "a context goes with", "NEAR/20"),
        ("brands: [{name: A, context: {near: '--'}}]\n" + SOURCE, (1, 29), "there is no word in this", ""),
        ("brands: [{name: A, context: {naer: b}}]\n" + SOURCE, (1, 30), "unknown key 'naer'", "'near'?"),
        ("brands: [{name: A, context: {within: 0}}]\n" + SOURCE, (1, 38), "must be at least 1", ""),
        ("brands: [{name: '--'}]\n" + SOURCE, (1, 10), "there is no word in this name", "give the brand a query"),
        (BOTH + "macros: {jobs: 'a AND'}", (3, 19), "in the macro jobs: AND has nothing after it", "add a word"),
        (BOTH + "macros: {jobs: 'macro:jobs'}", (3, 17), "in the macro jobs: the macro jobs", ""),
        (BOTH + "macros: {'a b': x}", (3, 17), "queries cannot call this", "letters"),
        (BOTH + "mute: [{why: w}]", (3, 8), "missing key 'query'", ""),
        (BOTH + "mute: [{query: x}]", (3, 8), "missing key 'why'", ""),
        (BOTH + "mute: [{query: 'a OR', why: w}]", (3, 19), "in the query: OR has nothing after it", ""),
        (BOTH + "mute: [{query: x, why: w, until: '2026-02-30'}]", (3, 34), "not a day of the calendar", "2026-12-31"),
        (BOTH + "mute: [{query: x, why: w, brands: B}]", (3, 35), "unknown brand 'B'", "Velluno"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_query_is_told_at_its_place(text: str, place: tuple[int, int], what: str, hint: str) -> None:
    fault = faults(text)[0]

    assert (fault.line, fault.col) == place, fault
    assert what in fault.what
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ("brands: [{name: A, query: 'velluno NEAR/60 x9'}]\n" + SOURCE, (1, 44), "60 words are a whole", "SENTENCE"),
        ("brands: [{name: A, query: 'zefir OR zefir'}]\n" + SOURCE, (1, 37), "this changes nothing", "remove it"),
        ("brands: [{name: Orange}]\n" + SOURCE, (1, 17), "“Orange” is also something to eat", "`context:`"),
        (BOTH + "macros: {m: 'zefir NOT zefi*'}", (3, 24), "this excludes all that is found", "exclude less"),
    ],
)
def test_a_doubt_is_a_warning_at_its_place(text: str, place: tuple[int, int], what: str, hint: str) -> None:
    warning, _ = sorted(believe(text).warnings, key=lambda fault: fault.what.startswith("no target"))

    assert (warning.line, warning.col) == place, warning
    assert what in warning.what
    assert hint in warning.hint


def test_a_context_answers_the_doubt() -> None:
    context = "context: {near: forfait}"

    for brand in (f"{{name: Orange, {context}}}", f"{{name: A, query: orange, {context}}}"):
        (warning,) = believe(f"brands: [{brand}]\n{SOURCE}").warnings
        assert warning.what.startswith("no target")
