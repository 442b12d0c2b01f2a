"""Webhook in: what anybody's service posts to us, told by JMESPath where its fields stand."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl

from monitor.errors import ParseError
from monitor.model import Admission, Knock, Page, Reply, Request
from monitor.sources import Proof, Source, Terms, option, signatures
from monitor.sources.items import MOST
from monitor.sources.json_http import Json

_HERE = "https://webhook.invalid/"


@dataclass(frozen=True, slots=True)
class Webhook:
    """What a service of yours posts to us: Zapier, Make, n8n, a form, or a provider of reviews."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON or a form, its fields found by JMESPath"
    needs: ClassVar[str] = "a secret of your choice, which the service signs with or sends along"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    secret: str = option("what the service signs with, or sends as a bearer token", secret=True)
    items: str = option("in what is posted: where the entries stand; @ is all of it", "@")
    id: str = option("within an entry: its identity, so that what is posted twice counts once", "id")
    title: str = option("within an entry: its title", "title")
    text: str = option("within an entry: its text, plain or HTML", "text")
    author: str = option("within an entry: the name of its author", "author")
    published: str = option("within an entry: its date", "published")
    link: str = option("within an entry: its address", "url")
    rating: str = option("within an entry: its stars", "rating")

    def __post_init__(self) -> None:
        signatures.trusted(self.secret)
        self._reader()

    def gaps(self) -> Source | None:
        return None  # whoever posts is told when we did not keep it, and posts it again

    def admit(self, knock: Knock) -> Admission:
        if knock.method == "GET":
            return self._handshake(knock)
        if not (signatures.vouched(knock, self.secret) or signatures.signed(knock, self.secret)):
            return Admission(401, b"neither the secret nor a signature made with it")
        if not knock.body.strip():
            return Admission(400, b"nothing was posted")
        key = knock.header("idempotency-key", "x-idempotency-key", "x-request-id", "x-github-delivery", "webhook-id")
        return Admission(202, b"kept", body=knock.body, key=key[:200])

    def _handshake(self, knock: Knock) -> Admission:
        """What Meta and LinkedIn want to see before they post anything."""
        if code := knock.asked("challengeCode"):
            proof = hmac.new(self.secret.encode(), code.encode(), hashlib.sha256).hexdigest()
            words = json.dumps({"challengeCode": code, "challengeResponse": proof}).encode()
            return Admission(200, words, form="application/json")
        known = hmac.compare_digest(knock.asked("hub.verify_token").encode(), self.secret.encode())
        if knock.asked("hub.mode") == "subscribe" and known:
            return Admission(200, knock.asked("hub.challenge").encode())
        return Admission(403, b"post to this address")

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page:
        body = _as_json(message)
        page = self._reader().parse(Reply(Request(_HERE), _HERE, 200, (), body, at), cursor)
        if len(page.items) >= MOST:  # what is over would be lost, and its sender told that it was kept
            raise ParseError(f"{MOST} entries or more were posted at once", hint="post fewer at a time")
        return page

    def _reader(self) -> Json:
        return Json(
            url=_HERE,
            items=f"({self.items}) | [@] | []",  # one entry is a list of one
            id=self.id,
            title=self.title,
            text=self.text,
            author=self.author,
            published=self.published,
            link=self.link,
            rating=self.rating,
        )


def _as_json(message: bytes) -> bytes:
    """*message* as JSON, also where it is a form."""
    if message.lstrip()[:1] in (b"{", b"["):
        return message
    try:
        pairs = parse_qsl(message.decode(), strict_parsing=True, max_num_fields=200)
    except ValueError as error:
        raise ParseError(
            "what was posted is neither JSON nor a form", hint="choose JSON where the service asks"
        ) from error
    return json.dumps(dict(pairs)).encode()
