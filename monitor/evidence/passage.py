"""The passage of a page that a mention is about: what an anchor points at, an article, else all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from monitor.text import clean, fold
from monitor.text.elements import BREAKS, SILENT, harmless

UNSEEN = SILENT | {"head"}
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
LONGEST = 100_000  # characters of a passage that is kept and compared
MOST_PLACES = 500  # on a page, of one kind
DEEPEST = 2_000  # elements within each other
_FIGURES = re.compile(r"[0-9]+|\b[0-9a-f]{8,}\b")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


def anchor(url: str) -> str:
    """What the address points at within its page; empty where it points at the whole."""
    return unquote(urlsplit(url).fragment)


def places(html: str, wanted: str) -> tuple[str, ...]:
    """The names on the page that are of the kind of *wanted*, their figures apart, in their order."""
    reader, kind = _read(html, ""), _kind(wanted)
    return tuple(dict.fromkeys(name for name in reader.names if _kind(name) == kind))[:MOST_PLACES]


def _kind(name: str) -> str:
    return _FIGURES.sub("0", name)


def passage(html: str, wanted: str = "") -> str | None:
    """The text of the element that is called *wanted*; None where there is no such element. Without *wanted*, that of
    the first article or main part, else of the whole page."""
    reader = _read(html, wanted)
    if wanted:
        return None if reader.named is None else _tidy(reader.named)
    return _tidy(reader.main or reader.whole)


def _read(html: str, wanted: str) -> _Reader:
    reader = _Reader(wanted)
    reader.feed(harmless(html))
    reader.close()
    return reader


def _tidy(parts: list[str]) -> str:
    lines = (" ".join(line.split()) for line in clean("".join(parts)).split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST]


class _Reader(HTMLParser):
    """Collects what a reader sees of the whole page, of its main part, and of the element that is asked for."""

    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted = wanted
        self.stack: list[str] = []
        self.whole: list[str] = []
        self.main: list[str] = []
        self.named: list[str] | None = None
        self.names: list[str] = []
        self.main_at = self.named_at = self.silent_at = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        depth = len(self.stack)
        if tag in BREAKS:
            self._say("\n")
        if tag in VOID or depth > DEEPEST:
            return
        self.stack.append(tag)
        if self.silent_at < 0 and tag in UNSEEN:
            self.silent_at = depth
        if self.main_at < 0 and not self.main and tag in ("article", "main"):
            self.main_at = depth
        told = [value for name, value in attrs if name in ("id", "name") and value]
        self.names += told
        if self.wanted and self.named is None and self.wanted in told:
            self.named, self.named_at = [], depth

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS and tag not in VOID:
            self._say("\n")
        if tag not in self.stack:
            return
        while self.stack:
            closed = self.stack.pop()
            self._leave(len(self.stack))
            if closed == tag:
                return

    def _leave(self, depth: int) -> None:
        if depth <= self.silent_at:
            self.silent_at = -1
        if depth <= self.main_at:
            self.main_at = -1
        if depth <= self.named_at:
            self.named_at = -1

    def handle_data(self, data: str) -> None:
        self._say(_SPACE.sub(" ", data))

    def _say(self, words: str) -> None:
        if self.silent_at >= 0:
            return
        self.whole.append(words)
        if self.main_at >= 0:
            self.main.append(words)
        if self.named_at >= 0 and self.named is not None:
            self.named.append(words)


def share(text: str, words: str) -> float:
    """How much of *words* stands in *text*, 0 to 1: of their runs of three words, whatever case, accents, spacing."""
    wanted, there = _runs(words), _runs(text)
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(fold(text).text)
    size = min(3, len(words))
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if words else set()


def difference(before: str, after: str) -> str:
    """What changed, line by line: `- ` what went, `+ ` what came; what stayed is left out."""
    return "\n".join(_difference(before.splitlines(), after.splitlines()))


def _difference(before: list[str], after: list[str]) -> Iterator[str]:
    for what, left, right, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (f"- {line}" for line in before[left:right])
            yield from (f"+ {line}" for line in after[start:end])
