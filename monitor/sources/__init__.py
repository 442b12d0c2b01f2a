"""Where people talk: what to ask, how to read the answer. One file a kind."""

from __future__ import annotations

import importlib
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Protocol, cast

from monitor.errors import VigieError
from monitor.model import Page, Reply, Request


class Terms(StrEnum):
    """How far a source's terms let us: green is official and open, amber official within limits, red only tolerated."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Source(Protocol):
    """A frozen dataclass whose fields are its options. Both methods are pure; neither knows the network.

    *cursor* is what the last page left behind, empty at first. `parse` raises ParseError when the answer is not what
    was promised: an answer that cannot be read is never "nothing new". A source of ours also says, as class variables,
    its `terms` and the `formats` that it reads.
    """

    def request(self, cursor: str) -> Request: ...

    def parse(self, reply: Reply, cursor: str) -> Page: ...


KINDS: dict[str, str] = {
    "feed": "monitor.sources.feed:Feed",
    "json": "monitor.sources.json_http:Json",
    "reviews": "monitor.sources.reviews:Reviews",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a kind, for tables. *type* is its annotation; *default* is None where it is required."""

    name: str
    type: str
    required: bool
    default: object
    help: str


def kind(name: str) -> type[Source]:
    """The class behind a row of KINDS, or behind anybody's `their_module:TheirClass`."""
    module, colon, attribute = KINDS.get(name, name).partition(":")
    if not colon:
        raise VigieError(f"no kind of source is called '{name}'", hint=_did_you_mean(name))
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, SyntaxError, TypeError, ValueError) as error:
        raise VigieError(
            f"the kind of source '{name}' cannot be loaded: {error}",
            hint=f"is {module} installed beside vigie, and does it define {attribute or 'the class'}?",
        ) from error
    if not _is_source(found):
        raise VigieError(
            f"'{name}' is not a source",
            hint="a source is a dataclass with the methods request(cursor) and parse(reply, cursor)",
        )
    return cast("type[Source]", found)


def options(cls: type[Source]) -> tuple[Option, ...]:
    """What can be written under a source of this kind, in the order of its fields."""
    return tuple(_option(field) for field in fields(cast("Any", cls)) if field.init)


def _is_source(found: object) -> bool:
    methods = (getattr(found, name, None) for name in ("request", "parse"))
    return isinstance(found, type) and is_dataclass(found) and all(callable(method) for method in methods)


def _did_you_mean(name: str) -> str:
    near = get_close_matches(name, KINDS, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return f"{guess}kinds: {', '.join(KINDS)}, or your own as your_module:YourClass"


def _option(field: Field[Any]) -> Option:
    made = field.default_factory() if field.default_factory is not MISSING else field.default
    required = made is MISSING
    annotation = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
    return Option(field.name, annotation, required, None if required else made, field.metadata.get("help", ""))
