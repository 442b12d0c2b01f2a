"""One kind of talk about a brand, counted in several windows and held against what is usual."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.crisis.detector.habits import DAY, HOUR, SLOTS, Habits, slot
from monitor.crisis.detector.late import Late
from monitor.crisis.detector.marks import HIDDEN, REGULARS, crowded, graver, stranger
from monitor.crisis.detector.rare import UNREMARKABLE, rarity, slides
from monitor.crisis.detector.ring import (
    ACCUSATIONS,
    INSULTS,
    KNOWN,
    KNOWN_OTHERS,
    NEW,
    NEW_OTHERS,
    OTHERS,
    TOLD,
    UNIT,
    WEIGHT,
    Counts,
    Ring,
)
from monitor.crisis.detector.sources import Sources
from monitor.crisis.detector.spread import Spread, Window, drifting
from monitor.crisis.tails import NEVER, at_least
from monitor.model import Planned

MONTH = 30 * DAY
VOICES = 3  # distinct ones, or nobody is woken
FEW, DISTINCT = 6, 0.15  # of all that is said again and again
TEXTS = 4  # so many different ones need one voice less, while few of them are copied
MOODY = 6 * HOUR  # windows of which the share follows that of the day
LAG = 6  # hours: a crisis that is growing must not teach us that it is usual
MOOD_LAG = 3
SPREAD_LAG = 24
WARM = 48  # hours of a brand's life before its windows teach anything
OVERLAP = 11.0  # times its part that each window may spend, since most false alarms are raised by several
HALF = 0.5  # of the last mention: counts are whole, and a tail that includes all of it is too wide
YOUNG_MENTIONS = 5.0  # what the share of a brand that nobody knows is worth
# Launches, newsletters, matches: so many a month, of a size that nobody can know. What so few others say is hardly one.
EVENTS, EVENT, FAME = 12.0, 15.0, 5.0
SURPRISE = 0.01  # how far more others than usual are believed to be an event's: a crisis brings others, too
LATELY = 3 * HOUR
BUSY, BUSTLE, QUIET = 2.5, 8.0, 5.0  # times the usual others: an event may be under way, and surely is; pseudo-others


@dataclass(frozen=True, slots=True)
class Usual:
    """What is to be expected of a window: *mean* negatives, *others*, the *share* of the former, and the *doubt* (a
    relative variance) that is due to how little taught us so."""

    mean: float
    others: float
    share: float = 0.0
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """A whole window of the past, of which it is not known yet whether a crisis began in it."""

    hour: int
    place: int
    told: int
    others: int
    mean: float
    quiet: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a window shows. *score* is 1 at the bar; *counts* as in Ring."""

    window: Window
    start: int
    score: float
    counts: tuple[int, ...]
    usual: Usual
    spread: float


