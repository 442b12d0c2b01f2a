"""Thousands of feeds that no one here wrote, through the real daemon, twice: nothing is lost, nothing comes back."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.store import Health, SourceState, Store
from tests.daemon.watchman import daemon, told, until
from tests.proofs.shelf import MANIFEST, Leaf, leaves
from tests.site import Answer, Site, rss, site

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not MANIFEST.exists(), reason="no corpus: set VIGIE_CORPUS to its folder"),
]

PATIENCE = 900.0  # seconds for one round
FIRST = "a storm that comes with the crowd"
HEAD = """
brands: [{name: Corpus}, {name: Valmy}]
rules: [{kind: threshold, name: many, level: crisis, at_least: 4, within: 1h, voices: 3}]
web: {listen: off}
evidence: {capture: off}  # their pages are elsewhere
"""
WHAT_CAME = re.compile(r"answered with (an?|data|text|broken|nothing) .*not a feed", re.DOTALL)


@dataclass(frozen=True)
class Round:
    """What the diary holds after a round: how each source is, its items, all mentions; and how long it took."""

    states: dict[str, SourceState]
    items: dict[str, frozenset[str]]
    mentions: frozenset[tuple[int, str, str, int]]
    asked: tuple[tuple[str, dict[str, str]], ...]
    seconds: float


def test_every_entry_is_stored_once_and_what_is_no_feed_is_named(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    shelf = leaves()
    with site() as place:
        config = _opened(shelf, place, tmp_path)
        first = _round(config, place, 1)
        waited, messages = _told_after(place), [*place.posted]
        with contextlib.closing(Store(tmp_path / "vigie.db", now=datetime.now(UTC))) as store:
            store.sources.hurry([*first.states], datetime.now(UTC))
        second = _round(config, place, 2)
    refused = [leaf for leaf in shelf if first.states[leaf.name].error]
    expected = sum(leaf.expected for leaf in shelf)
    stored = sum(len(first.items.get(leaf.name, ())) for leaf in shelf)
    twins = sum(leaf.twins() for leaf in shelf)
    figures(
        f"corpus: {len(shelf)} files, {len(refused)} of them no feeds; {stored} entries stored and {twins} twins folded"
        f" of {expected}: {(stored + twins) / expected:.2%}; {first.seconds:.0f} s, again in {second.seconds:.0f} s;"
        f" an alert came through the crowd in {waited:.1f} s"
    )

    _all_is_stored(shelf, first)
    _what_is_no_feed_is_named(refused, first, told("sources", config=config))
    _nothing_comes_back(shelf, first, second)
    assert waited < 30, "sources that are all due at once keep an alert waiting"
    assert place.posted == messages
    assert len(messages) == len({message["text"] for _, message in messages})


def _opened(shelf: Sequence[Leaf], place: Site, folder: Path) -> Path:
    """The configuration: a source for each leaf, about Corpus, and before them all a storm about Valmy."""
    storm = [(f"s{n}", f"Valmy {n}: service horrible, une honte, je suis furieux") for n in range(8)]
    place.answers["/storm"] = Answer(rss(*storm))
    place.answers |= {leaf.address: leaf.answer for leaf in shelf}
    assert len(place.answers) == len({leaf.name for leaf in shelf}) + 1
    sources: list[dict[str, object]] = [{"name": FIRST, "url": f"{place.url}/storm", "backfill": "all"}]
    for leaf in shelf:
        url = place.url + leaf.address
        sources.append({"name": leaf.name, "kind": "feed", "url": url, "about": ["Corpus"], "backfill": "all"})
    target = {"name": "team", "way": "slack", "address": f"{place.url}/slack"}
    config = folder / "vigie.yaml"
    # What JSON can say, YAML can read.
    config.write_text(f"{HEAD}targets: [{json.dumps(target)}]\nsources:\n" + "".join(map(_line, sources)))
    return config


def _line(source: dict[str, object]) -> str:
    return f"  - {json.dumps(source, ensure_ascii=False)}\n"


def _round(config: Path, place: Site, number: int) -> Round:
    before, diary = len(place.asked), config.with_name("vigie.db")
    began = time.monotonic()
    with daemon(config, workers=2) as watch:
        watch.hears("READY=1")
        until(lambda: _waiting(diary, number) == 0, f"every source is asked in round {number}", PATIENCE)
        seconds = time.monotonic() - began
        until(lambda: place.posted, "somebody is told")
        watch.signal(signal.SIGTERM)
        assert watch.ends() == 0
    with contextlib.closing(Store(diary, now=datetime.now(UTC))) as store:
        return Round(
            {state.name: state for state in store.sources.all()},
            _items(store),
            frozenset(store.db.execute("SELECT id, brand, fingerprint, at FROM mention").fetchall()),
            tuple(place.asked[before:]),
            seconds,
        )


def _waiting(diary: Path, polls: int) -> int:
    """How many sources were asked less than *polls* times, read beside the running daemon."""
    with contextlib.closing(sqlite3.connect(f"file:{diary}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM source WHERE polls < ?", [polls]).fetchone()[0])


def _items(store: Store) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, key in store.db.execute("SELECT name, key FROM item JOIN source ON source.id = item.source"):
        found.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _told_after(place: Site) -> float:
    """Seconds between the storm's being heard and somebody's being told, while everybody else is being asked."""
    first = dict(reversed(place.moments))
    return first["/slack"] - first["/storm"]


def _all_is_stored(shelf: Sequence[Leaf], first: Round) -> None:
    for leaf in shelf:
        stored, twins = len(first.items.get(leaf.name, ())), leaf.twins()
        if stored != leaf.expected:
            print(f"{leaf.path}: {stored} stored of {leaf.expected}, {twins} of which repeat another word for word")
        assert stored == leaf.expected - twins, leaf.path
        health = first.states[leaf.name].health
        assert health in ((Health.OK,) if stored else (Health.EMPTY, Health.FAILING)), f"{leaf.path} is {health}"


def _what_is_no_feed_is_named(refused: Sequence[Leaf], first: Round, shown: list[dict[str, str]]) -> None:
    errors = {row["source"]: row["error"] for row in shown}
    for leaf in refused:
        state = first.states[leaf.name]
        print(f"no feed ({leaf.kind}): {state.error}")
        assert state.health is Health.FAILING
        assert leaf.expected == 0, f"{leaf.path} has entries"
        assert WHAT_CAME.search(state.error), state.error
        assert errors[leaf.name] == state.error, "vigie sources shows it"


def _nothing_comes_back(shelf: Sequence[Leaf], first: Round, second: Round) -> None:
    assert second.items == first.items
    assert second.mentions == first.mentions
    asked = {path: headers for path, headers in second.asked if path.startswith("/feeds/")}
    assert len(asked) == len(shelf)
    for leaf in shelf:
        state, headers = second.states[leaf.name], asked[leaf.address]
        if state.error:
            # Its validators were not kept: a 304 would make a page that cannot be read look well.
            assert "if-none-match" not in headers
            assert state.failures == 2
        else:
            assert headers["if-none-match"]
            assert ("Last-Modified" in leaf.headers) == ("if-modified-since" in headers)
            # On a slow machine the liveliest are asked again before the last one was asked once.
            assert (state.unchanged, state.health) == (state.polls - 1, first.states[leaf.name].health)
            assert state.polls >= 2
