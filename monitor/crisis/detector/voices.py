"""Who counts: copies of one text are one voice, and nobody is a crowd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from zlib import crc32

from monitor.crisis.detector.ring import (
    ACCUSATIONS,
    INSULTS,
    KNOWN,
    KNOWN_OTHERS,
    NEW,
    NEW_OTHERS,
    OTHERS,
    RAW,
    SOLE,
    TOLD,
    UNIT,
    WEIGHT,
    Counts,
)
from monitor.model import Sample

STEP = 300  # seconds: times are kept in these
TEXT_MEMORY, AUTHOR_MEMORY = 48 * 3600 // STEP, 6 * 3600 // STEP
AGAIN = (1.0, 0.5, 0.25)  # what the first, second and third mention of an author weigh; further ones nothing
FORGOTTEN = 100  # at once: the first entry of a dict is found slowly when many before it are gone


@dataclass(slots=True)
class Voices:
    """*texts*: when one was first said, how often since, and whether it counts as a voice that nobody copied;
    *authors*: since when and how often they speak. Both by a hash, those heard last at the end, *most* of each."""

    most: int
    texts: dict[int, tuple[int, int, bool]] = field(default_factory=dict)
    authors: dict[int, tuple[int, int]] = field(default_factory=dict)

    def counts(
        self, sample: Sample, at: int, negative: bool, author: int | None = None, known: bool | None = None
    ) -> Iterator[tuple[int, Counts]]:
        """What *sample*, said *at* seconds, adds to the counts of which moments (see Ring). *author* is a number for
        its author, who was *known*; None where nobody knows who it is, or whether they were."""
        first, said, sole = self._text(sample.fingerprint, at // STEP)
        if said > 1:
            if sole and said == 2:
                yield first * STEP, ((SOLE, -1),)
            if negative:
                yield at, ((RAW, 1),)
            return
        spoken = 1 if author is None else self._spoken(author, at // STEP)
        if not negative:
            if spoken == 1:
                yield at, ((OTHERS, 1), *_met(known, NEW_OTHERS, KNOWN_OTHERS))
        elif spoken > len(AGAIN):
            yield at, ((RAW, 1),)
        elif spoken > 1:
            yield at, (*_weighed(sample, AGAIN[spoken - 1]), (TOLD, 1), (RAW, 1))
        else:
            met = _met(known, NEW, KNOWN)
            yield at, (*_weighed(sample, AGAIN[0]), (TOLD, 1), (SOLE, 1), (RAW, 1), *met)
            if sample.fingerprint:
                self.texts[_key(sample.fingerprint)] = (first, said, True)

    def _text(self, fingerprint: str, now: int) -> tuple[int, int, bool]:
        """When it was first said, how often by now, and whether it had counted as a voice of its own."""
        if not fingerprint:
            return now, 1, False
        key = _key(fingerprint)
        first, said, sole = self.texts.pop(key, (now, 0, False))
        if abs(now - first) > TEXT_MEMORY:
            first, said, sole = now, 0, False
        self.texts[key] = known = (first, said + 1, sole)
        _forget(self.texts, self.most)
        return known

    def _spoken(self, author: int, now: int) -> int:
        """How often that author spoke of late, this time included."""
        since, times = self.authors.pop(author, (now, 0))
        if abs(now - since) > AUTHOR_MEMORY:
            since, times = now, 0
        self.authors[author] = (since, times + 1)
        _forget(self.authors, self.most)
        return times + 1


def author_of(sample: Sample) -> int | None:
    """A number for its author; None, where nobody knows who it is."""
    name = sample.author.strip().casefold()
    return _key(name) if name else None


def _met(known: bool | None, new: int, old: int) -> Counts:
    return () if known is None else ((old if known else new, 1),)


def _weighed(sample: Sample, share: float) -> Counts:
    weight = round(UNIT * sample.weight * share)
    if sample.accusation:
        return (WEIGHT, weight), (ACCUSATIONS, weight)
    return ((WEIGHT, weight), (INSULTS, weight)) if sample.insult else ((WEIGHT, weight),)


def _key(text: str) -> int:
    return crc32(text.encode(errors="surrogatepass"))


def _forget(known: dict[int, tuple[int, int, bool]] | dict[int, tuple[int, int]], most: int) -> None:
    if len(known) > most:
        for key in list(known)[:FORGOTTEN]:
            del known[key]
