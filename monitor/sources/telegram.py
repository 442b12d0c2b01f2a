"""Telegram channels that show their messages to everybody on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, answers, items, option, polling, schema_org, tree
from monitor.sources.dates import instant
from monitor.sources.tree import Element

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_VIEWS = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)([KM]?)")
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000}


@dataclass(frozen=True, slots=True)
class Telegram:
    """The messages of a public Telegram channel."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "HTML of t.me/s, about 20 messages a page"
    proof: ClassVar[Proof] = Proof.RECORDING
    pages: ClassVar[bool] = True
    complete: ClassVar[bool] = True

    channel: str = option("name of the channel, as in t.me/name")

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.channel):
            raise VigieError(f"{self.channel!r} is no channel", hint="write it without @ and without t.me/")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return self._ask("")

    def parse(self, reply: Reply, cursor: str) -> Page:
        root = tree.read(answers.html(reply))
        messages = tuple(each for each in root.all("tgme_widget_message") if each.get("data-post"))
        if not messages and not root.first("tgme_channel_history"):
            hint = "the channel does not exist, or does not show its messages on the web"
            raise answers.unlike(reply, "a public channel", hint)
        found = items.finish(reversed(tuple(_items(messages, reply))))
        numbers = [int(number) for each in messages if (number := _number(each)).isdecimal()]
        found, after, on = polling.follow(cursor, found, further=numbers and min(numbers) > 1)
        more = self._ask(str(min(numbers))) if on else None
        return Page(found, after, more=more, title=_words(root, "tgme_channel_info_header_title"))

    def _ask(self, before: str) -> Request:
        url = addresses.ask(f"https://t.me/s/{self.channel}", before=before)
        return Request(url, (("accept", schema_org.ACCEPT),))


def _items(messages: tuple[Element, ...], reply: Reply) -> Iterator[Item]:
    for message in messages:
        text = _words(message, "tgme_widget_message_text") or _words(message, "tgme_widget_message_poll_question")
        if not text:
            continue  # a picture, or one that is shown in the app only
        time = next((each.get("datetime") for each in message if each.name == "time" and each.get("datetime")), "")
        answered = message.first("tgme_widget_message_reply")
        yield items.item(
            reply.url,
            message.get("data-post"),
            url=f"https://t.me/{message.get('data-post')}",
            text=text,
            author=_words(message, "tgme_widget_message_owner_name"),
            published=instant(time, reply.at),
            reach=_views(_words(message, "tgme_widget_message_views")),
            parent=answered.get("href").removeprefix("https://t.me/") if answered else "",
        )


def _number(message: Element) -> str:
    number = message.get("data-post").rpartition("/")[2]
    return number if number.isascii() and len(number) < 16 else ""


def _words(element: Element, class_: str) -> str:
    found = element.first(class_)
    return found.text() if found else ""


def _views(told: str) -> int | None:
    """1.2K as a number."""
    found = _VIEWS.fullmatch(told)
    return int(float(found.group(1)) * _UNITS[found.group(2)]) if found else None
