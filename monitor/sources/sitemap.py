"""News sitemaps: the articles of the last two days, as a paper lists them for search engines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from xml.etree import ElementTree as ET

from monitor.errors import ParseError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, answers, items, option
from monitor.sources.dates import instant

_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NEWS = re.compile(r"news", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The headlines of a paper's news sitemap."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "XML of sitemaps.org with news: elements, or an index of such"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    pages: ClassVar[bool] = True

    url: str = option("address of the news sitemap, as robots.txt of the site tells it")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the same list each time
        return Request(self.url, (("accept", "application/xml, text/xml;q=0.9, */*;q=0.1"),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        kind = answers.root(reply.body)
        if kind not in ("urlset", "sitemapindex"):
            raise answers.unlike(reply, "a sitemap")
        root = _read(reply)
        if kind == "sitemapindex":
            return Page((), cursor, more=_newest(root, reply))
        found = tuple(_items(root, reply))
        if not found and len(root):
            raise answers.unlike(reply, "a news sitemap", "a sitemap without headlines says nothing; find the news one")
        return Page(items.finish(found), cursor)


def _read(reply: Reply) -> ET.Element:
    if _ENTITIES.search(reply.body):
        raise ParseError(f"{answers.place(reply)} answered with a sitemap that declares entities", hint="none needs to")
    try:
        return ET.fromstring(reply.body)  # noqa: S314 - entities are refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ParseError(
            f"{answers.place(reply)} answered with a broken sitemap: {error}", hint="a sitemap validator tells more"
        ) from error


def _newest(index: ET.Element, reply: Reply) -> Request | None:
    """The sitemap of an index that was changed last, those of news before others."""
    listed = [(_told(each, "loc"), _told(each, "lastmod")) for each in list(index)[: items.MOST_READ]]
    known = [(bool(_NEWS.search(url)), date, url) for url, date in listed if url]
    url = items.link(max(known)[2], reply.url) if known else ""
    if not url or url == addresses.ask(reply.request.url):
        raise answers.unlike(reply, "a news sitemap, or an index of some")
    return Request(url, reply.request.headers)


def _items(urlset: ET.Element, reply: Reply) -> Iterator[Item]:
    for url in list(urlset)[: items.MOST_READ]:
        news = _first(url, "news")
        title = _told(news, "title") if news is not None else ""
        if news is None or not title:
            continue  # the rest of a mixed sitemap: pages, not news
        yield items.item(
            reply.url,
            _told(url, "loc"),
            url=_told(url, "loc"),
            title=title,
            author=_told(news, "name"),
            published=instant(_told(news, "publication_date") or _told(url, "lastmod"), reply.at),
            language=_told(news, "language"),
        )


def _told(element: ET.Element, name: str) -> str:
    found = _first(element, name)
    return "".join(found.itertext()).strip() if found is not None else ""


def _first(element: ET.Element, name: str) -> ET.Element | None:
    """The first element called *name*, in whatever namespace, below *element*."""
    return next((each for each in element.iter() if each.tag.rpartition("}")[2] == name), None)
