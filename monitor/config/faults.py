"""Every mistake at its place, in words, with what was probably meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Mapped
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.config.secrets import scrub
from monitor.config.tree import Mapping, Node, Scalar, Sequence
from monitor.config.values import found
from monitor.config.words import did_you_mean, nearest
from monitor.errors import ConfigError, Fault, VigieError
from monitor.text import cut, one_line

T = TypeVar("T")
S = TypeVar("S", bound=BaseModel)

_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "frozen": "a list",
    "set": "a list",
    "dict": "keys and values",
    "mapping": "keys and values",
    "model": "keys and values",
    "none": "nothing",
}
_WORDS = {
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "less_than": "must be less than {lt:g}",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_too_long": "must not be longer than {max_length} characters",
    "too_long": "must not have more than {max_length} entries",
}


class Faults:
    """What was found so far. *hidden* are the secrets that no message may show."""

    def __init__(self, file: str, found: Iterable[Fault] = ()) -> None:
        self.file = file
        self.found = list(found)
        self.warned: list[Fault] = []
        self.hidden: set[str] = set()

    def at(self, node: Node, what: str, hint: str = "") -> None:
        self.place(node.line, node.col, what, hint)

    def place(self, line: int, col: int, what: str, hint: str = "") -> None:
        self.found.append(Fault(self.file, line, col, what, hint))

    def warn(self, node: Node, what: str, hint: str = "") -> None:
        self.warn_place(node.line, node.col, what, hint)

    def warn_place(self, line: int, col: int, what: str, hint: str = "") -> None:
        self.warned.append(Fault(self.file, line, col, what, hint))

    def attempt(self, node: Node, call: Callable[[], T], doing: str) -> T | None:
        """What *call* gives; None, with a fault, when it raises. Its words are shown without secrets."""
        try:
            return call()
        except VigieError as error:
            what, hint = error.message, error.hint
        except Exception as error:  # noqa: BLE001  a plug is somebody else's code
            what = f"{doing}: {error}" if str(error) else f"{doing}: {type(error).__name__}"
            hint = ""
        self.at(_blamed(node, what), self.theirs(what), self.theirs(hint))
        return None

    def theirs(self, words: str) -> str:
        """Somebody else's words, fit to be shown."""
        return cut(one_line(scrub(words, self.hidden)), 300)

    def ordered(self) -> tuple[Fault, ...]:
        """Every fault once, in file order."""
        return _ordered(self.found)

    def settled(self) -> tuple[Fault, ...]:
        """The warnings, in file order; raises ConfigError when there is a fault."""
        if self.found:
            raise ConfigError(self.ordered())
        return _ordered(self.warned)


def _ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(sorted(faults, key=lambda fault: (fault.line, fault.col))))


def _blamed(node: Node, what: str) -> Node:
    """The value of the key that the message names first, else the whole."""
    places = {
        said.start(): value
        for key, (_, value) in (node.entries.items() if isinstance(node, Mapping) else ())
        if (said := re.search(rf"(?<!\w){re.escape(key)}(?!\w)", what))
    }
    return places[min(places)] if places else node


def take(shape: type[S], node: Node, values: object, faults: Faults) -> S | None:
    """*values* in this shape; None, with a fault for each mistake at its place under *node*, when they do not fit."""
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    places = set()
    for detail in _without_echoes(details, shape):
        line, col, what, hint = _explained(detail, node, shape, faults)
        if (line, col) not in places:  # one place fails a union once for each of its members
            places.add((line, col))
            faults.place(line, col, what, hint)
    return None


def _without_echoes(details: list[ErrorDetails], shape: type[BaseModel]) -> Iterator[ErrorDetails]:
    """All but the missing keys that are there in a wrong spelling."""
    meant = {
        (*detail["loc"][:-1], nearest(str(detail["loc"][-1]), known_keys(shape, detail["loc"][:-1])))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    return (detail for detail in details if detail["type"] != "missing" or detail["loc"] not in meant)


def known_keys(shape: type[BaseModel], loc: tuple[int | str, ...] = ()) -> list[str]:
    """The keys that the mapping at *loc* may have."""
    inner: Any = shape
    for step in loc:
        if get_origin(inner) is dict:  # its keys are free, what stands under each of them has a shape
            inner = get_args(inner)[1]
        else:
            inner = next((f.annotation for name, f in shape.model_fields.items() if (f.alias or name) == step), None)
        if get_origin(inner) is dict:
            continue
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        shape = inner
    return [field.alias or name for name, field in shape.model_fields.items()]


def _explained(detail: ErrorDetails, root: Node, shape: type[BaseModel], faults: Faults) -> tuple[int, int, str, str]:
    kind, loc = detail["type"], detail["loc"]
    node, key = _located(root, loc)
    if kind == "extra_forbidden":
        place, known = key or node, known_keys(shape, loc[:-1])
        hint = did_you_mean(str(loc[-1]), known) or f"keys: {', '.join(known)}"
        return place.line, place.col, f"unknown key '{cut(one_line(str(loc[-1])), 60)}'", hint
    if kind == "missing":
        return node.line, node.col, f"missing key '{loc[-1]}'", ""
    what, hint = _worded(kind, detail.get("ctx", {}), node)
    return node.line, node.col, what or faults.theirs(detail["msg"]), hint


def _worded(kind: str, ctx: Mapped[str, Any], node: Node) -> tuple[str, str]:
    """What is wrong, in our words; empty where we have none."""
    if kind == "mistake":
        return str(ctx["what"]), str(ctx["hint"])
    if kind in ("literal_error", "enum"):
        return _choice(str(ctx["expected"]), node)
    if kind in _WORDS:
        return _WORDS[kind].format_map(ctx), ""
    expected = _EXPECTED.get(kind.split("_")[0], "")
    if not expected:
        return "", ""
    what, hint = found(node)
    return f"expected {expected}, found {what}", hint


def _choice(expected: str, node: Node) -> tuple[str, str]:
    """From pydantic's words `'a', 'b' or 'c'`; what was written is not repeated, for it may be a secret."""
    choices = [ast.literal_eval(word) for word in expected.replace(" or ", ", ").split(", ")]
    hint = did_you_mean(node.text, map(str, choices)) if isinstance(node, Scalar) else ""
    return f"expected {', '.join(map(str, choices[:-1]))}{' or ' if choices[1:] else ''}{choices[-1]}", hint


def _located(node: Node, loc: tuple[int | str, ...]) -> tuple[Node, Scalar | None]:
    """The node at *loc*, or the last one on the way to it, and its key where it has one."""
    key = None
    for step in loc:
        if isinstance(node, Mapping) and step in node.entries:
            key, node = node.entries[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node, key
