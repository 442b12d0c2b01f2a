"""What the detector costs: a mention, an idle tick, a brand's state, and ten thousand brands judged each minute.

Run: python -m benchmarks.detector [brands]. Processor time, not the clock's.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import config
from monitor.crisis import Unusual, Watch, begin, dump
from monitor.lookout import Lookout
from monitor.model import Item, Mention, Sample, Score
from monitor.store import Harvest, Store

START = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def said(number: int, at: datetime, dice: random.Random) -> Sample:
    return Sample(
        id=number,
        at=at - timedelta(seconds=dice.choice((60, 60, 300, 2000))),
        source=dice.choice(("social", "news", "forum", "reviews")),
        author=str(dice.randrange(100_000)),
        fingerprint=str(dice.randrange(10**9)),
        prose="",
        sentiment=0.0,
        negative=dice.random() < 0.2,
        insult=dice.random() < 0.04,
        accusation=dice.random() < 0.01,
        reach=int(10 ** dice.gauss(2.8, 0.9)),
        rating=dice.choice((0.0, 0.5, 1.0)) if dice.random() < 0.12 else None,
        seen_at=at,
    )


def fed(a_day: int, days: int) -> tuple[Watch, float]:
    """A watch that heard so much, and the microseconds that each mention took, the passing of time among them."""
    dice = random.Random(a_day)
    watch = begin(START, START)
    mentions = [said(n, START + n * (DAY / a_day), dice) for n in range(a_day * days)]
    began = time.process_time()
    for mention in mentions:
        watch.hear(mention)
    return watch, (time.process_time() - began) / len(mentions) * 1e6


def idle(watch: Watch, ticks: int = 5000) -> float:
    """Microseconds of a tick of a minute in which nobody speaks, in a night of three days."""
    rule = Unusual()
    began = time.process_time()
    for _ in range(ticks):
        watch.pass_time(watch.now + 60)
        watch.note(rule.find(watch))
    return (time.process_time() - began) / ticks * 1e6


def crowd(brands: int) -> tuple[float, float]:
    """Seconds to judge so many brands once, from a real diary, in a minute in which a thousand mentions came; and the
    kilobytes that each brand takes in memory."""
    names = "".join(f"  - name: brand {n}\n" for n in range(brands))
    text = f"brands:\n{names}sources: [{{name: forum, url: 'https://forum.example/feed'}}]\ntargets: []\n"
    with tempfile.TemporaryDirectory() as folder:
        believed = config.parse(text, file=f"{folder}/vigie.yaml", environ={})
        store = Store(Path(folder) / "vigie.db", now=START)
        store.sources.sync([("forum", "feed", "x")], START)
        store.past.watch(tuple(brand.name for brand in believed.brands), START)
        tracemalloc.start()
        lookout = Lookout(store, believed)
        lookout.listen(START + DAY)
        for brand in believed.brands:
            lookout.judge(brand, START + 2 * DAY)
        memory = tracemalloc.get_traced_memory()[0] / brands / 1000
        tracemalloc.stop()
        rounds = 5
        spent = 0.0
        for round_ in range(rounds):
            now = START + 2 * DAY + (round_ + 1) * timedelta(minutes=1)
            speak(store, brands, now, round_)
            began = time.process_time()
            lookout.listen(now)
            for brand in believed.brands:
                lookout.judge(brand, now)
            spent += time.process_time() - began
        store.close()
    return spent / rounds, memory


def speak(store: Store, brands: int, now: datetime, round_: int) -> None:
    state = store.sources.get("forum")
    assert state
    fresh = tuple(
        Mention(
            Item(f"{round_}-{n}", text="words", author=f"{n}", published=now),
            f"brand {n * 7 % brands}",
            "forum",
            now,
            sentiment=Score(-0.5, "negative", 0.9),
            fingerprint=f"{round_}-{n}",
        )
        for n in range(1000)
    )
    store.save(Harvest(state, fresh=fresh), now)


def main() -> None:
    brands = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for a_day, days in ((3, 60), (100, 30), (10_000, 10)):
        watch, cost = fed(a_day, days)
        size = len(dump(watch))
        print(f"{a_day:>6} mentions a day: {cost:7.1f} µs each, {size / 1000:5.1f} KB kept, {idle(watch):5.1f} µs idle")
    seconds, memory = crowd(brands)
    print(f"{brands} brands judged in {seconds:.2f} s of processor a round, {memory:.0f} KB each in memory")
    print(f"once a minute that is {seconds / 60:.0%} of a core")


if __name__ == "__main__":
    main()
