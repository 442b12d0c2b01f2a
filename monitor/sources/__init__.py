"""Where people talk: what to ask, how to read the answer. One file a kind."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, cast, runtime_checkable

from monitor.errors import VigieError
from monitor.model import Admission, Knock, Page, Reply, Request, Tap


class Terms(StrEnum):
    """How far a source's terms let us: green is official and open, amber official within limits, red only tolerated."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Proof(StrEnum):
    """What a kind was tried on: a real server that ran here, answers recorded from one, or its documentation alone."""

    SERVER = "server"
    RECORDING = "recording"
    DOCUMENTATION = "documentation"


class Source(Protocol):
    """A frozen dataclass whose fields are its options. Both methods are pure; neither knows the network.

    *cursor* is what the last page left behind, empty at first. `parse` raises ParseError when the answer is not what
    was promised: an answer that cannot be read is never "nothing new". What a source of ours also says, as class
    variables, is in `Facts`.
    """

    def request(self, cursor: str) -> Request: ...

    def parse(self, reply: Reply, cursor: str) -> Page: ...


class Stream(Protocol):
    """What is pushed to us, one message at a time: a frozen dataclass whose fields are its options.

    `hear` is pure, and raises ParseError like `parse`. *cursor* is the last message's, for whoever takes up the stream
    again; *at* is when the message came. How messages come is told by the protocols below, one of which each fulfils.

    Where something may be missed, `gaps` is the source that is asked for it now and then: what it reads and what is
    pushed are the same items. None where the line itself goes on where it was.
    """

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page: ...

    def gaps(self) -> Source | None: ...


@runtime_checkable
class Tapped(Stream, Protocol):
    """One whose messages come out of a line that we hold."""

    def tap(self, cursor: str) -> Tap: ...


@runtime_checkable
class Door(Stream, Protocol):
    """One whose messages are brought to our door. `admit` is pure: it proves who knocks, and says what he gets."""

    def admit(self, knock: Knock) -> Admission: ...


@runtime_checkable
class Subscribed(Door, Protocol):
    """One that comes to our door only if we ask for it, at the hub that an answer of its own source names."""

    def hub(self, reply: Reply) -> tuple[str, str]: ...

    def subscription(self, hub: str, topic: str, door: str) -> Request: ...


KINDS: dict[str, str] = {
    "feed": "monitor.sources.feed:Feed",
    "json": "monitor.sources.json_http:Json",
    "reviews": "monitor.sources.reviews:Reviews",
    "rating": "monitor.sources.rating:AverageRating",
    "discussion": "monitor.sources.discussion:Discussion",
    "page": "monitor.sources.page:WatchedPage",
    "sitemap": "monitor.sources.sitemap:Sitemap",
    "wordpress": "monitor.sources.wordpress_rest:WordPress",
    "discourse": "monitor.sources.discourse:Discourse",
    "isso": "monitor.sources.isso:Isso",
    "disqus_latest": "monitor.sources.disqus_latest:DisqusLatest",
    "forum": "monitor.sources.forum:Forum",
    "hackernews": "monitor.sources.hackernews:HackerNews",
    "stackexchange": "monitor.sources.stackexchange:StackExchange",
    "reddit": "monitor.sources.reddit:Reddit",
    "lemmy": "monitor.sources.lemmy:Lemmy",
    "mastodon": "monitor.sources.mastodon:Mastodon",
    "bluesky": "monitor.sources.bluesky:Bluesky",
    "telegram": "monitor.sources.telegram:Telegram",
    "youtube": "monitor.sources.youtube:YouTube",
    "podcast": "monitor.sources.podcast:Podcast",
    "google_alerts": "monitor.sources.google_alerts:GoogleAlerts",
    "google_news": "monitor.sources.google_news:GoogleNews",
    "bing_news": "monitor.sources.bing_news:BingNews",
    "appstore": "monitor.sources.appstore:AppStore",
    "rappelconso": "monitor.sources.rappelconso:RappelConso",
    "lookalikes": "monitor.sources.lookalikes:Lookalikes",
    "youtube_comments": "monitor.sources.youtube_comments:YouTubeComments",
    "disqus": "monitor.sources.disqus:Disqus",
    "trustpilot": "monitor.sources.trustpilot:Trustpilot",
    "google_business": "monitor.sources.google_business:GoogleBusiness",
    "google_play": "monitor.sources.google_play:GooglePlay",
    "avis_verifies": "monitor.sources.avis_verifies:AvisVerifies",
    "x": "monitor.sources.x:X",
    "facebook": "monitor.sources.facebook:Facebook",
    "instagram": "monitor.sources.instagram:Instagram",
    "threads": "monitor.sources.threads:Threads",
    "linkedin": "monitor.sources.linkedin:LinkedIn",
}

