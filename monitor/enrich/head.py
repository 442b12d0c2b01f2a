"""The trained head: what n-grams of words and letters add to a lexicon, in whole bytes of weight, one file a language.

Two logits, each a sum over what stands in the text: *polarity* (positive against negative) and, where data with neutral
texts could be used, *neutrality*. Weights are kept as the square roots of their size in one byte, which spends most of
the 255 steps on the many small ones. A file is a line of JSON and both tables, compressed together.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, log, sqrt
from pathlib import Path
from typing import NamedTuple

from monitor.enrich.grams import MASK, letter_buckets, marked, pair_bucket, word_bucket
from monitor.errors import VigieError
from monitor.model import Reason

FORMAT = 1
SIZE = MASK + 1
STEPS = 127
REMEMBERED = 50_000  # spellings of one language, each with its weights
HEAVIEST_FILE = 4_000_000  # bytes of a head once it is unpacked
TOLD = 4  # n-grams among the reasons, at most
UNTAUGHT = 0.5  # of the lean, where a head that knows no neutral texts speaks of words that no lexicon has
FAINT = 0.12  # logits; what pushes less is no reason


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the head and the lexicon make one score, and where its classes begin; fitted on development data.

    Each three are for texts that bear marks of a social network, for other short ones, for long ones (see `manner`).
    """

    head: tuple[float, float, float] = (0.3, 0.3, 0.3)
    lexicon: tuple[float, float, float] = (0.7, 0.7, 0.7)
    negative: tuple[float, float, float] = (-0.1, -0.1, -0.1)
    positive: tuple[float, float, float] = (0.1, 0.1, 0.1)
    sure: tuple[float, float, float] = (0.0, 1.0, 1.0)  # of a logistic: bias, distance from a threshold, size


@dataclass(frozen=True, slots=True)
class Opinion:
    """The chance that a text is positive if it is not neutral, that it is neutral, and which words push where."""

    positive: float
    neutral: float
    reasons: tuple[Reason, ...] = ()

    @property
    def lean(self) -> float:
        """From -1 to 1: p(positive) - p(negative)."""
        return (1 - self.neutral) * (2 * self.positive - 1)


class _Known(NamedTuple):
    """What one spelling weighs, by itself and by its runs of letters, for both logits."""

    polarity: float
    neutrality: float
    letters: int
    letter_polarity: float
    letter_neutrality: float


@dataclass(frozen=True, slots=True)
class Head:
    """The weights of one language. *traits* weigh what is not counted in buckets; see `traits`."""

    language: str
    polarity: bytes
    neutrality: bytes
    scales: tuple[float, float]
    traits: tuple[tuple[float, ...], tuple[float, ...]]
    tuning: Tuning = Tuning()
    note: str = ""
    _values: tuple[tuple[float, ...], tuple[float, ...]] = field(init=False, repr=False, compare=False)
    _known: dict[tuple[str, bool], _Known] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values", (_steps(self.scales[0]), _steps(self.scales[1])))

    def hear(self, prose: str, value: float, reasons: tuple[Reason, ...], silent: frozenset[str]) -> Opinion:
        """*value* and *reasons* are the lexicon's; words in *silent* (in lower case) say nothing."""
        polarities, neutralities = self._values
        words, letters, polarity, neutrality = 0, 0, 0.0, 0.0
        letter_polarity, letter_neutrality = 0.0, 0.0
        pushes: list[tuple[str, float, float]] = []
        before, length = None, 0
        for spelling, token, negated in marked(prose, self.language):
            length += 1
            if token.word in silent:
                before = None
                continue
            known = self._known.get((spelling, negated)) or self._learn(spelling, token.word, token.code, negated)
            words += 1
            letters += known.letters
            push = known.polarity
            neutrality += known.neutrality
            letter_polarity += known.letter_polarity
            letter_neutrality += known.letter_neutrality
            if before is not None:
                bucket = pair_bucket(before, token.code)
                words += 1
                push += polarities[self.polarity[bucket]]
                neutrality += neutralities[self.neutrality[bucket]] if self.neutrality else 0.0
            polarity += push
            pushes.append((spelling, push, known.letter_polarity))
            before = token.code
        by_word, by_letter = 1 / sqrt(words or 1), 1 / sqrt(letters or 1)
        seen = traits(prose, length, value, reasons)
        polarity = polarity * by_word + letter_polarity * by_letter + _dot(self.traits[0], seen)
        neutrality = neutrality * by_word + letter_neutrality * by_letter + _dot(self.traits[1], seen)
        told = _told(prose, [(spelling, push * by_word + runs * by_letter) for spelling, push, runs in pushes])
        neutral = _chance(neutrality) if self.neutrality else 0.0 if reasons else 1 - UNTAUGHT
        return Opinion(_chance(polarity), neutral, told)

    def _learn(self, spelling: str, word: str, code: int, negated: bool) -> _Known:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        bucket, runs = word_bucket(code, negated=negated), letter_buckets(word)
        (polarities, neutralities), split = self._values, bool(self.neutrality)
        known = _Known(
            polarities[self.polarity[bucket]],
            neutralities[self.neutrality[bucket]] if split else 0.0,
            len(runs),
            sum(polarities[self.polarity[run]] for run in runs),
            sum(neutralities[self.neutrality[run]] for run in runs) if split else 0.0,
        )
        self._known[spelling, negated] = known
        return known

    def packed(self) -> bytes:
        told = {
            "format": FORMAT,
            "language": self.language,
            "scales": self.scales,
            "traits": self.traits,
            "tuning": asdict(self.tuning),
            "note": self.note,
        }
        return zlib.compress(json.dumps(told).encode() + b"\n" + self.polarity + self.neutrality, 9)


