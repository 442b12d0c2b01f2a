"""YAML text -> nodes that know where they stand; tags, recursion and bombs stay outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from monitor.errors import Fault
from monitor.text import cut, one_line

MOST_CHARACTERS = 8_000_000
MOST_NODES = 400_000  # aliases counted as often as they are used
MOST_DEPTH = 30

Event = Any  # the type stubs know neither its anchor nor its tag
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ESCAPE_WIDTH = {"x": 4, "u": 6, "U": 10}
_INDENTED = "compare the indentation with the lines above"
_HINTS = {
    "a tab": "indent with spaces, not with tabs",
    "mapping values are not allowed": "a text that contains ': ' needs quotes around it; else compare the indentation",
    "block end": _INDENTED,
    "a line": _INDENTED,
    "words after": "put all of it between quotes; within '...' an apostrophe is written twice",
    "cannot start any token": "put quotes around the text",
    "a quote": "add it where its text ends",
    "a bracket": "add ] or } where its list ends",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word or a text. *plain* is one without quotes; *raw* is how it is written in the file."""

    text: str
    plain: bool
    line: int
    col: int
    raw: str = field(repr=False, compare=False)
    size: int = 1
    height: int = 0

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character `text[offset]`, whatever the quotes, escapes and folds before it."""
        passed = self.raw[: _written(self.raw, self.text, offset)]
        breaks = list(_BREAK.finditer(passed))
        if not breaks:
            return self.line, self.col + len(passed)
        return self.line + len(breaks), len(passed) - breaks[-1].end() + 1


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int
    col: int
    size: int
    height: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with the place where each is written, and their values."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    col: int
    size: int
    height: int

    def get(self, key: str) -> Node | None:
        return self.entries[key][1] if key in self.entries else None


Node = Scalar | Sequence | Mapping


def value_at(node: Node | None, key: str) -> Node | None:
    """What stands under *key*, where there are keys."""
    return node.get(key) if isinstance(node, Mapping) else None


def items_of(node: Node | None) -> tuple[Node, ...]:
    """What stands in a list; nothing in anything else."""
    return node.items if isinstance(node, Sequence) else ()


class _Refused(Exception):
    """What ends the reading at once: nothing after it can be trusted."""

    def __init__(self, line: int, col: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.fault = line, col, what, hint


def read(text: str, file: str) -> tuple[Node | None, list[Fault]]:
    """The tree of the only document in *text* (None: there is none) and every fault found on the way."""
    text = text.removeprefix("\ufeff")
    builder = _Builder(text)
    try:
        _refuse_unreadable(text)
        root = builder.document()
    except _Refused as refusal:
        root = None
        builder.faults.append(refusal.fault)
    except yaml.YAMLError as error:
        root = None
        builder.faults.append(_syntax_fault(error, text))
    return root, [Fault(file, *fault) for fault in builder.faults]


def _refuse_unreadable(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise _Refused(0, 0, f"more than {MOST_CHARACTERS:,} characters", "this cannot be a configuration")
    if found := _UNPRINTABLE.search(text):
        before = text[: found.start()]
        breaks = list(_BREAK.finditer(before))
        line_start = breaks[-1].end() if breaks else 0
        what = f"unprintable character U+{ord(found.group()):04X}"
        raise _Refused(len(breaks) + 1, found.start() - line_start + 1, what, "delete it")


def _syntax_fault(error: yaml.YAMLError, text: str) -> tuple[int, int, str, str]:
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0, 0, f"not YAML: {one_line(str(error))}", ""
    mark = error.problem_mark or error.context_mark
    problem = " ".join(part for part in (error.problem, error.context) if part)
    if mark and text[mark.index : mark.index + 1] == "\t":
        problem = "a tab"
    elif error.context_mark and "end of stream while scanning a quoted" in problem:
        mark, problem = error.context_mark, "a quote that is never closed"
    elif error.context_mark and re.search("while parsing a flow (sequence|mapping)", problem):
        mark, problem = error.context_mark, "a bracket that is never closed"
    elif mark and "expected key" in problem and _after_a_quote(text[: mark.index]):
        problem = "words after the end of a quoted text"
    elif "expected key" in problem or "'-' indicator" in problem:
        problem = "a line that does not fit the block above it"
    hint = next((hint for sign, hint in _HINTS.items() if sign in problem), "")
    return mark.line + 1 if mark else 0, mark.column + 1 if mark else 0, f"not YAML: {problem}", hint


def _after_a_quote(before: str) -> bool:
    """Whether the line that *before* ends in has had a quoted text already."""
    return bool(re.search(r"""(["']).*\1\s*$""", before.rsplit("\n", 1)[-1]))


