"""When a page says that it was published: its structured data, its meta elements, the Last-Modified of its server."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from monitor.model import Reply

READ = 2_000_000  # bytes of a page in which its dates stand
_JSON_LD = re.compile(rb'"datePublished"\s*:\s*"([^"]{8,40})"')
_META = re.compile(
    rb"<meta\b[^<>]{0,200}?(?:property|name|itemprop)=[\"'](?:article:published_time|datePublished)[\"'][^<>]{0,200}>",
    re.IGNORECASE,
)
_CONTENT = re.compile(rb"content=[\"']([^\"'<>]{8,40})[\"']", re.IGNORECASE)


def page_date(reply: Reply) -> datetime | None:
    """The earliest publication that the page itself tells of."""
    head = reply.body[:READ]
    told = [found[1] for found in _JSON_LD.finditer(head)]
    told += [found[1] for meta in _META.finditer(head) if (found := _CONTENT.search(meta[0]))]
    moments = [moment for text in told if (moment := _iso(text.decode("ascii", "replace"))) and moment <= reply.at]
    return min(moments, default=None)


def server_date(reply: Reply) -> datetime | None:
    """Its Last-Modified."""
    try:
        moment = parsedate_to_datetime(reply.header("last-modified"))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if moment <= reply.at else None


def _iso(text: str) -> datetime | None:
    """A moment; a bare day is its end, which is the least that it proves."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) <= 10:
        moment = moment.replace(hour=23, minute=59, second=59)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
