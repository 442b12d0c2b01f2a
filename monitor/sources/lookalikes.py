"""Lookalike domains: names that can be taken for a brand's, and whether somebody has registered them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, answers, items, nodes, option

_DOMAIN = re.compile(r"([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.([a-z]{2,24}(?:\.[a-z]{2,24})?)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_BATCH = 10  # names a poll
_ADDRESS, _NONE = 1, 3  # of DNS: a record of type A, a name that does not exist
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
_LOOK = {"a": "4", "b": "6", "e": "3", "g": "9", "i": "1l", "l": "1i", "o": "0", "s": "5", "z": "2", "u": "v", "v": "u"}
_PAIRS = {"m": "rn", "rn": "m", "w": "vv", "d": "cl", "cl": "d", "qu": "k", "ph": "f", "f": "ph", "ss": "s"}
_VOWELS = "aeiouy"
_WORDS = ("shop", "store", "outlet", "soldes", "promo", "service", "support", "client", "login", "official", "boutique")
_ENDINGS = ("com", "fr", "net", "org", "eu", "shop", "store", "online", "info", "co", "site", "top", "be", "ch", "de")


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Domains that look like yours and exist: ten names a poll, all of them in turn."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "DNS over HTTPS in JSON (Google's resolver, or another that speaks the same)"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    domain: str = option("your domain, such as brand.fr; say about: which brand it is, and backfill: all")
    resolver: str = option("who is asked", "https://dns.google/resolve")
    yours: tuple[str, ...] = field(default=(), metadata={"help": "domains that are yours as well, and no news"})

    def __post_init__(self) -> None:
        if not _DOMAIN.fullmatch(self.domain):
            raise VigieError(f"{self.domain!r} is no domain that we can vary", hint="small letters, like brand.fr")

    def request(self, cursor: str) -> Request:
        """*cursor* is the place in the list of the name to ask about."""
        names = self.names()
        return self._ask(names[_place(cursor) % len(names)]) if names else self._ask(self.domain)

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "an answer of DNS")
        status = answer.number("Status")
        if status not in (0, _NONE):
            raise answers.unlike(reply, "an answer of DNS", "does the resolver speak JSON, and does it know the name?")
        place = _place(cursor)
        following = str((place + 1) % max(len(self.names()), 1))
        more = self.request(following) if (place + 1) % _BATCH else None
        return Page(tuple(_items(answer, reply)), following, more=more, drain=True)

    def names(self) -> tuple[str, ...]:
        """The domains that could be taken for ours, in an order that never changes."""
        found = _DOMAIN.fullmatch(self.domain)
        assert found
        label, ending = found.groups()
        varied = (f"{each}.{ending}" for each in _varied(label) if _LABEL.fullmatch(each))
        elsewhere = (f"{label}.{other}" for other in _ENDINGS)
        ours = {self.domain, *self.yours}
        return tuple(name for name in dict.fromkeys((*elsewhere, *varied)) if name not in ours)

    def _ask(self, name: str) -> Request:
        return Request(addresses.ask(self.resolver, name=name, type="A"), (("accept", "application/dns-json"),))


def _place(cursor: str) -> int:
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 6 else 0


def _items(answer: nodes.Node, reply: Reply) -> Iterator[Item]:
    found = [each.line("data") for each in answer.each("Answer") if each.number("type") == _ADDRESS]
    name = addresses.asked(reply.request.url, "name")
    if found and name:
        yield items.item(reply.url, name, url=f"https://{name}", title=name, text=f"{name}: {', '.join(found[:4])}")


def _varied(label: str) -> Iterator[str]:
    """Slips of the finger, of the eye and of the pen."""
    for at, letter in enumerate(label):
        before, after = label[:at], label[at + 1 :]
        yield before + after
        yield before + letter * 2 + after
        yield from (before + other + after for other in _LOOK.get(letter, ""))
        yield from (before + other + after for other in _beside(letter))
        if letter in _VOWELS:
            yield from (before + other + after for other in _VOWELS if other != letter)
        if after:
            yield before + after[0] + letter + after[1:]
            yield f"{before}{letter}-{after}"
        yield from (
            before + pair + label[at + len(part) :] for part, pair in _PAIRS.items() if label.startswith(part, at)
        )
    for word in _WORDS:
        yield from (f"{label}-{word}", f"{label}{word}", f"{word}-{label}", f"{word}{label}")


def _beside(letter: str) -> str:
    """The keys beside *letter*, on English and on French keyboards."""
    near = (row[max(at - 1, 0) : at + 2] for row in _KEYS if (at := row.find(letter)) >= 0)
    return "".join(sorted(set("".join(near)) - {letter}))
