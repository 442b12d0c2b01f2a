"""What the words of a head weigh, worked out once for each: most of a text is made of words that were heard before."""

from __future__ import annotations

from math import sqrt
from operator import add
from typing import NamedTuple

from monitor.enrich.grams import MASK, Marked, code_of, halves, letter_runs, run_bucket, word_bucket

REMEMBERED = 10_000  # words, and as many runs of letters

Tables = tuple[bytes, bytes]
Steps = tuple[tuple[float, ...], tuple[float, ...]]


class Known(NamedTuple):
    """What a word weighs by itself in both logits, how many runs of letters it has, what these weigh, and what it
    brings into the bucket of a pair as its first and as its second."""

    polarity: float
    neutrality: float
    runs: int
    runs_polarity: float
    runs_neutrality: float
    first: int
    second: int


class Sum(NamedTuple):
    """Both logits of a text, and what each word that tells something by itself puts into the first."""

    polarity: float
    neutrality: float
    pushes: list[float]


NOTHING = Sum(0.0, 0.0, [])


class _Buckets(dict[str, int]):
    """Where runs of letters weigh, in every head."""

    def __missing__(self, run: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        self[run] = bucket = run_bucket(run)
        return bucket


_buckets = _Buckets()


class Memory:
    """The weights of the buckets that *flip* turns over; the second table is empty in heads without a neutrality."""

    def __init__(self, tables: Tables, steps: Steps, flip: int) -> None:
        self.tables, self.steps, self.flip = tables, steps, flip
        self.words = Words(self, negated=False), Words(self, negated=True)

    def add(self, told: Marked) -> Sum:
        if not told.tokens:
            return NOTHING
        plain, turned = self.words
        said = [token.word for token in told.tokens]
        if True in told.negated:
            found = [(turned if no else plain)[word] for word, no in zip(said, told.negated, strict=True)]
        else:
            found = [*map(plain.__getitem__, said)]
        words, calm_words, counts, runs, calm_runs, firsts, seconds = zip(*found, strict=True)
        by_word, by_letter = 1 / sqrt(2 * len(found) - 1), 1 / sqrt(sum(counts) or 1)
        flip = self.flip
        # The buckets of the pairs and what they weigh, written out: a call less for each word.
        pairs = [(first + second >> 7 & MASK) ^ flip for first, second in zip(firsts, seconds[1:], strict=False)]
        (table, calm_table), (steps, calm_steps) = self.tables, self.steps
        pushes = [*map(add, words, (0.0, *[steps[table[bucket]] for bucket in pairs]))]
        calm = 0.0
        if calm_table:
            calm_pairs = [calm_steps[calm_table[bucket]] for bucket in pairs]
            calm = (sum(calm_words) + sum(calm_pairs)) * by_word + sum(calm_runs) * by_letter
        return Sum(
            sum(pushes) * by_word + sum(runs) * by_letter,
            calm,
            [
                push * by_word + run * by_letter if token.tells else 0.0
                for push, run, token in zip(pushes, runs, told.tokens, strict=True)
            ],
        )


class Words(dict[str, Known]):
    """What words weigh, learned as they come."""

    def __init__(self, memory: Memory, *, negated: bool) -> None:
        self.memory, self.negated = memory, negated

    def __missing__(self, word: str) -> Known:
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = known = self._learn(word)
        return known

    def _learn(self, word: str) -> Known:
        (steps, calm_steps), (table, calm_table), flip = self.memory.steps, self.memory.tables, self.memory.flip
        code = code_of(word)
        bucket = word_bucket(code, negated=self.negated) ^ flip
        runs = [where ^ flip for where in map(_buckets.__getitem__, letter_runs(word))]
        return Known(
            steps[table[bucket]],
            calm_steps[calm_table[bucket]] if calm_table else 0.0,
            len(runs),
            sum([steps[table[where]] for where in runs]),
            sum([calm_steps[calm_table[where]] for where in runs]) if calm_table else 0.0,
            *halves(code),
        )
