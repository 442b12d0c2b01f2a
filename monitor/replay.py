"""What other rules would have told of the same past: the archive, judged again as it was heard, and nobody woken."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from monitor.config import Config
from monitor.crisis import Hush, Plain, Policy, Unusual, alarm, begin, choose, judge, sketch, step, tell
from monitor.lookout import asked, flagged
from monitor.model import (
    AlertKind,
    DeliveryState,
    History,
    Incident,
    Level,
    Mark,
    Mention,
    Sample,
    Target,
    Told,
    Verdict,
)
from monitor.store import Store

TICK = timedelta(minutes=5)
LIVING = timedelta(minutes=15)
BACK = timedelta(days=28)  # what "usual" is learned from
WEEK = timedelta(days=7)
MARGIN = timedelta(hours=1)  # a crisis may be called so long before people would say that it began


@dataclass(frozen=True, slots=True)
class Call:
    """One life of an incident that would have been; a story may have more. *ended* None is still on, *messages* are
    what each target would have had."""

    brand: str
    opened: datetime
    ended: datetime | None
    level: Level
    rule: str
    peak: int
    messages: tuple[Told, ...] = ()

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.opened <= end and (self.ended is None or self.ended >= start)


@dataclass(frozen=True, slots=True)
class Found:
    """A mark, and the call that answers it, if there is one; *delay* counts from when people say that it began."""

    mark: Mark
    call: Call | None

    @property
    def delay(self) -> timedelta | None:
        return max(self.call.opened - self.mark.start, timedelta(0)) if self.call else None


@dataclass(frozen=True, slots=True)
class Archive:
    """What was said from *start* to *end*, of each brand; *known* finds the mention that a sample is of."""

    start: datetime
    end: datetime
    histories: tuple[History, ...]
    known: Callable[[int], Mention | None]

    @property
    def weeks(self) -> float:
        return (self.end - self.start) / WEEK

    @property
    def rated(self) -> float:
        """The weeks by which messages are divided: one at least, or an hour of crisis would be hundreds a week."""
        return max(1.0, self.weeks)


def archive(store: Store, config: Config, start: datetime, end: datetime) -> Archive:
    """With the four weeks before *start*, from which the rules know what is usual."""
    weights = {source.name: source.weight for source in config.sources}
    histories = (
        store.past.archive(brand.name, start - BACK, end, back=timedelta(0), weights=weights) for brand in config.brands
    )
    return Archive(start, end, tuple(histories), store.mentions.get)


def replay(past: Archive, config: Config) -> tuple[Call, ...]:
    """The incidents that the rules and the policy of *config* would have called, the oldest first. Silences are not
    heeded: the question is what the rules do."""
    brands = (_Brand(history, config, past.known) for history in past.histories)
    calls = [call for brand in brands for call in brand.live(past.start, past.end)]
    return tuple(sorted(calls, key=lambda call: (call.opened, call.brand)))


def only(calls: Iterable[Call], others: Sequence[Call]) -> tuple[Call, ...]:
    """The *calls* at whose time none of the *others* is about the same brand."""
    return tuple(
        call
        for call in calls
        if not any(
            each.brand == call.brand and each.overlaps(call.opened - MARGIN, call.ended or each.opened)
            for each in others
        )
    )


def found(calls: Sequence[Call], marks: Iterable[Mark], past: Archive) -> tuple[Found, ...]:
    """Of each mark in the period, the first call that answers it."""
    return tuple(
        Found(mark, next((call for call in calls if _answers(call, mark)), None))
        for mark in marks
        if past.start <= mark.start < past.end
    )


def messages(calls: Iterable[Call], target: str) -> int:
    """How many messages *target* would have had."""
    return sum(told.target == target and not told.folded for call in calls for told in call.messages)


def _answers(call: Call, mark: Mark) -> bool:
    return call.brand == mark.brand and mark.start - MARGIN <= call.opened <= mark.end


@dataclass
class _Brand:
    """One brand's past, judged moment by moment."""

    history: History
    config: Config
    known: Callable[[int], Mention | None]
    past: list[Incident] = field(default_factory=list)
    told: dict[int, list[Told]] = field(default_factory=dict)
    lives: dict[tuple[int, datetime], Incident] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = self.history.brand
        rules = [rule for rule in self.config.rules if not rule.brands or name in rule.brands]
        self.plain = [cast("Plain", rule) for rule in rules if not isinstance(rule, Unusual)]
        self.unusual = [rule for rule in rules if isinstance(rule, Unusual)]
        self.window = max((rule.window for rule in self.plain), default=timedelta(hours=1))
        samples = flagged(self.history.samples, asked(self.config), self.known)
        self.history = replace(self.history, samples=samples)
        self.said = [sample.at for sample in samples]
        self.order = sorted(self.history.samples, key=_heard)
        self.heard = list(map(_heard, self.order))
        self.hours = [hour.at for hour in self.history.hours]
        self.watch, self.fed = begin(self.history.since, self.history.since), 0

    def live(self, start: datetime, end: datetime) -> Iterator[Call]:
        for now in self._moments(start, end):
            self._step(self._judged(now), now)
        for life in self.lives.values():
            told = (each for each in self.told[life.id] if life.began_at <= each.at <= (life.resolved_at or end))
            yield Call(
                brand=life.brand,
                opened=life.began_at,
                ended=life.resolved_at,
                level=life.level,
                rule=life.verdict.rule,
                peak=life.peak,
                messages=tuple(told),
            )

    def _moments(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Five minutes after something was heard, for nothing else can alarm anybody, and now and then while an
        incident lives, for it may calm down."""
        now, known = start, bisect_left(self.heard, start)
        while now <= end:
            heard = bisect_right(self.heard, now)
            lives = any(incident.lives for incident in self.past)
            if heard > known or (lives and (now - start) % LIVING < TICK):
                yield now
                known = heard
            elif lives:
                pass
            elif heard == len(self.heard):
                return
            else:
                now += max(0, (self.heard[heard] - now) // TICK) * TICK
            now += TICK

    def _judged(self, now: datetime) -> Verdict:
        """The most alarming verdict, from what had been heard by then."""
        heard = bisect_right(self.heard, now)
        verdicts = [judge(self._known(now, self.window), self.plain, now)] if self.plain or not self.unusual else []
        if self.unusual:
            for sample in self.order[self.fed : heard]:
                self.watch.hear(sample)
            self.watch.follow(next((each.began_at for each in self.past if each.lives), None))
            self.watch.pass_time(int(now.timestamp()))
            verdicts += [self._found(rule, now) for rule in self.unusual]
        self.fed = heard
        return max(verdicts, key=alarm)

    def _found(self, rule: Unusual, now: datetime) -> Verdict:
        planned = tuple(each for each in self.config.events if not each.brands or self.history.brand in each.brands)
        finding = rule.find(self.watch, planned)
        self.watch.note(finding)
        if not finding.alarming:
            return sketch(rule, self.watch, self.history.brand, finding)
        return rule.judge(self._known(now, rule.span(finding)), now, finding)

    def _known(self, now: datetime, window: timedelta) -> History:
        """What the diary would have told then."""
        recent = self.history.samples[bisect_right(self.said, now - window) : bisect_right(self.said, now)]
        whole = now.replace(minute=0, second=0, microsecond=0)
        return replace(
            self.history,
            since=max(self.history.since, now - BACK),
            samples=tuple(sample for sample in recent if _heard(sample) <= now),
            hours=self.history.hours[bisect_left(self.hours, now - BACK) : bisect_left(self.hours, whole)],
        )

    def _step(self, verdict: Verdict, now: datetime) -> None:
        policy: Policy = self.config.policy
        newest = self.past[::-1]
        after = step(choose(newest, verdict, policy), verdict, policy).incident
        if after is None:
            return
        if not after.id:
            after = replace(after, id=len(self.past) + 1)
            self.past.append(after)
        self.past[after.id - 1] = after
        self.lives[after.id, after.began_at] = after
        log = self.told.setdefault(after.id, [])
        for telling in tell(after, verdict, _awake(self.config.targets), log, policy, Hush(), now):
            if telling.kind is not AlertKind.UPDATED and telling.fate is not DeliveryState.HELD:
                folded = telling.fate is DeliveryState.FOLDED
                log.append(Told(telling.target, telling.kind, now, after, verdict.figures.negatives, folded))


def _heard(sample: Sample) -> datetime:
    return max(sample.at, sample.seen_at or sample.at)


def _awake(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Messages that are edited wake nobody, and an acknowledgement cannot be replayed."""
    return tuple(replace(target, channel="", escalate=None) for target in targets)
