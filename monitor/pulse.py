"""What the daemon knows of itself, for the health page, the metrics and the watchdog."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from monitor.delays import Delays
from monitor.sight import Sight


@dataclass(slots=True)
class Song:
    """What canaries told: how long the last one took (seconds; None before the first came back), whether it was *lost*,
    and how many were."""

    seconds: float | None = None
    lost: bool = False
    losses: int = 0

    def note(self, seconds: float, *, lost: bool) -> None:
        self.lost = lost
        if lost:
            self.losses += 1
        else:
            self.seconds = seconds


@dataclass(slots=True)
class Pulse:
    """Signs of life. Moments are seconds of the monotonic clock; counters count since the start. *lines* says of each
    stream whether it is open, *heard* what happened to it."""

    ready: bool = False
    draining: bool = False
    dispatched_at: float = 0.0
    judged_at: float = 0.0
    config_ok: bool = True
    sight: Sight = field(default_factory=Sight)
    storage: str = ""  # what is wrong with the diary; empty where it can be written
    in_flight: int = 0
    polls: Counter[str] = field(default_factory=Counter)
    mentions: Counter[tuple[str, str]] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    deliveries: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    lines: dict[str, bool] = field(default_factory=dict)
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)
    canary: Song = field(default_factory=Song)
    delays: Delays = field(default_factory=Delays)

    def alive(self, at: float, *, dispatch: float, judge: float) -> bool:
        """Whether both the dispatcher and the judge came round lately; *dispatch* and *judge* are seconds."""
        return at - self.dispatched_at < dispatch and at - self.judged_at < judge
