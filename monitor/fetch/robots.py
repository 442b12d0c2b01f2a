"""What a site asks of machines: robots.txt (RFC 9309), and reservations of text and data mining (TDMRep)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from monitor.errors import FetchError, NotWelcome, NotYet
from monitor.model import Reply

NAME = "vigie"
_DAY = 86_400.0  # seconds that what a site said is believed (RFC 9309, 2.4)
_SOON = 600.0  # before one that could not say anything is asked again
_MOST_READ = 500_000  # bytes of a robots.txt (RFC 9309, 2.5: at least 500 KiB)
_MOST_RULES = 2_000
_REMEMBERED, _HEAVIEST = 5_000, 8_000_000  # sites, and characters of what they said
_RULE = 100  # characters that a rule counts for beside its own
_META = re.compile(rb"<meta\b[^<>]*+>", re.IGNORECASE)
_RESERVATION = re.compile(rb"\bname\s*+=\s*+[\"']?tdm-reservation\b", re.IGNORECASE)
_ONE = re.compile(rb"content\s*=\s*[\"']?1\b", re.IGNORECASE)

Ask = Callable[[str, datetime], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pattern of paths is allowed."""

    pattern: str
    allow: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one site asks of us, and until when that is believed, by the loop's clock. *silent*: it did not say."""

    until: float
    rules: tuple[Rule, ...] = ()
    reserved: tuple[str, ...] = ()
    silent: bool = False

    @property
    def weight(self) -> int:
        return sum(len(rule.pattern) + _RULE for rule in self.rules) + sum(len(each) + _RULE for each in self.reserved)


class Robots:
    """What sites asked of us, each asked once a day; those asked longest ago are forgotten where it is too much."""

    def __init__(self) -> None:
        self._known: dict[str, Wishes] = {}
        self._weight = 0

    async def admit(self, url: str, ask: Ask, now: datetime) -> None:
        """Raises NotWelcome where the site of *url* asks us to stay away from it. *ask* fetches its robots.txt."""
        parts = urlsplit(url)
        wishes = await self._wishes(f"{parts.scheme}://{parts.netloc}", ask, now)
        path = parts.path or "/"
        path += f"?{parts.query}" if parts.query else ""
        if wishes.silent:
            raise NotWelcome(f"{parts.hostname} does not say in its robots.txt whether we may ask", hint=_LATER)
        if not allowed(wishes.rules, path):
            raise NotWelcome(f"the robots.txt of {parts.hostname} asks us to stay away from this page", hint=_RESPECT)
        if any(fits(pattern, path) for pattern in wishes.reserved):
            raise NotWelcome(f"{parts.hostname} reserves the text and data mining of this page", hint=_LICENCE)

    async def _wishes(self, site: str, ask: Ask, now: datetime) -> Wishes:
        clock = asyncio.get_running_loop().time()
        known = self._known.get(site)
        if known and known.until > clock:
            return known
        wishes = await _asked(site, ask, now, clock)
        self._forget(site)
        self._known[site] = wishes
        self._weight += wishes.weight
        while len(self._known) > _REMEMBERED or self._weight > _HEAVIEST:
            self._forget(next(iter(self._known)))
        return wishes

    def _forget(self, site: str) -> None:
        if told := self._known.pop(site, None):
            self._weight -= told.weight


_RESPECT = "it is respected; ask its owner, or look for a feed"
_LICENCE = "it is respected; ask its owner for a licence, or look for a feed"
_LATER = "no answer counts as no; it is asked again later"


async def _asked(site: str, ask: Ask, now: datetime, clock: float) -> Wishes:
    try:
        robots = await ask(f"{site}/robots.txt", now)
        mining = await ask(f"{site}/.well-known/tdmrep.json", now)
    except NotYet:
        raise  # it was not asked at all
    except FetchError:
        return Wishes(clock + _SOON, silent=True)
    if robots.status >= 500 or robots.status == 429 or len(mining.body) > _MOST_READ:
        return Wishes(clock + _SOON, silent=True)
    rules = rules_for(robots.body[:_MOST_READ].decode(errors="replace")) if robots.status == 200 else ()
    return Wishes(clock + _DAY, rules, reserved(mining.body) if mining.status == 200 else ())


def refuse_reserved(reply: Reply) -> None:
    """Raises NotWelcome where the page in *reply* reserves its own text and data mining."""
    told = reply.header("tdm-reservation").strip() == "1"
    tags = (meta.group() for meta in _META.finditer(reply.body[:100_000]))
    if told or any(_RESERVATION.search(tag) and _ONE.search(tag) for tag in tags):
        host = urlsplit(reply.url).hostname
        raise NotWelcome(f"{host} reserves the text and data mining of this page", hint=_LICENCE)


# ------------------------------------------------------------------ what is written there


def rules_for(text: str, name: str = NAME) -> tuple[Rule, ...]:
    """The rules of a robots.txt that *name* is meant by: those of all its own groups, else those for everybody."""
    groups = tuple(_groups(text))
    own = tuple(rule for agents, rules in groups if name in agents for rule in rules)
    named = any(name in agents for agents, _ in groups)
    everybody = tuple(rule for agents, rules in groups if "*" in agents for rule in rules)
    return (own if named else everybody)[:_MOST_RULES]


def _groups(text: str) -> Iterator[tuple[set[str], list[Rule]]]:
    agents: set[str] = set()
    rules: list[Rule] = []
    begun = False
    for key, value in _lines(text):
        if key == "user-agent":
            if begun:
                yield agents, rules
                agents, rules, begun = set(), [], False
            agents.add(value.lower().partition("/")[0].strip())
        elif key in ("allow", "disallow") and agents:
            begun = True
            rules.extend([Rule(value, key == "allow")] if value else [])
    yield agents, rules


def _lines(text: str) -> Iterable[tuple[str, str]]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def allowed(rules: Iterable[Rule], path: str) -> bool:
    """The longest pattern that fits decides; of two as long, the one that allows."""
    fitting = [(len(rule.pattern), rule.allow) for rule in rules if fits(rule.pattern, path)]
    return max(fitting)[1] if fitting else True


def fits(pattern: str, path: str) -> bool:
    """Whether *path* begins as *pattern* says, in which * stands for anything and a last $ for the end."""
    first, *others = (unquote(part) for part in pattern.removesuffix("$").split("*"))
    path = unquote(path)
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if others else None
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not pattern.endswith("$"):
        return last is None or path.find(last, at) >= 0
    return at == len(path) if last is None else path.endswith(last) and len(path) - len(last) >= at


def reserved(body: bytes) -> tuple[str, ...]:
    """The patterns of paths that a tdmrep.json reserves."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rules = [rule for rule in told if isinstance(rule, dict)] if isinstance(told, list) else []
    places = (rule.get("location") for rule in rules if rule.get("tdm-reservation") == 1)
    return tuple(place for place in places if isinstance(place, str))[:_MOST_RULES]
