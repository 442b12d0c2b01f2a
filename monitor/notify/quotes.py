"""A mention as its reader sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import Mention
from monitor.notify import escape
from monitor.notify.sentence import short
from monitor.notify.words import Words
from monitor.text import cut, fold, one_line

_LONGEST = 140
VAGUE = 1000  # a guess whose ends are so many times apart tells nobody anything


@dataclass(frozen=True, slots=True)
class Quote:
    """*about* is who, where and how loud, *url* is http(s) or empty."""

    about: str
    text: str
    url: str


def quote(mention: Mention, words: Words) -> Quote:
    item = mention.item
    stars = f"★{words.number(item.rating.value)}/{words.number(item.rating.best)}" if item.rating else ""
    author = short(item.author) if item.rights.show else ""
    copies = words.say("family", of=mention.copies, count=words.number(mention.copies)) if mention.copies else ""
    parts = (stars, short(mention.source), author, _reach(mention, words), copies, *_grounds(mention, words))
    about = " · ".join(part for part in parts if part)
    text = words.say("quote", text=_excerpt(mention))
    return Quote(about, text if item.rights.show else words.say("hidden"), escape.link(item.url))


def _grounds(mention: Mention, words: Words) -> Iterator[str]:
    """What law its words may touch: elements of it, and never that it is so."""
    for ground in mention.finding.grounds:
        yield words.say(f"ground.{ground}")
    if mention.finding.unsure:
        yield words.say("unsure")


def _reach(mention: Mention, words: Words) -> str:
    if mention.item.reach:
        return words.say("reach", reach=words.compact(mention.item.reach))
    if mention.reach and not mention.reach.known:
        if mention.reach.high >= VAGUE * max(mention.reach.low, 1):
            return words.say("reach.unknown")
        low, high = words.number(mention.reach.low), words.number(mention.reach.high)
        return words.say("reach.guess", low=low, high=high)
    return ""


def distinct(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """*mentions* without those that would read like an earlier one."""
    seen: dict[str, Mention] = {}
    for mention in mentions:
        seen.setdefault(mention.fingerprint or fold(_excerpt(mention)).text, mention)
    return tuple(seen.values())


def _excerpt(mention: Mention) -> str:
    title, text = one_line(mention.item.title), one_line(mention.item.text)
    return cut(" — ".join(filter(None, (title, text))), _LONGEST)
