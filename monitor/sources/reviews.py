"""Review pages: the schema.org reviews that a page tells machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, answers, items, markup, option, schema_org
from monitor.sources.dates import instant
from monitor.sources.schema_org import Object, first, text
from monitor.text import one_line

_REVIEWS = frozenset({"Review", "UserReview", "CriticReview", "EmployerReview"})


@dataclass(frozen=True, slots=True)
class Reviews:
    """A page of reviews of a product, a place or a company."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "schema.org Review in JSON-LD or microdata, on any scale"
    proof: ClassVar[Proof] = Proof.RECORDING
    pages: ClassVar[bool] = True

    url: str = option("address of the page that shows the reviews, the newest first if it can")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the same page each time
        return Request(self.url, (("accept", schema_org.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        html = answers.html(reply)
        told = schema_org.documents(html)
        known = schema_org.named(told)
        walked = schema_org.walk(told, _REVIEWS)
        found = [_item(each, about, known, reply) for each, about in walked if schema_org.types(each) & _REVIEWS]
        if not found and not _is_unreviewed(told):
            seen = schema_org.speaks_of(told)
            hint = f"blocked or changed? {seen}; see the page in a browser"
            raise answers.unlike(reply, "a page with schema.org reviews", hint)
        return Page(items.finish(found), cursor, title=answers.title(html))


def _is_unreviewed(told: object) -> bool:
    """Whether the page speaks of ratings, and merely has no review to show."""
    walked = schema_org.walk(told)
    return any("AggregateRating" in schema_org.types(each) or "aggregateRating" in each for each, _ in walked)


def _item(review: Object, about: str, known: dict[str, Object], reply: Reply) -> Item:
    words = markup.prose(text(first(review, "reviewBody", "description", "text")))
    names = schema_org.names(first(review, "author", "creator"), known)
    author = ", ".join(filter(None, map(items.person, names)))
    published = instant(text(first(review, "datePublished", "dateCreated")), reply.at)
    stars = schema_org.rating(first(review, "reviewRating"), known)
    own_title = one_line(markup.prose(text(first(review, "headline", "name"))))
    reviewed = next(schema_org.names(first(review, "itemReviewed"), known), "") or about
    url = items.link(text(first(review, "url")), reply.url)
    updated = instant(text(first(review, "dateModified")), reply.at)
    told = schema_org.identity(review, url, reply.url)
    return Item(
        id=items.identity(told, "", own_title, words, author, published, stars and stars.value),
        url=url or reply.url,
        title=own_title or one_line(markup.prose(reviewed)),
        text=words,
        author=author,
        published=published or updated,
        updated=updated if published and updated and updated > published else None,
        language=items.language(*schema_org.names(first(review, "inLanguage"), known)),
        rating=stars,
        thread=reply.url.partition("#")[0],
    )
