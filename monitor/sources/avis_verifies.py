"""Avis Vérifiés (Skeepers): the reviews of a shop, from the file that its own pages read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, items, nodes, option
from monitor.sources.ratings import rating

_ID = re.compile(r"[0-9a-fA-F-]{3,64}")


@dataclass(frozen=True, slots=True)
class AvisVerifies:
    """The reviews of a shop of yours at Avis Vérifiés, without its customers' names and orders."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the daily reviews.json"
    needs: ClassVar[str] = "the website id of your contract with Avis Vérifiés (Skeepers)"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    refusals: ClassVar[Mapping[str, str]] = {
        "403": "there are no reviews for this website id: it is in your Skeepers account, under Integration",
        "404": "there are no reviews for this website id: it is in your Skeepers account, under Integration",
    }

    website: str = option("website id of your contract", secret=True)
    language: str = option("language of the shop", "fr")

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.website) or not re.fullmatch("[a-z]{2}", self.language):
            raise VigieError("this is no website id of Avis Vérifiés", hint="it is in your Skeepers account")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the whole file each time
        folder = "/".join(self.website[:3])
        site = f"https://cl.avis-verifies.com/{self.language}/cache/{folder}/{self.website}"
        return Request(f"{site}/AWS/WEBSITE_API/reviews.json")

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "reviews of Avis Vérifiés")
        path = "" if isinstance(answer.value, list) else "reviews"
        reviews = nodes.listed(answer, path, reply, "a list of reviews")
        return Page(nodes.proven(reviews, _items(reviews, self.language, reply), reply), cursor)


def _items(reviews: tuple[nodes.Node, ...], language: str, reply: Reply) -> Iterator[Item]:
    for review in reviews:
        first = review.line("firstname")
        yield items.item(
            reply.url,
            review.line("id_review"),
            text=review.prose("review"),
            author=first[:1] and f"{first[:1]}.",  # nobody needs to know who bought what
            published=review.when("publish_date", reply.at) or review.when("review_date", reply.at),
            language=language,
            rating=rating(review.text("rate"), 5, 1),
        )
