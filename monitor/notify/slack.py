"""Slack, through an incoming webhook, or as a bot where the target has a channel; its Retry-After is obeyed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from monitor.errors import NotifyError
from monitor.model import Target
from monitor.notify import escape, failure, slackbot
from monitor.notify.blocks import SILENCE, blocks
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
                return await within(self.timeout, partial(slackbot.post, parcel, self.timeout))
            answer = await within(self.timeout, partial(self._post, target.address, self.payload(parcel)))
        except (OSError, SlackClientError, ValueError, LookupError) as error:
            raise failure.unreachable(target, error) from None
        return _receipt(answer, target)

    def _post(self, address: str, body: dict[str, object]) -> WebhookResponse:
        # No retry handler: the outbox retries, and it alone knows what was already sent.
        client = WebhookClient(address, timeout=max(1, round(self.timeout)), retry_handlers=[], logger=SILENCE)
        client.proxy = None  # the SDK's reading of HTTPS_PROXY forgets NO_PROXY; urllib's does not
        return client.send_dict(body)


def _receipt(answer: WebhookResponse, target: Target) -> str:
    reason = answer.body.strip()
    if not 200 <= answer.status_code < 300:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        hint = f"Slack says {reason}" if reason in _REASONS else ""
        raise failure.refused(target, answer.status_code, after=headers.get("retry-after", ""), hint=hint)
    if reason.startswith("<"):
        # A proxy's or a hotel's login page is a 200 too, and nobody was told.
        raise NotifyError(f"target {target.name}: a web page answered instead of Slack", retry=True)
    return f"slack {answer.status_code}"
