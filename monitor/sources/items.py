"""What an entry must have before it is an item: a link that leads somewhere, a language, an identity of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urljoin, urlsplit

from monitor.model import Item, Rating, Rights
from monitor.sources import markup
from monitor.text import clean, one_line

MOST = 1_000  # items a page; the newest are kept
MOST_READ = 5 * MOST  # entries looked at to find them; those that a document lists last are its oldest, nearly always
_LONGEST_ID = 512
_LONGEST_URL = 8_192
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"(?<![@\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_USUAL_URL = re.compile(  # one that is made absolute, and led out of nothing, by leaving it as it is
    r"https?://(?![^/]*(?:google\.|bing\.com))[A-Za-z0-9._-]+(?::[0-9]+)?"
    r"(?:/[!-\"$-:<->@-~]*(?:\?[!-\"$-~]+)?(?:#[!-~]+)?)?"
)
_REDIRECTS = (("google.", "/url"), ("bing.com", "/news/apiclick.aspx"))
_MOST_PEOPLE = 10**10
_OPEN = Rights()
_DAWN = datetime.min.replace(tzinfo=UTC)


def item(
    base: str,
    told: str,
    *,
    url: str = "",
    title: str = "",
    text: str = "",
    author: str = "",
    published: datetime | None = None,
    updated: datetime | None = None,
    language: str = "",
    rating: Rating | None = None,
    reach: int | None = None,
    thread: str = "",
    parent: str = "",
    rights: Rights = _OPEN,
) -> Item:
    """An item of whatever its source tells: *told* is its identity there, *base* the address that links start from."""
    address, name, who = link(url, base), one_line(title), person(author)
    return Item(
        id=identity(told, address, name, text, who, published),
        url=address,
        title=name,
        text=clean(text),
        author=who,
        published=published or updated,
        updated=updated if published and updated and updated > published else None,
        language=tongue(language),
        rating=rating,
        reach=reach if reach is not None and 0 <= reach <= _MOST_PEOPLE else None,
        thread=short(thread),
        parent=short(parent),
        rights=rights,
    )


def short(name: str) -> str:
    """An identity that is no longer than we keep."""
    found = one_line(name)
    return found if len(found) <= _LONGEST_ID else digest(found)


def finish(items: Iterable[Item]) -> tuple[Item, ...]:
    """Twins folded, every identity unique, at most MOST items: what a page may hold."""
    return newest(distinct(items))


def distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    """Identical twins become one; where different items claim one identity, all but the oldest get a suffix.

    The oldest keeps the bare identity, because it is the one that was seen under it before the others came; the suffix
    is made of the content, so that it stays the same while the list moves on.
    """
    unique = tuple(dict.fromkeys(items))
    owners: dict[str, Item] = {}
    for item in unique:
        owner = owners.get(item.id)
        if owner is None or not (item.published and owner.published and item.published > owner.published):
            owners[item.id] = item
    return tuple(item if owners[item.id] is item else _suffixed(item) for item in unique)


def newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """At most MOST of *items*, in their own order; those without a date count as the oldest."""
    if len(items) <= MOST:
        return items
    ranked = sorted(range(len(items)), key=lambda i: items[i].published or _DAWN, reverse=True)
    return tuple(items[i] for i in sorted(ranked[:MOST]))


def identity(told: str, url: str, *content: object) -> str:
    """The id that the source tells, else the link, else a digest of the content."""
    return short(one_line(told) or url) or digest(*content)


def digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode(errors="replace")).hexdigest()[:20]


def link(url: str, base: str) -> str:
    """*url* made absolute by *base*, out of its redirect; empty unless it is http(s), and not endless."""
    if not url or _USUAL_URL.fullmatch(url):
        return url if len(url) <= _LONGEST_URL else ""
    try:
        found = _out_of_redirect(urljoin(base, "".join(clean(url).split())))
        parts = urlsplit(found)
    except ValueError:
        return ""
    fit = parts.scheme in ("http", "https") and parts.netloc and len(found) <= _LONGEST_URL
    return found if fit else ""


def language(*tags: object) -> str:
    """The primary language ("fr") of the first tag that tells one."""
    told = (_LANGUAGE.fullmatch(tag.strip()) for tag in tags if isinstance(tag, str))
    return next((match.group(1).lower() for match in told if match), "")


tongue = language  # by a name that a parameter does not hide


def person(name: str) -> str:
    """*name* on one line, without any e-mail address."""
    left = one_line(_ADDRESS.sub("", markup.prose(name))).replace("()", "").strip(" ,;<>")
    if left.count("(") != left.count(")") or (left.startswith("(") and left.endswith(")")):
        left = left.removeprefix("(").removesuffix(")")
    return left.strip()


def _suffixed(item: Item) -> Item:
    return replace(item, id=f"{item.id}~{digest(item.title, item.text, item.url, item.author, item.published)}")


def _out_of_redirect(url: str) -> str:
    # Google Alerts and Bing News hide the article behind a redirect whose other parameters change at every poll.
    parts = urlsplit(url)
    if any(host in parts.netloc and parts.path == path for host, path in _REDIRECTS):
        return next(iter(parse_qs(parts.query).get("url", [])), url)
    return url
