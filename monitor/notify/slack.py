"""Slack, through an incoming webhook: at most twelve lines, one button, and its Retry-After obeyed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from monitor.errors import NotifyError
from monitor.model import Alert, Target
from monitor.notify import escape, failure
from monitor.notify.message import Message, Quote, compose
from monitor.notify.patience import within

_HEADER = 150
_SECTION = 3000

# Slack's own words for a refusal. Anything else in an answer's body is not repeated: it may quote our address.
_REASONS = frozenset(
    "action_prohibited channel_is_archived channel_not_found invalid_payload invalid_token no_active_hooks no_service "
    "no_service_id no_team no_text posting_to_general_channel_denied rate_limited team_disabled too_many_attachments "
    "user_not_found".split()
)

# The SDK writes the address into its debug log, and thinks that a logger without a level wants that.
_SILENCE = logging.getLogger("monitor.notify.slack.sdk")
_SILENCE.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Slack:
    """*timeout*: seconds for the whole call."""

    timeout: float = 20.0

    def check(self, target: Target) -> None:
        try:
            parts = urlsplit(target.address)
            understood = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            understood = False
        if not understood or not target.address.isascii() or not target.address.isprintable() or " " in target.address:
            raise failure.misunderstood(
                target, "an incoming webhook looks like https://hooks.slack.com/services/T…/B…/…"
            )

    def payload(self, alert: Alert, target: Target, *, link: str, repeat: bool) -> dict[str, object]:
        message = compose(alert, target, link=link, repeat=repeat)
        return {
            "text": escape.slack(message.header),
            "blocks": _blocks(message),
            "unfurl_links": False,
            "unfurl_media": False,
        }

    async def send(self, alert: Alert, target: Target, *, link: str, repeat: bool) -> str:
        self.check(target)
        body = self.payload(alert, target, link=link, repeat=repeat)
        try:
            answer = await within(self.timeout, partial(self._post, target.address, body))
        except (OSError, SlackClientError, ValueError, LookupError) as error:
            raise failure.unreachable(target, error) from None
        return _receipt(answer, target)

    def _post(self, address: str, body: dict[str, object]) -> WebhookResponse:
        # No retry handler: the outbox retries, and it alone knows what was already sent.
        client = WebhookClient(address, timeout=max(1, round(self.timeout)), retry_handlers=[], logger=_SILENCE)
        client.proxy = (
            None  # the SDK's reading of HTTPS_PROXY forgets NO_PROXY; urllib's, which then takes over, does not
        )
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


def _blocks(message: Message) -> list[dict[str, object]]:
    title = escape.fitted(message.header, _HEADER, escape.slack)
    blocks: list[dict[str, object]] = [{"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}}]
    if message.scope:
        blocks.append(_context(message.scope))
    if message.details:
        blocks.append(_section("\n".join(map(escape.slack, message.details))))
    blocks.extend(
        _section(_quoted(number, quote, message.read)) for number, quote in enumerate(message.quotes, start=1)
    )
    if message.link:
        blocks.append({"type": "actions", "elements": [_button(message)]})
    if message.why:
        blocks.append(_context(message.why))
    return blocks


def _quoted(number: int, quote: Quote, read: str) -> str:
    text = f"{number}. {escape.slack(quote.about)} — {escape.slack(quote.text)}"
    linked = f"{text} (<{quote.url.replace('&', '&amp;')}|{escape.slack(read)}>)"
    return linked if quote.url and len(linked) <= _SECTION else text


def _text(text: str) -> dict[str, object]:
    # verbatim: Slack makes no links of its own out of bare addresses and names.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": _text(text)}


def _context(text: str) -> dict[str, object]:
    return {"type": "context", "elements": [_text(escape.slack(text))]}


def _button(message: Message) -> dict[str, object]:
    label = {"type": "plain_text", "text": escape.slack(message.open)}
    return {"type": "button", "text": label, "url": message.link, "action_id": "open", "style": "primary"}
