"""The average rating that a page shows: an item each time it is another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, answers, items, markup, option, schema_org
from monitor.sources.schema_org import Object, first, text


@dataclass(frozen=True, slots=True)
class AverageRating:
    """The average ratings of a page, one item each time one of them has changed."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "schema.org AggregateRating in JSON-LD or microdata, on any scale"
    proof: ClassVar[Proof] = Proof.RECORDING
    pages: ClassVar[bool] = True

    url: str = option("address of the page that shows the rating")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the same page each time
        return Request(self.url, (("accept", schema_org.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        html = answers.html(reply)
        told = schema_org.documents(html)
        found = tuple(_items(told, reply))
        if not found:
            hint = f"blocked or changed? {schema_org.speaks_of(told)}; see the page in a browser"
            raise answers.unlike(reply, "a page with a schema.org rating", hint)
        return Page(items.finish(found), cursor, title=answers.title(html))


def _items(told: object, reply: Reply) -> Iterator[Item]:
    known = schema_org.named(told)
    for each, about in schema_org.walk(told):
        stars = schema_org.rating(each, known) if "AggregateRating" in schema_org.types(each) else None
        if stars:
            reviewed = next(schema_org.names(first(each, "itemReviewed"), known), "") or about
            thing = markup.prose(reviewed) or answers.place(reply)
            count = _count(each)
            yield items.item(
                reply.url,
                items.digest(thing, stars.value, stars.best),
                url=reply.url,
                title=thing,
                text=f"{stars.value:g} / {stars.best:g}" + (f" ({count})" if count else ""),
                rating=stars,
                thread=reply.url.partition("#")[0],
            )


def _count(found: Object) -> str:
    told = text(first(found, "reviewCount", "ratingCount"))
    return told if told.isdecimal() and len(told) < 12 else ""
