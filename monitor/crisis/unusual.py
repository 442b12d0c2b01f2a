"""More complaints, graver ones or worse ratings than this brand's habits explain: the rule that needs no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor.crisis.detector import BAD, FRESH, SHORT, Finding, Watch
from monitor.crisis.figures import UNKNOWN, Band, band, figures
from monitor.crisis.window import look
from monitor.model import Cause, Figures, History, Level, Planned, Sample, Verdict

LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Unusual:
    """One question instead of a number for each brand: how many false alarms are bearable."""

    name: str = field(default="unusual", metadata={"help": "what messages call this rule"})
    brands: tuple[str, ...] = field(default=(), metadata={"help": "brands it is for; all of them when empty"})
    level: Level = field(default=Level.CRISIS, metadata={"help": "how serious it is: warning or crisis"})
    false_alarms: float = field(
        default=0.15, metadata={"help": "false alarms that a brand may raise in a month; more are faster"}
    )

    def __post_init__(self) -> None:
        if not 0 < self.false_alarms <= 100:
            raise ValueError("false_alarms must be more than 0, and at most 100 a month")

    @property
    def window(self) -> timedelta:
        return LONGEST

    def find(self, watch: Watch, planned: Sequence[Planned] = ()) -> Finding:
        return watch.look(self.false_alarms, planned)

    def span(self, finding: Finding) -> timedelta:
        """How far back the mentions are needed that tell what was found."""
        if finding.cause is Cause.SINGLE:
            return timedelta(seconds=FRESH)
        return timedelta(seconds=finding.seen.window.width if finding.seen else SHORT)

    def judge(self, history: History, now: datetime, finding: Finding) -> Verdict:
        """What was found, told with the mentions of *history*."""
        level = self.level if finding.alarming else Level.CALM
        told = self._figures(history, now, finding, level > Level.CALM)
        return Verdict(history.brand, now, level, self.name, replace(told, score=finding.score), finding.cause)

    def _figures(self, history: History, now: datetime, finding: Finding, read: bool) -> Figures:
        span = self.span(finding)
        samples = tuple(map(_rated, history.samples)) if finding.cause is Cause.RATINGS else history.samples
        heard = tuple(sample for sample in samples if finding.cause is not Cause.RATINGS or sample.rating is not None)
        seen = look(replace(history, samples=heard), now, span)
        told = figures(seen, _band(finding), history, read)
        if not finding.mention:
            return told
        others = tuple(each for each in told.mentions if each != finding.mention)
        return replace(told, mentions=(finding.mention, *others))


def _rated(sample: Sample) -> Sample:
    """What its stars say of it, whatever its words do."""
    return sample if sample.rating is None else replace(sample, negative=sample.rating <= BAD)


def _band(finding: Finding) -> Band:
    seen = finding.seen
    return band(seen.usual.mean, seen.spread, seen.usual.share) if seen else UNKNOWN


def sketch(rule: Unusual, watch: Watch, brand: str, finding: Finding) -> Verdict:
    """The verdict in the watch's own counts, for which no mention has to be read: voices and sources are not known."""
    level = rule.level if finding.alarming else Level.CALM
    told, usual, others, share = watch.counted(finding)
    span = rule.span(finding)
    figures_ = Figures(span, told, usual, 0.0, 0.0, told + others, share, told, 1, score=finding.score)
    return Verdict(brand, datetime.fromtimestamp(watch.now, UTC), level, rule.name, figures_, finding.cause)
