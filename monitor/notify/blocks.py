"""A message in Slack's blocks: at most twelve lines, one button."""

from __future__ import annotations

import logging

from monitor.notify import escape
from monitor.notify.message import Message
from monitor.notify.quotes import Quote

_HEADER = 150
_SECTION = 3000
_ALT = 2000
_ROWS = 8  # of details, in one block

# The SDK writes the address into its debug log, and thinks that a logger without a level wants that.
SILENCE = logging.getLogger("monitor.notify.slack.sdk")
SILENCE.setLevel(logging.CRITICAL)


def blocks(message: Message, file: str = "") -> list[dict[str, object]]:
    """*file* is the id of its picture; where there is none, its numbers stand in its place."""
    title = escape.fitted(message.header, _HEADER, escape.slack)
    made: list[dict[str, object]] = [{"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}}]
    if message.scope:
        made.append(_section(escape.fitted(message.scope, _SECTION, escape.slack)))
    if message.alt:
        made.append(_picture(message, file) if file else _context(message.alt))
    rows = range(0, len(message.details), _ROWS)
    made.extend(_context("\n".join(message.details[first : first + _ROWS])) for first in rows)
    made.extend(_section(_quoted(number, quote, message.read)) for number, quote in enumerate(message.quotes, start=1))
    if message.link:
        made.append({"type": "actions", "elements": [_button(message)]})
    if message.why:
        made.append(_context(message.why))
    return made


def reply(message: Message, *, repeat: bool) -> dict[str, object]:
    """The same in two lines, for a thread whose first message shows the whole; a third where it is a *repeat*."""
    said = [message.header, *([message.scope] if message.scope else []), *(message.details[-1:] if repeat else ())]
    text = "\n".join(escape.fitted(line, _SECTION // 3, escape.slack) for line in said)
    return {"text": text, "blocks": [_section(text)], "unfurl_links": False, "unfurl_media": False}


def _picture(message: Message, file: str) -> dict[str, object]:
    alt = escape.fitted(message.alt, _ALT, escape.line)
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


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
    return {"type": "context", "elements": [_text("\n".join(map(escape.slack, text.split("\n"))))]}


def _button(message: Message) -> dict[str, object]:
    label = {"type": "plain_text", "text": escape.slack(message.open)}
    return {"type": "button", "text": label, "url": message.link, "action_id": "open", "style": "primary"}
