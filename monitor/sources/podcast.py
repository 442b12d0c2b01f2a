"""Podcasts: their episodes, and what is said in them where they publish a transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import parse_qs, urlencode

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, answers, entries, feed, items, markup, nodes, option, polling
from monitor.sources.dates import instant
from monitor.text import clean

_LONGEST = 200_000  # characters of a transcript: five hours of talk
_CUE = re.compile(r"^(?:WEBVTT.*|NOTE\b.*|STYLE\b.*|\d+|.*-->.*)$", re.MULTILINE)
_VOICE = re.compile(r"</?[vci](?:[.\s][^<>]{0,100})?>")


@dataclass(frozen=True, slots=True)
class Podcast:
    """The episodes of a podcast, and the transcript of each new one that has one."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "RSS with podcast:transcript (WebVTT, SubRip, JSON, HTML or plain text)"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    url: str = option("address of the podcast's feed")
    transcripts: bool = option("read the transcripts of new episodes, one a poll", True)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return Request(self.url, (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        about = parse_qs(reply.request.url.partition("#episode&")[2])
        return _spoken(reply, about, cursor) if about else self._episodes(reply, cursor)

    def _episodes(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        if not polling.moment(cursor):  # what was spoken before we came is not read
            return replace(page, items=items.finish(page.items), cursor=polling.latest("", page.items))
        more = self._next(entries.transcripts(reply), page.items, cursor) if self.transcripts else None
        return replace(page, items=items.finish(page.items), cursor=cursor, more=more, drain=True)

    def _next(self, told: dict[str, str], episodes: tuple[Item, ...], cursor: str) -> Request | None:
        """The transcript of the oldest episode that the cursor has not passed. Which episode it is goes along in the
        fragment of the address, which no server sees."""
        later = [(at, item) for item in episodes if (at := polling.latest("", [item])) > cursor and told.get(item.id)]
        if not later:
            return None
        at, item = min(later, key=lambda each: each[0])
        url = items.link(told[item.id], self.url).partition("#")[0]
        about = urlencode({"id": item.id, "title": item.title, "url": item.url, "at": at})
        return Request(f"{url}#episode&{about}") if url else None


def _spoken(reply: Reply, about: dict[str, list[str]], cursor: str) -> Page:
    id_, title, url, at = (about.get(name, [""])[0] for name in ("id", "title", "url", "at"))
    words = _words(reply)
    if not words:
        raise answers.unlike(reply, "a transcript")
    item = items.item(
        reply.url,
        f"{id_}#transcript",
        url=url,
        title=title,
        text=words[:_LONGEST],
        published=instant(at, reply.at),
        parent=id_,
    )
    return Page((item,), max(cursor, polling.latest("", [item])))


def _words(reply: Reply) -> str:
    if answers.looks_like_json(reply.body):
        segments = nodes.loads(reply.body).each("segments")
        return clean(" ".join(segment.text("body") for segment in segments))
    text = answers.html(reply)
    if answers.is_html(reply.body):
        return markup.prose(text)
    return clean(" ".join(_VOICE.sub("", _CUE.sub("", text)).split()))
