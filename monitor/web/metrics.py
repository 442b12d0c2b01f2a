"""What Prometheus is told."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor import __version__
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse, Song

Waits = Mapping[str, tuple[int, datetime]]  # how many messages, and since when, by target
SLOWEST = "Mean time from publication to stored, of the slowest sources since the start."
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Snapshot(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self.metrics = metrics

    def collect(self) -> list[Metric]:
        return self.metrics


async def exposition(pipeline: Pipeline, pulse: Pulse) -> bytes:
    """The state of things in Prometheus' text format."""
    now = datetime.now(UTC)
    states = await pipeline.ask(pipeline.store.sources.all)
    health = Counter(state.health_at(now).value for state in states)
    late = await pipeline.ask(pipeline.store.sources.overdue, now)
    outbox = await pipeline.ask(pipeline.store.outbox.count)
    waits = await pipeline.ask(pipeline.store.outbox.waits)
    copied = await pipeline.ask(pipeline.store.copied_at)
    path = pipeline.store.path
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(
        _Snapshot(
            [
                _gauge("vigie_build_info", "1, with the version that runs.", "version", {__version__: 1}),
                GaugeMetricFamily("vigie_store_bytes", "Size of the diary, and of its log.", _weight(path)),
                GaugeMetricFamily(
                    "vigie_disk_free_bytes", "Room on the disk of the diary.", shutil.disk_usage(path.parent).free
                ),
                GaugeMetricFamily(
                    "vigie_last_backup_timestamp_seconds",
                    "When the newest copy beside the diary was made.",
                    copied.timestamp() if copied else None,
                ),
                _gauge("vigie_sources", "Sources, by health.", "health", health),
                _gauge("vigie_outbox", "Deliveries in the diary, by state.", "state", outbox),
                GaugeMetricFamily(
                    "vigie_poll_overdue_seconds", "Wait of the longest due source.", late.total_seconds()
                ),
                GaugeMetricFamily("vigie_polls_in_flight", "Polls under way.", pulse.in_flight),
                GaugeMetricFamily("vigie_config_last_reload_ok", "0 after a refused reload.", float(pulse.config_ok)),
                CounterMetricFamily("vigie_blind_minutes", "Minutes that saw nothing.", float(pulse.sight.minutes)),
                _canary(pulse.canary),
                CounterMetricFamily("vigie_canary_losses", "Canaries that did not come back.", pulse.canary.losses),
                _gauge("vigie_waiting", "Messages that wait, by target.", "target", _counts(waits)),
                _gauge("vigie_waiting_seconds", "How long the oldest waits, by target.", "target", _ages(waits, now)),
                _counter("vigie_polls", "Polls, by outcome.", "outcome", pulse.polls),
                _counter("vigie_alerts", "Alerts decided, by kind.", "kind", pulse.alerts),
                _counter("vigie_deliveries", "Attempts to deliver, by what became of them.", "state", pulse.deliveries),
                _counter("vigie_broken", "Rounds and tasks that broke.", "task", pulse.broken),
                _mentions(pulse),
                _delays(pulse),
                _gauge("vigie_slowest_sources_seconds", SLOWEST, "source", pulse.delays.slowest()),
                _gauge("vigie_stream_up", "1 while a stream is open.", "source", pulse.lines),
                _streams(pulse),
            ]
        )
    )
    return generate_latest(registry)


def _weight(path: Path) -> int:
    return sum(file.stat().st_size for end in ("", "-wal") if (file := path.with_name(path.name + end)).exists())


def _gauge(name: str, help_text: str, label: str, values: Mapping[str, int] | Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _counter(name: str, help_text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _canary(song: Song) -> Metric:
    """Without a value until the first one came back."""
    help_text = "How long the last canary took through the whole chain."
    return GaugeMetricFamily("vigie_canary_delay_seconds", help_text, song.seconds)


def _counts(waits: Waits) -> dict[str, int]:
    return {target: count for target, (count, _) in waits.items()}


def _ages(waits: Waits, now: datetime) -> dict[str, int]:
    return {target: round((now - oldest).total_seconds()) for target, (_, oldest) in waits.items()}


def _streams(pulse: Pulse) -> Metric:
    help_text = "What happened to streams: messages, unread, connected, broken, full, gaps, refused, short."
    family = CounterMetricFamily("vigie_stream_events", help_text, labels=["source", "event"])
    for key, value in pulse.heard.items():
        family.add_metric(list(key), value)
    return family


def _mentions(pulse: Pulse) -> Metric:
    family = CounterMetricFamily("vigie_mentions", "Mentions, by brand and tone.", labels=["brand", "tone"])
    for (brand, tone), value in pulse.mentions.items():
        family.add_metric([brand, tone], value)
    return family


def _delays(pulse: Pulse) -> Metric:
    help_text = "From publication to stored, from stored to judged, from publication to delivered, by kind of source."
    family = HistogramMetricFamily("vigie_delay_seconds", help_text, labels=["stage", "kind"])
    for key, spread in pulse.delays.spreads.items():
        family.add_metric(list(key), spread.buckets(), spread.total)
    return family
