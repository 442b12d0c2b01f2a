"""Somebody's JSON: any key may be missing, any value be of any type, and reading it never fails."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import ParseError
from monitor.model import Item, Reply
from monitor.sources import answers, items, markup
from monitor.sources.dates import instant
from monitor.text import clean, cut, one_line

_ERRORS = ("error.message", "error_message", "error.detail", "errors.0.message", "errors.0.detail", "message", "error")


@dataclass(frozen=True, slots=True)
class Node:
    """A value somewhere in an answer. Paths are keys and numbers with dots between them."""

    value: object

    def at(self, path: str) -> Node:
        found = self.value
        for key in path.split(".") if path else ():
            if isinstance(found, dict):
                found = found.get(key)
            elif isinstance(found, list) and key.isdecimal() and int(key) < len(found):
                found = found[int(key)]
            else:
                return NOTHING
        return Node(found)

    def text(self, *paths: str) -> str:
        """The first of *paths* at which something is written, as it is written, without what no text may hold."""
        return next((found for path in paths if (found := _written(self.at(path).value))), "")

    def line(self, *paths: str) -> str:
        return one_line(self.text(*paths))

    def prose(self, *paths: str) -> str:
        """HTML as plain text."""
        return markup.prose(self.text(*paths))

    def number(self, path: str) -> int | None:
        value = self.at(path).value
        if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 20:
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return int(value)

    def when(self, path: str, now: datetime) -> datetime | None:
        return instant(self.at(path).value, now)

    def true(self, path: str) -> bool:
        return self.at(path).value is True

    def each(self, path: str = "") -> tuple[Node, ...]:
        """The objects of a list; nothing where there is no list."""
        value = self.at(path).value
        listed = value[: items.MOST_READ] if isinstance(value, list) else []
        return tuple(Node(each) for each in listed if isinstance(each, dict))

    def texts(self, path: str) -> tuple[str, ...]:
        value = self.at(path).value
        return tuple(filter(None, map(_written, value[: items.MOST_READ]))) if isinstance(value, list) else ()


NOTHING = Node(None)


def answer(reply: Reply, promised: str) -> Node:
    """The JSON of *reply*; ParseError, in the server's own words, where it is an error that calls itself a success."""
    found = Node(answers.load_json(reply, promised))
    if isinstance(found.value, dict) and (said := complaint(found)):
        raise ParseError(
            f"{answers.place(reply)} answered with an error: {said}", hint="what it says is what has to be put right"
        )
    return found


def complaint(found: Node) -> str:
    """What an answer says went wrong; empty for one that complains of nothing."""
    told = {"error", "errors", "error_message"} & (found.value.keys() if isinstance(found.value, dict) else set())
    if not any(found.at(key).value for key in told):
        return ""
    return cut(found.line(*_ERRORS), 300) or "without a word"


def listed(found: Node, path: str, reply: Reply, promised: str) -> tuple[Node, ...]:
    """The objects of the list that must stand at *path*: an answer without it is not what was promised."""
    if not isinstance(found.at(path).value, list):
        where = f" at {path}" if path else ""
        raise answers.unlike(reply, f"{promised}{where}", "blocked, or the interface has changed")
    return found.each(path)


def proven(entries: tuple[Node, ...], found: Iterator[Item], reply: Reply) -> tuple[Item, ...]:
    """The *found* items that say something. Where there are entries and none does, the interface has changed."""
    speaking = tuple(item for item in found if item.prose or item.rating)
    if entries and not speaking:
        keys = sorted({key for entry in entries[:5] if isinstance(entry.value, dict) for key in map(str, entry.value)})
        raise ParseError(
            f"{answers.place(reply)} answered with {len(entries)} entries, and none says anything that we can read",
            hint=f"the interface has changed? they hold: {cut(one_line(', '.join(keys)), 100)}",
        )
    return items.finish(speaking)


def loads(text: str | bytes) -> Node:
    """The JSON of a message, or NOTHING."""
    try:
        return Node(json.loads(text))
    except (ValueError, RecursionError):
        return NOTHING


def _written(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return clean(value if isinstance(value, str) else str(value) if abs(value) < 1e300 else "")
