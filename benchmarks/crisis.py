"""How early, how surely and how rarely for nothing: the shipped detector beside the rules of others, on simulated
brands.

Run: make bench-crisis, or python -m benchmarks.crisis [dev|heldout] [--per N] [--only NAME ...] [--tier NAME ...]
[--jobs N] [--minutes N] [--log FILE]

The simulator is looked for in $VIGIE_SIMULATOR, else at ../shared/tools/simulator.py. Nothing here has parameters: they
are those that vigie ships with.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.vigie import Vigie
from monitor.crisis import PRESETS, Increase, Rated, Share
from monitor.crisis.asked import Asked

HOUR, DAY = 3600, 86400
COOLDOWN = DAY  # of the rules of others, which have no life of incidents
SLOW = "slow_burn"
Job = tuple[str, str, int]  # tier, kind and seed of a scenario
Found = dict[str, dict[str, Any]]  # what each rule did in one

# What was promised, of `all` unless it says otherwise: at most.
GOALS = {
    "missed %": 5.0,
    "missed %, fast": 2.0,
    "missed %, slow burns": 25.0,
    "missed %, single": 0.0,
    "false a brand-month": 0.15,
    "false a brand-month, low": 0.05,
    "delay, fast, median min": 75.0,
    "over the floor, fast, median min": 15.0,
    "over the floor, fast, p95 min": 90.0,
    "over the floor, single, p95 min": 5.0,
    "messages a crisis": 3.0,
}
HAZARDS = {"positive_buzz": 2.0, "neutral_buzz": 10.0, "weekly_event": 10.0, "level_shift": 10.0}  # the others: 0 %


@cache
def simulator() -> ModuleType:
    path = Path(os.environ.get("VIGIE_SIMULATOR") or Path(__file__).parents[2] / "shared" / "tools" / "simulator.py")
    if not path.is_file():
        sys.exit(f"there is no simulator at {path}: say where it is in VIGIE_SIMULATOR")
    spec = importlib.util.spec_from_file_location("simulator", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulator"] = module
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------ the rules of others


def preset(sim: ModuleType, rule: Asked) -> Callable[[Any], list[Any]]:
    """Asked every hour about what had been fetched, told again after a day at the earliest."""

    def alerts(scenario: Any) -> list[Any]:
        said, last = [], -COOLDOWN
        for now, alarming in _hourly(rule, scenario):
            if alarming and now - last >= COOLDOWN:
                last = now
                said.append(sim.Alert(now, "open"))
        return said

    return alerts


def _hourly(rule: Asked, scenario: Any) -> Iterable[tuple[int, bool]]:
    mentions = scenario.mentions
    edges = scenario.start + HOUR * np.arange(1, scenario.days * 24 + 1)
    hour = np.minimum((mentions["obs"] - scenario.start) // HOUR, len(edges) - 1)
    total = np.bincount(hour, minlength=len(edges))
    bad = mentions["sent"] == -1
    if isinstance(rule, Rated):
        bad = mentions["stars"] <= rule.stars
    negatives = np.bincount(hour[bad], minlength=len(edges))
    counted = total if isinstance(rule, Increase) and rule.of == "all" else negatives
    alarming = _alarming(rule, counted, negatives, total)
    return zip(edges.tolist(), alarming.tolist(), strict=True)


def _alarming(rule: Asked, counted: Any, negatives: Any, total: Any) -> Any:
    hours = int(rule.within.total_seconds()) // HOUR
    recent = _moving(counted, hours)
    if isinstance(rule, Share):
        return _moving(negatives, hours) > np.maximum(rule.at_least - 1, _moving(total, hours) * rule.percent / 100)
    if not isinstance(rule, Increase):
        return recent >= rule.at_least
    over = int(rule.over.total_seconds()) // HOUR
    mean = _moving(counted, over) / over
    bar = mean * hours * (1 + rule.percent / 100)
    if rule.deviations:
        spread = np.sqrt(np.maximum(0, _moving(counted.astype(float) ** 2, over) / over - mean**2))
        bar = hours * mean + rule.deviations * spread * math.sqrt(hours)
    known = np.arange(len(counted)) >= over
    return known & (recent > bar) & (recent >= rule.at_least)


def _moving(counts: Any, hours: int) -> Any:
    sums = np.concatenate([[0], np.cumsum(counts)])
    ends = np.arange(1, len(sums))
    return sums[ends] - sums[np.maximum(0, ends - hours)]


# ------------------------------------------------------------------ measuring


def contestants(sim: ModuleType) -> dict[str, Callable[[Any], list[Any]]]:
    found: dict[str, Callable[[Any], list[Any]]] = {
        "vigie": lambda scenario: sim.run(Vigie(sim, scenario.brand.name), scenario),
        "10 negatives in 1 h": lambda scenario: sim.run(sim.NaiveThreshold(scenario.brand), scenario),
    }
    return found | {f"as {name}": preset(sim, rule) for name, rule in PRESETS.items()}


def wilson(missed: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, in per cent."""
    if not of:
        return math.nan, math.nan
    z, p = 1.96, missed / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def poisson(count: int, months: float) -> tuple[float, float]:
    """95 % interval of a rate (square roots: good to a few per cent from three on)."""
    low, high = max(0.0, math.sqrt(count) - 0.98) ** 2, (math.sqrt(count + 1) + 0.98) ** 2
    return low / months, high / months


