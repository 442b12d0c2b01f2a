"""JSON Feed 1.0 and 1.1: the feed that is JSON."""

from __future__ import annotations

from typing import TypeGuard

from monitor.model import Item, Page, Reply
from monitor.sources import items, markup
from monitor.sources.dates import instant
from monitor.text import clean, one_line


def is_json_feed(value: object) -> TypeGuard[dict[str, object]]:
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return False
    version = str(value.get("version"))
    return "jsonfeed.org/version/1" in version or version in ("1", "1.0", "1.1")


def read(value: dict[str, object], reply: Reply) -> Page:
    """Every entry of *value*, in its order."""
    entries = (entry for entry in _list(value, "items")[: items.MOST_READ] if isinstance(entry, dict))
    return Page(tuple(_item(entry, value, reply) for entry in entries), title=one_line(_text(value, "title")))


def _item(entry: dict[str, object], feed: dict[str, object], reply: Reply) -> Item:
    url = items.link(_text(entry, "url") or _text(entry, "external_url"), reply.url)
    published = instant(entry.get("date_published"), reply.at)
    updated = instant(entry.get("date_modified"), reply.at)
    title = one_line(_text(entry, "title"))
    text = _longest(markup.prose(_text(entry, "content_html")), _text(entry, "content_text"), _text(entry, "summary"))
    author = _author(entry) or _author(feed)
    return Item(
        id=items.identity(_text(entry, "id"), url, title, text, author),
        url=url,
        title=title,
        text=text,
        author=author,
        published=published or updated,
        updated=updated if published and updated and updated > published else None,
        language=items.language(entry.get("language"), feed.get("language")),
    )


def _author(node: dict[str, object]) -> str:
    people = _list(node, "authors") or [node.get("author")]
    names = (items.person(_text(person, "name")) for person in people if isinstance(person, dict))
    return ", ".join(name for name in names if name)


def _longest(*texts: str) -> str:
    return max(map(clean, texts), key=len)


def _text(node: dict[str, object], key: str) -> str:
    value = node.get(key)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(node: dict[str, object], key: str) -> list[object]:
    value = node.get(key)
    return value if isinstance(value, list) else []
