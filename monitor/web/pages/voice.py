"""The share of voice: of whom how much was said, beside his competitors; who was counted, who was not, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Brand
from monitor.store import Tally
from monitor.text.folding import plain


@dataclass(frozen=True, slots=True)
class Shares:
    """*tallies* are those that are compared, the most spoken of first, one of whom nothing was heard among them;
    *missing* are competitors that nobody watches; *own* are the sources where everything counts for some."""

    tallies: tuple[Tally, ...]
    missing: tuple[str, ...] = ()
    own: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def total(self) -> int:
        return sum(each.total for each in self.tallies)

    @property
    def compared(self) -> bool:
        """Whether there is somebody to compare with."""
        return len(self.tallies) > 1 or bool(self.missing)


def shares_of(
    heard: Sequence[Tally],
    watched: Sequence[Brand],
    brand: str,
    own: Iterable[tuple[str, tuple[str, ...]]] = (),
) -> Shares:
    """What was *heard* of *brand* and its competitors; of all brands where none is chosen, or the one has none."""
    chosen = [each for each in watched if not brand or each.name == brand]
    wanted = dict.fromkeys(name for each in chosen for name in each.competitors)
    found = {name: _watched(name, watched) for name in wanted}
    rivals = {each.name for each in found.values() if each}
    kept = {brand} | rivals if brand and wanted else {each.name for each in heard} | rivals
    tallies = {name: Tally(name, 0, 0, 0) for name in sorted(kept)} | {each.name: each for each in heard}
    told = sorted((tallies[name] for name in kept), key=lambda each: (-each.total, each.name))
    told_of = frozenset(each.name for each in told)
    return Shares(
        tallies=tuple(told),
        missing=tuple(name for name, known in found.items() if not known),
        own=tuple((source, those) for source, brands in own if (those := tuple(b for b in brands if b in told_of))),
    )


def _watched(name: str, watched: Iterable[Brand]) -> Brand | None:
    """The brand of the configuration that a competitor is, by its name or another of its names."""
    known = plain(name)
    return next((each for each in watched if known in {plain(other) for other in (each.name, *each.aliases)}), None)
