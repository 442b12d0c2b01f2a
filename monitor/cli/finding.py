"""From a web address to what is said there: its feeds, or one source's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.aftermath import refusal
from monitor.errors import FetchError, ParseError
from monitor.fetch import Fetcher, trusted_origins
from monitor.model import Page, Reply, Request
from monitor.reading import guest, page_of
from monitor.sources import Source, facts, kind
from monitor.sources.discover import discover, guesses

LOGINS = 12  # answers without an item that may stand before the first one that has some: a login, a list of lists


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that answers, and how many entries it has now."""

    title: str
    url: str
    entries: int


async def feeds(url: str, now: datetime) -> tuple[Feed, ...]:
    """The feeds behind *url*: the address itself if it is one, those that its page announces, or the one at a usual
    place. Only feeds that were read are told. Raises FetchError or ParseError when there is none."""
    ways = (url,) if "://" in url else (f"https://{url}", f"http://{url}")
    fetcher = Fetcher(user_agent="vigie (feed discovery)", trusted=trusted_origins(ways))
    try:
        reply = await _first_answer(ways, fetcher, now)
        return await _behind(reply, fetcher, now)
    finally:
        await fetcher.close()


async def _first_answer(ways: tuple[str, ...], fetcher: Fetcher, now: datetime) -> Reply:
    for way in ways[1:]:
        try:
            return await fetcher.fetch(Request(ways[0]), now=now)
        except FetchError as error:
            try:
                return await fetcher.fetch(Request(way), now=now)
            except FetchError:
                raise error from None
    return await fetcher.fetch(Request(ways[0]), now=now)


async def _behind(reply: Reply, fetcher: Fetcher, now: datetime) -> tuple[Feed, ...]:
    if found := _read(reply):
        return (found,)
    announced = [await _try(each.url, fetcher, now) for each in discover(reply.body, reply.url)]
    answering = tuple(feed for feed in announced if feed)
    for guess in () if answering else guesses(reply.url):
        if found := await _try(guess.url, fetcher, now):
            return (found,)
    if not answering:
        said = refusal(reply)
        raise ParseError(
            f"no feed was found at {reply.url}" + (f": {said}" if said else ""),
            hint="look for an RSS or Atom link on the site, and give its address; an API or a page of reviews can be "
            "tried with: vigie try",
        )
    return answering


def _read(reply: Reply) -> Feed | None:
    try:
        page = kind("feed")(url=reply.url).parse(reply, "") if reply.status == 200 else None  # type: ignore[call-arg]
    except ParseError:
        return None
    return Feed(page.title or reply.url, reply.url, len(page.items)) if page else None


async def _try(url: str, fetcher: Fetcher, now: datetime) -> Feed | None:
    try:
        return _read(await fetcher.fetch(Request(url), now=now))
    except FetchError:
        return None


async def hear(source: Source, kind_name: str, fetcher: Fetcher, now: datetime) -> tuple[Reply, Page]:
    """What *source* says now. Raises FetchError or ParseError, whatever somebody else's plug raises."""
    with guest(kind_name, FetchError, "saying what to ask"):
        request = source.request("")
    reply, page = await _hear(source, request, fetcher, now)
    first = reply
    for _ in range(LOGINS):
        if page.items or not page.more:
            break
        reply, page = await _hear(source, page.more, fetcher, now)
    return first, page


async def _hear(source: Source, request: Request, fetcher: Fetcher, now: datetime) -> tuple[Reply, Page]:
    reply = await fetcher.fetch(request, now=now, as_robot=facts(type(source)).pages)
    if said := refusal(reply, source):
        raise FetchError(said)
    return reply, page_of(source, reply, "")
