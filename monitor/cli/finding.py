"""From a web address to its feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.errors import FetchError, ParseError
from monitor.fetch import Fetcher
from monitor.model import Page, Reply, Request
from monitor.sources import kind
from monitor.sources.discover import discover, guesses


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that answers, and how many entries it has now."""

    title: str
    url: str
    entries: int


async def feeds(url: str, fetcher: Fetcher, now: datetime) -> tuple[Feed, ...]:
    """The feeds behind *url*: the address itself if it is one, those that its page announces, or those at the usual
    places. Only feeds that were read are told. Raises FetchError or ParseError when there is none."""
    url = url if "://" in url else f"https://{url}"
    reply = await fetcher.fetch(Request(url), now=now)
    if page := _read(reply):
        return (Feed(page.title or url, reply.url, len(page.items)),)
    candidates = discover(reply.body, reply.url) or guesses(reply.url)
    found = [await _try(candidate.url, fetcher, now) for candidate in candidates]
    answering = tuple(feed for feed in found if feed)
    if not answering:
        raise ParseError(
            f"no feed was found at {reply.url}", hint="look for an RSS or Atom link on the site, and give its address"
        )
    return answering


def _read(reply: Reply) -> Page | None:
    try:
        return kind("feed")(url=reply.url).parse(reply, "") if reply.status == 200 else None  # type: ignore[call-arg]
    except ParseError:
        return None


async def _try(url: str, fetcher: Fetcher, now: datetime) -> Feed | None:
    try:
        reply = await fetcher.fetch(Request(url), now=now)
    except FetchError:
        return None
    page = _read(reply)
    return Feed(page.title or url, reply.url, len(page.items)) if page else None
