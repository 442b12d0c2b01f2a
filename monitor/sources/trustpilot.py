"""Trustpilot, by its API: the public reviews of a company."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling
from monitor.sources.ratings import rating

_API = "https://api.trustpilot.com/v1/business-units"


@dataclass(frozen=True, slots=True)
class Trustpilot:
    """The public reviews of a company on Trustpilot, the newest first."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Trustpilot API v1, 100 reviews a page"
    needs: ClassVar[str] = "an API key: the API is an add-on of a paid Trustpilot plan"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    complete: ClassVar[bool] = True
    refusals: ClassVar[Mapping[str, str]] = {
        "401": "the API key is wrong",
        "403": "your Trustpilot plan does not include the API: it is a paid add-on, ask your account manager",
        "404": "no company has this id: look it up at /v1/business-units/find?name=your-domain",
    }

    company: str = option("id of the company (business unit), 24 letters and figures")
    key: str = option("API key", secret=True)
    language: str = option("reviews in one language only", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        url = f"{_API}/{addresses.segment(self.company)}/reviews"
        asked = addresses.ask(url, perPage=100, orderBy="createdat.desc", language=self.language)
        return Request(asked, (("apikey", self.key),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "reviews of Trustpilot")
        reviews = nodes.listed(answer, "reviews", reply, "a list of reviews")
        found = nodes.proven(reviews, _items(reviews, reply), reply)
        page = int(addresses.asked(reply.request.url, "page") or 1) + 1
        found, after, on = polling.follow(cursor, found, further=len(reviews) >= 100)
        more = Request(addresses.ask(reply.request.url, page=page), reply.request.headers) if on else None
        return Page(found, after, more=more)


def _items(reviews: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for review in reviews:
        number = review.line("id")
        yield items.item(
            reply.url,
            number,
            url=f"https://www.trustpilot.com/reviews/{addresses.segment(number)}" if number else "",
            title=review.line("title"),
            text=review.text("text"),
            author=review.line("consumer.displayName"),
            published=review.when("createdAt", reply.at),
            updated=review.when("updatedAt", reply.at),
            language=review.line("language"),
            rating=rating(review.number("stars"), 5, 1),
        )
