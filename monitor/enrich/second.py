"""A second opinion on what a text does to a brand: chances learnt from labelled sentences, beside the rules.

Six logits, each a sum over what stands in the text: its words, their beginnings, endings and pairs, the tags of the
rules' tables, the tone. A seventh, where there is one, tells the sentence of a newspaper from what customers say.
Weights are whole bytes in hashed buckets, one file a language; `python -m training.second` makes it. They are summed
side by side in one number, which Python adds as fast as any.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from math import exp, sqrt
from operator import itemgetter, mul
from struct import Struct
from typing import TypeVar

from monitor.enrich.language import little_words
from monitor.enrich.scene import Scene
from monitor.enrich.verdicts import POSSIBLE, SILENCE, Heard
from monitor.errors import VigieError
from monitor.model import Reason, Score

FORMAT = 3
LABELS = ("accusation", "both", "criticism", "insult", "neutral", "praise")
STANCES = ("criticism", "neutral", "praise")
AGAINST = ("accusation", "both", "criticism", "insult")
WIDTHS = (len(LABELS), len(LABELS) + 1)
SIZE = 1 << 18
STEPS = 127
BRAND, OPENS, CLOSES = "@", "^", "$"
BEGINNINGS, ENDING = (3, 4, 5, 6), 3  # letters
PART = 0.5  # what a beginning or an ending weighs, a word being 1
MARKS = '?!…«"“'
USUAL, LONGEST = 16, 120  # words; in more than usual each says less, and of more than the longest nothing is said
REMEMBERED = 8_000  # words, and as many pairs: a reader has few megabytes for each language
TOLD = 3  # words among the reasons
NAMES = frozenset({"brand", "name"})
WHOLE_FILE = 3_000_000  # bytes of a file once it is unpacked

# What the rules put into the logits of the labels that they name, where they hold something for possible or likely;
# what they take from these where all that they heard is excused; and what that adds to neutral where they tell nothing.
RULED = {"insult": {"possible": 1.5, "likely": 2.5}, "accusation": {"possible": 2.5, "likely": 3.0}}
EXCUSED, CALMED = -4.0, 3.0
EVEN = 0.5  # chance of an insult or an accusation that a rule heard, from which on it is told
LIFT = 0.6  # and of one that no rule heard
MODEST = 0.29  # how far above possible it lifts at most, which is never likely: its words may be any
FEW = 4  # words; fewer tell nothing that no rule heard

Row = tuple[float, ...]
_Key = TypeVar("_Key")
_Worth = TypeVar("_Worth")

_SUMS = Struct(f"<{max(WIDTHS)}I")
_LANES = tuple(1 << 32 * at for at in range(max(WIDTHS)))  # more than all words of a text can put into one
_EVEN = 1 << 31  # is put into each, so that no sum is below zero
_ALL_EVEN = _EVEN * sum(_LANES)


@dataclass(frozen=True, slots=True)
class Chances:
    """That a text is each of the labels, and whose opinion it is; *news*: that it is the sentence of a newspaper, of
    which the opinion has heard little."""

    each: dict[str, float]
    second: Second
    news: float = 0.0

    def of(self, label: str) -> float:
        """The chance of an insult or of an accusation, with or without the other."""
        return self.each[label] + self.each["both"]

    def after(self, insult: Heard, accusation: Heard) -> Chances:
        """The same once the rules were heard."""
        if insult.score.label == accusation.score.label == "none" and not insult.excuses and not accusation.excuses:
            return self
        odds = dict(self.each)
        for label, heard in (("insult", insult), ("accusation", accusation)):
            push = RULED[label].get(heard.score.label, EXCUSED if heard.excuses else 0.0)
            for each in (label, "both"):
                odds[each] *= exp(push)
        if (insult.excuses or accusation.excuses) and insult.score.label == accusation.score.label == "none":
            odds["neutral"] *= exp(CALMED)
        total = sum(odds.values())
        return replace(self, each={label: each / total for label, each in odds.items()})

    def stance(self) -> str:
        """The likeliest of criticism, neutral and praise."""
        return max(STANCES, key=self.each.__getitem__)

    def tones(self, *, lawful: bool = False) -> dict[str, float]:
        """That a text is for the brand, neither, or against it; *lawful*: where it is known to be no insult and to
        accuse nobody."""
        each = self.each
        against = each["criticism"] if lawful else sum(map(each.__getitem__, AGAINST))
        total = against + each["neutral"] + each["praise"]
        return {"negative": against / total, "neutral": each["neutral"] / total, "positive": each["praise"] / total}

    def reasons(self, scene: Scene, label: str) -> tuple[Reason, ...]:
        """The words that push hardest toward *label*; names are nobody's reason."""
        place = LABELS.index(label)
        quiet = little_words()[scene.vocabulary.language]
        pushes = self.second.pushes
        hard = [
            (pushes[text][place], at)
            for at, text in enumerate(scene.texts)
            if text not in quiet and NAMES.isdisjoint(scene.tags[at])
        ]
        loud = sorted(pair for pair in hard if pair[0] > 0)[-TOLD:]
        return tuple(_reason(scene, at, push) for push, at in sorted(loud, key=itemgetter(1)))


