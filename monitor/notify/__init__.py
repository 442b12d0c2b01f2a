"""Whom to wake, with which words. One file a way."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Protocol, cast

from monitor.errors import NotifyError
from monitor.model import Alert, Target
from monitor.notify import escape
from monitor.notify.message import compose, plain

# Loaded on first use: the libraries behind them cost half a second of start-up.
WAYS: dict[str, str] = {
    "slack": "monitor.notify.slack:Slack",
    "email": "monitor.notify.mail:Mail",
    "apprise": "monitor.notify.anywhere:Anywhere",
}


class Notifier(Protocol):
    """A way to reach somebody."""

    def check(self, target: Target) -> None:
        """Raises NotifyError where the address is not understood. No network."""

    def payload(self, alert: Alert, target: Target, *, link: str, repeat: bool) -> dict[str, object]:
        """Exactly what would be sent."""

    async def send(self, alert: Alert, target: Target, *, link: str, repeat: bool) -> str:
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


async def send(alert: Alert, target: Target, *, link: str, repeat: bool = False) -> str:
    """Tells *target* of *alert* and returns a receipt. *repeat*: it may have been told before a restart."""
    return await notifier(target.way).send(alert, target, link=link, repeat=repeat)


def preview(alert: Alert, target: Target, *, link: str = "", repeat: bool = False) -> str:
    """The message as text, as its reader gets it: for terminals and dry runs."""
    return plain(compose(alert, target, link=link, repeat=repeat), escape.terminal)


def payload(alert: Alert, target: Target, link: str = "", *, repeat: bool = False) -> dict[str, object]:
    """Exactly what *target* would be sent."""
    return notifier(target.way).payload(alert, target, link=link, repeat=repeat)
