"""Review pages: the schema.org reviews that a page tells machines in its JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from monitor.model import Item, Page, Rating, Reply, Request
from monitor.sources import Terms, answers, items, markup
from monitor.sources.dates import instant
from monitor.sources.ratings import rating
from monitor.text import cut, one_line

Node = dict[str, Any]

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_OPENED = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_CLOSED = re.compile(r"</script", re.IGNORECASE)
_JSON_START = re.compile(r"[\[{]")
_PLACE_ON_PAGE = re.compile(r"_:.*|(?:[^#]*#)?[a-z]{0,10}[-_/]?\d{1,2}", re.IGNORECASE | re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)  # line ends inside of strings are an error, and everywhere
_REVIEWS = frozenset({"Review", "UserReview", "CriticReview", "EmployerReview"})


@dataclass(frozen=True, slots=True)
class Reviews:
    """A page of reviews of a product, a place or a company."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "schema.org Review and AggregateRating in JSON-LD"

    url: str = field(metadata={"help": "address of the page that shows the reviews, the newest first if it can"})

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the same page each time
        return Request(self.url, (("accept", ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        html = answers.html(reply)
        documents = tuple(_documents(html))
        named = {
            node["@id"]: node for node, _ in _walk(documents) if len(node) > 1 and isinstance(node.get("@id"), str)
        }
        found = [_item(node, about, named, reply) for node, about in _walk(documents) if _types(node) & _REVIEWS]
        if not found and not _is_unreviewed(documents):
            raise answers.unlike(
                reply,
                "a page with schema.org reviews",
                f"blocked or changed? {_seen(documents)}; see the page in a browser",
            )
        return Page(items.finish(found), cursor, title=answers.title(html))


# ------------------------------------------------------------------ the JSON-LD of a page


def _documents(html: str) -> Iterator[object]:
    at = 0
    while (opened := _OPENED.search(html, at)) and (closed := _CLOSED.search(html, opened.end())):
        at = closed.end()
        if "ld+json" in opened.group(1).lower():
            yield _read(html[opened.end() : closed.start()])


def _read(script: str) -> object:
    """The JSON of *script*, whatever comment it is wrapped in; None where it is broken."""
    script = script.replace("<![CDATA[", "")
    start = _JSON_START.search(script)
    try:
        return _DECODER.raw_decode(script, start.start())[0] if start else None
    except (ValueError, RecursionError):
        return None


def _walk(documents: object) -> Iterator[tuple[Node, str]]:
    """Every object in document order, with the name of the thing that it stands in."""
    waiting: list[tuple[object, str]] = [(documents, "")]
    while waiting:
        value, about = waiting.pop()
        if isinstance(value, dict):
            yield value, about
            inside = _text(value.get("name")) if not _types(value) & _REVIEWS else ""
            waiting.extend((child, inside or about) for child in reversed(value.values()))
        elif isinstance(value, list | tuple):
            waiting.extend((child, about) for child in reversed(value))


def _types(node: Node) -> set[str]:
    told = node.get("@type")
    names = told if isinstance(told, list) else [told]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}


def _is_unreviewed(documents: object) -> bool:
    """Whether the page speaks of ratings, and merely has no review to show."""
    return any("AggregateRating" in _types(node) or "aggregateRating" in node for node, _ in _walk(documents))


def _seen(documents: object) -> str:
    types = sorted({name for node, _ in _walk(documents) for name in _types(node)})
    return (
        f"its JSON-LD speaks only of {cut(one_line(', '.join(types)), 80)}" if types else "it has no readable JSON-LD"
    )


# ------------------------------------------------------------------ one review


def _item(node: Node, about: str, named: dict[str, Node], reply: Reply) -> Item:
    def first(*keys: str) -> Any:
        return next((node[key] for key in keys if node.get(key)), None)

    text = markup.prose(_text(first("reviewBody", "description", "text")))
    author = ", ".join(filter(None, (items.person(name) for name in _names(first("author", "creator"), named))))
    published = instant(first("datePublished", "dateCreated"), reply.at)
    stars = _rating(first("reviewRating"), named)
    own_title = one_line(markup.prose(_text(first("headline", "name"))))
    url = items.link(_text(first("url")), reply.url)
    updated = instant(first("dateModified"), reply.at)
    return Item(
        id=items.identity(
            _told_id(node, url, reply.url), "", own_title, text, author, published, stars and stars.value
        ),
        url=url or reply.url,
        title=own_title or one_line(markup.prose(next(_names(first("itemReviewed"), named), "") or about)),
        text=text,
        author=author,
        published=published or updated,
        updated=updated if published and updated and updated > published else None,
        language=items.language(*_names(first("inLanguage"), named)),
        rating=stars,
        thread=reply.url.partition("#")[0],
    )


def _told_id(node: Node, url: str, page: str) -> str:
    """Its `@id` or its own address, unless that is the page's or counts places on the page."""
    for told in (_text(node.get("@id")), url):
        if told and told != page and not _PLACE_ON_PAGE.fullmatch(told):
            return told
    return ""


def _names(value: object, named: dict[str, Node]) -> Iterator[str]:
    """The names in a person, a list of them, a plain string, or a reference to another object of the page."""
    for each in value if isinstance(value, list) else [value]:
        node = _resolved(each, named)
        name = _text(node.get("name") or node.get("alternateName")) if isinstance(node, dict) else _text(node)
        if name:
            yield name


def _rating(value: object, named: dict[str, Node]) -> Rating | None:
    node = _resolved(value[0] if isinstance(value, list) and value else value, named)
    if isinstance(node, dict):
        return rating(node.get("ratingValue"), node.get("bestRating"), node.get("worstRating"))
    return rating(node)


def _resolved(value: object, named: dict[str, Node]) -> object:
    reference = value.get("@id") if isinstance(value, dict) and len(value) == 1 else None
    return named.get(reference, value) if isinstance(reference, str) else value


def _text(value: object) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return _text(value.get("@value"))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
