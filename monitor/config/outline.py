"""What the file says without its secrets: enough to read the diary, in a shell that was given none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config.brands import brands
from monitor.config.desk import Desk, word_at
from monitor.config.faults import Faults, take
from monitor.config.legal import evidence, legal
from monitor.config.queries import queries
from monitor.config.settings import EvidenceConfig, LegalConfig, Retention
from monitor.config.shapes import Head
from monitor.config.sources import derived, unused
from monitor.config.tree import Mapping, Node, items_of, value_at
from monitor.config.values import written
from monitor.match import Names
from monitor.model import Brand


@dataclass(frozen=True, slots=True)
class Place:
    """A source as it is written; *url* is empty where it is a secret, or none."""

    name: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the diary is, and how it is told: *language* is that of the first target. *watched* are the brands without
    a fault, *names* the lists and macros of queries."""

    store: Path
    timezone: str
    language: str
    brands: tuple[str, ...]
    places: tuple[Place, ...]
    watched: tuple[Brand, ...] = ()
    names: Names = field(default_factory=Names)
    retention: Retention = field(default_factory=Retention)
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    legal: LegalConfig = field(default_factory=LegalConfig)


def sketch(root: Node, faults: Faults, home: Path) -> Outline:
    """Raises ConfigError for a file whose head cannot be believed; what stands in its lists is not proven."""
    head = take(Head, root, written(root), faults)
    faults.settled()
    assert head
    desk = Desk(Faults(faults.file), {}, root if isinstance(root, Mapping) else Mapping({}, 1, 1, 1, 0), ())
    reader = queries(desk, head)
    return Outline(
        store=home / head.store,
        timezone=head.timezone,
        language=next((word.text for each in _entries(root, "targets") if (word := word_at(each, "language"))), "en"),
        brands=tuple(word.text for each in _entries(root, "brands") if (word := word_at(each, "name"))),
        places=tuple(_places(root)),
        watched=brands(desk, head.languages, reader),
        names=reader.names,
        retention=Retention(**dict(desk.section("retention"))),
        evidence=evidence(desk, home),
        legal=legal(desk, targets=False),
    )


def _entries(root: Node, section: str) -> tuple[Node, ...]:
    return items_of(value_at(root, section))


def _places(root: Node) -> Iterator[Place]:
    nodes = _entries(root, "sources")
    taken = {name.text for node in nodes if (name := word_at(node, "name"))}
    for node in nodes:
        name, kind, url = (word_at(node, key) for key in ("name", "kind", "url"))
        said = kind.text if kind else "feed"
        called = name.text if name else unused(derived(node, said), taken)
        taken.add(called)
        yield Place(called, said, url.text if url else "")
