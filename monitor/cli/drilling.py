"""An exercise: an invented storm on a source of this machine, and the real chain from there to the real targets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.sax.saxutils import escape

from monitor import config
from monitor.cli.dealing import DRILL
from monitor.cli.places import now
from monitor.cli.show import lasting, safe, say, waiting
from monitor.config import Config
from monitor.crisis import Threshold, close, settle
from monitor.errors import VigieError
from monitor.model import Delivery, DeliveryState, Incident, Level
from monitor.pipeline import Pipeline, fetcher_for
from monitor.store import Store

VOICES = 6
CHAIN = timedelta(minutes=2)  # in which everything has to be said, heard, judged and told
SAID = {
    "en": "Exercise {n}: {brand}, terrible service, it is a disgrace and I am furious",
    "fr": "Exercice {n} : {brand}, service horrible, une honte, je suis furieux",
}


def rehearsed(believed: Config, brand: str, target: str) -> Config:
    """*believed* with one brand, one plain rule, the wanted targets and a diary of its own. The source comes later."""
    chosen = next((each for each in believed.brands if each.name == brand), believed.brands[0])
    targets = tuple(
        replace(each, level=Level.WARNING, brands=(), direct=True, quiet=None, escalate=None)
        for each in believed.targets
        if target in ("", each.name)
    )
    store = believed.store.with_name(f"{believed.store.stem}.{DRILL}{believed.store.suffix}")
    rule = Threshold(name="exercise", level=Level.CRISIS, at_least=VOICES, voices=3)
    return replace(believed, brands=(chosen,), rules=(rule,), targets=targets, store=store)


async def run(believed: Config, patience: timedelta) -> list[dict[str, Any]]:
    """One row a target: how long until it was told, and until somebody acknowledged."""
    _clear(believed.store)
    feed = _Feed()
    with _serving(feed) as url:
        pipeline = _pipeline(replace(believed, sources=_source(url)))
        try:
            return await _play(pipeline, feed, patience)
        finally:
            await pipeline.close()


def _clear(path: Path) -> None:
    """Begin anew, unless another exercise is under way: its diary is locked then."""
    Store(path, now=now(), alone=True).close()
    for suffix in ("", "-wal", "-shm", ".kept", ".ballast"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _source(url: str) -> tuple[config.SourceConfig, ...]:
    text = f'brands: [{{name: x}}]\nsources: [{{name: exercise, url: "{url}", every: 1s}}]'
    return config.parse(text, file="drill", environ={}).sources


def _pipeline(believed: Config) -> Pipeline:
    store = Store(believed.store, now=now(), alone=True)
    pipeline = Pipeline(believed, store, fetcher_for(believed), exercise=True)
    pipeline.begin(now())
    return pipeline


async def _play(pipeline: Pipeline, feed: _Feed, patience: timedelta) -> list[dict[str, Any]]:
    await pipeline.poll_due(now())  # what stands there at first contact is no news
    brand = pipeline.config.brands[0]
    began = now()
    feed.speak(brand.name, brand.languages, began)
    with waiting("the exercise is on"):
        incident, deliveries = await _told(pipeline, began)
    if patience and any(each.state is DeliveryState.SENT for each in deliveries):
        say(f"told; acknowledge it with: vigie ack {DRILL} --by YOU", stderr=True)
        with waiting(f"waiting {lasting(patience)} for an acknowledgement"):
            incident = await _acknowledged(pipeline, incident, patience)
    await _end(pipeline, incident)
    return [_row(pipeline, each, incident, began) for each in deliveries]


async def _told(pipeline: Pipeline, began: datetime) -> tuple[Incident, tuple[Delivery, ...]]:
    """Poll, judge and deliver until everybody was told, or could not be at once."""
    while now() - began < CHAIN:
        await pipeline.poll_due(now())
        await pipeline.ask(pipeline.judge, now())
        await pipeline.deliver(now())
        alert = next(iter(pipeline.store.incidents.alerts(1)), None)
        deliveries = pipeline.store.outbox.of(alert.id) if alert else ()
        if alert and all(each.attempts and each.state is not DeliveryState.SENDING for each in deliveries):
            break
        await asyncio.sleep(0.2)
    incident = pipeline.store.incidents.all(1)
    if not incident:
        raise VigieError(
            "the exercise was not called", hint="see: vigie doctor; the brand's query may not match its name"
        )
    return incident[0], tuple(
        each for alert in pipeline.store.incidents.alerts() for each in pipeline.store.outbox.of(alert.id)
    )


async def _acknowledged(pipeline: Pipeline, incident: Incident, patience: timedelta) -> Incident:
    until = now() + patience
    while incident.acknowledged_at is None and incident.lives and now() < until:
        await asyncio.sleep(0.3)
        (incident,) = await pipeline.ask(pipeline.store.incidents.all, 1)
    return incident


async def _end(pipeline: Pipeline, incident: Incident) -> None:
    """Tell everybody that it is over."""
    at = now().replace(microsecond=0)
    await pipeline.ask(pipeline.store.incidents.save, settle(close(incident, DRILL, at)))
    await pipeline.ask(pipeline.judge, at)
    await pipeline.deliver(at)


def _row(pipeline: Pipeline, delivery: Delivery, incident: Incident, began: datetime) -> dict[str, Any]:
    ended = pipeline.store.outbox.ended(delivery.id)
    sent = delivery.state is DeliveryState.SENT and ended
    acknowledged = incident.acknowledged_at
    return {
        "target": delivery.target,
        "delivery": str(delivery.state),
        "told_after": max(ended - began, timedelta(0)) if sent and ended else None,
        "acknowledged_after": max(acknowledged - began, timedelta(0)) if acknowledged else None,
        "by": safe(incident.acknowledged_by),
        "error": delivery.error,
    }


class _Feed:
    """An RSS feed that is empty until somebody speaks."""

    def __init__(self) -> None:
        self.items: list[str] = []

    def speak(self, brand: str, languages: Sequence[str], at: datetime) -> None:
        spoken = [SAID[each] for each in languages if each in SAID] or list(SAID.values())
        for n in range(VOICES):
            words = escape(spoken[n % len(spoken)].format(n=n + 1, brand=brand))
            self.items.append(
                f"<item><guid isPermaLink='false'>{at.timestamp()}-{n}</guid><title>{words}</title>"
                f"<author>voice {n + 1}</author><pubDate>{format_datetime(at)}</pubDate></item>"
            )

    @property
    def page(self) -> bytes:
        return f'<rss version="2.0"><channel><title>exercise</title>{"".join(self.items)}</channel></rss>'.encode()


@contextmanager
def _serving(feed: _Feed) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = feed.page
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the exercise is told elsewhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
