"""How rare a count is, and how often a window that slides looks for one."""

from __future__ import annotations

from monitor.crisis.tails import at_least

LEAST_LOOKS = 0.5
DISBELIEF = 0.15
UNREMARKABLE = 0.02  # whose exact value nobody needs


def slides(count: float, mean: float, spread: float) -> float:
    """How often a window that slides is new to whom it alarms, per width: it finds its storm wherever that begins, the
    more so the less of the *count* the crowd's own swing explains (Alm's rate of a scan statistic, 1983)."""
    swing = min(count, mean * (count * spread + 1) / (mean * spread + 1))
    return LEAST_LOOKS + (count - swing) ** 2 / max(count, 1.0)


def rarity(count: float, mean: float, spread: float) -> float:
    """P(N >= count), where the *spread* itself is only believed: it may be twice as wide."""
    believed = at_least(count, mean, spread)
    if believed > UNREMARKABLE:
        return believed
    return (1 - DISBELIEF) * believed + DISBELIEF * at_least(count, mean, 2 * spread)