STREAMS: dict[str, str] = {
    "jetstream": "monitor.sources.jetstream:Jetstream",
    "mastodon_stream": "monitor.sources.mastodon_stream:MastodonStream",
    "imap": "monitor.sources.imap:Mailbox",
    "webhook": "monitor.sources.webhook:Webhook",
    "websub": "monitor.sources.websub:WebSub",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a kind says of itself, for tables and for whoever asks on its behalf.

    *needs* is the key or the right without which nobody answers, in words. *pages*: it reads what is written for
    people, so robots.txt and reservations of rights are asked first. *complete*: it lists all there is, by date, so
    that what is missing between two items was taken back. *relists*: its cursor hides what was changed, so that now
    and then it is asked as if for the first time. *itemwise*: it tells all in one answer, and reads each entry of it
    without looking at the others.
    """

    terms: str
    formats: str
    needs: str
    proof: str
    pages: bool
    complete: bool
    relists: bool
    itemwise: bool


@cache
def facts(cls: type) -> Facts:
    """What *cls* says of itself; somebody else's says what it likes."""

    def said(name: str, otherwise: Any = "") -> Any:
        return getattr(cls, name, otherwise)

    return Facts(
        terms=str(said("terms")),
        formats=said("formats"),
        needs=said("needs"),
        proof=str(said("proof")),
        pages=said("pages", False) is True,
        complete=said("complete", False) is True,
        relists=said("relists", False) is True,
        itemwise=said("itemwise", False) is True,
    )


def plainly(source: object, reply: Reply) -> str:
    """What a refusal means for this kind, in plain words: which right is missing. Empty where it says nothing of it."""
    said = f"{reply.status} {reply.body[:20_000].decode(errors='replace').lower()}"
    told = getattr(source, "refusals", None)
    known = told.items() if isinstance(told, Mapping) else ()
    return next(
        (words for mark, words in known if mark in said and (not mark.isdecimal() or said.startswith(mark))), ""
    )


def option(help_: str, default: Any = MISSING, *, secret: bool = False) -> Any:
    """An option of a kind, with its one line of help; a *secret* one is never shown."""
    if default is MISSING:
        return field(repr=not secret, metadata={"help": help_})
    return field(default=default, repr=not secret, metadata={"help": help_})


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a kind, for tables. *type* is its annotation; *default* is None where it is required."""

    name: str
    type: str
    required: bool
    default: object
    help: str


def kind(name: str) -> type[Source]:
    """The class behind a row of KINDS, or behind anybody's `their_module:TheirClass`."""
    module, colon, attribute = KINDS.get(name, name).partition(":")
    if not colon:
        raise VigieError(f"no kind of source is called '{name}'", hint=_did_you_mean(name))
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, SyntaxError, TypeError, ValueError) as error:
        raise VigieError(
            f"the kind of source '{name}' cannot be loaded: {error}",
            hint=f"is {module} installed beside vigie, and does it define {attribute or 'the class'}?",
        ) from error
    if not _is_source(found):
        raise VigieError(
            f"'{name}' is not a source",
            hint="a source is a dataclass with the methods request(cursor) and parse(reply, cursor)",
        )
    return cast("type[Source]", found)


def stream(name: str) -> type[Stream]:
    """The class behind a row of STREAMS."""
    module, _, attribute = STREAMS[name].partition(":")
    return cast("type[Stream]", getattr(importlib.import_module(module), attribute))


def options(cls: type[Source] | type[Stream]) -> tuple[Option, ...]:
    """What can be written under a source of this kind, in the order of its fields."""
    return tuple(_option(each) for each in fields(cast("Any", cls)) if each.init)


def _is_source(found: object) -> bool:
    methods = (getattr(found, name, None) for name in ("request", "parse"))
    return isinstance(found, type) and is_dataclass(found) and all(callable(method) for method in methods)


def _did_you_mean(name: str) -> str:
    near = get_close_matches(name, KINDS, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return f"{guess}kinds: {', '.join(KINDS)}, or your own as your_module:YourClass"


def _option(each: Field[Any]) -> Option:
    made = each.default_factory() if each.default_factory is not MISSING else each.default
    required = made is MISSING
    annotation = each.type if isinstance(each.type, str) else getattr(each.type, "__name__", str(each.type))
    return Option(each.name, annotation, required, None if required else made, each.metadata.get("help", ""))
