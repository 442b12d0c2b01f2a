"""Page watch: what is added to the words of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from monitor.model import Page, Reply, Request
from monitor.sources import Proof, Terms, answers, items, option, schema_org, tree
from monitor.sources.tree import Element

_SHORTEST = 25  # characters of a passage: what is shorter is a button or a date
_ASIDE = frozenset("nav header footer aside form button select dialog".split())
_ROLES = frozenset("navigation banner contentinfo complementary search dialog alertdialog".split())
_HEARTS = ("article", "main")


@dataclass(frozen=True, slots=True)
class WatchedPage:
    """A page: each passage that is new on it, or has changed, is an item."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "HTML or plain text"
    proof: ClassVar[Proof] = Proof.RECORDING
    pages: ClassVar[bool] = True

    url: str = option("address of the page")
    part: str = option("only what stands in elements of this class or id", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the same page each time
        return Request(self.url, (("accept", schema_org.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        text = answers.html(reply)
        if not text.strip() or "\0" in text[:1000] or answers.looks_like_json(reply.body):
            raise answers.unlike(reply, "a page that can be read")
        root = tree.read(text)
        passages = tuple(dict.fromkeys(_passages(self._watched(root))))
        if not passages:
            what = f"a page with words in '{self.part}'" if self.part else "a page with words"
            raise answers.unlike(reply, what, "blocked, or built by a script in the browser? see the page's source")
        title, language = answers.title(text), _language(root)
        found = (
            items.item(
                reply.url, items.digest(each), url=self.url, title=title, text=each, language=language, thread=self.url
            )
            for each in passages
        )
        return Page(items.finish(found), cursor, title=title, every=timedelta(minutes=15))

    def _watched(self, root: Element) -> list[Element]:
        if self.part:
            return [each for each in root if self.part in each.classes or each.get("id") == self.part]
        return [_heart(root)]


def _heart(root: Element) -> Element:
    """Where a page says what it has to say: the element that it calls so, else the whole of it."""
    called = [each for each in root if each.name in _HEARTS or each.get("role") == "main"]
    longest = max(called, key=lambda each: len(each.text()), default=None) if len(called) <= 50 else None
    return longest if longest and len(longest.text()) >= 200 else root


def _passages(watched: list[Element]) -> Iterator[str]:
    for element in watched:
        for passage in _without_frame(element).text().split("\n"):
            if len(passage) >= _SHORTEST:
                yield passage


def _without_frame(element: Element) -> Element:
    """*element* without menus, forms and what else stands around the words of a page."""
    kept = (each for each in element.inside if not _is_frame(each))
    return Element(
        element.name,
        element.attributes,
        [each if isinstance(each, str) else _without_frame(each) for each in kept],
    )


def _is_frame(each: Element | str) -> bool:
    if isinstance(each, str):
        return False
    return each.name in _ASIDE or each.get("role") in _ROLES or each.get("aria-hidden") == "true"


def _language(root: Element) -> str:
    return next((each.get("lang") for each in root if each.name == "html"), "")
