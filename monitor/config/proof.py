"""The tree -> a Config that can be believed, or every reason why not."""

from __future__ import annotations

from collections.abc import Mapping as Environ
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.config.brands import brands
from monitor.config.desk import Desk, word_at
from monitor.config.events import events, home_of
from monitor.config.faults import Faults, take
from monitor.config.legal import evidence, legal
from monitor.config.mutes import mutes
from monitor.config.options import build
from monitor.config.queries import queries
from monitor.config.rules import rules
from monitor.config.settings import CanaryConfig, Config, FetchConfig, Retention, TriageConfig, WebConfig
from monitor.config.shapes import Head
from monitor.config.sources import check_doors, sources
from monitor.config.targets import targets
from monitor.config.tree import Mapping, Node, items_of, value_at
from monitor.config.values import written
from monitor.crisis import Policy
from monitor.enrich import Models
from monitor.fetch import Limits, Pace
from monitor.model import Template


def prove(root: Node, faults: Faults, environ: Environ[str, str], home: Path) -> Config:
    """Raises ConfigError with every fault. *home* is where a relative store stands."""
    desk = _desk(root, faults, environ)
    head = take(Head, root, written(root), faults) or Head.model_construct()
    retention = Retention(**dict(desk.section("retention")))
    reader = queries(desk, head)
    parts: dict[str, Any] = {
        "brands": brands(desk, head.languages, reader),
        "sources": sources(desk),
        "rules": rules(desk, reader, retention.mentions),
        "policy": _policy(desk),
        "targets": targets(desk, head.timezone),
        "events": events(desk, head.timezone, home_of(faults.file)),
        "fetch": _fetch(desk.section("fetch")),
        "web": _web(desk.section("web")),
        "names": reader.names,
        "mutes": mutes(desk, reader, head.timezone),
        "evidence": evidence(desk, home),
        "legal": legal(desk),
        "canary": _canary(desk),
        "triage": _triage(desk),
    }
    check_doors(desk, parts["web"])
    return Config(
        **parts,
        retention=retention,
        store=home / head.store,
        languages=head.languages,
        timezone=head.timezone,
        scoring=_scoring(desk.section("scoring"), home),
        warnings=faults.settled(),
    )


def _desk(root: Node, faults: Faults, environ: Environ[str, str]) -> Desk:
    top = root if isinstance(root, Mapping) else Mapping({}, root.line, root.col, 1, 0)
    names = (word_at(node, "name") for node in items_of(top.get("brands")))
    return Desk(faults, environ, top, tuple(name.text for name in names if name))


def _policy(desk: Desk) -> Policy | None:
    shaped = desk.section("incidents")
    return desk.faults.attempt(desk.root.get("incidents") or desk.root, lambda: build(Policy, shaped), "incidents")


def _canary(desk: Desk) -> CanaryConfig:
    shaped = desk.section("canary")
    desk.check_targets(desk.root.get("canary"), shaped.targets)
    return CanaryConfig(shaped.every, shaped.targets)


def _fetch(shaped: Any) -> FetchConfig:
    times = {key: length.total_seconds() for key, length in shaped.limits if isinstance(length, timedelta)}
    limits = Limits(**dict(shaped.limits) | times)
    return FetchConfig(shaped.contact, shaped.allow, limits, _pace(shaped.pace))


def _pace(shaped: Any) -> Pace:
    """What is given holds; the other defaults make room for it."""
    given = {name: getattr(shaped, name) for name in shaped.model_fields_set}
    floor = given.get("floor", min([shaped.floor, *given.values()]))
    ceiling = given.get("ceiling", max([shaped.ceiling, *given.values()]))
    return Pace(floor, ceiling, min(max(shaped.start, floor), ceiling))


def _scoring(shaped: Any, home: Path) -> Models:
    return Models(**{name: home / place if place else None for name, place in shaped})


def _triage(desk: Desk) -> TriageConfig:
    shaped = desk.section("triage")
    for each in items_of(value_at(desk.root.get("triage"), "templates")):
        desk.check_brands(value_at(each, "brands"))
    within = {severity: length for severity, length in shaped.answer_within if length}
    return TriageConfig(
        within, tuple(Template(each.name, each.text, each.language or "", each.brands) for each in shaped.templates)
    )


def _web(shaped: Any) -> WebConfig:
    host, port = shaped.listen
    return WebConfig(host, port, shaped.link, shaped.user_header.lower(), shaped.proxies)
