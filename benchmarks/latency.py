"""From publication to the webhook that tells of it: the real daemon between a site and a sink, both on loopback.

    python -m benchmarks.latency [seconds, 40 by default]

Each publication names a brand of its own, which a rule of the user's ("any mention that complains") tells of at once,
so that each is one call of the webhook. Half of them stand in feeds that are asked once a second, half are pushed by a
WebSub hub. What comes before is how long a question to such a feed is away, which nobody can be faster than: half the
interval in the middle, nineteen twentieths of it in the worst twentieth.

What the daemon's own pace adds by default is reckoned, not waited for: invented sources that speak in working hours
publish for weeks, the daemon's own plan says when each is asked, and each wait is followed by one of the measured ways
from the question to the webhook.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import mean, quantiles
from urllib.parse import parse_qs, urlencode

from benchmarks import rhythm
from benchmarks.bench import free_port
from monitor.aftermath import Occasion, heard
from monitor.fetch import Pace
from monitor.model import Reply, Request
from monitor.reading import Reading
from monitor.store import SourceState

FEEDS = 10  # of each way
EVERY = 1.0  # seconds between two questions to one of them
MOMENTS = 0.5  # seconds between two publications of one way, on average
SETTLED = 60.0  # seconds in which the daemon has to have met all its sources
LATEST = 20.0  # seconds in which the last webhook has to come
SECRET = "a word that both know"
WAYS = ("polled", "pushed")


@dataclass
class World:
    """The feeds, their hub and the sink. Moments are seconds since 1970: *said* when a brand was spoken of, *asked*
    when the feed was asked next, *told* when the webhook came; *questions* are the moments of each feed's."""

    port: int
    entries: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unasked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    doors: dict[str, str] = field(default_factory=dict)
    questions: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    said: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def publish(self, way: str, feed: str, brand: str) -> None:
        now = time.time()
        date = format_datetime(datetime.fromtimestamp(now, UTC))
        words = f"{brand}: awful service, a disgrace, I am furious"
        with self.lock:
            self.entries[feed].insert(0, _entry(brand, words, date))
            self.unasked[feed].append(brand)
            self.said[brand] = now
        if way == "pushed":
            self.deliver(feed)

    def document(self, feed: str) -> bytes:
        with self.lock:
            entries = "".join(self.entries[feed])
        return f'<rss version="2.0"><channel><title>{feed}</title>{entries}</channel></rss>'.encode()

    def ask(self, feed: str) -> bytes:
        """The feed, to somebody who asks for it."""
        now = time.time()
        with self.lock:
            self.asked |= dict.fromkeys(self.unasked[feed], now)
            self.unasked[feed] = []
            self.questions[feed].append(now)
        return self.document(feed)

    def deliver(self, feed: str) -> None:
        body = self.document(feed)
        proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/rss+xml", "X-Hub-Signature": f"sha256={proof}"}
        urllib.request.urlopen(urllib.request.Request(self.doors[feed], body, headers)).close()

    def confirm(self, feed: str, door: str) -> None:
        """Ask back whether it was meant; only then is the subscriber a subscriber."""
        asked = {"hub.mode": "subscribe", "hub.topic": self.address(feed), "hub.challenge": "yes"}
        with urllib.request.urlopen(f"{door}&{urlencode(asked | {'hub.lease_seconds': '86400'})}") as answer:
            if answer.read() == b"yes":
                self.doors[feed] = door

    def address(self, feed: str) -> str:
        way, number = feed.split("-")
        return f"http://127.0.0.{2 + int(number) + 100 * WAYS.index(way)}:{self.port}/{feed}"


def _entry(identity: str, words: str, date: str) -> str:
    return f"<item><guid>{identity}</guid><title>{words}</title><pubDate>{date}</pubDate></item>"


