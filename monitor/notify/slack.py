"""Slack, through an incoming webhook, or as a bot where the target has a channel; its Retry-After is obeyed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from urllib.parse import urlsplit

from slack_sdk.errors import SlackClientError

from monitor.errors import NotifyError
from monitor.model import Target
from monitor.notify import escape, failure, slackbot
from monitor.notify.blocks import blocks
from monitor.notify.carrying import PATIENCE, carried
from monitor.notify.courier import Answer, Letter
from monitor.notify.message import compose
from monitor.notify.parcel import Parcel
from monitor.notify.patience import within

# Slack's own words for a refusal. Anything else in an answer's body is not repeated: it may quote our address.
_REASONS = frozenset(
    "action_prohibited channel_is_archived channel_not_found invalid_payload invalid_token no_active_hooks no_service "
    "no_service_id no_team no_text posting_to_general_channel_denied rate_limited team_disabled too_many_attachments "
    "user_not_found".split()
)


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
                return await within(self.timeout, parcel.noting(partial(slackbot.post, parcel, self.timeout)))
            wait = self.timeout + PATIENCE * bool(parcel.slip)
            answer = await within(wait, partial(carried, self._letter(parcel), parcel))
        except (OSError, HTTPException, SlackClientError, ValueError, LookupError) as error:
            raise failure.unreachable(target, error) from None
        return _receipt(answer, target)

    def _letter(self, parcel: Parcel) -> Letter:
        """The SDK's own client of webhooks follows redirects, and cannot be sent away."""
        return Letter(parcel.target.address, json.dumps(self.payload(parcel)), self.timeout, "slack")


def _receipt(answer: Answer, target: Target) -> str:
    if answer.receipt:
        return answer.receipt
    if 200 <= answer.status < 300:
        raise NotifyError(f"target {target.name}: a web page answered instead of Slack", retry=True)
    hint = f"Slack says {answer.said}" if answer.said in _REASONS else ""
    raise failure.refused(target, answer.status, after=answer.after, hint=hint)