def _reason(scene: Scene, at: int, push: float) -> Reason:
    start, end = scene.span(at, at)
    return Reason(start, end, scene.reading.prose[start:end], round(push, 2), "usage")


# ------------------------------------------------------------------ what is seen of a text


def words_of(scene: Scene) -> list[str]:
    """The words as they are read; those of the brand's name are one sign."""
    words = [*scene.texts]
    for at in scene.named:
        words[at] = BRAND
    return words


def pairs_of(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Neighbours, the edges of the text among them; a name of several words counts as one."""
    if words.count(BRAND) > 1:
        words = [word for before, word in pairwise((OPENS, *words)) if word != BRAND or before != BRAND]
    return pairwise((OPENS, *words, CLOSES))


def of_word(word: str) -> Iterator[tuple[int, float]]:
    """The buckets of a word by itself, and their weights."""
    yield _bucket("w" + word), 1.0
    yield from ((_bucket("p" + word[:length]), PART) for length in BEGINNINGS if len(word) > length)
    if len(word) > ENDING:
        yield _bucket("s" + word[-ENDING:]), PART


def of_pair(pair: tuple[str, str]) -> Iterable[tuple[int, float]]:
    return ((_bucket(f"b{pair[0]} {pair[1]}"), 1.0),)


def of_tag(tag: str) -> Iterable[tuple[int, float]]:
    return ((_bucket("t" + tag), 1.0),)


def traits_of(scene: Scene, tone: float) -> Row:
    """What is not counted in buckets: a bias, the tone, the length, the marks."""
    prose = scene.reading.prose
    marks = (float(mark in prose) for mark in MARKS)
    return (1.0, tone, min(tone, 0.0), max(tone, 0.0), min(len(scene), 40) / 20, *marks)


def share_of(scene: Scene) -> float:
    """What one word says in a text of this length."""
    return 1 / sqrt(max(1.0, len(scene) / USUAL))


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "replace")) * 0x9E3779B1 >> 13 & SIZE - 1


# ------------------------------------------------------------------ the weights


class _Rows(dict[_Key, _Worth]):
    """What words, pairs or tags put into the logits, learned as they come."""

    def __init__(self, row: Callable[[_Key], _Worth]) -> None:
        self.row = row

    def __missing__(self, key: _Key) -> _Worth:
        if len(self) >= REMEMBERED:
            self.clear()
        self[key] = found = self.row(key)
        return found


@dataclass(frozen=True, slots=True)
class Second:
    """The weights of one language: a byte a label in each bucket, worth *scale* a step; *traits* a row a label. Behind
    the labels may stand news."""

    table: bytes
    scale: float
    traits: tuple[Row, ...]
    note: str = ""
    pushes: _Rows[str, Row] = field(init=False, repr=False, compare=False)
    _steps: Callable[[bytes, int], tuple[int, ...]] = field(init=False, repr=False, compare=False)
    _words: _Rows[str, int] = field(init=False, repr=False, compare=False)
    _pairs: _Rows[tuple[str, str], int] = field(init=False, repr=False, compare=False)
    _tags: _Rows[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pushes", _Rows(self._pushed))
        object.__setattr__(self, "_steps", Struct(f"{len(self.traits)}b").unpack_from)
        object.__setattr__(self, "_words", _Rows(lambda word: self._row(of_word(word))))
        object.__setattr__(self, "_pairs", _Rows(self._pair))
        object.__setattr__(self, "_tags", _Rows(lambda tag: self._row(of_tag(tag))))

    def _pair(self, pair: tuple[str, str]) -> int:
        """That of the pair with that of its second word, so that each word of a text counts once."""
        together = self._row(of_pair(pair))
        return together if pair[1] == CLOSES else together + self._words[pair[1]]

    def _row(self, buckets: Iterable[tuple[int, float]]) -> int:
        """What *buckets* with their weights put into each logit."""
        total, width = 0, len(self.traits)
        for bucket, weight in buckets:
            total += int(weight / PART) * sum(map(mul, self._steps(self.table, bucket * width), _LANES))
        return total

    def _logits(self, total: int) -> Row:
        sums = _SUMS.unpack((total + _ALL_EVEN).to_bytes(_SUMS.size, "little"))
        return tuple([self.scale * PART * (each - _EVEN) for each in sums[: len(self.traits)]])

    def _pushed(self, word: str) -> Row:
        """What *word* puts into each logit beyond what it puts into all of them."""
        row = self._logits(self._words[word])
        return tuple([each - sum(row) / len(row) for each in row])

    def hear(self, scene: Scene, tone: float) -> Chances:
        pairs = map(self._pairs.__getitem__, pairs_of(words_of(scene)))
        tags = map(self._tags.__getitem__, scene.present)
        share, seen = share_of(scene), traits_of(scene, tone)
        logits = [
            share * each + sum(map(mul, weights, seen))
            for each, weights in zip(self._logits(sum(chain(pairs, tags))), self.traits, strict=True)
        ]
        told, beyond = logits[: len(LABELS)], logits[len(LABELS) :]
        top = max(told)
        odds = [exp(logit - top) for logit in told]
        total = sum(odds)
        each = {label: odd / total for label, odd in zip(LABELS, odds, strict=True)}
        return Chances(each, self, news=1 / (1 + exp(-beyond[0])) if beyond else 0.0)

    def packed(self) -> bytes:
        told = {"format": FORMAT, "scale": self.scale, "traits": self.traits, "note": self.note}
        return zlib.compress(json.dumps(told).encode() + b"\n" + self.table, 9)


def unpacked(content: bytes, where: str) -> Second:
    """Raises VigieError for what is no second opinion of ours."""
    try:
        line, _, table = zlib.decompressobj().decompress(content, WHOLE_FILE).partition(b"\n")
        told = json.loads(line)
        traits = tuple(tuple(map(float, row)) for row in told["traits"])
        if told["format"] != FORMAT or len(traits) not in WIDTHS or len(table) != SIZE * len(traits):
            raise ValueError(f"format {told['format']}, {len(table)} weights")
        return Second(table, float(told["scale"]), traits, told["note"])
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        hint = "make it again: python -m training.second"
        raise VigieError(f"{where} is no second opinion of this vigie: {error}", hint=hint) from error


@cache
def second_of(language: str) -> Second | None:
    name = f"{language}.second"
    ours = files("monitor.enrich").joinpath("heads", name)
    return unpacked(ours.read_bytes(), name) if ours.is_file() else None


def second_opinion(scene: Scene, tone: float) -> Chances | None:
    """None where the brand is not named, or the text is long: it learnt from short ones that name it."""
    if not scene.known or len(scene) > LONGEST:
        return None
    second = second_of(scene.vocabulary.language)
    return second.hear(scene, tone) if second else None


def weighed(heard: Heard, scene: Scene, opinion: Chances, label: str) -> Heard:
    """What the rules heard of an insult or an accusation, after the second opinion, which decides.

    It takes back what is hardly meant so, but for a team's own words, and makes possible what no rule told; not where a
    link says that news are shared.
    """
    chance = opinion.of(label)
    if heard.score.label != "none":
        return heard if chance >= EVEN or scene.own else _taken_back(heard)
    if chance < LIFT or "http" in scene.reading.prose or len(scene) < FEW:
        return heard
    value = round(POSSIBLE + MODEST * (chance - LIFT) / (1 - LIFT), 2)
    score = Score(value, "possible", round(chance * SILENCE, 2), opinion.reasons(scene, label))
    return replace(heard, score=score, rules=heard.rules | {"usage"})


def _taken_back(heard: Heard) -> Heard:
    held = tuple(replace(each, why=f"{each.why}, held back: usage", weight=0.0) for each in heard.score.reasons)
    return replace(heard, score=Score(confidence=SILENCE), held=(*heard.held, *held))
