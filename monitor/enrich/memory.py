"""What the words of a head weigh, worked out once for each: most of a text is made of words that were heard before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from monitor.enrich.grams import MASK, SPREAD, Marked, Token, letter_runs, run_bucket, word_bucket

REMEMBERED = 20_000  # words, and as many runs of letters

Tables = tuple[bytes, bytes]
Steps = tuple[tuple[float, ...], tuple[float, ...]]


class Known(NamedTuple):
    """What a word weighs by itself in both logits, how many runs of letters it has, and what these weigh."""

    polarity: float
    neutrality: float
    runs: int
    runs_polarity: float
    runs_neutrality: float


class Sum(NamedTuple):
    """Both logits of a text, and what each word puts into the first."""

    polarity: float
    neutrality: float
    pushes: list[float]


NOTHING = Sum(0.0, 0.0, [])


class Runs(dict[str, float]):
    """What runs of letters weigh."""

    def __init__(self, table: bytes, steps: tuple[float, ...], flip: int) -> None:
        self.table, self.steps, self.flip = table, steps, flip

    def __missing__(self, run: str) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
        self[run] = weight = self.steps[self.table[run_bucket(run) ^ self.flip]]
        return weight


class Memory:
    """The weights of the buckets that *flip* turns over; the second table is empty in heads without a neutrality."""

    def __init__(self, tables: Tables, steps: Steps, flip: int) -> None:
        self.tables, self.steps, self.flip = tables, steps, flip
        self.words: dict[int, Known] = {}  # by their codes, negated ones by the negative
        self.runs = Runs(tables[0], steps[0], flip), Runs(tables[1], steps[1], flip)

    def add(self, tokens: Sequence[Marked]) -> Sum:
        words, flip, table, steps = self.words, self.flip, self.tables[0], self.steps[0]
        found: list[Known] = []
        pushes: list[float] = []
        before = 0
        for _, token, negated in tokens:
            code = token.code
            known = words.get(-code if negated else code) or self._learn(token, negated=negated)
            found.append(known)
            # The bucket of a pair, written out: one call less for each word.
            pair = steps[table[((before * SPREAD + code) >> 7 & MASK) ^ flip]] if before else 0.0
            pushes.append(known.polarity + pair)
            before = code
        runs = [known.runs_polarity for known in found]
        by_word, by_letter = (
            1 / sqrt(2 * len(found) - 1 if found else 1),
            1 / sqrt(sum(each.runs for each in found) or 1),
        )
        return Sum(
            sum(pushes) * by_word + sum(runs) * by_letter,
            self._calm(tokens, found, by_word, by_letter) if self.tables[1] else 0.0,
            [push * by_word + run * by_letter for push, run in zip(pushes, runs, strict=True)],
        )

    def _calm(self, tokens: Sequence[Marked], found: Sequence[Known], by_word: float, by_letter: float) -> float:
        """The second logit."""
        table, steps = self.tables[1], self.steps[1]
        codes = [token.code for _, token, _ in tokens]
        words = sum(known.neutrality for known in found)
        pairs = sum(
            steps[table[((before * SPREAD + code) >> 7 & MASK) ^ self.flip]] for before, code in pairwise(codes)
        )
        return (words + pairs) * by_word + sum(known.runs_neutrality for known in found) * by_letter

    def _learn(self, token: Token, *, negated: bool) -> Known:
        if len(self.words) >= REMEMBERED:
            self.words.clear()
        bucket = word_bucket(token.code, negated=negated) ^ self.flip
        runs = letter_runs(token.word)
        known = Known(
            self.steps[0][self.tables[0][bucket]],
            self.steps[1][self.tables[1][bucket]] if self.tables[1] else 0.0,
            len(runs),
            sum(map(self.runs[0].__getitem__, runs)),
            sum(map(self.runs[1].__getitem__, runs)) if self.tables[1] else 0.0,
        )
        self.words[-token.code if negated else token.code] = known
        return known
