"""Where people talk."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import blake2b
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from pydantic import ConfigDict

from monitor.config.desk import Desk, word_at
from monitor.config.faults import take
from monitor.config.options import build, literal_secrets, shape_of
from monitor.config.settings import SourceConfig, WebConfig
from monitor.config.shapes import SourceShape
from monitor.config.tree import Mapping, Node, Sequence, value_at
from monitor.config.values import written
from monitor.config.words import did_you_mean
from monitor.sources import KINDS, STREAMS, Source, Stream, Tapped, Terms
from monitor.sources import kind as kind_of
from monitor.sources import stream as stream_of
from monitor.sources.overheard import Unasked
from monitor.text import cut, one_line

GAPS = timedelta(minutes=15)  # how often it is asked what a stream may have missed, where nobody wishes otherwise
_WEB = frozenset({"http", "https"})
_LINES = frozenset({"ws", "wss", "http", "https", "imap", "imaps", "imap+starttls"})
_BLANK = frozenset(map(chr, range(33))) | {"\x7f"}
_COMMON = tuple(SourceShape.model_fields)


class _AnyShape(SourceShape):
    """A source of which we do not know what its other keys mean."""

    model_config = ConfigDict(extra="ignore")


def sources(desk: Desk) -> tuple[SourceConfig, ...]:
    desk.check_names("sources", "source")
    asked: dict[str, int] = {}
    taken = {name.text for node in desk.entries("sources") if (name := word_at(node, "name"))}
    found = []
    for node in desk.entries("sources"):
        source = _source(desk, node, taken)
        if source and asked.setdefault(source.digest, node.line) != node.line:
            hint = f"the first is at line {asked[source.digest]}"
            desk.faults.warn(node, "the same place a second time: what is said there counts twice", hint)
        if source:
            found.append(source)
    return tuple(found)


def _source(desk: Desk, node: Node, taken: set[str]) -> SourceConfig | None:
    desk.check_brands(value_at(node, "about"))
    kind = word_at(node, "kind")
    plug = _plug(desk, kind.text if kind else "feed", kind or node)
    shape = desk.faults.attempt(kind or node, lambda: shape_of(plug, SourceShape), "this kind") if plug else None
    if not plug or not shape:
        take(_AnyShape, node, written(node), desk.faults)
        return None
    before = len(desk.faults.found)
    shaped = take(shape, node, desk.values(node, _COMMON), desk.faults)
    if not shaped or len(desk.faults.found) > before:
        return None
    source = _built(desk, node, plug, shaped)
    return _configured(node, shaped, source, taken) if source else None


def check_doors(desk: Desk, web: WebConfig) -> None:
    """Warn of sources to whose door nobody can come."""
    for node in desk.entries("sources"):
        kind = word_at(node, "kind")
        cls = stream_of(kind.text) if kind and kind.text in STREAMS else None
        if kind and cls and hasattr(cls, "admit"):
            if not web.port:
                desk.faults.warn(kind, "nobody is at the door of this source", "give web: {listen: host:port}")
            elif hasattr(cls, "subscription") and not web.link:
                hint = "give web: {link: https://...}, the address at which the world reaches us"
                desk.faults.warn(kind, "its hub has to know where we are: until then it is only asked", hint)


def _plug(desk: Desk, name: str, node: Node) -> type[Source] | type[Stream] | None:
    if name in STREAMS:
        return desk.faults.attempt(node, lambda: stream_of(name), "this kind cannot be loaded")
    if name not in KINDS and ":" not in name:
        known = (*KINDS, *STREAMS)
        hint = did_you_mean(name, known) or f"kinds: {', '.join(known)}, or module:Class"
        desk.faults.at(node, f"unknown kind '{cut(one_line(name), 60)}'", hint)
        return None
    return desk.faults.attempt(node, lambda: kind_of(name), "this kind cannot be loaded")


def _built(desk: Desk, node: Node, plug: type[Source] | type[Stream], shaped: Any) -> Source | Stream | None:
    """The source, once it has also said what it would ask, and where."""
    desk.faults.hidden |= literal_secrets(plug, shaped)
    source: Source | Stream | None = desk.faults.attempt(node, lambda: build(plug, shaped), "these options do not fit")
    address = source and desk.faults.attempt(node, lambda: _address(source), "these options do not fit")
    if address is None:
        return None
    url = value_at(node, "url")
    schemes = _LINES if isinstance(source, Tapped) else _WEB
    if address and not _web_address(address, schemes):
        usual = "it begins with wss:// or ws://" if isinstance(source, Tapped) else "it begins with https:// or http://"
        desk.faults.at(url or node, "not the address of something on the web", usual)
    if getattr(plug, "terms", None) is Terms.RED and not shaped.accept_terms:
        what = "the terms of this place only tolerate being asked"
        desk.faults.at(node, what, "read them, then write accept_terms: true")
    return source


def _address(source: Source | Stream) -> str:
    """Where it leads; empty for what comes to us of itself."""
    if hasattr(source, "request"):
        return str(source.request("").url)
    asked = source.gaps()
    told = source.tap("").url if isinstance(source, Tapped) else asked.request("").url if asked else ""
    return str(told)


def _web_address(url: str, schemes: frozenset[str] = _WEB) -> SplitResult | None:
    """The parts of *url*; None where it is no address of the web."""
    try:
        parts = urlsplit(url)
        right = parts.scheme in schemes and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if right and _BLANK.isdisjoint(url) else None


def _configured(node: Node, shaped: Any, source: Source | Stream, taken: set[str]) -> SourceConfig:
    stream = None if hasattr(source, "request") else source
    asked = cast("Source", source) if stream is None else stream.gaps() or Unasked()
    name = shaped.name or unused(derived(node, shaped.kind), taken)
    taken.add(name)
    return SourceConfig(
        name=name,
        kind=shaped.kind,
        source=asked,
        stream=stream,
        digest=_digest(node, shaped.kind),
        every=shaped.every or (GAPS if stream else None),
        weight=shaped.weight,
        about=shaped.about,
        backfill=shaped.backfill,
        accept_terms=shaped.accept_terms,
        private=bool(literal_secrets(type(source), shaped)) or _secretive(node),
    )


def _secretive(node: Node) -> bool:
    """Whether a secret stands anywhere in it."""
    if isinstance(node, Mapping):
        return "secret" in node.entries or any(_secretive(value) for _, value in node.entries.values())
    return isinstance(node, Sequence) and any(map(_secretive, node.items))


def derived(node: Node, kind: str) -> str:
    """A name from the web address, as far as it is no secret; else the kind."""
    url = word_at(node, "url")
    parts = _web_address(url.text) if url else None
    return cut(one_line(f"{parts.hostname}{parts.path.rstrip('/')}"), 90) if parts else kind


def unused(name: str, taken: set[str]) -> str:
    """*name*, or the first that begins so and is not *taken*."""
    names = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)


def _digest(node: Node, kind: str) -> str:
    """Of what is written, so that neither a new value of a secret nor a new default of ours is a change."""
    options = written(node)
    own = {key: value for key, value in options.items() if key not in _COMMON} if isinstance(options, dict) else {}
    return blake2b(json.dumps([kind, own], sort_keys=True, default=str).encode(), digest_size=8).hexdigest()
