"""Real feed files with something broken in them, by the thousand: each is read or explained, within its time."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import FrameType

import pytest

from monitor.errors import ParseError
from monitor.model import Brand, Reply, Request
from monitor.reading import Job, Reader
from monitor.sources.feed import Feed
from monitor.workers import COMPUTING
from tests.proofs.shelf import MANIFEST, leaves

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not MANIFEST.exists(), reason="no corpus: set VIGIE_CORPUS to its folder"),
]

MANY = int(os.environ.get("VIGIE_MUTATED", "1500"))
MINUTES = float(os.environ.get("VIGIE_MINUTES", "inf"))  # after which no other batch is begun
WORKERS = int(os.environ.get("VIGIE_WORKERS", "2"))
BATCH = 5000  # files of one seed
SEED = int(os.environ.get("VIGIE_SEED", "20261129"))
URL = "https://corpus.example/feed"
TOKENS = (
    b"&#xD800;", b"&#0;", b"&lt;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml version='1.1'?>",
    b"<!DOCTYPE r [", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"<item>",
    b"</item>", b"<entry/>", b'"', b"'", b"xmlns:x='http://www.w3.org/1999/xhtml'", b"encoding='utf-7'",
    b"encoding='idna'", b"<pubDate>-1</pubDate>", b"9" * 400, b"A" * 5000, b"{", b"}", b"[", b"null", b"\\ud800",
    b"1e999", b"\r\n\r\n", b"<guid>", b"%00", b"://",
)  # fmt: skip


class TooLong(BaseException):
    """Nothing of ours swallows it."""


def mutated(body: bytes, other: bytes, random: Random) -> bytes:
    """*body* with one to six things done to it."""
    changed = bytearray(body)
    for _ in range(random.randrange(1, 7)):
        random.choice(WAYS)(changed, other, random)
    return bytes(changed[:2_000_000])


def _flip(body: bytearray, other: bytes, random: Random) -> None:
    for _ in range(random.randrange(1, 20)):
        if body:
            body[random.randrange(len(body))] = random.randrange(256)


def _cut(body: bytearray, other: bytes, random: Random) -> None:
    a = random.randrange(len(body) + 1)
    del body[a : a + random.randrange(1, 400)]


def _end(body: bytearray, other: bytes, random: Random) -> None:
    del body[random.randrange(len(body) + 1) :]


def _insert(body: bytearray, other: bytes, random: Random) -> None:
    at = random.randrange(len(body) + 1)
    body[at:at] = random.choice(TOKENS) * random.choice((1, 1, 1, 2, 50))


def _repeat(body: bytearray, other: bytes, random: Random) -> None:
    a = random.randrange(len(body) + 1)
    piece = body[a : a + random.randrange(1, 2000)]
    body[a:a] = piece * random.choice((1, 2, 30))


def _swap(body: bytearray, other: bytes, random: Random) -> None:
    a, b = sorted(random.randrange(len(body) + 1) for _ in range(2))
    body[:] = body[:a] + body[b:] + body[a:b]


def _splice(body: bytearray, other: bytes, random: Random) -> None:
    a, b = random.randrange(len(body) + 1), random.randrange(len(other) + 1)
    body[a:] = other[b:]


WAYS: Sequence[Callable[[bytearray, bytes, Random], None]] = (
    _flip,
    _cut,
    _end,
    _insert,
    _insert,
    _repeat,
    _swap,
    _splice,
)


@dataclass
class Seen:
    """What became of a batch of files, each by a line; *slowest* in seconds of computing."""

    outcomes: Counter[str] = field(default_factory=Counter)
    uncaught: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Seen) -> None:
        self.outcomes += other.outcomes
        self.uncaught += other.uncaught
        self.slowest = max(self.slowest, other.slowest)


def test_nothing_that_is_nearly_a_feed_breaks_its_reader(tmp_path: Path, figures: Callable[[str], None]) -> None:
    seen, began = Seen(), time.monotonic()
    ahead = [(SEED + first, min(BATCH, MANY - first), tmp_path) for first in range(0, MANY, BATCH)]
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        under_way: set[Future[Seen]] = set()
        while under_way or (ahead and time.monotonic() - began < 60 * MINUTES):
            while ahead and len(under_way) < WORKERS and time.monotonic() - began < 60 * MINUTES:
                under_way.add(pool.submit(broken, *ahead.pop(0)))
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for batch in done:
                seen.add(batch.result())
    figures(
        f"mutated feeds: {seen.outcomes.total()} files: {seen.outcomes['read']} read, {seen.outcomes['explained']}"
        f" explained, {len(seen.uncaught)} neither; the slowest took {seen.slowest:.1f} s of computing, where"
        f" {COMPUTING:g} s are allowed"
    )
    assert not seen.uncaught[:3], tmp_path


def broken(seed: int, many: int, folder: Path) -> Seen:
    """Read so many files; those that are neither read nor explained are kept in *folder*."""
    random, files, seen = Random(seed), leaves(), Seen()
    reader = Reader([Brand("Valmy")], ["en", "fr"])
    gc.freeze()  # as in a reader of the daemon's
    before = signal.signal(signal.SIGPROF, _stop)
    try:
        for number in range(many):
            leaf = random.choice(files)
            body = mutated(leaf.body, random.choice(files).body, random)
            headers = tuple((name.lower(), told) for name, told in leaf.headers.items())
            reply = Reply(Request(URL), URL, 200, headers, body, datetime(2026, 11, 29, tzinfo=UTC))
            start = time.process_time()
            outcome = _read(reader, Job(Feed(URL), leaf.name, reply, "", {}, first=True))
            seen.slowest = max(seen.slowest, time.process_time() - start)
            seen.outcomes[outcome.partition("\n")[0]] += 1
            if outcome not in ("read", "explained"):
                seen.uncaught.append(f"{seed}, {number} {leaf.path}: {outcome}")
                (folder / f"{seed}-{number}.xml").write_bytes(body)
    finally:
        signal.signal(signal.SIGPROF, before)
        gc.unfreeze()
    return seen


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _read(reader: Reader, job: Job) -> str:
    signal.setitimer(signal.ITIMER_PROF, COMPUTING)
    try:
        reader.read(job)
    except ParseError:
        return "explained"
    except TooLong:
        return "too long"
    except BaseException:  # noqa: BLE001 - that there is none is what is proven
        return "uncaught\n" + traceback.format_exc()[-1500:]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "read"
