"""The trained head: what n-grams of words and letters add to a lexicon, in whole bytes of weight, one file a language.

Two logits, each a sum over what stands in the text: *polarity* (positive against negative) and, where data with neutral
texts could be used, *neutrality*. Weights are kept as the square roots of their size in one byte, which spends most of
the 255 steps on the many small ones. A file is a line of JSON and both tables, compressed together.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, log, sqrt
from operator import mul
from pathlib import Path

from monitor.enrich.grams import BACKGROUND, MASK, NEAR, Marked, beside, marked, masked
from monitor.enrich.memory import NOTHING, Memory
from monitor.errors import VigieError
from monitor.model import Reason

FORMAT = 3
# Of heads beside that of a whole language: for what a headline and what the sentence of a story do to a target, for
# what is said to a brand's handle, for what is long and bears no marks of a social network, for what guests and
# customers write in a few words about a place.
KINDS = HEADLINE, STORY, HANDLE, LONG, VISIT = "headline", "story", "handle", "long", "visit"
AIMING = HEADLINE, STORY
GATE = "gate"  # a head whose positive texts are those of visits
VISITED = 0.55  # its chance, from which on a text is one
TELLING = 3  # blanks in a text, with fewer of which it is not asked
_HEARD_BY = ("", "", LONG, HANDLE)  # by the `manner` of a text
SIZE = MASK + 1
STEPS = 127
HEAVIEST_FILE = 4_000_000  # bytes of a head once it is unpacked
TOLD = 4  # n-grams among the reasons, at most
UNTAUGHT = 0.5  # the chance of neutral where a head that learnt from no neutral texts judges words that no lexicon has
FAINT = 0.12  # logits; what pushes less is no reason
LEAST = 0.001  # a chance; none is smaller


Four = tuple[float, float, float, float]
# Bias; weights of the distance from a threshold, of the size, of the product of head and lexicon; what a negative and a
# positive class add.
Logistic = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the head and the lexicon make one score, and where its classes begin; fitted on development data.

    Each four are for texts that bear marks of a social network, for other short ones, for long ones, and for what is
    said to the brand's own handle (see `manner`).
    """

    head: Four = (0.3, 0.3, 0.3, 0.3)
    lexicon: Four = (0.7, 0.7, 0.7, 0.7)
    negative: Four = (-0.1, -0.1, -0.1, -0.1)
    positive: Four = (0.1, 0.1, 0.1, 0.1)
    shift: Four = (0.0, 0.0, 0.0, 0.0)  # what is added to the logit of neutral, rarer among what was learnt from or not
    calm: Four = (0.0, 0.0, 0.0, 0.0)  # how far a chance of neutral lowers the lexicon too
    sure: tuple[Logistic, Logistic, Logistic, Logistic] = ((0.0, 1.0, 1.0, 0.0, 0.0, 0.0),) * 4