@contextmanager
def opened(world: World) -> Iterator[None]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            feed = self.path.strip("/")
            links = f'<http://127.0.0.1:{world.port}/hub>; rel="hub", <{world.address(feed)}>; rel="self"'
            self.tell(200, world.ask(feed), Content_Type="application/rss+xml; charset=utf-8", Link=links)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/hub":
                asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                feed = asked["hub.topic"].rpartition("/")[2]
                threading.Thread(target=world.confirm, args=(feed, asked["hub.callback"]), daemon=True).start()
            else:
                now, told = time.time(), json.loads(body)
                world.told.setdefault(told["data"]["incident"]["brand"], now)
            self.tell(202, b"")

        def tell(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            pass

    with ThreadingHTTPServer(("0.0.0.0", world.port), Door) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def configuration(world: World, folder: Path, brands: Sequence[str]) -> str:
    door = free_port()
    told = {
        "brands": [{"name": brand} for brand in brands],
        "sources": [
            *({"name": feed, "url": world.address(feed), "every": f"{EVERY:.0f}s"} for feed in feeds("polled")),
            *(
                {"name": feed, "kind": "websub", "url": world.address(feed), "secret": SECRET}
                for feed in feeds("pushed")
            ),
        ],
        "targets": [
            {
                "name": "sink",
                "way": "webhook",
                "address": f"http://127.0.0.1:{world.port}/told#whsec_QUFBQUFBQUFBQUFBQUFBQQ==",
            }
        ],
        "rules": [{"kind": "match", "negative": True}],
        "fetch": {"allow": ["127.0.0.0/8"]},
        "store": str(folder / "latency.db"),
        "web": {"listen": f"127.0.0.1:{door}", "link": f"http://127.0.0.1:{door}"},
    }
    return json.dumps(told)


def feeds(way: str) -> tuple[str, ...]:
    return tuple(f"{way}-{number}" for number in range(FEEDS))


def measured(seconds: float, folder: Path) -> World:
    """What happened in so many *seconds* of publishing, once the daemon had met all its sources."""
    dice = random.Random(1)
    world = World(free_port())
    moments = sorted(
        (at, way) for way in WAYS for at in (dice.uniform(0, seconds) for _ in range(round(seconds / MOMENTS)))
    )
    brands = [f"Brandol{''.join(dice.choices('bcdfgklmnprstv', k=3))}{number}" for number in range(len(moments))]
    for feed in (*feeds("polled"), *feeds("pushed")):
        world.entries[feed].append(_entry("old", "Nothing happened", format_datetime(datetime.now(UTC))))
    path = folder / "vigie.json"
    path.write_text(configuration(world, folder, brands))
    with opened(world), (folder / "log").open("w") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "-c", str(path)], stdout=log, stderr=log, start_new_session=True
        )
        try:
            _until(lambda: _settled(world), SETTLED, folder)
            began = time.monotonic()
            for (at, way), brand in zip(moments, brands, strict=True):
                time.sleep(max(0.0, began + at - time.monotonic()))
                world.publish(way, dice.choice(feeds(way)), brand)
            _until(lambda: len(world.told) == len(brands), LATEST, folder)
        finally:
            os.killpg(daemon.pid, signal.SIGTERM)
            daemon.wait()
    return world


def _settled(world: World) -> bool:
    return len(world.doors) == FEEDS and all(len(world.questions[feed]) > 3 for feed in feeds("polled"))


def _until(so: Callable[[], bool], within: float, folder: Path) -> None:
    """Raises TimeoutError, with the daemon's last words."""
    end = time.monotonic() + within
    while not so():
        if time.monotonic() > end:
            raise TimeoutError((folder / "log").read_text()[-3_000:])
        time.sleep(0.1)


# ------------------------------------------------------------------ the daemon's own pace


def waited(moments: Sequence[datetime]) -> list[tuple[float, float]]:
    """How long each of the second half of *moments* waits for the daemon's next question, and half the interval that it
    fell in, in seconds. Nothing but the plan of the daemon says when it asks; the first half is its first page."""
    start, end = moments[len(moments) // 2], moments[-1]
    known = [moment for moment in moments if moment < start]
    reply, jitter = Reply(Request("http://127.0.0.1/"), "http://127.0.0.1/", 200, (), b"", start), random.Random(1)
    state = SourceState(1, "feed", "feed", "", start)
    told, at = [], start
    while at < end:
        state = heard(state, reply, _page(known), "", Occasion(at, Pace(), jitter.random()))
        before, at = at, state.next_poll_at
        known = [moment for moment in moments if before < moment <= at]
        told += [((at - moment).total_seconds(), (at - before).total_seconds() / 2) for moment in known]
    return told


def _page(fresh: Sequence[datetime]) -> Reading:
    """A page on which so much is new."""
    return Reading("", "", None, None, 50, len(fresh), tuple(fresh), (), (), ())


def main(seconds: float, folder: Path) -> dict[str, float]:
    world = measured(seconds, folder)
    ways = {way: [brand for brand in world.said if _way(world, brand) == way] for way in WAYS}
    whole = {way: [world.told[brand] - world.said[brand] for brand in brands] for way, brands in ways.items()}
    after = [world.told[brand] - world.asked[brand] for brand in ways["polled"]]
    dice = random.Random(2)
    reckoned = [each for trace in rhythm.invented() if len(trace) >= rhythm.LEAST for each in waited(trace)]
    by_plan = [wait + dice.choice(after) for wait, _ in reckoned]
    halves = [half for _, half in reckoned]
    return {
        **_spread("asked once a second: publication to webhook, s", whole["polled"]),
        "asked once a second: between two questions, s, mean": _interval(world),
        "asked once a second: the floor, s, p50": EVERY / 2,
        "asked once a second: the floor, s, p95": EVERY * 0.95,
        **_spread("asked once a second: question to webhook, s", after),
        **_spread("pushed by a hub: publication to webhook, s (p95 promised under 1)", whole["pushed"]),
        **_spread("at the default pace (reckoned): publication to webhook, min", [wait / 60 for wait in by_plan]),
        **_spread("at the default pace (reckoned): half the interval, min", [half / 60 for half in halves]),
    }


def _interval(world: World) -> float:
    """While the brands were spoken of."""
    since = min(world.said.values())
    asked = [[at for at in world.questions[feed] if at > since] for feed in feeds("polled")]
    return mean((each[-1] - each[0]) / (len(each) - 1) for each in asked)


def _way(world: World, brand: str) -> str:
    return "polled" if brand in world.asked else "pushed"


def _spread(name: str, values: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(values, n=20, method="inclusive")
    return {f"{name}, p50": cuts[9], f"{name}, p95": cuts[18]}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(main(float(*sys.argv[1:] or ["40"]), Path(folder))))
