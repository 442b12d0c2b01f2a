"""A watch as bytes, and back: what survives a restart, and what an alert is proven with."""

from __future__ import annotations

import json
import zlib
from array import array
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterator
from typing import Any

from monitor.crisis.detector.habits import Habits
from monitor.crisis.detector.late import Late
from monitor.crisis.detector.public import Public
from monitor.crisis.detector.ring import CHANNELS, Ring
from monitor.crisis.detector.single import Loud
from monitor.crisis.detector.sources import Source, Sources
from monitor.crisis.detector.spread import Spread, drifting
from monitor.crisis.detector.stream import Block, Stream
from monitor.crisis.detector.voices import STEP, Voices
from monitor.crisis.detector.watch import STARS, TALK, Watch

VERSION = 6
UNHEARD = 5  # did not tell when a source was heard last
FULL = 32767


def dump(one: Watch) -> bytes:
    plain = {
        "version": VERSION,
        "times": [one.since, one.now, one.fed, one.lives, one.peak, one.ended, one.alarmed, one.grave],
        "streams": [_stream(stream) for stream in (one.talk, one.stars)],
        "voices": [_voices(voices, one.now // STEP) for voices in (one.voices, one.raters)],
        "public": _public(one.public),
        "loud": [one.loud.since, one.loud.record, one.loud.sums],
    }
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 6)


def load(data: bytes) -> Watch | None:
    """The watch that `dump` wrote; None when another version did, whose counts mean something else."""
    plain = json.loads(zlib.decompress(data))
    if plain["version"] not in (VERSION, UNHEARD):
        return None
    since, now, fed, lives, peak, ended, alarmed, grave = plain["times"]
    if plain["version"] == UNHEARD:
        for stream in plain["streams"]:
            stream["sources"] = 0.0, {}
        counts = plain["sources"]
        plain["streams"][0]["sources"] = sum(counts.values()), {name: (now, counts[name], 0.0, 0.0) for name in counts}
    talk, stars = (_streamed(each, windows) for each, windows in zip(plain["streams"], (TALK, STARS), strict=True))
    voices, raters = (_voiced(each, now // STEP) for each in plain["voices"])
    born, record, sums = plain["loud"]
    loud = Loud(born, (record[0], record[1]), sums)
    return Watch(
        since,
        now,
        talk,
        stars,
        voices,
        raters,
        _met(plain["public"]),
        loud,
        fed,
        (grave[0], grave[1]),
        lives,
        peak,
        ended,
        alarmed,
    )


def _stream(stream: Stream) -> dict[str, Any]:
    habits = stream.habits
    return {
        "rings": [_ring(ring) for ring in (stream.fine, stream.coarse)],
        "habits": [
            *(list(each) for each in (habits.said, habits.known, habits.sums)),
            habits.lately,
            habits.share,
            habits.mood,
            habits.faces,
            habits.past,
        ],
        "spreads": [[[each.excess, each.scale] for each in spreads] for spreads in (stream.crowd, stream.drift)],
        "late": [stream.late.number, stream.late.seconds],
        "pending": [[b.hour, b.place, b.told, b.others, b.mean, b.quiet] for b in stream.pending],
        "hours": stream.hours,
        "sources": [stream.sources.total, dict(_sources(stream.sources))],
    }


def _streamed(plain: dict[str, Any], windows: tuple[Any, ...]) -> Stream:
    fine, coarse = map(_ringed, plain["rings"])
    crowd, drift = plain["spreads"]
    return Stream(
        windows,
        fine,
        coarse,
        windows is TALK,
        _used(plain["habits"]),
        [Spread(window.crowd, *each) for window, each in zip(windows, crowd, strict=True)],
        [drifting(window, *each) for window, each in zip(windows, drift, strict=True)],
        Late(tuple(window.width for window in windows), *plain["late"]),
        deque(Block(*block) for block in plain["pending"]),
        plain["hours"],
        _sourced(*plain["sources"]),
    )


def _sources(sources: Sources) -> Iterator[tuple[str, list[float]]]:
    for name, each in sources.named.items():
        yield name, [each.last, each.count, each.gaps, each.squares]


def _sourced(total: float, named: dict[str, list[Any]]) -> Sources:
    return Sources(total, {name: Source(*each) for name, each in named.items()})


def _used(plain: list[Any]) -> Habits:
    said, known, sums = (array("d", each) for each in plain[:3])
    return Habits(said, known, sums, *plain[3:])


def _ring(ring: Ring) -> list[Any]:
    return [ring.step, ring.windows, ring.head, _packed("i", ring.cells)]


def _ringed(plain: list[Any]) -> Ring:
    step, windows, head, packed = plain
    counts = _unpacked("i", packed)
    ring = Ring(step, tuple(windows), head)
    rows = len(counts) // CHANNELS
    for bucket in range(head - rows + 1, head + 1):
        cell = CHANNELS * (bucket % rows)
        ring.add(bucket, [*enumerate(counts[cell : cell + CHANNELS])])
    return ring


def _voices(voices: Voices, now: int) -> list[Any]:
    texts, authors = voices.texts, voices.authors
    return [
        voices.most,
        _packed("I", texts),
        _packed("h", (_age(now - first) for first, _, _ in texts.values())),
        _packed("h", (min(said, FULL) * (1 if sole else -1) for _, said, sole in texts.values())),
        _packed("I", authors),
        _packed("h", (_age(now - since) for since, _ in authors.values())),
        _packed("h", (min(times, FULL) for _, times in authors.values())),
    ]


def _voiced(plain: list[Any], now: int) -> Voices:
    keys, ages, said, names, since, times = (
        _unpacked(kind, each) for kind, each in zip("IhhIhh", plain[1:], strict=True)
    )
    texts = {key: (now - age, abs(count), count > 0) for key, age, count in zip(keys, ages, said, strict=True)}
    authors = {name: (now - age, count) for name, age, count in zip(names, since, times, strict=True)}
    return Voices(plain[0], texts, authors)


def _public(public: Public) -> list[Any]:
    return [public.since, _packed("B", public.cells), public.turn, public.every, public.held]


def _met(plain: list[Any]) -> Public:
    since, packed, *rest = plain
    return Public(since, bytearray(_unpacked("B", packed)), *rest)


def _age(steps: int) -> int:
    return max(-FULL, min(steps, FULL))


def _packed(kind: str, numbers: Any) -> str:
    return b64encode(zlib.compress(array(kind, numbers).tobytes())).decode()


def _unpacked(kind: str, packed: str) -> list[int]:
    return array(kind, zlib.decompress(b64decode(packed))).tolist()