@dataclass(frozen=True, slots=True)
class Pool:
    """How a head and the lexicon make chances of the three classes; fitted on development data.

    log p(class) ~ share * log head(class) + push * (lexicon, signed) - stir * |lexicon| of neutral + calm of neutral
    """

    share: float
    push: float
    stir: float
    calm: float

    def chances(self, opinion: Opinion, lexicon: float) -> tuple[float, float, float]:
        """Negative, neutral, positive."""
        pointed = 1 - opinion.neutral
        negative, neutral, positive = (
            self.share * log(max(LEAST, chance))
            for chance in (pointed * (1 - opinion.positive), opinion.neutral, pointed * opinion.positive)
        )
        odds = (
            exp(negative - self.push * lexicon),
            exp(neutral - self.stir * abs(lexicon) + self.calm),
            exp(positive + self.push * lexicon),
        )
        first, second, third = (each / sum(odds) for each in odds)
        return first, second, third


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

    def shifted(self, by: float) -> Opinion:
        """The same where neutral texts are oftener (above 0) or rarer than among those that were learnt from."""
        odds = self.neutral * exp(by)
        return Opinion(self.positive, odds / (odds + 1 - self.neutral), self.reasons)


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
    aims: bool = False  # it learnt from texts with a target
    pool: Pool | None = None  # where the tuning is not asked
    untaught: float = UNTAUGHT  # see there
    _values: tuple[tuple[float, ...], tuple[float, ...]] = field(init=False, repr=False, compare=False)
    _memories: dict[int, Memory] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values = _steps(self.scales[0]), _steps(self.scales[1])
        tables = self.polarity, self.neutrality
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_memories", {flip: Memory(tables, values, flip) for flip in (0, NEAR)})

    def hear(
        self,
        prose: str,
        value: float,
        reasons: tuple[Reason, ...],
        silent: frozenset[str] = frozenset(),
        near: tuple[int, int] | None = None,
    ) -> Opinion:
        """*value* and *reasons* are the lexicon's; words in *silent* (in lower case) say nothing. *near* is the place
        of what speaks of the target, whose names *silent* are then: for heads that learnt to aim."""
        start, part = (near[0], prose[slice(*near)]) if near else (0, prose)
        tokens = marked(part, self.language)
        length = len(tokens.spellings)
        if near:
            around = tokens if part == prose else marked(prose, self.language)
            whole = self._memories[0].add(masked(around, silent))
            tokens = masked(tokens, silent)
            told = self._memories[NEAR].add(tokens)
            sides = self._beside(tokens)
        else:
            whole, sides = NOTHING, (0.0, 0.0)
            tokens = tokens.without(silent)
            told = self._memories[0].add(tokens)
        seen = traits(part, length, value, reasons)
        polarity = BACKGROUND * whole.polarity + told.polarity + sides[0] + _dot(self.traits[0], seen)
        neutral = 0.0 if reasons else self.untaught
        if self.neutrality:
            calm = BACKGROUND * whole.neutrality + told.neutrality + sides[1]
            neutral = _chance(calm + _dot(self.traits[1], seen))
        return Opinion(_chance(polarity), neutral, tuple(_told(prose, start, tokens, told.pushes)))

    def chance(self, prose: str) -> float:
        """That *prose* is positive, where no lexicon is asked and nobody wants a reason."""
        tokens = marked(prose, self.language)
        seen = traits(prose, len(tokens.spellings), 0.0, ())
        return _chance(self._memories[0].add(tokens).polarity + _dot(self.traits[0], seen))

    def _beside(self, tokens: Marked) -> tuple[float, float]:
        """What the words on either side of the target put into both logits."""
        found = beside(tokens)
        first, second = (
            sum(share * steps[table[bucket]] for bucket, share in found) if table else 0.0
            for table, steps in zip((self.polarity, self.neutrality), self._values, strict=True)
        )
        return first, second

    def weight(self, step: int) -> float:
        """What a byte of the table of polarity is worth."""
        return self._values[0][step]

    def packed(self) -> bytes:
        told = {
            "format": FORMAT,
            "language": self.language,
            "scales": self.scales,
            "traits": self.traits,
            "tuning": asdict(self.tuning),
            "note": self.note,
            "aims": self.aims,
            "pool": self.pool and asdict(self.pool),
            "untaught": self.untaught,
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
        sure = tuple(tuple(map(float, each)) for each in told["tuning"].pop("sure"))
        tuning = Tuning(**{name: tuple(map(float, value)) for name, value in told["tuning"].items()}, sure=sure)  # type: ignore[arg-type]
        first, second = told["traits"]
        scales = float(told["scales"][0]), float(told["scales"][1])
        traits_ = tuple(map(float, first)), tuple(map(float, second))
        return Head(
            told["language"],
            tables[:SIZE],
            tables[SIZE:],
            scales,
            traits_,
            tuning,
            told["note"],
            bool(told.get("aims")),
            Pool(**{name: float(value) for name, value in pool.items()}) if (pool := told.get("pool")) else None,
        )
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


@cache
def hearing(
    language: str, place: int, directory: Path | None = None, *, visit: bool = False
) -> tuple[str, Head | None]:
    """The head for texts of one `manner`, or of a *visit*, and its name: that of their kind where there is one, else
    the language's."""
    names = f"{language}{VISIT if visit else _HEARD_BY[place]}", language
    return next(((name, head) for name in names if (head := head_of(name, directory))), ("", None))


def visited(prose: str, language: str) -> bool:
    """Whether somebody tells of a place where he was a guest or a customer: for languages that have a gate. Of a few
    words nobody can tell."""
    gate = head_of(language + GATE)
    return gate is not None and prose.count(" ") >= TELLING and gate.chance(prose) >= VISITED


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


def _told(prose: str, at: int, tokens: Marked, pushes: Sequence[float]) -> Iterator[Reason]:
    """The words from *at* on that push hardest, at their places. Names and little words push as well, through what they
    stand beside; nobody would take them for a reason."""
    hard = [*map(abs, pushes)]
    loud = sorted(filter(FAINT.__le__, hard))[-TOLD:]
    if not loud:
        return
    left = len(loud)
    find = prose.find
    for index, spelling in enumerate(tokens.spellings):
        place = find(spelling, at)
        if place < 0:
            continue
        at = place + len(spelling)
        if hard[index] >= loud[0]:
            yield Reason(place, at, spelling, round(pushes[index], 2), "usage")
            left -= 1
            if not left:
                return


def _dot(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return float(sum(map(mul, weights, values)))


def _chance(logit: float) -> float:
    return 1 / (1 + exp(-logit)) if logit > -500 else 0.0
