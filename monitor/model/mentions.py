"""Who is spoken of, how it sounds, and why we think so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from monitor.model.heard import Item

TONES = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a term of a query was found."""

    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is: the words, how much they weigh, the rule that weighed them."""

    start: int
    end: int
    cue: str
    weight: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A figure, what it is called, how sure we are (0..1), and the reasons for it: never a bare label.

    Sentiment runs from -1 to 1 and is called negative, neutral or positive; insult and accusation run from
    0 to 1 and are called none, possible or likely. *confidence* 0 means that nothing was judged.
    """

    value: float = 0.0
    label: str = "none"
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()


NEUTRAL = Score(label="neutral")
NO_SCORE = Score()
UNWEIGHED = Score(label="unweighed")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people may have met a text. *known*: its source tells so; otherwise an interval, guessed from *kind*,
    what sort of text it is. It is shown; nothing guessed ever weighs."""

    low: int = 0
    high: int = 0
    kind: str = ""

    @property
    def known(self) -> bool:
        return not self.kind

    def __add__(self, other: Reach) -> Reach:
        return Reach(self.low + other.low, self.high + other.high, self.kind or other.kind)


@dataclass(frozen=True, slots=True)
class Finding:
    """What insult, accusation and tone make together, in one of six words: insult, accusation, both, criticism, neutral
    or praise; empty where no legal score was given. *unsure* marks what courts would contest.

    *grounds* are those of French law whose elements may be there (injure, diffamation, denigrement), *aggravated* is
    for what people are despised (origin, religion, sex, orientation, identity, disability), *aim* whom it aims at
    (brand, staff, you, they, product, other, self), *held_back* are the cues heard and not counted, with the reason.
    """

    label: str = ""
    unsure: bool = False
    grounds: tuple[str, ...] = ()
    aggravated: tuple[str, ...] = ()
    aim: str = ""
    held_back: tuple[Reason, ...] = ()


NO_FINDING = Finding()


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that speaks of a brand. *id* is 0 until it is stored; *fingerprint* is equal for copies of one text:
    the same words at first, the name of its family once it is stored. *sketch* is what near copies are found by,
    *copies* how many other mentions of the brand are of its family; both where it was asked for, and not kept.

    *words* is what full-text search is to find, where that was made together with the scores.

    *relevance* runs from 0 (speaks of the brand) to 1 (does not) and is called relevant, irrelevant or unweighed;
    *muted* is why a rule of the configuration silences it, empty where none does.
    """

    item: Item
    brand: str
    source: str
    seen_at: datetime
    spans: tuple[Span, ...] = ()
    language: str = ""
    sentiment: Score = NEUTRAL
    insult: Score = NO_SCORE
    accusation: Score = NO_SCORE
    finding: Finding = NO_FINDING
    fingerprint: str = ""
    id: int = 0
    reach: Reach | None = None
    sketch: bytes = b""
    copies: int = 0
    relevance: Score = UNWEIGHED
    muted: str = ""
    words: str = field(default="", repr=False, compare=False)

    def but(self, **changes: Any) -> Mention:
        """What `replace` makes, at half its cost: a mention that is scored is made anew at every step."""
        other = object.__new__(Mention)
        for put, value in zip(_PUTS.values(), _values(self), strict=True):
            put(other, value)
        for name, value in changes.items():
            _PUTS[name](other, value)
        return other

    @property
    def folded(self) -> bool:
        """Whether it is shown only to who asks for it: it is kept, and counts."""
        return self.relevance.label == "irrelevant"

    @property
    def at(self) -> datetime:
        """When it was said; when we saw it, where the source does not tell or tells a time to come."""
        published = self.item.published
        return published if published and published <= self.seen_at else self.seen_at

    @property
    def wordless(self) -> Mention:
        """The same without words, author and quotations: what is left when they are not ours to keep or hand on."""
        return replace(
            self,
            item=replace(self.item, title="", text="", author=""),
            words="",
            spans=(),
            sentiment=replace(self.sentiment, reasons=()),
            insult=replace(self.insult, reasons=()),
            accusation=replace(self.accusation, reasons=()),
            finding=replace(self.finding, held_back=()),
            relevance=replace(self.relevance, reasons=()),
        )

    @property
    def negative(self) -> bool:
        return self.sentiment.label == "negative"


_PUTS = {name: getattr(Mention, name).__set__ for name in Mention.__dataclass_fields__}
_values = attrgetter(*_PUTS)
