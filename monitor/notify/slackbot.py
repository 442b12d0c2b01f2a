"""Slack, as a bot: one message an incident, edited as it goes on, with the story of it in its thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from monitor.errors import NotifyError
from monitor.model import AlertKind, Picture, Target
from monitor.notify import escape, failure
from monitor.notify.blocks import SILENCE, blocks, reply
from monitor.notify.message import compose
from monitor.notify.parcel import Parcel

SLACK = "https://slack.com/api/"
HINT = "a bot's address is its token, xoxb-…, or https://xoxb-…@slack-gov.com/api/; its channel is C0123ABC or #name"
_TOKEN = re.compile(r"xox[a-z](?:\.[a-z]+)?-[A-Za-z0-9-]{4,}")
_CHANNEL = re.compile(r"#[^\s#]{1,80}|[CDG][A-Z0-9]{2,20}")
_RECEIPT = re.compile(r"slack ([A-Z0-9]+) ([0-9.]+)")
_CODE = re.compile(r"[a-z_]{3,40}")
_LATER = frozenset("fatal_error internal_error rate_limited ratelimited request_timeout service_unavailable".split())
_SKEW = 600  # seconds by which our clock and Slack's may differ
# What is worth a line of its own in the channel; the rest is read by those who follow the thread.
_LOUD = frozenset({AlertKind.ESCALATED, AlertKind.REOPENED, AlertKind.REMINDED, AlertKind.UNANSWERED})


@dataclass(frozen=True, slots=True)
class Desk:
    """A bot's token and where the API answers."""

    token: str
    url: str

    def client(self, timeout: float) -> WebClient:
        # No retry handler: the outbox retries, and it alone knows what was already sent.
        client = WebClient(
            self.token, base_url=self.url, timeout=max(1, round(timeout)), retry_handlers=[], logger=SILENCE
        )
        client.proxy = None  # the SDK's reading of HTTPS_PROXY forgets NO_PROXY; urllib's does not
        return client


def desk(target: Target) -> Desk:
    """Raises NotifyError where the address is not that of a bot."""
    token, url = target.address, SLACK
    try:
        parts = urlsplit(token)
        if parts.scheme in ("http", "https") and parts.hostname:
            host = parts.hostname + (f":{parts.port}" if parts.port else "")
            token, url = parts.username or "", f"{parts.scheme}://{host}{parts.path.rstrip('/') or '/api'}/"
    except ValueError:
        token = ""
    if not _TOKEN.fullmatch(token) or not _CHANNEL.fullmatch(target.channel):
        raise failure.misunderstood(target, HINT)
    return Desk(token, url)


def post(parcel: Parcel, timeout: float) -> str:
    """Says it, or edits what was said; the receipt names the message that lives. Blocks."""
    client = desk(parcel.target).client(timeout)
    try:
        root = _RECEIPT.fullmatch(parcel.thread)
        if parcel.repeat and not root and (ts := _found(client, parcel, parcel.target.channel)):
            return f"slack {parcel.target.channel} {ts}"
        if root and _edit(client, parcel, root[1], root[2]):
            return root[0]
        answer = _say(client, "chat.postMessage", parcel, channel=parcel.target.channel)
        return f"slack {answer['channel']} {answer['ts']}"
    except SlackApiError as error:
        raise _refused(parcel.target, error) from None


def _edit(client: WebClient, parcel: Parcel, channel: str, ts: str) -> bool:
    """Whether the message was still there to be edited."""
    try:
        _say(client, "chat.update", parcel, channel=channel, ts=ts)
    except SlackApiError as error:
        if error.response.get("error") in ("message_not_found", "cant_update_message", "edit_window_closed"):
            return False
        raise
    if parcel.told.kind != AlertKind.UPDATED and not (parcel.repeat and _found(client, parcel, channel, ts)):
        message = compose(parcel.told, parcel.target, link=parcel.link, repeat=parcel.repeat)
        said = {"channel": channel, "thread_ts": ts, "reply_broadcast": parcel.told.kind in _LOUD}
        client.api_call("chat.postMessage", json=said | reply(message, repeat=parcel.repeat) | _known_by(parcel))
    return True


def _found(client: WebClient, parcel: Parcel, channel: str, thread: str = "") -> str:
    """Of a message that may have arrived already: where it stands in *channel*, or in one of its threads. Empty where
    it is not there, or Slack does not say: a bot without channels:history, a channel that is named by its name."""
    since = str(int(parcel.told.at.timestamp()) - _SKEW)
    asked = {"channel": channel, "include_all_metadata": "true", "limit": "200", "oldest": since}
    try:
        if thread:
            answer = client.api_call("conversations.replies", data=asked | {"ts": thread})
        else:
            answer = client.api_call("conversations.history", data=asked)
        told = (each for each in answer.get("messages") or () if each["ts"] != thread)  # its root was edited just now
        same = (each["ts"] for each in told if each.get("metadata") == _known_by(parcel)["metadata"])
        return str(next(same, ""))
    except (SlackClientError, AttributeError, LookupError, TypeError):
        return ""


def _known_by(parcel: Parcel) -> dict[str, object]:
    """What nobody sees, and a message is found again by."""
    return {"metadata": {"event_type": "vigie", "event_payload": {"key": parcel.key}}}


def _say(client: WebClient, method: str, parcel: Parcel, **where: str) -> SlackResponse:
    """With its picture, if Slack takes it; a message without is better than none."""
    file = _uploaded(client, parcel.picture) if parcel.picture else ""
    try:
        return client.api_call(method, json=where | content(parcel, file))
    except SlackApiError as error:
        if not file or error.response.get("error") not in ("invalid_blocks", "invalid_attachments"):
            raise
        return client.api_call(method, json=where | content(parcel))  # a file may take Slack a while to look at


def content(parcel: Parcel, file: str = "") -> dict[str, object]:
    """What is said, wherever. *file* is the id of its picture."""
    message = compose(parcel.told, parcel.target, link=parcel.link, repeat=parcel.repeat)
    return {
        "text": escape.slack(message.header),
        "blocks": blocks(message, file),
        "unfurl_links": False,
        "unfurl_media": False,
    } | _known_by(parcel)


def _uploaded(client: WebClient, picture: Picture) -> str:
    """The id that Slack gave it; empty where it did not take it."""
    try:
        done = client.files_upload_v2(content=picture.png, filename="curve.png", title="vigie", alt_txt=picture.alt)
        return str(done["files"][0]["id"])
    except (SlackClientError, OSError, LookupError, ValueError):
        return ""


def _refused(target: Target, error: SlackApiError) -> NotifyError:
    answer = error.response
    code = str(answer.get("error") or "")
    said = code if _CODE.fullmatch(code) else "no reason that we understand"
    status = int(answer.status_code)
    if status != 200:
        after = {name.lower(): str(value) for name, value in answer.headers.items()}.get("retry-after", "")
        return failure.refused(target, status, after=after, hint=f"Slack says {said}")
    return NotifyError(f"target {target.name}: Slack says {said}", retry=code in _LATER, hint=_ADVICE.get(code, ""))


_ADVICE = {
    "channel_not_found": "invite the bot to the channel, or name the channel by its id",
    "not_in_channel": "invite the bot to the channel",
    "missing_scope": "the bot needs chat:write, and files:write for the curve",
    "invalid_auth": "take the token of the bot (xoxb-…) anew from the page of your Slack app",
    "token_revoked": "take the token of the bot (xoxb-…) anew from the page of your Slack app",
}
