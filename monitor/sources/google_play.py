"""Google Play: the reviews of an app of one's own, of the last seven days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, oauth, option
from monitor.sources.ratings import rating

_API = "https://androidpublisher.googleapis.com/androidpublisher/v3/applications"


@dataclass(frozen=True, slots=True)
class GooglePlay:
    """The reviews with words that an app of yours got in the last seven days."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Google Play Developer API v3, 100 reviews a page; one token a poll"
    needs: ClassVar[str] = "OAuth as a user of the Play Console who may reply to reviews of the app"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    refusals: ClassVar[Mapping[str, str]] = {
        "invalid_grant": "the authorisation was revoked or has expired: authorise us again (scope androidpublisher)",
        "invalid_client": "the client id or the client secret is wrong",
        "accessnotconfigured": "the Google Play Android Developer API is not enabled in the project",
        "401": "the authorisation is not valid: authorise us again (scope androidpublisher)",
        "403": "who authorised us lacks the right `Reply to reviews` for this app in the Play Console",
        "404": "the Play Console of who authorised us has no app of this name",
    }

    package: str = option("name of the app's package, such as fr.example.shop")
    client_id: str = option("OAuth client id of your Google Cloud project")
    client_secret: str = option("OAuth client secret", secret=True)
    refresh_token: str = option("refresh token, scope androidpublisher", secret=True)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - every poll begins with a token
        return oauth.refresh(oauth.GOOGLE, self.client_id, self.client_secret, self.refresh_token)

    def parse(self, reply: Reply, cursor: str) -> Page:
        if reply.request.url == oauth.GOOGLE:
            asked = addresses.ask(f"{_API}/{addresses.segment(self.package)}/reviews", maxResults=100)
            return Page((), cursor, more=Request(asked, oauth.bearer(reply)))
        answer = nodes.answer(reply, "reviews of Google Play")
        # A week without a review answers {}.
        reviews = nodes.listed(answer, "reviews", reply, "a list of reviews") if answer.value != {} else ()
        found = nodes.proven(reviews, _items(reviews, reply), reply)
        token = answer.line("tokenPagination.nextPageToken")
        more = Request(addresses.ask(reply.request.url, token=token), reply.request.headers) if token else None
        return Page(found, cursor, more=more)


def _titled(told: object) -> str:
    """A review's words, whose title a tab parts from the text."""
    return told.replace("\t", "\n\n") if isinstance(told, str) else ""


def _items(reviews: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for review in reviews:
        said = review.at("comments.0.userComment")
        yield items.item(
            reply.url,
            review.line("reviewId"),
            text=_titled(said.at("text").value),
            author=review.line("authorName"),
            # Of an edited review the time is that of the edit.
            published=said.when("lastModified.seconds", reply.at),
            language=said.line("reviewerLanguage"),
            rating=rating(said.number("starRating"), 5, 1),
        )
