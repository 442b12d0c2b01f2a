"""How soon news is heard for the same number of questions: fixed intervals, the source's rhythm, the theoretical best.

    python -m benchmarks.rhythm [a file of real moments: brand,time rows; invented ones without it]

A trace is the moments at which one source published. Each policy is given the same number of questions for the same
time (its interval is tuned until it asks as often, within one per cent); what is told is the mean delay from
publication to the next question, over the second half of the trace: the first half is what the rhythm has learned when
it begins, and it goes on learning. The best is what the same rule reaches that knows how often each hour of the second
half itself speaks, which nobody can know beforehand.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from math import exp
from pathlib import Path
from statistics import mean, median

from monitor.fetch import Outcome, Pace, Rhythm, next_poll

LEAST = 100  # moments of a trace that is measured
EVERY = timedelta(minutes=60)  # what a fixed interval is
START = datetime(2026, 3, 2, tzinfo=UTC)
FREE = Pace(floor=timedelta(minutes=5), ceiling=timedelta(hours=24), start=EVERY)

Ask = Callable[[datetime, timedelta, Sequence[datetime]], timedelta]
Told = tuple[float, int]  # mean delay in seconds, questions


def invented(count: int = 40, weeks: int = 12) -> list[list[datetime]]:
    """Sources that speak in working hours, each in its own, and seldom at week-ends and at night."""
    traces = []
    for number in range(count):
        dice = random.Random(number)
        noon, width, rate = dice.uniform(9, 20), dice.uniform(2, 6), dice.uniform(0.1, 2)
        moments = []
        for hour in range(weeks * 168):
            day, at = hour // 24 % 7, hour % 24
            busy = rate * (exp(-(((at - noon) / width) ** 2)) + 0.03) * (0.3 if day > 4 else 1)
            moments += [START + timedelta(hours=hour + dice.random()) for _ in range(_poisson(busy, dice))]
        traces.append(sorted(moments))
    return traces


def _poisson(rate: float, dice: random.Random) -> int:
    count, left = 0, dice.expovariate(1)
    while left < rate:
        count, left = count + 1, left + dice.expovariate(1)
    return count


def real(path: Path) -> list[list[datetime]]:
    traces: dict[str, list[datetime]] = defaultdict(list)
    with path.open(encoding="utf-8") as rows:
        for brand, moment, *_ in list(csv.reader(rows))[1:]:
            traces[brand].append(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    return [_dense(sorted(moments)) for moments in traces.values()]


def _dense(moments: list[datetime]) -> list[datetime]:
    """The middle nine tenths: samples of archives fray at their ends."""
    cut = len(moments) // 20
    return moments[cut : len(moments) - cut]


def played(moments: Sequence[datetime], start: datetime, end: datetime, interval: timedelta, ask: Ask) -> Told:
    at, before, delays, questions = start, start, 0.0, 0
    heard = 0
    first = bisect_right(moments, start)
    while at < end:
        known = bisect_right(moments, at)
        fresh = moments[bisect_right(moments, before) : known]
        delays += sum((at - moment).total_seconds() for moment in fresh)
        heard += len(fresh)
        questions, before = questions + 1, at
        at += ask(at, interval, fresh)
    assert heard <= len(moments) - first
    return delays / max(1, heard), questions


def evened(play: Callable[[timedelta], Told], wanted: int) -> Told:
    """What it tells with the interval at which it asks as often as *wanted*."""
    low, high = timedelta(minutes=2), timedelta(hours=36)
    told = play(EVERY)
    for _ in range(14):
        middle = (low + high) / 2
        told = play(middle)
        if abs(told[1] - wanted) <= wanted * 0.01:
            break
        low, high = (middle, high) if told[1] > wanted else (low, middle)
    return told


def following(known: Rhythm, *, learning: bool) -> Ask:
    def ask(now: datetime, interval: timedelta, fresh: Sequence[datetime]) -> timedelta:
        nonlocal known
        known = known.heard(fresh) if learning and fresh else known
        return known.stretched(now, interval)

    return ask


def adaptive(moments: Sequence[datetime], start: datetime, end: datetime, known: Rhythm | None) -> Told:
    """The daemon's own plan; with a rhythm, or without any."""
    interval, rhythm = EVERY, known or Rhythm()

    def ask(now: datetime, _: timedelta, fresh: Sequence[datetime]) -> timedelta:
        nonlocal interval, rhythm
        rhythm = rhythm.heard(fresh) if known and fresh else rhythm
        outcome = Outcome.NEW if fresh else Outcome.UNCHANGED
        plan = next_poll(
            now, pace=FREE, interval=interval, outcome=outcome, failures=0, told=None, jitter=0.5, rhythm=rhythm
        )
        interval = plan.interval
        return plan.at - now

    return played(moments, start, end, EVERY, ask)


def compared(moments: list[datetime]) -> dict[str, float]:
    """Delays of each policy, as a share of that of a fixed interval that asks as often."""
    start, end = moments[len(moments) // 2], moments[-1]
    past, future = Rhythm().heard(moments[: len(moments) // 2]), Rhythm().heard(moments[len(moments) // 2 :])

    def fixed(questions: int) -> float:
        return played(moments, start, end, (end - start) / questions, lambda _, every, __: every)[0]

    wanted = max(1, int((end - start) / EVERY))

    def with_rhythm(known: Rhythm, *, learning: bool) -> float:
        told, asked = evened(
            lambda every: played(moments, start, end, every, following(known, learning=learning)), wanted
        )
        return told / fixed(asked)

    plain, asked = adaptive(moments, start, end, None)
    timed, asked_too = adaptive(moments, start, end, past)
    return {
        "rhythm / fixed": with_rhythm(past, learning=True),
        "best / fixed": with_rhythm(future, learning=False),
        "adaptive / fixed": plain / fixed(asked),
        "adaptive with rhythm / fixed": timed / fixed(asked_too),
        "adaptive: minutes to hear": plain / 60,
        "adaptive with rhythm: minutes to hear": timed / 60,
        "adaptive with rhythm: questions / without": asked_too / asked,
    }


def main(path: Path | None) -> dict[str, float]:
    traces = [each for each in (real(path) if path else invented()) if len(each) >= LEAST]
    shares = [compared(trace) for trace in traces]
    told = {f"delay, {name} (median of traces)": median(each[name] for each in shares) for name in shares[0]}
    sooner = mean(each["rhythm / fixed"] < 1 for each in shares)
    return {"traces": len(traces)} | told | {"traces in which the rhythm hears sooner than fixed intervals": sooner}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if sys.argv[1:] else None)))
