"""A world to be killed in: storms that break one after the other on a few sites, among others that make nobody ring,
and a sink that hears of them."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from random import Random

from tests.proofs.shelf import MANIFEST, leaves
from tests.proofs.sink import API, Sink, sink
from tests.site import Answer, Site, rss, site

STORMS = float(os.environ.get("VIGIE_STORMS", "0.34"))  # that break between two kills
SITES = 8  # on which they break; each tells of several brands
QUIET = 16  # sources that are asked all the time and make nobody ring
FEW, MANY = 4, 12  # complaints that make a warning, and a crisis
WORDS = (
    "service horrible, une honte, je suis furieux",
    "awful, a disgrace, I am furious",
    "livraison catastrophique, jamais plus",
    "terrible quality and rude people, avoid",
)
HEAD = """
rules:
  - {{kind: threshold, name: few, level: warning, at_least: {few}, within: 1d, voices: 3, brands: {brands}}}
  - {{kind: threshold, name: many, level: crisis, at_least: {many}, within: 1d, voices: 3, brands: {brands}}}
web: {{listen: off}}
brands: {watched}
targets: {targets}
store: {store}
sources:
"""


@dataclass(frozen=True, slots=True)
class Kill:
    """When it was over (monotonic); whether it had waited for somebody to be told; whether the couriers went too."""

    at: float
    aimed: bool
    whole: bool


@dataclass
class World:
    """What happens in it, and what was done to it."""

    place: Site
    sink: Sink
    folder: Path
    brands: tuple[str, ...]
    quiet: dict[str, Answer]
    random: Random
    dawn: float = 2.0  # seconds from the start of a watch until it is ready
    life: float = 8.0  # seconds from there until somebody is told, and as long again
    complaints: dict[int, int] = field(default_factory=dict)  # of each brand
    kills: list[Kill] = field(default_factory=list)
    cut: dict[tuple[str, str], dict[int, Kill]] = field(default_factory=dict)  # (alert, target): its attempts
    outlived: int = 0  # calls that went on when the daemon was dead
    early: int = 0  # kills of a watch that was not ready
    leaving: int = 0  # kills of a watch that had been told to stop

    def config(self, store: str, targets: Sequence[dict[str, str]]) -> Path:
        path = self.folder / f"{store}.yaml"
        watched = [{"name": name} for name in (*self.brands, "Corpus")]
        head = HEAD.format(
            few=FEW, many=MANY, brands=json.dumps(self.brands), watched=json.dumps(watched),
            targets=json.dumps(targets), store=f"{store}.db",
        )  # fmt: skip
        path.write_text(head + "".join(f"  - {json.dumps(source)}\n" for source in self._sources()))
        return path

    def _sources(self) -> Iterator[dict[str, object]]:
        for number in range(min(SITES, len(self.brands))):
            url = f"{self.place.url}/storm/{number}"
            yield {"name": f"storm {number}", "url": url, "every": "2s", "backfill": "all"}
        for path in self.quiet:
            url = self.place.url + path
            yield {"name": path[-90:], "url": url, "every": "10s", "backfill": "all", "about": ["Corpus"]}

    def targets(self) -> list[dict[str, str]]:
        place = self.sink.url.removeprefix("http://")
        bot = {"way": "slack", "address": f"http://xoxb-1234-PROOF@{place}{API}", "channel": "C0123ABC"}
        return [
            {"name": "marque", "way": "slack", "address": f"http://{place}/marque", "level": "warning"},
            {"name": "press office", "way": "apprise", "address": f"json://{place}/press-office", "level": "warning"},
            {"name": "on call", "level": "warning", **bot},
        ]

    def breaks(self, number: int) -> None:
        """Before kill *number* a storm begins, or one that has begun grows."""
        before, first, last = (ceil(STORMS * each) for each in (number - 1, number, number + 1))
        for brand in range(first, last):
            self._says(brand, FEW)
        for brand in range(max(before, 0), first):
            self._says(brand, MANY)

    def ends(self) -> None:
        """Nothing is left to be said."""
        for brand in range(len(self.brands)):
            self._says(brand, MANY)

    def _says(self, number: int, complaints: int) -> None:
        if 0 <= number < len(self.brands):
            self.complaints[number] = complaints
            self.tells(number % SITES)

    def tells(self, where: int) -> None:
        """The site says of each of its brands what there is to say."""
        said = (entry for number in range(where, len(self.brands), SITES) for entry in self._said_of(number))
        self.place.answers[f"/storm/{where}"] = Answer(rss(*said))

    def _said_of(self, number: int) -> Iterator[tuple[str, str]]:
        name, complaints = self.brands[number], self.complaints.get(number, 0)
        for n in range(complaints):
            yield f"c{number}-{n}", f"{name}, {n}: {WORDS[n % len(WORDS)]}"
        yield f"n{number}", f"{name} opens a shop" if complaints else f"It rains {number} times"

    @property
    def items(self) -> int:
        """How many there are on the sites of the storms when all of them have broken and grown."""
        return len(self.brands) * (MANY + 1)


@contextlib.contextmanager
def world(folder: Path, seed: int, kills: int) -> Iterator[World]:
    folder.mkdir()
    random = Random(seed)
    with site() as place, sink(Random(seed)) as ear:
        brands = tuple(f"Zelmar {number}" for number in range(ceil(STORMS * kills)))
        quiet = _corpus(random) if MANIFEST.exists() else _invented()
        place.answers |= quiet
        made = World(place, ear, folder, brands, quiet, random)
        for where in range(SITES):
            made.tells(where)
        yield made


def _corpus(random: Random) -> dict[str, Answer]:
    return {leaf.address: leaf.answer for leaf in random.sample(leaves(), QUIET)}


def _invented() -> dict[str, Answer]:
    def feed(number: int) -> Answer:
        return Answer(rss(*((f"q{number}-{n}", f"Quiet news {n} of place {number}") for n in range(number % 9))))

    return {f"/quiet/{number}": feed(number) for number in range(QUIET)}
