"""Which feeds a page declares, and where to look when it declares none."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from monitor.sources import answers, items
from monitor.text import one_line
from monitor.text.elements import harmless

_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/feed+json application/rdf+xml application/x-netcdf "
    "application/xml text/xml".split()
)
_WELL_KNOWN = "feed/ rss.xml feed.xml atom.xml index.xml rss/ feed.json comments/feed/ ?feed=rss2".split()
_MOST = 100  # links to follow up from one page
_LOOKED_AT = 262_144  # bytes of a page; what it declares stands in its head


@dataclass(frozen=True, slots=True)
class Found:
    """A source to try: the *kind* that should read it, and the *title* its page gives it."""

    url: str
    title: str = ""
    kind: str = "feed"


def discover(html: bytes, base: str) -> tuple[Found, ...]:
    """The feeds that the page *html* at address *base* declares, in its order."""
    page = _Links(base)
    page.feed(harmless(answers.decode(html[:_LOOKED_AT])))
    page.close()
    first: dict[str, Found] = {}
    for found in page.found:
        first.setdefault(found.url, found)
    return tuple(first.values())[:_MOST]


def guesses(base: str) -> tuple[Found, ...]:
    """Where feeds usually are: below the page at *base*, then below its host. To be tried, not believed."""
    page = urlsplit(base)._replace(query="", fragment="").geturl()
    folders = dict.fromkeys((page if page.endswith("/") else f"{page}/", urljoin(page, "/")))
    places = (items.link(urljoin(folder, path), folder) for folder in folders for path in _WELL_KNOWN)
    return tuple(Found(url) for url in dict.fromkeys(places) if url)


class _Links(HTMLParser):
    """Collects the declared feeds; the first `<base>` says what addresses are relative to."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = base
        self.base = ""
        self.found: list[Found] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = items.link(told.get("href", ""), self.page)
        elif tag == "link" and _declares_feed(told):
            url = items.link(told["href"], self.base or self.page)
            self.found.extend([Found(url, one_line(told.get("title", "")))] if url else [])


def _declares_feed(told: dict[str, str]) -> bool:
    if not told.get("href") or not {"alternate", "feed"} & set(told.get("rel", "").lower().split()):
        return False
    mime = told.get("type", "").partition(";")[0].strip().lower()
    # JSON Feed 1.0 was declared as plain JSON, as API documents still are.
    return mime in _TYPES or (mime == "application/json" and "feed" in told["href"].lower())
