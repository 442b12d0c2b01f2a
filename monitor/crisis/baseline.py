"""More complaints, and a larger share of them, than is usual for this brand at this hour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.crisis.figures import conclude
from monitor.crisis.odds import at_least, share_at_least, together
from monitor.crisis.usual import Usual, learn
from monitor.crisis.window import Window, look
from monitor.model import History, Level, Verdict

MONTH = timedelta(days=30)
LOOKS = 4  # nearly independent looks that sliding by less than its width takes at each window
UNUSUAL_SHARE = 0.03
RAREST_SHARE = 1e-4  # the share may vouch for a count, not replace it
# A share over an hour moves as if 20 mentions had been seen of it; over longer windows it is steadier (a power of
# hours fitted to public airline tweets).
STEADINESS, STEADIES = 20.0, 0.35


@dataclass(frozen=True, slots=True)
class Baseline:
    """Instead of a number per brand, one question: how many false alarms are bearable. How rare the count is, in which
    insults and accusations weigh more, and how rare the share, are put together and held against the answer."""

    name: str = field(default="baseline", metadata={"help": "what messages call this rule"})
    brands: tuple[str, ...] = field(default=(), metadata={"help": "brands it is for; all of them when empty"})
    level: Level = field(default=Level.CRISIS, metadata={"help": "how serious it is: warning or crisis"})
    factor: float = field(default=3.0, metadata={"help": "at least so many times the usual number"})
    within: timedelta = field(default=timedelta(hours=1), metadata={"help": "in how much time"})
    at_least: int = field(default=5, metadata={"help": "never for fewer distinct negative mentions"})
    voices: int = field(default=3, metadata={"help": "by at least so many different people or sources"})
    warm_up: timedelta = field(default=timedelta(hours=24), metadata={"help": "silent while it learns the brand"})
    false_alarms: float = field(default=0.02, metadata={"help": "false alarms that chance may raise in a month"})

    def __post_init__(self) -> None:
        if self.at_least < 1 or self.voices < 1:
            raise ValueError("at_least and voices count from 1")
        if self.within <= timedelta(0):
            raise ValueError("within must be longer than nothing")
        if self.factor <= 0 or self.false_alarms <= 0:
            raise ValueError("factor and false_alarms must be more than 0")

    @property
    def window(self) -> timedelta:
        return self.within

    def judge(self, history: History, now: datetime) -> Verdict:
        seen = look(history, now, self.within)
        usual = learn(history, now, self.within, self.warm_up)
        level = self.level if usual and self._unusual(seen, usual) else Level.CALM
        return conclude(history, self.name, level, seen, usual)

    def _unusual(self, seen: Window, usual: Usual) -> bool:
        expected = usual.expected(seen.start, seen.end)
        if len(seen.negatives) < self.at_least or seen.voices < self.voices or seen.weight < self.factor * expected:
            return False
        count = at_least(int(seen.weight), expected, usual.doubt(seen.span))
        steadiness = STEADINESS * (seen.span / timedelta(hours=1)) ** STEADIES
        share = share_at_least(len(seen.negatives), seen.total, usual.share, steadiness)
        bar = self.false_alarms * (seen.span / MONTH) / LOOKS
        return share <= UNUSUAL_SHARE and together(count, max(share, RAREST_SHARE)) <= min(1.0, bar)
