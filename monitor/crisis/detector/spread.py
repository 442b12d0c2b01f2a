"""How windows of time differ from what is usual there, beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

STEADIEST = 0.8  # of the common spread
PSEUDO_BLOCKS = 12.0


@dataclass(frozen=True, slots=True)
class Window:
    """Its width in seconds; the fewest distinct negatives, and how many times the usual, that are worth a word; how
    its volume and its share spread around what is usual until the brand's own are known; and its part of the false
    alarms that are bearable, beside the others': most of it where minutes count."""

    width: int
    least: int
    ratio: float
    crowd: float
    share: float
    part: float = 1.0
    before: int = 0  # days: measured by what was usual then


@dataclass(slots=True)
class Spread:
    """Variance beyond chance, relative to mean²: by moments, shrunk to *prior*; *least* at the least."""

    prior: float
    excess: float = 0.0
    scale: float = 0.0
    least: float = 0.02

    @property
    def value(self) -> float:
        return max(self.least, (self.prior * PSEUDO_BLOCKS + self.excess) / (PSEUDO_BLOCKS + self.scale))

    def learn(self, count: float, mean: float, chance: float) -> None:
        """One block in which *count* came where *mean* was expected, with a variance of *chance* at least."""
        if mean <= 0:
            return
        far = min((count - mean) ** 2, 16 * (chance + self.value * mean * mean))
        trust = (mean / (mean + 1.0)) ** 3
        self.excess += trust * (far - chance) / (mean * mean)
        self.scale += trust
        if self.scale > 200:
            self.excess, self.scale = self.excess * 0.5, self.scale * 0.5


def drifting(window: Window, excess: float = 0.0, scale: float = 0.0) -> Spread:
    """Of a share: no brand's is believed to be much steadier than is common, as a few weeks of few complaints say."""
    return Spread(window.share, excess, scale, STEADIEST * window.share)
