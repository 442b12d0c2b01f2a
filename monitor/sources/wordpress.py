"""What a WordPress comment feed says between the lines: what is commented, and whom the comment answers."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.model import Item
from monitor.sources import items, markup

_COMMENT = re.compile(r"#comment-(\d{1,20})$")
_ON = re.compile(r"(?:Comment on|Commentaires? sur)\s+(.+)\s+(?:by|par)\s+(.+)", re.DOTALL)
_BY = re.compile(r"(?:By|Par)\s?:\s*(.+)", re.DOTALL)
_CHANNEL = re.compile(r"(?:Comments on|Commentaires? sur)\s?:\s*(.+)", re.DOTALL)
_REPLY = re.compile(
    r"\s*(?:<p>)?[^<>#]{1,60}<a\s[^<>]{0,200}?href=[\"']?[^\"'<>\s#]{1,2000}#comment-(\d{1,20})[^<>]{0,300}>"
    r"[^<>]{0,200}</a>\.?\s*(?:</p>)?"
)


def is_comment(item: Item) -> bool:
    return bool(_COMMENT.search(item.id) or _COMMENT.search(item.url))


def comment(item: Item, html: str, channel: str) -> Item:
    """*item* under the title of what it comments, with its thread, and its parent where it opens with "In reply to"."""
    title, author = _headed(item.title, channel)
    reply = _REPLY.match(html)
    return replace(
        item,
        title=title,
        author=item.author or items.person(author),
        text=markup.prose(html[reply.end() :]) if reply else item.text,
        thread=item.url.partition("#")[0] or item.thread,
        parent=_COMMENT.sub(f"#comment-{reply.group(1)}", item.id) if reply else item.parent,
    )


def _headed(title: str, channel: str) -> tuple[str, str]:
    if on := _ON.fullmatch(title):
        return on.group(1), on.group(2)
    if by := _BY.fullmatch(title):
        post = _CHANNEL.fullmatch(channel)
        return post.group(1) if post else "", by.group(1)
    return title, ""
