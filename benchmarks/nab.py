"""The detector on real counts: tweets of ten companies (Numenta Anomaly Benchmark, realTweets), scored as NAB does.

Run: python -m benchmarks.nab [folder], where the folder holds realTweets/, combined_windows.json, profiles.json and
results/ of NAB; or say where it is in VIGIE_NAB. The leaderboard is read beside it, if it is there.

NAB counts tweets, not complaints: every tweet is heard as a negative one. What *ships* is asked as it ships. The
*adaptive* form is its test of windows of two to three hours against the hour of the day, with a bar that follows the
brand's own extremes (peaks over threshold). Its settings and its one threshold are chosen on five companies and scored
on the other five, for all splits; which settings there are to choose from was found with all ten in sight, and `--wide`
chooses among all that were tried last. Both are silent for a day after an alarm.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from monitor.crisis.detector.ring import RAW, SOLE, TOLD, UNIT, WEIGHT, Ring
from monitor.crisis.detector.spread import Window
from monitor.crisis.detector.stream import HALF, Stream
from monitor.crisis.detector.watch import TALK
from monitor.crisis.tails import at_least

STEP, HOUR, DAY = 300, 3600, 86400
PROBATION, LONG = 0.15, 5000  # no more rows than this share of so many are for learning only
NEIGHBOURS = 5
SILENT = DAY // STEP  # buckets after an alarm
PROFILES = ("standard", "reward_low_FP_rate", "reward_low_FN_rate")
Alarms = Any  # numpy array of bool, one per row


# ------------------------------------------------------------------ the scorer of NAB


@dataclass(frozen=True)
class Series:
    """One company: the time and the count of each row, and the first and last row of each labelled window."""

    name: str
    times: tuple[int, ...]
    counts: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        return math.floor(PROBATION * min(len(self.times), LONG))


@dataclass(frozen=True)
class Profile:
    """What a window found, a window missed and a row for nothing are worth."""

    hit: float
    missed: float
    false: float


def sigmoid(position: float) -> float:
    """1 well before the end of a window, 0 at its end, -1 well after (NAB's scaled sigmoid)."""
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1


def worths(series: Series) -> tuple[Any, Any]:
    """What an alarm at each row is worth before it is weighed, and the number of the window it is in (-1: none)."""
    rows = len(series.times)
    worth, place = np.full(rows, -1.0), np.full(rows, -1)
    for number, (first, last) in enumerate(series.windows):
        width = last - first + 1
        for row in range(first, last + 1):
            worth[row] = sigmoid(-(last - row + 1) / width) / sigmoid(-1.0)
            place[row] = number
        end = series.windows[number + 1][0] if number + 1 < len(series.windows) else rows
        for row in range(last + 1, end):
            worth[row] = sigmoid((row - last) / (width - 1))
    return worth, place


def score(series: Series, worth: Any, place: Any, alarms: Alarms, profile: Profile) -> float:
    told = alarms.copy()
    told[: series.probation] = False
    total = profile.false * float(worth[told & (place < 0)].sum())
    for number in range(len(series.windows)):
        hits = worth[told & (place == number)]
        total += profile.hit * float(hits.max()) if len(hits) else -profile.missed
    return total


def normal(total: float, windows: int, profile: Profile) -> float:
    """Between 0 for who never speaks and 100 for who is always right at once."""
    least = -profile.missed * windows
    return 100 * (total - least) / (profile.hit * windows - least)


def read(folder: Path) -> list[Series]:
    labelled = json.loads((folder / "combined_windows.json").read_text())
    found = []
    for path in sorted((folder / "realTweets").glob("*.csv")):
        with path.open() as file:
            rows = list(csv.DictReader(file))
        stamps = [row["timestamp"] for row in rows]
        windows = labelled[f"realTweets/{path.name}"]
        edges = tuple((stamps.index(_plain(first)), stamps.index(_plain(last))) for first, last in windows)
        times = tuple(int(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp()) for stamp in stamps)
        found.append(Series(path.stem, times, tuple(int(float(row["value"])) for row in rows), edges))
    return found


def _plain(stamp: str) -> str:
    return stamp.split(".")[0]


def profiles(folder: Path) -> dict[str, Profile]:
    told = json.loads((folder / "profiles.json").read_text())
    costs = {name: told[name]["CostMatrix"] for name in PROFILES}
    return {name: Profile(cost["tpWeight"], cost["fnWeight"], cost["fpWeight"]) for name, cost in costs.items()}


def prove(folder: Path, all_series: Sequence[Series], known: dict[str, Profile]) -> float:
    """The largest difference between our score and the one that NAB published, over all that it published here."""
    worst = 0.0
    for path in sorted((folder / "results").glob("*/*_scores.csv")):
        detector = path.parent.name
        profile = path.stem.removeprefix(f"{detector}_").removesuffix("_scores")
        with path.open() as file:
            told = {row["File"]: row for row in csv.DictReader(file)}
        for series in all_series:
            row = told[f"realTweets/{series.name}.csv"]
            with (path.parent / f"{detector}_{series.name}.csv").open() as file:
                scores = np.array([float(each["anomaly_score"]) for each in csv.DictReader(file)])
            ours = score(series, *worths(series), scores >= float(row["Threshold"]), known[profile])
            worst = max(worst, abs(ours - float(row["Score"])))
    return worst


# ------------------------------------------------------------------ what ships


def hear(stream: Stream, at: int, count: int) -> None:
    """So many distinct complaints."""
    stream.add([(at, ((WEIGHT, UNIT * count), (TOLD, count), (SOLE, count), (RAW, count)))])


def streamed(windows: Sequence[Window], start: int) -> Stream:
    fine = tuple(window.width // STEP for window in windows if window.width <= DAY)
    coarse = tuple(window.width // HOUR for window in windows if window.width > DAY) or (24,)
    return Stream(tuple(windows), Ring(STEP, fine, start // STEP), Ring(HOUR, coarse, start // HOUR))


def shipped(series: Series, alpha: float = 0.15) -> Any:
    """The score of each row: 1 at the bar."""
    start = series.times[0]
    stream = streamed(TALK, start)
    bar = alpha / sum(window.part for window in TALK)
    found = np.zeros(len(series.times))
    for row, (at, count) in enumerate(zip(series.times, series.counts, strict=True)):
        stream.pass_time(at + STEP, start, False)
        hear(stream, at, count)
        seen = [stream.look(place, at + STEP, start, bar) for place in range(len(TALK))]
        found[row] = max((each.score for each in seen if each), default=0.0)
    return found


def spaced(scores: Any, bar: float) -> Alarms:
    """Alarms at the bar, and none for a day after each."""
    alarms, free = np.zeros(len(scores), bool), 0
    for row in np.flatnonzero(scores >= bar):
        if row >= free:
            alarms[row], free = True, row + SILENT
    return alarms


# ------------------------------------------------------------------ the adaptive form


@dataclass(frozen=True)
class Setting:
    """*half_life* of what is usual, in days; how many extremes are remembered; how fast the edge of extremes moves."""

    half_life: float
    memory: int
    pace: float


SETTINGS = [Setting(*each) for each in itertools.product((3.0, 4.0), (120,), (0.03, 0.04))]
# What the search began with; `--wide` chooses among all of it.
WIDE = [Setting(*each) for each in itertools.product((2.0, 3.0, 4.0), (90, 120, 160), (0.03, 0.04))]
SPANS = (24, 30, 36)  # buckets: windows of 2, 2.5 and 3 hours, of which the mean is taken
EXTREME = 0.95
SPREAD, LAG, PSEUDO = 0.16, 6, 3.0


def usual(series: Series, half_life: float) -> Any:
    """What is expected of each row: the level of the last days by the hour of the day, learned six hours late."""
    times = np.array(series.times)
    hour = times // HOUR - times[0] // HOUR
    rows = np.bincount(hour)
    totals = np.bincount(hour, series.counts)
    said, known, fade = np.zeros(24), np.zeros(24), 0.5 ** (1 / (24 * half_life))
    found = np.zeros(len(rows))
    for now in range(len(rows)):
        then = now - LAG
        if then >= 0 and rows[then]:
            mean, count = 12 * found[then], totals[then] * 12 / rows[then]
            if mean > 0 and now > 48:
                count = min(count, mean + 4 * math.sqrt(mean + 0.3 * mean * mean) + 1)
            place = (times[0] // HOUR + then) % 24
            said, known = fade * said, fade * known
            said[place] += count
            known[place] += 1
        if known.sum() >= 18:
            level, place = said.sum() / known.sum(), (times[0] // HOUR + now) % 24
            found[now] = level * (said[place] + PSEUDO * level) / (known[place] * level + PSEUDO * level) / 12
    return found[hour]


def moving(values: Any, width: int) -> Any:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(sums))
    return sums[ends] - sums[np.maximum(0, ends - width)]


def rarities(series: Series, half_life: float, span: int) -> Any:
    """-log10 of how rarely so much is said in the window that ends with each row."""
    expected = usual(series, half_life)
    means, counts = moving(expected, span), moving(np.array(series.counts, float), span)
    known = moving((expected > 0).astype(float), span) >= span
    found = np.zeros(len(counts))
    for row in np.flatnonzero(known & (means > 0)):
        more = counts[row] > means[row]
        found[row] = -math.log10(at_least(counts[row] - HALF, means[row], SPREAD)) if more else 0.2
    return found


def adaptive(all_series: Sequence[Series], setting: Setting) -> list[Any]:
    """The score of each row of each company."""
    rare = [[_rare(series, setting.half_life, span) for span in SPANS] for series in all_series]
    return [np.mean([peaks(each, setting) for each in spans], axis=0) for spans in rare]


@cache
def _rare(series: Series, half_life: float, span: int) -> Any:
    return rarities(series, half_life, span)


def peaks(rare: Any, setting: Setting) -> Any:
    """How far each rarity is over the usual extreme, in units of how far extremes are over it."""
    found = np.zeros(len(rare))
    edge, excess = 1.0, 0.6
    for row in np.flatnonzero(rare > 0):
        value = rare[row]
        if value > edge:
            found[row] = (value - edge) / max(excess, 0.05)
        edge += setting.pace * (EXTREME if value > edge else EXTREME - 1)
        if value > edge:
            excess += (value - edge - excess) / setting.memory
    return found


@dataclass(frozen=True)
class Marks:
    """Scores by threshold and company, for each profile."""

    bars: Any
    by: dict[str, Any]


def marks(all_series: Sequence[Series], scored: Sequence[Any], known: dict[str, Profile], bars: Any) -> Marks:
    tables = {name: np.zeros((len(bars), len(all_series))) for name in known}
    for column, (series, scores) in enumerate(zip(all_series, scored, strict=True)):
        worth, place = worths(series)
        for line, bar in enumerate(bars):
            alarms = spaced(scores, bar)
            for name, profile in known.items():
                tables[name][line, column] = score(series, worth, place, alarms, profile)
    return Marks(bars, tables)


def smooth(table: Any) -> Any:
    """Each threshold with its neighbours: a peak that stands alone is luck."""
    padded = np.pad(table, ((NEIGHBOURS, NEIGHBOURS), (0, 0)), mode="edge")
    return sum(padded[shift : shift + len(table)] for shift in range(2 * NEIGHBOURS + 1)) / (2 * NEIGHBOURS + 1)


def held_out(all_series: Sequence[Series], found: Sequence[Marks], known: dict[str, Profile]) -> Iterator[list[float]]:
    """For every half of the companies: the best setting and threshold there, scored on the other half."""
    many = np.array([len(series.windows) for series in all_series])
    everyone = frozenset(range(len(all_series)))
    smoothed = [{name: smooth(marked.by[name]) for name in known} for marked in found]
    for half in itertools.combinations(sorted(everyone), len(everyone) // 2):
        seen, unseen = list(half), sorted(everyone - set(half))
        reached = []
        for name, profile in known.items():
            sums = [tables[name][:, seen].sum(axis=1) for tables in smoothed]
            best = max(range(len(sums)), key=lambda index: sums[index].max())
            line_ = int(sums[best].argmax())
            reached.append(normal(found[best].by[name][line_, unseen].sum(), many[unseen].sum(), profile))
        yield reached


def line(name: str, values: Sequence[float]) -> str:
    return f"{name:<44}" + "".join(f"{value:9.1f}" for value in values)


def main() -> None:
    folder = Path(next((word for word in sys.argv[1:] if word[0] != "-"), os.environ.get("VIGIE_NAB", "")))
    if not (folder / "realTweets").is_dir():
        sys.exit("where is NAB? python -m benchmarks.nab FOLDER, or VIGIE_NAB=FOLDER")
    known, all_series = profiles(folder), read(folder)
    total = sum(len(series.windows) for series in all_series)
    print(f"{len(all_series)} companies, {total} windows; the scorer is off by {prove(folder, all_series, known):.1e}")
    print(f"{'':<44}" + "".join(f"{name.removeprefix('reward_'):>9.9}" for name in PROFILES))
    scored = [shipped(series) for series in all_series]
    one = marks(all_series, scored, known, np.array([1.0]))
    print(line("as shipped, nothing tuned", [normal(one.by[n][0].sum(), total, p) for n, p in known.items()]))
    settings = WIDE if "--wide" in sys.argv else SETTINGS
    found = [
        marks(all_series, adaptive(all_series, setting), known, np.geomspace(0.2, 20, 120)) for setting in settings
    ]
    print(line("adaptive, held out (mean of all splits)", np.mean(list(held_out(all_series, found, known)), axis=0)))
    best = [max(normal(m.by[n].sum(axis=1).max(), total, p) for m in found) for n, p in known.items()]
    print(line("adaptive, best in sample", best))
    for row in leaderboard(folder):
        print(line(f"{row['det']}, held out", [float(row[f"cv126_{name}"]) for name in ("std", "lowFP", "lowFN")]))


def leaderboard(folder: Path) -> list[dict[str, str]]:
    path = folder.parent / "nab_realtweets_leaderboard.csv"
    if not path.is_file():
        return []
    with path.open() as file:
        scored = [row for row in csv.DictReader(file) if row["cv126_std"]]
    return sorted(scored, key=lambda row: -float(row["cv126_std"]))


if __name__ == "__main__":
    main()