def unpacked(content: bytes, where: str) -> Head:
    """Raises VigieError for what is no head of ours."""
    try:
        whole = zlib.decompressobj().decompress(content, HEAVIEST_FILE)
        line, _, tables = whole.partition(b"\n")
        told = json.loads(line)
        if told["format"] != FORMAT or len(tables) not in (SIZE, 2 * SIZE):
            raise ValueError(f"format {told['format']}, {len(tables)} weights")
        tuning = Tuning(**{name: tuple(value) for name, value in told["tuning"].items()})
        first, second = told["traits"]
        scales = float(told["scales"][0]), float(told["scales"][1])
        traits_ = tuple(map(float, first)), tuple(map(float, second))
        return Head(told["language"], tables[:SIZE], tables[SIZE:], scales, traits_, tuning, told["note"])
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        hint = "make it again: python -m training"
        raise VigieError(f"{where} is no head of this vigie: {error}", hint=hint) from error


@cache
def head_of(language: str, directory: Path | None = None) -> Head | None:
    """The head of *language*: the user's in *directory* where there is one, else ours, else none."""
    name = f"{language}.head"
    if not (language.isascii() and language.isalpha()):
        return None
    if directory and (directory / name).is_file():
        return unpacked((directory / name).read_bytes(), str(directory / name))
    ours = files("monitor.enrich").joinpath("heads", name)
    return unpacked(ours.read_bytes(), name) if ours.is_file() else None


def traits(prose: str, length: int, value: float, reasons: tuple[Reason, ...]) -> tuple[float, ...]:
    """What a text of *length* tokens shows beside its n-grams: the lexicon's verdict, and how it is written."""
    weights = [reason.weight for reason in reasons]
    good, bad = sum(weight for weight in weights if weight > 0), sum(weight for weight in weights if weight < 0)
    root = sqrt(length or 1)
    return (
        1.0,
        value,
        abs(value),
        good / 3,
        bad / 3,
        good / root,
        bad / root,
        max(0.0, *weights, 0.0) / 3,
        min(0.0, *weights, 0.0) / 3,
        float(not weights),
        min(prose.count("!"), 4) / 2,
        min(prose.count("?"), 3) / 2,
        log(length or 1) / 3,
        float("http" in prose),
        float("@" in prose),
        float("#" in prose),
        float("..." in prose or "…" in prose),
    )


def byte_of(weight: float, scale: float) -> int:
    """*weight* as one of 255 steps; `_steps` is the way back."""
    share = min(1.0, abs(weight) / scale) if scale else 0.0
    return round(sqrt(share) * STEPS) * (1 if weight >= 0 else -1) & 0xFF


def _steps(scale: float) -> tuple[float, ...]:
    signed = (step - 256 if step > STEPS else step for step in range(256))
    return tuple((step / STEPS) ** 2 * scale * (1 if step > 0 else -1) for step in signed)


def _told(prose: str, pushes: list[tuple[str, float]]) -> tuple[Reason, ...]:
    """The words that push hardest, at their places."""
    hard = sorted((abs(push) for _, push in pushes), reverse=True)[TOLD - 1 : TOLD]
    least = max(FAINT, *hard, 0.0)
    told: list[Reason] = []
    at = 0
    for spelling, push in pushes:
        place = prose.find(spelling, at)
        if place < 0:
            continue
        at = place + len(spelling)
        if abs(push) >= least and spelling[0].isalnum():
            told.append(Reason(place, at, spelling, round(push, 2), "usage"))
    return tuple(told[:TOLD])


def _dot(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return sum(map(float.__mul__, weights, values))


def _chance(logit: float) -> float:
    return 1 / (1 + exp(-logit)) if logit > -500 else 0.0
