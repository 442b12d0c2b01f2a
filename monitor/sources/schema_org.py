"""The schema.org objects that a page tells machines: in JSON-LD and in microdata, as one and the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from monitor.model import Rating
from monitor.sources import microdata, tree
from monitor.sources.ratings import rating as stars
from monitor.text import cut, one_line

Object = dict[str, Any]

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_OPENED = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_CLOSED = re.compile(r"</script", re.IGNORECASE)
_JSON_START = re.compile(r"[\[{]")
_PLACE_ON_PAGE = re.compile(r"_:.*|(?:[^#]*#)?[a-z]{0,10}[-_/]?\d{1,2}", re.IGNORECASE | re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)  # line ends inside of strings are an error, and everywhere


def documents(html: str) -> tuple[object, ...]:
    """What the page tells, piece by piece; microdata only where there is any."""
    found = tuple(_scripts(html))
    return (*found, *microdata.objects(tree.read(html))) if "itemscope" in html.lower() else found


def _scripts(html: str) -> Iterator[object]:
    at = 0
    while (opened := _OPENED.search(html, at)) and (closed := _CLOSED.search(html, opened.end())):
        at = closed.end()
        if "ld+json" in opened.group(1).lower():
            yield _read(html[opened.end() : closed.start()])


def _read(script: str) -> object:
    """The JSON of *script*, whatever comment it is wrapped in; None where it is broken."""
    script = script.replace("<![CDATA[", "")
    start = _JSON_START.search(script)
    try:
        return _DECODER.raw_decode(script, start.start())[0] if start else None
    except (ValueError, RecursionError):
        return None


def walk(told: object, own: frozenset[str] = frozenset()) -> Iterator[tuple[Object, str]]:
    """Every object in document order, with the name of the thing that it stands in; the name of an object of the types
    *own* is a title, and names no thing."""
    waiting: list[tuple[object, str]] = [(told, "")]
    while waiting:
        value, about = waiting.pop()
        if isinstance(value, dict):
            yield value, about
            inside = text(value.get("name") or value.get("headline")) if not types(value) & own else ""
            waiting.extend((child, inside or about) for child in reversed(value.values()))
        elif isinstance(value, list | tuple):
            waiting.extend((child, about) for child in reversed(value))


def types(found: Object) -> set[str]:
    told = found.get("@type")
    names = told if isinstance(told, list) else [told]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}


def named(told: object) -> dict[str, Object]:
    """The objects that others may refer to, by identity."""
    found = ((each, each.get("@id")) for each, _ in walk(told) if len(each) > 1)
    return {id_: each for each, id_ in found if isinstance(id_, str)}


def speaks_of(told: object) -> str:
    """What the page tells of, in words, for whoever misses something."""
    seen = sorted({name for found, _ in walk(told) for name in types(found)})
    return (
        f"it tells only of {cut(one_line(', '.join(seen)), 80)}" if seen else "it has no readable JSON-LD or microdata"
    )


def first(found: Object, *keys: str) -> Any:
    return next((found[key] for key in keys if found.get(key)), None)


def text(value: object) -> str:
    if isinstance(value, list):
        return text(value[0]) if value else ""
    if isinstance(value, dict):
        return text(value.get("@value"))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def names(value: object, known: dict[str, Object]) -> Iterator[str]:
    """The names in a person, a list of them, a plain string, or a reference to another object of the page."""
    for each in value if isinstance(value, list) else [value]:
        found = resolved(each, known)
        name = text(found.get("name") or found.get("alternateName")) if isinstance(found, dict) else text(found)
        if name:
            yield name


def rating(value: object, known: dict[str, Object]) -> Rating | None:
    found = resolved(value[0] if isinstance(value, list) and value else value, known)
    if isinstance(found, dict):
        return stars(*(_plain(found.get(key)) for key in ("ratingValue", "bestRating", "worstRating")))
    return stars(found)


def _plain(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def resolved(value: object, known: dict[str, Object]) -> object:
    reference = value.get("@id") if isinstance(value, dict) and len(value) == 1 else None
    return known.get(reference, value) if isinstance(reference, str) else value


def identity(found: Object, url: str, page: str) -> str:
    """Its `@id` or its own address, unless that is the page's or counts places on the page."""
    for told in (text(found.get("@id")), url, text(found.get("identifier"))):
        if told and told != page and not _PLACE_ON_PAGE.fullmatch(told):
            return told
    return ""
