"""Whom to wake, with which words. One file a way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from monitor.errors import NotifyError
from monitor.model import Alert, News, Picture, Target
from monitor.notify import escape, message
from monitor.notify.message import compose, plain
from monitor.notify.parcel import Parcel
from monitor.notify.words import words_for

# Loaded on first use: the libraries behind them cost half a second of start-up.
WAYS: dict[str, str] = {
    "slack": "monitor.notify.slack:Slack",
    "email": "monitor.notify.mail:Mail",
    "webhook": "monitor.notify.webhook:Webhook",
    "apprise": "monitor.notify.anywhere:Anywhere",
}


class Notifier(Protocol):
    """A way to reach somebody."""

    def check(self, target: Target) -> None:
        """Raises NotifyError where the address is not understood. No network."""

    def payload(self, parcel: Parcel) -> dict[str, object]:
        """Exactly what would be sent."""

    async def send(self, parcel: Parcel) -> str:
        """A receipt, once the service has taken the message; otherwise raises NotifyError."""


def notifier(way: str) -> Notifier:
    """The notifier of a row of WAYS, or of a third party's "module:Class"."""
    module, _, name = WAYS.get(way, way).partition(":")
    if not name:
        close = get_close_matches(way, WAYS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(WAYS)}, or module:Class"
        raise NotifyError(f"no way is called {way!r}", retry=False, hint=hint)
    try:
        return cast("Notifier", getattr(import_module(module), name)())
    except (ImportError, AttributeError) as error:
        raise NotifyError(f"way {way!r} cannot be loaded: {error}", retry=False) from error


async def send(
    told: News,
    target: Target,
    *,
    link: str,
    repeat: bool = False,
    thread: str = "",
    picture: Picture | None = None,
    now: datetime | None = None,
    begin: Callable[[], None] | None = None,
    note: Callable[[str], None] | None = None,
    slip: Path | None = None,
) -> str:
    """Tells *target* and returns a receipt; see Parcel."""
    parcel = Parcel(told, target, link, repeat, thread, picture, now, begin, note, slip)
    if target.way not in WAYS:
        await asyncio.to_thread(parcel.begun)  # somebody else's way does not say so itself
    return await notifier(target.way).send(parcel)


def preview(told: News, target: Target, *, link: str = "", repeat: bool = False) -> str:
    """The message as text, as its reader gets it: for terminals and dry runs."""
    return plain(compose(told, target, link=link, repeat=repeat), escape.terminal)


def payload(told: News, target: Target, link: str = "", *, repeat: bool = False) -> dict[str, object]:
    """Exactly what *target* would be sent."""
    return notifier(target.way).payload(Parcel(told, target, link, repeat))


def picture_words(alert: Alert, target: Target) -> str:
    """The numbers of the curve of *alert*, for who does not see it."""
    return message.picture_words(alert, words_for(target))


def shows_pictures(target: Target) -> bool:
    """Whether a picture gets there: a webhook of Slack cannot take one, and of other services nobody knows."""
    return target.way == "email" or (target.way == "slack" and target.lives)


def curve_words(target: Target) -> Callable[[datetime], str]:
    """What *target* calls a day and an hour, under a curve."""
    return words_for(target).below
