"""Opens a line, by the way that its address asks for, and tells what comes out of it."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from datetime import datetime

from monitor.fetch.addresses import Allowed, literal
from monitor.fetch.limits import Limits
from monitor.fetch.line import public_trust
from monitor.fetch.names import Resolver, SystemResolver
from monitor.fetch.taps import events, mail, sockets
from monitor.fetch.taps.scout import Place, Scout, place_of
from monitor.model import Message, Tap

Endpoint = tuple[str, int]
_DEFAULTS = Limits()


def endpoint_of(url: str) -> Endpoint:
    """Host and port of a line, an address always in its shortest spelling. Raises FetchError."""
    place = place_of(url)
    return str(literal(place.host) or place.host), place.port


class Tapper:
    """Holds lines open. *trusted* are the ends that the operator himself wrote down as private addresses; the rest is
    as in Fetcher."""

    def __init__(
        self,
        *,
        user_agent: str,
        limits: Limits = _DEFAULTS,
        allow: Sequence[str] = (),
        trusted: Collection[Endpoint] = (),
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._allowed = Allowed.of(allow)
        self._trusted = frozenset(trusted)
        self._resolve = resolve or SystemResolver()
        self._tls = tls

    async def listen(self, tap: Tap, clock: Callable[[], datetime]) -> AsyncGenerator[Message, None]:
        """What comes out of *tap*, until somebody hangs up; first an empty message, once the other side has agreed.

        Raises FetchError and its family when the line cannot be had, breaks, or falls silent: it never just ends.
        """
        place = place_of(tap.url)
        home = endpoint_of(tap.url) in self._trusted
        scout = Scout(self._resolve, self._allowed, self._limits, home=home)
        address = str(await scout.look_up(place.host, place.port))
        async with aclosing(self._opened(tap, place, address, clock())) as messages:
            async for body, bookmark in messages:
                yield Message(body, clock(), bookmark)

    def _opened(self, tap: Tap, place: Place, address: str, now: datetime) -> AsyncGenerator[tuple[bytes, str], None]:
        tls = (self._tls or public_trust()) if place.safe else None
        patience = self._limits.connect
        if place.scheme in ("ws", "wss"):
            return sockets.listen(tap, place, address, tls, self._user_agent, patience)
        if place.scheme in ("http", "https"):
            return events.listen(tap, place, address, tls, self._user_agent, patience)
        return mail.listen(tap, place, address, tls, patience, now)
