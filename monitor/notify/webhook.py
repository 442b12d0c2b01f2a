"""A program of the reader's own, through a webhook signed as Standard Webhooks says, so that it knows who speaks.

The address is that of the program, with the secrets behind a #: https://host/path#whsec_...; during a change of secrets
two of them, parted by a comma: both sign.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from monitor.model import Alert, Digest, Mention, News, Reminder, Target
from monitor.notify import failure
from monitor.notify.message import compose
from monitor.notify.parcel import Parcel
from monitor.notify.patience import within

PREFIX = "whsec_"
SHORTEST = 16  # bytes of a secret
HINT = "it looks like https://host/path#whsec_... (openssl rand -base64 24 makes a secret)"
VERSION = 1  # of the body


@dataclass(frozen=True, slots=True)
class Webhook:
    """*timeout*: seconds for the whole call."""

    timeout: float = 20.0

    def check(self, target: Target) -> None:
        _secrets(target)

    def payload(self, parcel: Parcel) -> dict[str, object]:
        told = parcel.told
        return {
            "type": f"{_topic(told)}.{told.kind}" if isinstance(told, Alert) else f"{_topic(told)}.told",
            "timestamp": told.at.isoformat(),
            "version": VERSION,
            "data": _data(parcel),
        }

    async def send(self, parcel: Parcel) -> str:
        target = parcel.target
        secrets = _secrets(target)
        body = json.dumps(self.payload(parcel), ensure_ascii=False).encode(errors="replace")
        headers = signed(parcel.key, parcel.now or parcel.told.at, body, secrets)
        try:
            return await within(self.timeout, parcel.noting(partial(_told, target, body, headers, self.timeout)))
        except (OSError, HTTPException, ValueError) as error:
            raise failure.unreachable(target, error) from None


def signed(key: str, at: datetime, body: bytes, secrets: tuple[bytes, ...]) -> dict[str, str]:
    """The headers that prove who says *body*; *key* is the same however often it is sent."""
    stamp = str(int(at.timestamp()))
    content = f"{key}.{stamp}.".encode() + body
    proofs = (base64.b64encode(hmac.digest(secret, content, "sha256")).decode() for secret in secrets)
    return {
        "content-type": "application/json",
        "user-agent": "vigie",
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{proof}" for proof in proofs),
    }


def _secrets(target: Target) -> tuple[bytes, ...]:
    address, _, told = target.address.partition("#")
    try:
        parts = urlsplit(address)
        there = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        found = tuple(base64.b64decode(each.strip().removeprefix(PREFIX), validate=True) for each in told.split(","))
    except (ValueError, binascii.Error):
        raise failure.misunderstood(target, HINT) from None
    sound = there and address.isascii() and address.isprintable() and " " not in address
    if not sound or not all(len(secret) >= SHORTEST for secret in found):
        raise failure.misunderstood(target, HINT)
    return found


def _told(target: Target, body: bytes, headers: Mapping[str, str], timeout: float) -> str:
    status, after = _post(target.address, body, headers, timeout)
    if not 200 <= status < 300:
        raise failure.refused(target, status, after=after)
    return f"webhook {status}"


def _post(address: str, body: bytes, headers: Mapping[str, str], timeout: float) -> tuple[int, str]:
    """The status, and how long to wait. No redirect is followed: what is signed goes where it was meant to."""
    parts = urlsplit(address.partition("#")[0])
    line: HTTPConnection
    if parts.scheme == "https":
        line = HTTPSConnection(parts.netloc, timeout=timeout, context=ssl.create_default_context())
    else:
        line = HTTPConnection(parts.netloc, timeout=timeout)
    try:
        line.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, dict(headers))
        answer = line.getresponse()
        return answer.status, answer.headers.get("retry-after", "")
    finally:
        line.close()


def _topic(told: News) -> str:
    if isinstance(told, Alert):
        return "watch" if told.kind.own else "incident"
    return "digest" if isinstance(told, Digest) else told.kind


def _data(parcel: Parcel) -> dict[str, object]:
    """What is told, as figures, and in words as its reader would get it."""
    told, message = parcel.told, compose(parcel.told, parcel.target, link=parcel.link, repeat=parcel.repeat)
    words: dict[str, object] = {
        "title": message.header,
        "text": [line for line in (message.scope, *message.details) if line],
        "link": parcel.link or None,
        "repeat": parcel.repeat,
    }
    if isinstance(told, Alert):
        return words | _incident(told)
    if isinstance(told, Digest):
        tallies = [{"brand": t.brand, "mentions": t.total, "negatives": t.negatives} for t in told.tallies]
        return words | {"from": told.start.isoformat(), "until": told.at.isoformat(), "brands": tallies}
    if isinstance(told, Reminder):
        period = {"country": told.country, "law": told.law, "last_day": told.last_day.isoformat(), "left": told.left}
        return words | period | {"certain": told.certain, "mention": _mention(told.mention)}
    return words | {"who": told.who, "note": told.word, "mention": _mention(told.mention)}


def _incident(alert: Alert) -> dict[str, object]:
    incident = alert.incident
    hand = {"acknowledged_by": incident.acknowledged_by or None, "exercise": incident.exercise}
    return {
        "number": alert.number,
        "incident": incident.told | hand,
        "figures": alert.verdict.figures.told,
        "mentions": [_mention(mention) for mention in alert.quotes],
    }


def _mention(mention: Mention) -> dict[str, object]:
    item, shown = mention.item, mention.item.rights.show
    return {
        "id": mention.id,
        "at": mention.at.isoformat(),
        "brand": mention.brand,
        "source": mention.source,
        "url": item.url,
        "author": item.author if shown else "",
        "title": item.title if shown else "",
        "text": item.text if shown else "",
        "tone": mention.sentiment.label,
        "insult": mention.insult.label,
        "accusation": mention.accusation.label,
    }
