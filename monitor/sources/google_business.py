"""Google Business Profile: the reviews of a place of one's own on Google Maps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, oauth, option, polling
from monitor.sources.ratings import rating

_STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_PLACE = re.compile(r"accounts/\d{1,30}/locations/\d{1,30}")
_TRANSLATED = "(Translated by Google)"
_ORIGINAL = "(Original)"


@dataclass(frozen=True, slots=True)
class GoogleBusiness:
    """The Google reviews of a verified place of yours, in the words of who wrote them."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Business Profile API v4, 50 reviews a page; one token a poll"
    needs: ClassVar[str] = "access to the Business Profile APIs, granted by Google on request; OAuth as a manager"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    refusals: ClassVar[Mapping[str, str]] = {
        "invalid_grant": "the authorisation was revoked or has expired: authorise us again (scope business.manage)",
        "invalid_client": "the client id or the client secret is wrong",
        "quota": "Google has not granted this project access to the Business Profile APIs yet: request it",
        "service_disabled": "the Google My Business API is not enabled in the project",
        "401": "the authorisation is not valid: authorise us again (scope business.manage)",
        "403": "who authorised us does not manage this place, or Google has not granted the project access yet",
        "404": "no such account or location, or it is not verified",
    }

    location: str = option("the place, as accounts/123/locations/456")
    client_id: str = option("OAuth client id of your Google Cloud project")
    client_secret: str = option("OAuth client secret", secret=True)
    refresh_token: str = option("refresh token of a manager of the place, scope business.manage", secret=True)

    def __post_init__(self) -> None:
        if not _PLACE.fullmatch(self.location):
            raise VigieError(f"{self.location!r} is no location", hint="it looks like accounts/123/locations/456")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - every poll begins with a token
        return oauth.refresh(oauth.GOOGLE, self.client_id, self.client_secret, self.refresh_token)

    def parse(self, reply: Reply, cursor: str) -> Page:
        if reply.request.url == oauth.GOOGLE:
            url = f"https://mybusiness.googleapis.com/v4/{self.location}/reviews"
            asked = addresses.ask(url, pageSize=50, orderBy="updateTime desc")
            return Page((), cursor, more=Request(asked, oauth.bearer(reply)))
        answer = nodes.answer(reply, "reviews of Google")
        # A place that nobody reviewed yet answers {}.
        reviews = nodes.listed(answer, "reviews", reply, "a list of reviews") if answer.value != {} else ()
        found = nodes.proven(reviews, _items(reviews, reply), reply)
        token = answer.line("nextPageToken")
        found, after, on = polling.follow(cursor, found, further=token)
        more = Request(addresses.ask(reply.request.url, pageToken=token), reply.request.headers) if on else None
        return Page(found, after, more=more)


def _items(reviews: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for review in reviews:
        yield items.item(
            reply.url,
            review.line("reviewId", "name"),
            text=original(review.text("comment")),
            author="" if review.true("reviewer.isAnonymous") else review.line("reviewer.displayName"),
            published=review.when("createTime", reply.at),
            updated=review.when("updateTime", reply.at),
            rating=rating(_STARS.get(review.line("starRating")), 5, 1),
        )


def original(text: str) -> str:
    """What was written, without Google's translation of it, whichever of them stands first."""
    if _ORIGINAL in text:
        return text.partition(_ORIGINAL)[2].strip()
    return text.partition(_TRANSLATED)[0].strip() or text.replace(_TRANSLATED, "").strip()