class _Builder:
    """Builds the tree from the parser's events, which arrive one by one: depth and size are bounded on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[tuple[int, int, str, str]] = []
        self.anchors: dict[str, Node] = {}
        self.nodes = 0
        self.events: Iterator[Event] = iter(())

    def document(self) -> Node | None:
        self.events = yaml.parse(self.text, Loader=_LOADER)
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        root = self.node(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Refused(*_place(after), "a second document begins here", "keep one; delete the line '---'")
        return root

    def node(self, event: Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self.bounded(self.target(event), event, depth)
        if depth > MOST_DEPTH:
            raise _Refused(*_place(event), f"nested deeper than {MOST_DEPTH} levels")
        node = self.bounded(self.built(event, depth), event, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def built(self, event: Event, depth: int) -> Node:
        if event.tag is not None:
            self.faults.append((*_place(event), "a tag (!) is not allowed here", "delete it, or quote the text"))
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def scalar(self, event: Event) -> Scalar:
        raw = self.text[event.start_mark.index : event.end_mark.index]
        return Scalar(event.value, event.style in (None, ""), *_place(event), raw)

    def bounded(self, node: Node, event: Event, depth: int) -> Node:
        if depth + node.height > MOST_DEPTH:
            raise _Refused(*_place(event), f"nested deeper than {MOST_DEPTH} levels once aliases are followed")
        self.nodes += node.size if isinstance(event, yaml.AliasEvent) else 1
        if self.nodes > MOST_NODES:
            raise _Refused(*_place(event), f"more than {MOST_NODES:,} values once aliases are followed")
        return node

    def target(self, event: Event) -> Node:
        try:
            return self.anchors[event.anchor]
        except KeyError:
            raise _Refused(*_place(event), "an alias (*) of nothing that ends before it", "quote the text?") from None

    def sequence(self, start: Event, depth: int) -> Sequence:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Sequence(tuple(items), *_place(start), *_extent(items))

    def mapping(self, start: Event, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, value = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.faults.append((*_place(event), "a key must be a word", "a text with [ or { needs quotes"))
            elif key.text in entries:
                first = entries[key.text][0].line
                self.faults.append(
                    (*_place(event), f"'{cut(one_line(key.text), 60)}' is written twice", f"first at line {first}")
                )
            else:
                entries[key.text] = key, value
        return Mapping(entries, *_place(start), *_extent([value for _, value in entries.values()]))


def _extent(parts: list[Node]) -> tuple[int, int]:
    """Size and height of what holds *parts*."""
    return sum(part.size for part in parts) + 1, max((part.height for part in parts), default=0) + 1


def _place(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _written(raw: str, text: str, offset: int) -> int:
    """Where in *raw* the character `text[offset]` is written."""
    quote = raw[:1] if raw[:1] in ("'", '"', "|", ">") else ""
    at = _after_header(raw) if quote in ("|", ">") else len(quote)
    for char in text[:offset]:
        at = _passed(raw, at, quote, blank=char.isspace())
    blank = text[offset : offset + 1].isspace()
    return at if blank or offset >= len(text) else _first_visible(raw, at, quote)


def _after_header(raw: str) -> int:
    first = _BREAK.search(raw)
    return first.end() if first else len(raw)


def _first_visible(raw: str, at: int, quote: str) -> int:
    while at < len(raw) and (raw[at].isspace() or (quote == '"' and _BREAK.match(raw, at + 1) and raw[at] == "\\")):
        at += 1
    return at


def _passed(raw: str, at: int, quote: str, *, blank: bool) -> int:
    """The place after the character that stands at *at*; a run of blanks in the file is passed at once."""
    visible = _first_visible(raw, at, quote)
    if blank and visible > at:
        return visible
    if quote == '"' and raw[visible : visible + 1] == "\\":
        return visible + _ESCAPE_WIDTH.get(raw[visible + 1 : visible + 2], 2)
    if blank:
        return at
    return visible + (2 if quote == "'" and raw[visible : visible + 2] == "''" else 1)
