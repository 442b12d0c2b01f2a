"""What is known of an item beside its words, and whether a query's condition on it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from monitor.match.query import Fact
from monitor.match.tokens import tokens, wild_tokens
from monitor.model import Item, Mention, Rating, Score
from monitor.text import fold

_COUNTRY = re.compile(r"[-_]([A-Za-z]{2})\b")
_TOP_LEVEL = re.compile(r"\.([a-z]{2})$")
_NO_COUNTRY = {"uk": "gb", "eu": "", "io": "", "ai": "", "co": "", "tv": "", "me": "", "fm": ""}


@dataclass(frozen=True, slots=True)
class Facts:
    """An item as queries see it. Scores are None until somebody judged them, the language is "" until it is known."""

    title: str = ""
    text: str = ""
    url: str = ""
    author: str = ""
    language: str = ""
    country: str = ""
    kind: str = ""
    source: str = ""
    rating: Rating | None = None
    reach: int | None = None
    published: datetime | None = None
    sentiment: Score | None = None
    insult: Score | None = None
    accusation: Score | None = None

    @property
    def prose(self) -> str:
        """As that of `Item`, which all spans count into."""
        return f"{self.title}\n\n{self.text}" if self.title and self.text else self.title or self.text

    @property
    def text_starts(self) -> int:
        """Where the text begins in the prose."""
        return len(self.title) + 2 if self.title and self.text else 0 if self.text else len(self.title)


def facts_of(told: Item | Mention, source: str = "") -> Facts:
    """What is known of an item that came from *source*, or of a mention."""
    item = told.item if isinstance(told, Mention) else told
    mention = told if isinstance(told, Mention) else None
    return Facts(
        title=item.title,
        text=item.text,
        url=item.url,
        author=item.author,
        language=(mention.language if mention else "") or item.language,
        country=_country(item),
        kind="review" if item.rating else "comment" if item.parent else "post",
        source=mention.source if mention else source,
        rating=item.rating,
        reach=item.reach,
        published=mention.at if mention else item.published,
        sentiment=mention.sentiment if mention else None,
        insult=mention.insult if mention else None,
        accusation=mention.accusation if mention else None,
    )


def _country(item: Item) -> str:
    """The country of its language, as in fr-CA; else that of its site, as in .be."""
    told = _COUNTRY.search(item.language) or _TOP_LEVEL.search(_host(item.url))
    code = told[1].lower() if told else ""
    return _NO_COUNTRY.get(code, code)


def _host(url: str) -> str:
    end = url.find("/", len("https://")) if url.startswith(("http://", "https://")) else -1
    return _host_at(url[:end] if end > 0 else url)


@lru_cache(maxsize=64)  # a page leads to one site, mostly
def _host_at(url: str) -> str:
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:
        return ""


# ------------------------------------------------------------------ words


def _site(facts: Facts, fact: Fact) -> bool:
    """The host or a host below it, and the beginning of the path if one is given."""
    wanted, _, path = re.sub(r"^(?:https?:)?//(?:www\.)?|^www\.", "", fact.value.lower()).partition("/")
    host = _host(facts.url).removeprefix("www.")
    if host != wanted and not host.endswith(f".{wanted}"):
        return False
    try:
        there = urlsplit(facts.url if "//" in facts.url else f"//{facts.url}").path.lower().strip("/")
    except ValueError:
        return False
    path = path.strip("/")
    return not path or there == path or there.startswith(f"{path}/")


def _url(facts: Facts, fact: Fact) -> bool:
    return fold(fact.value).text in fold(facts.url).text


def _words_of(pick: Callable[[Facts], str]) -> Callable[[Facts, Fact], bool]:
    """Whether the words of the value follow each other in what is picked; a * at its end stands for any letters."""

    def holds(facts: Facts, fact: Fact) -> bool:
        wanted = _wanted(fact.value)
        there = _there(pick(facts))
        return any(_same(wanted, there[at : at + len(wanted)]) for at in range(len(there) - len(wanted) + 1))

    return holds


@lru_cache(maxsize=16384)
def _wanted(value: str) -> tuple[str, ...]:
    return tuple(word.text for word in wild_tokens(value, quoted=False))


@lru_cache(maxsize=16)
def _there(name: str) -> tuple[str, ...]:
    return tuple(word.text for word in tokens(name))


def _same(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    *exact, last = wanted
    end = there[-1]
    return tuple(exact) == there[:-1] and (end.startswith(last[:-1]) if last.endswith("*") else end == last)


def _language(facts: Facts, fact: Fact) -> bool | None:
    if not facts.language:
        return None if facts.sentiment is None else False
    said, wanted = (text.lower().replace("_", "-") for text in (facts.language, fact.value))
    return said == wanted or said.startswith(f"{wanted}-")


def _equal(pick: Callable[[Facts], str]) -> Callable[[Facts, Fact], bool]:
    return lambda facts, fact: pick(facts).lower() == fact.value.lower()


# ------------------------------------------------------------------ figures


def _stars(facts: Facts) -> float | None:
    """Out of five, whatever the scale."""
    rating = facts.rating
    if rating is None:
        return None
    return rating.value if rating.best == 5 or not rating.best else rating.value * 5 / rating.best


def _between(pick: Callable[[Facts], float | None]) -> Callable[[Facts, Fact], bool]:
    def holds(facts: Facts, fact: Fact) -> bool:
        figure = pick(facts)
        return figure is not None and fact.low <= figure <= fact.high

    return holds


def _score(pick: Callable[[Facts], Score | None]) -> Callable[[Facts, Fact], bool | None]:
    def holds(facts: Facts, fact: Fact) -> bool | None:
        score = pick(facts)
        if score is None:
            return None
        return score.label == fact.value if fact.value else fact.low <= score.value <= fact.high

    return holds


def _has(facts: Facts, fact: Fact) -> bool | None:
    held = HELD[fact.value](facts)
    return None if held is None else bool(held)


def _flagged(score: Score | None) -> bool | None:
    return None if score is None else score.label != "none"


HELD: Mapping[str, Callable[[Facts], object]] = {
    "title": lambda facts: facts.title,
    "text": lambda facts: facts.text,
    "url": lambda facts: facts.url,
    "author": lambda facts: facts.author,
    "country": lambda facts: facts.country,
    "source": lambda facts: facts.source,
    "rating": lambda facts: facts.rating is not None,
    "reach": lambda facts: facts.reach is not None,
    "published": lambda facts: facts.published is not None,
    "insult": lambda facts: _flagged(facts.insult),
    "accusation": lambda facts: _flagged(facts.accusation),
}
FIELDS: Mapping[str, Callable[[Facts, Fact], bool | None]] = {
    "site": _site,
    "url": _url,
    "author": _words_of(lambda facts: facts.author),
    "source": _words_of(lambda facts: facts.source),
    "lang": _language,
    "country": _equal(lambda facts: facts.country),
    "type": _equal(lambda facts: facts.kind),
    "rating": _between(_stars),
    "reach": _between(lambda facts: facts.reach),
    "published": _between(lambda facts: facts.published.timestamp() if facts.published else None),
    "sentiment": _score(lambda facts: facts.sentiment),
    "insult": _score(lambda facts: facts.insult),
    "accusation": _score(lambda facts: facts.accusation),
    "has": _has,
}


def holds(facts: Facts, fact: Fact) -> bool | None:
    """Whether *fact* is so; None where nobody judged it yet."""
    return FIELDS[fact.field](facts, fact)
