"""A list is its address: what stands in the query of a URL, and what is looked for by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from monitor.match import Query, facts_of, find, parse, search_expression
from monitor.model import Mention
from monitor.store import Order, Place, Wanted
from monitor.web.desk import Desk
from monitor.web.pages.answering import late
from monitor.web.pages.portrait import deadlines

ME = "me"
ANY = "any"
STATUSES = ("open", "snoozed", "done", "irrelevant", ANY)
SEVERITIES = ("grave", "negative", "neutral", "positive")
ORDERS = tuple(order.value for order in Order)
PERIODS = {"1h": 1, "24h": 24, "7d": 168, "30d": 720}  # hours
LONGEST = 500  # characters of any one of them


@dataclass(frozen=True, slots=True)
class Filters:
    """The words of the address, all of them believed to be hostile."""

    status: str = "open"
    brand: str = ""
    source: str = ""
    severity: str = ""
    assignee: str = ""
    tag: str = ""
    author: str = ""
    since: str = ""
    overdue: str = ""  # 1: what has waited for too long
    named: str = ""  # 1: where who looks is named, and has not answered
    aside: str = ""  # 1: what was folded away or muted
    q: str = ""
    order: str = ""  # the newest first

    def query(self, **changes: str) -> str:
        """The query of the address of this list, with *changes*; empty for the inbox itself."""
        changed = replace(self, **changes)
        told = {name: getattr(changed, name) for name in Filters.__dataclass_fields__}
        return urlencode({name: word for name, word in told.items() if word != _PLAIN[name]})

    def url(self, **changes: str) -> str:
        query = self.query(**changes)
        return f"/inbox?{query}" if query else "/inbox"

    @property
    def narrowed(self) -> bool:
        return bool(self.query())


_PLAIN = {name: field.default for name, field in Filters.__dataclass_fields__.items()}


def filters(query: Mapping[str, str]) -> Filters:
    """What an address asks for; what it cannot mean is left out."""
    told = {name: query[name][:LONGEST].strip() for name in _PLAIN if name in query}
    found = Filters(**told)
    return replace(
        found,
        status=found.status if found.status in STATUSES else "open",
        severity=found.severity if found.severity in SEVERITIES else "",
        since=found.since if found.since in PERIODS else "",
        overdue="1" if found.overdue == "1" else "",
        named="1" if found.named == "1" else "",
        aside="1" if found.aside == "1" else "",
        order=found.order if found.order in ORDERS else "",
    )


def incident_of(query: Mapping[str, str]) -> int:
    """The number of the incident whose mentions are looked at; 0 where it is a list."""
    named = query.get("incident", "")
    return int(named) if named.isdecimal() and len(named) <= 18 else 0


def wanted(told: Filters, me: str, desk: Desk) -> Wanted:
    """What is looked for; a search may name the lists and macros of the configuration. Raises QueryError for one that
    nobody could answer."""
    asked = parse(told.q, desk.scene().names, filters=True) if told.q else None
    now = desk.clock()
    return Wanted(
        status="" if told.status == ANY else told.status,
        brand=told.brand,
        source=told.source,
        severity=told.severity,
        assignee=me if told.assignee == ME else told.assignee,
        tag=told.tag,
        author=told.author,
        late=late(desk.scene().triage.within, now) if told.overdue else None,
        named=me if told.named else "",
        aside=bool(told.aside),
        since=now - timedelta(hours=PERIODS[told.since]) if told.since else None,
        expression=search_expression(asked) if asked else "",
        keeps=partial(_holds, asked) if asked else None,
        order=Order(told.order),
        deadlines=deadlines(desk.scene().country, now),
    )


def _holds(asked: Query, mention: Mention) -> bool:
    return find(asked, facts_of(mention)) is not None


def place(said: str) -> Place | None:
    """Where a page begins: `time.number`, and `.rank` where the order is one of ranks."""
    found = re.fullmatch(r"(-?\d{1,12})\.(\d{1,18})(?:\.(-?\d{1,18}))?", said)
    return Place(int(found[1]), int(found[2]), int(found[3]) if found[3] else None) if found else None


def placed(place: Place | None) -> str | None:
    """The same as an address says it."""
    return place and ".".join(str(part) for part in place if part is not None)