def order(values: Sequence[float], share: float) -> str:
    """A quantile, and its 95 % interval by the order of the values."""
    ranked, n = sorted(values), len(values)
    if not n:
        return "-"
    half = 1.96 * math.sqrt(n * share * (1 - share))
    at = [ranked[min(n - 1, max(0, round(n * share + shift - 0.5)))] for shift in (-half, half)]
    return f"{np.percentile(ranked, 100 * share):.0f} [{at[0]:.0f}-{at[1]:.0f}]"


def described(name: str, results: Sequence[dict[str, Any]], which: Callable[[dict[str, Any]], bool]) -> str:
    crises = [crisis for result in results for crisis in result["crises"] if which(crisis)]
    hit = [crisis for crisis in crises if crisis["detected"]]
    low, high = wilson(len(crises) - len(hit), len(crises))
    sent = float(np.mean([crisis["sent"] for crisis in hit])) if hit else math.nan
    missed = 100 * (1 - len(hit) / len(crises)) if crises else math.nan
    delays = [crisis["delay"] for crisis in hit]
    over = [crisis["over"] for crisis in hit]
    return (
        f"{name:<22}{len(crises):>6}  {missed:5.1f} [{low:4.1f}-{high:4.1f}]  {order(delays, 0.5):>17}"
        f"  {order(delays, 0.95):>20}  {order(over, 0.5):>16}  {order(over, 0.95):>18}  {sent:5.1f}"
    )


def false_alarms(results: Sequence[dict[str, Any]]) -> str:
    count, months = sum(result["false"] for result in results), sum(result["months"] for result in results)
    low, high = poisson(count, max(months, 1e-9))
    return f"{count / max(months, 1e-9):6.3f} [{low:.3f}-{high:.3f}] a brand-month ({count} in {months:.0f})"


HEADER = (
    f"{'':<22}{'crises':>6}  {'missed %, 95 %':<18}{'delay min, median':>17}  {'p95':>20}  {'over the floor':>16}"
    f"  {'p95':>18}  {'told':>5}"
)


def report(sim: ModuleType, results: dict[str, list[dict[str, Any]]]) -> None:
    ours = results["vigie"]
    print(f"\n{HEADER}")
    for name, found in results.items():
        print(described(name, found, lambda _: True))
        print(described("  fast", found, lambda crisis: crisis["kind"] != SLOW))
    print("\nfalse alarms")
    for name, found in results.items():
        tiers = ", ".join(
            f"{tier} {_rate([result for result in found if result['tier'] == tier]):.3f}" for tier in sim.TIERS
        )
        print(f"  {name:<22}{false_alarms(found)}; {tiers}")
    print(f"\nvigie, by tier (fast), then by kind\n{HEADER}")
    for tier in sim.TIERS:
        print(described(tier, ours, lambda crisis, tier=tier: crisis["tier"] == tier and crisis["kind"] != SLOW))
    for kind in sim.CRISES:
        print(described(kind, ours, lambda crisis, kind=kind: crisis["kind"] == kind))
    print("\nscenarios in which a hazard fooled the rule, %")
    for name, found in results.items():
        print(f"  {name:<22}" + ", ".join(f"{hazard} {share:.0f}" for hazard, share in fooled(sim, found).items()))
    verdict(sim, ours)


def _rate(results: Sequence[dict[str, Any]]) -> float:
    return sum(result["false"] for result in results) / max(1e-9, sum(result["months"] for result in results))


def fooled(sim: ModuleType, results: Sequence[dict[str, Any]]) -> dict[str, float]:
    found = {}
    for hazard in sim.HAZARDS:
        rows = [result["hazard_false"] > 0 for result in results if result["scenario"] == hazard]
        if hazard != "quiet" and rows:
            found[hazard] = 100 * float(np.mean(rows))
    return found


