"""Everything that is remembered of one brand: small, fed mention by mention, asked at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.crisis.detector.habits import DAY, HOUR
from monitor.crisis.detector.public import Public
from monitor.crisis.detector.ring import OTHERS, SOLE, TOLD, Ring
from monitor.crisis.detector.single import Loud
from monitor.crisis.detector.spread import Window
from monitor.crisis.detector.stream import Seen, Stream
from monitor.crisis.detector.voices import STEP, Voices, author_of
from monitor.model import Cause, Planned, Sample

# Spreads: what hourly and daily counts of large brands on public data show, and the shares of complaints at airlines.
TALK = (
    Window(HOUR // 4, 4, 3.0, 0.40, 0.31),
    Window(HOUR // 2, 3, 3.0, 0.35, 0.26, part=2),
    Window(HOUR, 3, 3.0, 0.30, 0.24, part=6),
    Window(3 * HOUR, 3, 2.5, 0.22, 0.16, part=6),
    Window(6 * HOUR, 3, 2.3, 0.19, 0.16, part=6),
    Window(12 * HOUR, 4, 2.2, 0.16, 0.16, part=6),
    Window(DAY, 5, 2.0, 0.14, 0.09, part=2, before=7),
    Window(3 * DAY, 8, 1.7, 0.10, 0.07, part=2, before=7),
    Window(7 * DAY, 10, 1.6, 0.08, 0.04, part=2, before=7),
)
STARS = (
    Window(3 * HOUR, 3, 3.0, 0.30, 0.25),
    Window(6 * HOUR, 3, 3.0, 0.30, 0.25),
    Window(12 * HOUR, 3, 2.5, 0.25, 0.25),
    Window(DAY, 4, 2.5, 0.25, 0.25),
    Window(3 * DAY, 6, 2.5, 0.20, 0.18, before=3),
)
PARTS = sum(window.part for window in (*TALK, *STARS))
SHORT = 3 * HOUR  # what says whether a crisis goes on
SHORT_PLACE = next(place for place, window in enumerate(TALK) if window.width == SHORT)
SLOW_PLACE = next(place for place, window in enumerate(STARS) if window.width == 12 * HOUR)
BAD = 0.25  # of the way from the worst rating to the best: one and two stars of five
FRESH = 12 * HOUR  # how old a single mention may be to be news
OLDEST = 7 * DAY  # what is older was history when it came
FREEZE = 7 * DAY  # a crisis that lasts longer has become the usual
# A crisis that was over a moment ago comes back far more often than another begins: so many times the false alarms are
# bearable for so long.
RETURNS, ECHOES = 5.0, 3 * DAY
VOICES, RATERS = 1500, 400  # that are remembered
FEW, HOLD = 4, 300  # voices, and seconds that they must still be so many
WATCHFUL = 0.5  # a score of which every change is followed


@dataclass(frozen=True, slots=True)
class Finding:
    """What the watch makes of a moment: *score* is 1 at the bar, *seen* the window that alarms most, *mention* the id
    of a single grave one; *since* when it began to be alarmed."""

    score: float = 0.0
    seen: Seen | None = None
    cause: Cause = Cause.CROWD
    mention: int = 0
    since: int | None = None

    @property
    def alarming(self) -> bool:
        return self.score >= 1


@dataclass(slots=True)
class Watch:
    """*since* is when the watch began; *fed* the id of the last mention it heard; *grave* the last single one that
    alarms by itself, with its moment. *lives* and *peak* are of the incident that is open, *ended* of the last one;
    *answer* is that to what was last *asked*, good until it is *stirred*."""

    since: int
    now: int
    talk: Stream
    stars: Stream
    voices: Voices = field(default_factory=lambda: Voices(VOICES))
    raters: Voices = field(default_factory=lambda: Voices(RATERS))
    public: Public = field(default_factory=Public)
    loud: Loud = field(default_factory=Loud)
    fed: int = 0
    grave: tuple[int, int] = (0, 0)
    lives: int = 0
    peak: int = 0
    ended: int = 0
    alarmed: int = 0
    stirred: bool = True
    asked: tuple[object, ...] = ()
    answer: Finding = field(default_factory=Finding)

    # ------------------------------------------------------------------ time and talk

    def hear(self, sample: Sample) -> None:
        """A mention, in the order in which they were stored; it counts when it was said, not when it came."""
        self.fed = max(self.fed, sample.id)
        seen = _seconds(sample.seen_at or sample.at)
        self.pass_time(seen)
        at = min(_seconds(sample.at), self.now - 1)
        if seen - at > OLDEST:
            return
        self.stirred = True
        self.talk.hear(sample.source, seen - at, self.now)
        author = author_of(sample)
        learn = not (sample.negative and self._frozen)  # who complains in a crisis is not the usual public
        known = None if author is None else self.public.meet(author, self.now, learn)
        self.talk.add(self.voices.counts(sample, at, sample.negative, author, known))
        if sample.rating is not None:
            self.stars.hear(sample.source, seen - at, self.now)
            self.stars.add(self.raters.counts(sample, at, sample.rating <= BAD, author, known))
        if sample.accusation and sample.reach:
            if self.now - at <= FRESH and self.loud.is_rare(sample.reach, self.now):
                self.grave = (at, sample.id)
            self.loud.hear(at, sample.reach, sample.source)

    def pass_time(self, now: int) -> None:
        if now <= self.now or (now - 1) // STEP == (self.now - 1) // STEP:
            self.now = max(now, self.now)
            return
        if now // DAY > self.now // DAY:
            for stream in (self.talk, self.stars):
                stream.sources.rest()
        self.now = now
        frozen = self._frozen
        for stream in (self.talk, self.stars):
            stream.pass_time(now, self.since, frozen)

    @property
    def _frozen(self) -> bool:
        """Whether what is said now is a crisis, and teaches nothing of what is usual."""
        return bool(self.lives) and self.now - self.lives < FREEZE

    def follow(self, lives: datetime | None) -> None:
        """Know the incident of the brand that is open since *lives*: what is unusual is not learned meanwhile, and
        what is over does not alarm again."""
        if lives is None and self.lives:
            self.ended, self.lives, self.peak, self.alarmed = self.now, 0, 0, 0
        elif lives is not None:
            self.lives = _seconds(lives)

    # ------------------------------------------------------------------ looking

    def look(self, alpha: float, planned: Sequence[Planned] = ()) -> Finding:
        """What there is to say now, when *alpha* false alarms a month are bearable."""
        if self.grave[1] and self.now - self.grave[0] <= FRESH and self.grave[0] >= self.ended:
            return Finding(max(1.5, self._crowd(alpha, planned).score), None, Cause.SINGLE, self.grave[1])
        found = self._crowd(alpha, planned)
        if self.lives:
            return self._held(found)
        hold = HOLD if found.alarming and found.seen and found.seen.counts[SOLE] <= FEW else 0
        since = self.alarmed or self.now
        if self.now - since >= hold:
            return found
        return Finding(0.99, found.seen, found.cause, since=since)

    def _crowd(self, alpha: float, planned: Sequence[Planned]) -> Finding:
        """As long as nobody speaks, what was seen stands: silence is no reason to be alarmed. Whether an alarm is over
        is looked at in every bucket, and whether one begins that the hours explained, in every hour."""
        awake = self.lives or self.answer.score >= WATCHFUL
        question = (alpha, tuple(planned), self.talk.fine.head if awake else self.now // HOUR, self.lives, self.ended)
        if self.stirred or question != self.asked:
            self.answer, self.asked, self.stirred = self._worst(alpha, planned), question, False
        return self.answer

    def _worst(self, alpha: float, planned: Sequence[Planned]) -> Finding:
        echoing = self.ended and not self.lives and self.now - self.ended < ECHOES
        bar = alpha / PARTS * (RETURNS if echoing else 1.0)
        best = Finding()
        for stream, cause in ((self.talk, Cause.CROWD), (self.stars, Cause.RATINGS)):
            for place, window in enumerate(stream.windows):
                if window.width > (SHORT if self.lives else self.now - self.ended):
                    continue
                seen = stream.look(place, self.now, self.since, bar, planned)
                if seen and seen.score > best.score:
                    best = Finding(seen.score, seen, cause)
        return best

    def _held(self, found: Finding) -> Finding:
        """An incident is not over while far more is said than usual, or than at its peak; nor while bad ratings keep
        coming, which they do slowly."""
        told = self.talk.counts(SHORT_PLACE)[TOLD]
        self.peak = max(self.peak, told)
        usual = self.talk.expected(SHORT_PLACE, self.now)
        rated, usually = self.stars.counts(SLOW_PLACE)[TOLD], self.stars.expected(SLOW_PLACE, self.now)
        if told > max(2 * usual + 1, self.peak / 4) or rated > 2 * usually + 1:
            return Finding(max(0.95, found.score), found.seen, found.cause)
        return found

    def note(self, finding: Finding) -> None:
        self.alarmed = finding.since or 0

    # ------------------------------------------------------------------ telling

    def counted(self, finding: Finding) -> tuple[int, float, int, float]:
        """Negatives, those that were usual, others, and the usual share, of the window that was found; of the last
        three hours where none was."""
        if finding.seen:
            counts, usual = finding.seen.counts, finding.seen.usual
            return counts[TOLD], usual.mean, counts[OTHERS], usual.share
        counts = self.talk.counts(SHORT_PLACE)
        usual_ = self.talk.expected(SHORT_PLACE, self.now)
        return counts[TOLD], usual_, counts[OTHERS], self.talk.habits.usual_share

    def silent(self, known: Sequence[str]) -> tuple[str, ...]:
        """Sources that are *known* to be silent, and those of which too much was expected for nothing to be wrong."""
        return tuple(dict.fromkeys((*known, *self.talk.fallen)))

    def confidence(self, silent: Sequence[str]) -> float:
        """The share of what is usually said that can still be heard while sources are *silent*."""
        return 1 - self.talk.sources.part(silent)


def begin(since: datetime, now: datetime) -> Watch:
    """A watch that knows nothing yet."""
    start = _seconds(since)
    fine = (STEP, 3 * STEP)
    talk, stars = (_stream(windows, step, start) for windows, step in zip((TALK, STARS), fine, strict=True))
    one = Watch(start, start, talk, stars, public=Public(start), loud=Loud(start))
    one.pass_time(_seconds(now))
    return one


def _stream(windows: Sequence[Window], step: int, start: int) -> Stream:
    short = tuple(window.width // step for window in windows if window.width <= DAY)
    long = tuple(window.width // HOUR for window in windows if window.width > DAY)
    rings = Ring(step, short, start // step), Ring(HOUR, long, start // HOUR)
    return Stream(tuple(windows), *rings, worded=windows is TALK)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
