"""LinkedIn: comments under the posts of an organisation that one administers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request, Rights
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_API = "https://api.linkedin.com/rest/socialActions"
_POST = re.compile(r"urn:li:(?:share|ugcPost|activity):\d{1,30}")
_MEMBERS = Rights(keep_days=2, share=False)  # what members write may be stored for 48 hours


@dataclass(frozen=True, slots=True)
class LinkedIn:
    """Comments under a post of an organisation that you administer on LinkedIn."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Community Management API, 100 comments a page"
    needs: ClassVar[str] = "a token with r_organization_social of an app that LinkedIn vetted for Community Management"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    refusals: ClassVar[Mapping[str, str]] = {
        "nonexistent_version": "LinkedIn retired this version of its interface: set version to a newer month",
        "426": "LinkedIn retired this version of its interface: set version to a newer month",
        "401": "the token is wrong or has expired (they last 60 days)",
        "403": "the token lacks r_organization_social, or its owner does not administer the organisation",
        "404": "there is no such post, or it is not your organisation's",
    }

    post: str = option("the post, as urn:li:share:123, urn:li:ugcPost:123 or urn:li:activity:123")
    token: str = option("access token of an administrator", secret=True)
    version: str = option("version of the interface, year and month; each dies after a year", "202610")

    def __post_init__(self) -> None:
        if not _POST.fullmatch(self.post):
            raise VigieError(f"{self.post!r} is no post", hint="it looks like urn:li:share:6844785523593134080")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - all of a post's comments each time
        return self._ask(0)

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "comments of LinkedIn")
        comments = nodes.listed(answer, "elements", reply, "a list of comments")
        found = nodes.proven(comments, (self._item(comment, reply) for comment in comments), reply)
        start = int(addresses.asked(reply.request.url, "start") or 0) + len(comments)
        found, after, on = polling.follow(
            cursor, found, further=comments and start < (answer.number("paging.total") or 0)
        )
        return Page(found, after, more=self._ask(start) if on else None)

    def _ask(self, start: int) -> Request:
        url = f"{_API}/{addresses.segment(self.post)}/comments"
        named = {"linkedin-version": self.version, "x-restli-protocol-version": "2.0.0"}
        headers = (("authorization", f"Bearer {self.token}"), *named.items())
        return Request(addresses.ask(url, count=100, start=start or ""), headers)

    def _item(self, comment: nodes.Node, reply: Reply) -> Item:
        return items.item(
            reply.url,
            comment.line("commentUrn", "id"),
            url=f"https://www.linkedin.com/feed/update/{self.post}",
            text=comment.text("message.text"),
            # Who it is, is told as a number that only LinkedIn knows; nobody here needs it.
            published=comment.when("created.time", reply.at),
            updated=comment.when("lastModified.time", reply.at),
            thread=self.post,
            parent=comment.line("parentComment"),
            rights=_MEMBERS,
        )