def verdict(sim: ModuleType, results: Sequence[dict[str, Any]]) -> None:
    crises = [crisis for result in results for crisis in result["crises"]]
    fast = [crisis for crisis in crises if crisis["kind"] != SLOW]
    single = [crisis for crisis in crises if crisis["kind"] == "single_catastrophic"]
    reached = {
        "missed %": _missed(crises),
        "missed %, fast": _missed(fast),
        "missed %, slow burns": _missed([crisis for crisis in crises if crisis["kind"] == SLOW]),
        "missed %, single": _missed(single),
        "false a brand-month": _rate(results),
        "false a brand-month, low": _rate([result for result in results if result["tier"] == "low"]),
        "delay, fast, median min": _percentile(fast, "delay", 50),
        "over the floor, fast, median min": _percentile(fast, "over", 50),
        "over the floor, fast, p95 min": _percentile(fast, "over", 95),
        "over the floor, single, p95 min": _percentile(single, "over", 95),
        "messages a crisis": float(np.mean([crisis["sent"] for crisis in crises if crisis["detected"]] or [math.nan])),
    }
    goals = GOALS | {f"fooled by {hazard} %": HAZARDS.get(hazard, 0.0) for hazard in fooled(sim, results)}
    reached |= {f"fooled by {hazard} %": share for hazard, share in fooled(sim, results).items()}
    print("\nvigie, against what was promised")
    for name, goal in goals.items():
        mark = "?" if math.isnan(reached[name]) else "ok" if reached[name] <= goal else "NOT MET"
        print(f"  {name:<36}{reached[name]:8.2f}  at most {goal:g}  {mark}")


def _missed(crises: Sequence[dict[str, Any]]) -> float:
    return 100 * float(np.mean([not crisis["detected"] for crisis in crises])) if crises else math.nan


def _percentile(crises: Sequence[dict[str, Any]], what: str, share: float) -> float:
    values = [crisis[what] for crisis in crises if crisis["detected"]]
    return float(np.percentile(values, share)) if values else math.nan


def scenarios(sim: ModuleType, split: str, per: int, names: Sequence[str], tiers: Sequence[str]) -> Iterator[Job]:
    """With the seeds of the simulator's own suite, one of each kind and tier after the other: whoever stops early has
    seen of everything."""
    seeds = sim.SEEDS[split]
    for number in range(per):
        for j, name in enumerate(sim.CRISES + sim.HAZARDS):
            for i, tier in enumerate(sim.TIERS):
                if name in names and tier in tiers:
                    yield tier, name, seeds[(i * 37 + j * 11 + number * 101) % len(seeds)]


def measured(job: Job) -> Found:
    """What each rule did in one scenario."""
    sim = simulator()
    scenario = sim.make_scenario(*job)
    return {name: sim.judge(scenario, rule(scenario)) for name, rule in contestants(sim).items()}


def main() -> None:
    sim = simulator()
    ask = argparse.ArgumentParser(description="the crisis benchmark")
    ask.add_argument("split", nargs="?", default="heldout", choices=list(sim.SEEDS))
    ask.add_argument("--per", type=int, default=6, help="scenarios of each kind and tier")
    ask.add_argument("--only", nargs="*", default=sim.CRISES + sim.HAZARDS, help="kinds of scenario")
    ask.add_argument("--tier", nargs="*", default=list(sim.TIERS))
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    ask.add_argument("--minutes", type=float, default=math.inf, help="begin no scenario later than this")
    ask.add_argument("--log", type=Path, help="a file of what was found, which an interrupted run goes on with")
    told = ask.parse_args()
    jobs = tuple(scenarios(sim, told.split, told.per, told.only, told.tier))
    known = logged(told.log) if told.log else {}
    run([job for job in jobs if job not in known], known, told.jobs, told.minutes, told.log)
    done = [known[job] for job in jobs if job in known]
    print(f"{told.split} seeds, {told.per} scenarios of each kind and tier: {len(done)} of {len(jobs)} were run")
    report(sim, {name: [found[name] for found in done] for name in contestants(sim)})


def run(jobs: Sequence[Job], known: dict[Job, Found], processes: int, minutes: float, log: Path | None) -> None:
    began = time.monotonic()
    with ProcessPoolExecutor(processes) as workers:
        for first in range(0, len(jobs), processes):
            if time.monotonic() - began > 60 * minutes:
                break
            some = jobs[first : first + processes]
            for job, found in zip(some, workers.map(measured, some), strict=True):
                known[job] = found
                if log:
                    with log.open("a") as file:
                        file.write(json.dumps([job, found]) + "\n")
            print(f"\r{len(known)} scenarios, {time.monotonic() - began:.0f} s", end="", file=sys.stderr, flush=True)


def logged(path: Path) -> dict[Job, Found]:
    lines = path.read_text().splitlines() if path.is_file() else []
    return {(job[0], job[1], job[2]): found for job, found in map(json.loads, lines)}


if __name__ == "__main__":
    main()