@dataclass(slots=True)
class Stream:
    """*worded*: whether it is words that complain, and tell how grave it is; stars do not."""

    windows: tuple[Window, ...]
    fine: Ring
    coarse: Ring
    worded: bool = True
    habits: Habits = field(default_factory=Habits)
    crowd: list[Spread] = field(default_factory=list)
    drift: list[Spread] = field(default_factory=list)
    late: Late = field(default_factory=lambda: Late(()))
    pending: deque[Block] = field(default_factory=deque)
    hours: int = 0  # that taught us something
    sources: Sources = field(default_factory=Sources)

    def __post_init__(self) -> None:
        if not self.crowd:
            self.crowd = [Spread(window.crowd) for window in self.windows]
            self.drift = [drifting(window) for window in self.windows]
            self.late = Late(tuple(window.width for window in self.windows))

    def hear(self, source: str, late: int, now: int) -> None:
        """That a mention of *source* came *now*, so many seconds *late*."""
        self.late.learn(late)
        self.sources.hear(source, now, self.habits if self._is_known else None)

    def add(self, counts: Iterable[tuple[int, Counts]]) -> None:
        """What a mention adds to which moments."""
        for at, channels in counts:
            self.fine.add(at // self.fine.step, channels)
            self.coarse.add(at // HOUR, channels)

    # ------------------------------------------------------------------ time

    def pass_time(self, now: int, since: int, frozen: bool) -> None:
        """Let time pass until *now*; whole hours since *since* teach what is usual, unless a crisis is *frozen* in."""
        bucket = (now - 1) // self.fine.step
        if bucket == self.fine.head:
            return
        if not frozen and self.hours >= WARM:
            self._remember(self.fine, 0)
        self.fine.roll(bucket)
        self.sources.pass_time()
        hour = (now - 1) // HOUR
        if hour - self.coarse.head > SLOTS:
            self.coarse.roll(hour)
        while self.coarse.head < hour:
            self._learn_spreads(frozen)
            self.coarse.roll(self.coarse.head + 1)
            self._learn_hour(since, frozen)

    def _learn_hour(self, since: int, frozen: bool) -> None:
        head = self.coarse.head
        habits = self.habits
        habits.fade()
        told = (head - LAG) * HOUR
        if not frozen and told >= since:
            row = self.coarse.bucket(head - LAG)
            place = slot(told)
            mean = habits.level * (habits.sums[place + 1] - habits.sums[place])
            bar = mean + 4 * math.sqrt(mean + 0.3 * mean * mean) + 1 if self.hours >= 24 else math.inf
            weights = (row[channel] / UNIT for channel in (WEIGHT, INSULTS, ACCUSATIONS))
            habits.learn(told, (row[TOLD], row[OTHERS], *weights), bar)
            habits.meet([row[channel] for channel in (NEW, KNOWN, NEW_OTHERS, KNOWN_OTHERS)])
            self.hours += 1
            if self.hours <= 24:
                habits.draw()
        felt = head - MOOD_LAG
        if not frozen and felt * HOUR >= since:
            row = self.coarse.bucket(felt)
            habits.feel(row[TOLD], row[OTHERS])
        if head % 24 == 0:
            habits.rest()

    def _learn_spreads(self, frozen: bool) -> None:
        """At the end of an hour."""
        if frozen:
            self.pending.clear()
        elif self.hours >= WARM:
            self._remember(self.coarse, len(self.fine.windows))
        while self.pending and self.pending[0].hour <= self.coarse.head - SPREAD_LAG:
            self._learn_block(self.pending.popleft())

    def _remember(self, ring: Ring, first: int) -> None:
        """The windows that end with the last bucket and do not overlap those remembered before: each time a bucket
        later, so that the hour at which a source is asked does not matter."""
        end = ring.head + 1
        for place, width in enumerate(ring.windows, first):
            if end % (width + 1):
                continue
            counts, usual = self.counts(place), self._said(place, self.start(place), end * ring.step)
            self.pending.append(Block(self.coarse.head, place, counts[TOLD], counts[OTHERS], usual.mean, usual.others))

    def _learn_block(self, block: Block) -> None:
        heard = self.late.heard(block.place)
        usual = Usual(heard * block.mean, heard * block.quiet)
        self.crowd[block.place].learn(block.others, usual.others, usual.others)
        expected, doubt = self._given(block.place, block.others, usual)
        self.drift[block.place].learn(block.told, expected, expected + doubt * expected * expected)

    # ------------------------------------------------------------------ looking

    @property
    def lately(self) -> int:
        """Where the window of the last hours stands."""
        return next(place for place, window in enumerate(self.windows) if window.width == LATELY)

    @property
    def fallen(self) -> tuple[str, ...]:
        """Sources that have fallen silent, as far as it can be known."""
        return self.sources.fallen(self._end, self.habits) if self._is_known else ()

    @property
    def _end(self) -> int:
        """Of the last bucket."""
        return (self.fine.head + 1) * self.fine.step

    @property
    def _is_known(self) -> bool:
        """Whether a day was learned: before, nothing is known of what is usual."""
        return self.hours >= DAY // HOUR

    def counts(self, place: int) -> tuple[int, ...]:
        fine = len(self.fine.windows)
        return self.fine.of(place) if place < fine else self.coarse.of(place - fine)

    def told(self, place: int) -> int:
        fine = len(self.fine.windows)
        return self.fine.sums[TOLD][place] if place < fine else self.coarse.sums[TOLD][place - fine]

    def start(self, place: int) -> int:
        """Where the window begins: at a whole bucket."""
        fine = len(self.fine.windows)
        ring, width = (
            (self.fine, self.fine.windows[place]) if place < fine else (self.coarse, self.coarse.windows[place - fine])
        )
        return (ring.head - width + 1) * ring.step

    def expected(self, place: int, now: int) -> float:
        """Negatives to be expected in the window that ends *now*."""
        return self._usual(place, self.start(place), now).mean

    def _usual(self, place: int, start: int, end: int, planned: Sequence[Planned] = ()) -> Usual:
        """What is usually heard by the *end* of what was said since *start*."""
        said, heard = self._said(place, start, end, planned), self.late.heard(place)
        if self._is_known:
            heard *= self.sources.audible(start, end, self._end, self.habits)
        return Usual(heard * said.mean, heard * said.others, said.share, said.doubt)

    def _said(self, place: int, start: int, end: int, planned: Sequence[Planned] = ()) -> Usual:
        window, habits = self.windows[place], self.habits
        total = habits.between(start, end) + sum(more(habits, event, start, end) for event in planned)
        share = habits.share_now if window.width <= MOODY else habits.usual_share
        known = habits.share[0] + habits.share[1]
        if window.before:
            level, share, known = habits.before(window.before)
            total *= min(level, 1.0)
        return Usual(total * share, total * (1 - share), share, (1 - share) / (share * (YOUNG_MENTIONS + known)))

    def _given(self, place: int, heard: float, usual: Usual) -> tuple[float, float]:
        """Negatives to be expected given how many others spoke, and the doubt of the crowd's size that is left."""
        known = 1 / self.crowd[place].value
        return usual.mean * (known + heard) / (known + usual.others), 1 / (known + heard)

    def look(self, place: int, now: int, since: int, bar: float, planned: Sequence[Planned] = ()) -> Seen | None:
        """What a window shows, if it is worth a word. *bar*: of so many false alarms a month it may raise its part."""
        window = self.windows[place]
        if self.told(place) < window.least:  # as nearly always: the rest is not worth its time
            return None
        counts = self.counts(place)
        _, _, told, sole, raw, *_ = counts
        if not _independent(told, sole, raw):
            return None
        start = max(self.start(place), since)
        usual = self._usual(place, start, now, planned)
        if told < window.ratio * usual.mean or self.hours < 1:
            return None
        odds, looks = self._odds(place, counts, usual)
        looks *= MONTH / window.width / (OVERLAP * bar * window.part)
        score = -math.log10(max(odds, NEVER)) / math.log10(max(10.0, looks))
        return Seen(window, start, score, counts, usual, self.drift[place].value)

    def _drift(self, place: int) -> float:
        """How the share drifts from window to window; twice that while we know no more than one of them."""
        window = self.windows[place]
        taught = self.hours - 24 * window.before if len(self.habits.past) >= window.before else self.hours
        return self.drift[place].value * (1 + window.width / (HOUR * max(1, taught)))

    def _odds(self, place: int, counts: Sequence[int], usual: Usual) -> tuple[float, float]:
        """How rarely so much, as grave and by so many newcomers, is said when nothing is the matter: by the
        usual crowd, in the mood of the day; or at an event of a size that nobody knows, where only the share tells. And
        how often the window is looked at anew while its width goes by."""
        others, drift = counts[OTHERS], self._drift(place) + usual.doubt
        heard = counts[WEIGHT] / UNIT / self.habits.weight - HALF
        regulars = HIDDEN if self.windows[place].before else REGULARS
        marked = stranger(self.habits, counts, regulars) * (graver(self.habits, counts) if self.worded else 1.0)
        expected, left = self._given(place, others, usual)
        looks = slides(heard + HALF, expected, drift + left)
        known = self._is_known
        crowd = rarity(heard, expected, drift + left) if known else 0.0
        if crowd > UNREMARKABLE * marked:
            return crowd / marked, looks
        odds = usual.share / (1 - usual.share)
        among = max(crowd, rarity(heard, (others + 1) * odds, drift + 1 / (others + 1)))
        event = self._event(place, counts, usual) if known else 1.0
        return ((1 - event) * crowd + event * among) / marked, looks

    def _event(self, place: int, counts: Sequence[int], usual: Usual) -> float:
        """The chance that an event is under way where so many others speak, of whom so many are newcomers."""
        others = counts[OTHERS]
        fame = self.habits.daily / (self.habits.daily + FAME)
        events = EVENTS * fame * self.windows[place].width / MONTH * others / (others + EVENT)
        chance = min(1.0, (1 - math.exp(-events)) * crowded(self.habits, counts))
        if others >= VOICES:
            otherwise = at_least(others - HALF, usual.others, self.crowd[place].value)
            chance = max(chance, min(SURPRISE, chance / (chance + otherwise)))
        return max(chance, self._bustle(others, usual.others))

    def _bustle(self, others: int, usual: float) -> float:
        """How surely an event is under way already, where so many *others* speak: now, or in the last hours."""
        start = self.start(self.lately)
        before = self._usual(self.lately, start, self._end).others
        busy = max((others + QUIET) / (usual + QUIET), (self.counts(self.lately)[OTHERS] + QUIET) / (before + QUIET))
        return min(1.0, max(0.0, (busy - BUSY) / (BUSTLE - BUSY)))


def _independent(told: int, sole: int, raw: int) -> bool:
    """Whether enough people speak for themselves, among so many texts and so much that is said in all."""
    if sole >= VOICES and told >= DISTINCT * raw and (sole >= FEW or sole >= raw / 2):
        return True
    return told >= TEXTS and sole >= VOICES - 1 and told >= raw / 1.5


def more(habits: Habits, event: Planned, start: int, end: int) -> float:
    """Voices that a planned event adds to what is usual between both."""
    spans = event.between(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
    busy = sum(habits.between(max(start, first.timestamp()), min(end, last.timestamp())) for first, last in spans)
    return (event.factor - 1) * busy
