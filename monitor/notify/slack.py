"""Slack, through an incoming webhook, or as a bot where the target has a channel; its Retry-After is obeyed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk.errors import SlackClientError

from monitor.errors import NotifyError
from monitor.model import Target
from monitor.notify import escape, failure, slackbot
from monitor.notify.blocks import blocks
from monitor.notify.message import compose
from monitor.notify.parcel import Parcel
from monitor.notify.patience import within

# Slack's own words for a refusal. Anything else in an answer's body is not repeated: it may quote our address.
_REASONS = frozenset(
    "action_prohibited channel_is_archived channel_not_found invalid_payload invalid_token no_active_hooks no_service "
    "no_service_id no_team no_text posting_to_general_channel_denied rate_limited team_disabled too_many_attachments "
    "user_not_found".split()
)


_LONGEST = 10_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Slack:
    """*timeout*: seconds for the whole call."""

    timeout: float = 20.0

    def check(self, target: Target) -> None:
        if target.channel:
            slackbot.desk(target)
            return
        try:
            parts = urlsplit(target.address)
            understood = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            understood = False
        if not understood or not target.address.isascii() or not target.address.isprintable() or " " in target.address:
            raise failure.misunderstood(
                target, "an incoming webhook looks like https://hooks.slack.com/services/T…/B…/…"
            )

    def payload(self, parcel: Parcel) -> dict[str, object]:
        if parcel.target.channel:
            return {"channel": parcel.target.channel} | slackbot.content(parcel)
        message = compose(parcel.told, parcel.target, link=parcel.link, repeat=parcel.repeat)
        return {
            "text": escape.slack(message.header),
            "blocks": blocks(message),
            "unfurl_links": False,
            "unfurl_media": False,
        }

    async def send(self, parcel: Parcel) -> str:
        target = parcel.target
        self.check(target)
        try:
            if target.channel:
                return await within(self.timeout, partial(slackbot.post, parcel, self.timeout))
            answer = await within(self.timeout, partial(_post, target.address, self.payload(parcel), self.timeout))
        except (OSError, HTTPException, SlackClientError, ValueError, LookupError) as error:
            raise failure.unreachable(target, error) from None
        return _receipt(answer, target)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    after: str


class _Straight(HTTPRedirectHandler):
    """Follows no redirect: urllib makes a question of what was a message, and whoever answers it was told nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


def _post(address: str, body: dict[str, object], timeout: float) -> Answer:
    """Through a proxy where the environment names one. The SDK's own client follows redirects."""
    headers = {"content-type": "application/json; charset=utf-8", "user-agent": "vigie"}
    request = Request(address, json.dumps(body).encode(), headers)  # noqa: S310  # of http or https, as was checked
    try:
        with build_opener(_Straight).open(request, timeout=timeout) as answer:
            return _answered(answer, answer.status)
    except HTTPError as error:
        with error:
            return _answered(error, error.code)


def _answered(answer: HTTPResponse | HTTPError, status: int) -> Answer:
    words = answer.read(_LONGEST).decode("utf-8", "replace")
    return Answer(status, words, answer.headers.get("retry-after") or "")


def _receipt(answer: Answer, target: Target) -> str:
    reason = answer.body.strip()
    if not 200 <= answer.status < 300:
        hint = f"Slack says {reason}" if reason in _REASONS else ""
        raise failure.refused(target, answer.status, after=answer.after, hint=hint)
    if reason.startswith("<"):
        # A proxy's or a hotel's login page is a 200 too, and nobody was told.
        raise NotifyError(f"target {target.name}: a web page answered instead of Slack", retry=True)
    return f"slack {answer.status}"
