"""Mail over IMAP: what is new in a folder, as it comes (IDLE) or every minute. Nothing is ever marked or moved.

The bookmark is the folder's UIDVALIDITY and the last UID that was told. Sources: RFC 3501, RFC 2177.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from threading import Event
from typing import Any, TypeVar
from urllib.parse import unquote

from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError

from monitor.errors import FetchError, NotWelcome
from monitor.fetch.taps.imap import MOST_SAID, Connection, Gauge
from monitor.fetch.taps.scout import Place
from monitor.fetch.trouble import explained
from monitor.model import Tap
from monitor.text import cut, one_line

MOST = 2 << 20  # bytes of one message that are fetched; what follows are attachments
EACH = 5  # messages of one question
NAP = 120.0  # seconds of one IDLE: so long waits what came between our last look and it
LONG = 120.0  # seconds that a server may take over an answer, however it hurries us along
ROUND = 60.0  # seconds between two looks where there is no IDLE
LOST = timedelta(days=3)  # how far back is looked where a folder was made anew and its bookmark means nothing
T = TypeVar("T")
_PART = f"BODY.PEEK[]<0.{MOST}>"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The *last* message told, of the folder as it was known by *validity*."""

    validity: int = 0
    last: int = 0

    @classmethod
    def of(cls, told: str) -> Bookmark:
        validity, _, last = told.partition(":")
        known = all(part.isascii() and part.isdecimal() and len(part) < 12 for part in (validity, last))
        return cls(int(validity), int(last)) if known else cls()

    def __str__(self) -> str:
        return f"{self.validity}:{self.last}"


async def listen(
    tap: Tap, place: Place, address: str, tls: ssl.SSLContext | None, patience: float, now: datetime
) -> AsyncGenerator[tuple[bytes, str], None]:
    """Nothing once the folder is open, then each message and its bookmark; the first, empty, says where we begin."""
    loop = asyncio.get_running_loop()
    folder = Folder(tap, place, address, tls, patience)

    async def asked(call: Callable[..., T], *args: Any, within: float = LONG) -> T:
        try:
            async with asyncio.timeout(within):
                return await loop.run_in_executor(thread, call, *args)
        except TimeoutError as error:
            raise FetchError(f"{place.host} takes too long over an answer", hint="it is called again") from error

    folder.long_ago = (now - LOST).date()
    thread = ThreadPoolExecutor(1, thread_name_prefix="mail")  # its library waits; the loop does not
    try:
        mark = await asked(folder.open)
        yield b"", ""
        yield b"", str(mark)
        while True:
            fresh = await asked(folder.fresh, mark)
            for some in (fresh[at : at + EACH] for at in range(0, len(fresh), EACH)):
                for uid, body in await asked(folder.read, some):
                    mark = Bookmark(mark.validity, uid)
                    yield body, str(mark)
            await asked(folder.wait, within=LONG + NAP)
    finally:
        folder.hang_up()
        thread.submit(folder.close)
        thread.shutdown(wait=False)


class Folder:
    """One folder on one connection; every call waits for the server."""

    def __init__(self, tap: Tap, place: Place, address: str, tls: ssl.SSLContext | None, patience: float) -> None:
        self.tap, self.place = tap, place
        self.gauge = Gauge()
        at_once = tls if place.scheme == "imaps" else None
        self.connect = partial(Connection, self.gauge, address, place.port, at_once, place.host, patience)
        self.named = _Named(tls, place.host) if tls else None
        self.client: Any = None
        self.idles = False
        self.closed = Event()
        self.long_ago = date.min

    def open(self) -> Bookmark:
        """Log in and look; where to go on from."""
        with self._asking():
            self.client = self.connect()
            if self.place.scheme == "imap+starttls":
                self.client.starttls(self.named)
            self.client.login(*self.tap.login)
            told = self.client.select_folder(unquote(self.place.parts.path.removeprefix("/")) or "INBOX", readonly=True)
            self.idles = self.client.has_capability("IDLE")
            return self._begin(told)

    def _begin(self, told: dict[bytes, Any]) -> Bookmark:
        validity, known = int(told.get(b"UIDVALIDITY", 0)), Bookmark.of(self.tap.after)
        if known.validity == validity:
            return known
        if known.validity:
            past = self.client.search(["SINCE", self.long_ago])
            return Bookmark(validity, min(past) - 1 if past else _before(told))
        past = self.client.search(["ALL"])[-self.tap.recent :] if self.tap.recent else ()
        return Bookmark(validity, min(past) - 1 if past else _before(told))

    def fresh(self, mark: Bookmark) -> list[int]:
        """The UIDs after *mark*. A server names its last message whatever is asked."""
        with self._asking():
            found = self.client.search(["UID", f"{mark.last + 1}:*"])
        return sorted(uid for uid in found if uid > mark.last)

    def read(self, uids: Sequence[int]) -> list[tuple[int, bytes]]:
        """The messages; one that was deleted meanwhile is an empty one, whose bookmark counts all the same."""
        with self._asking(MOST_SAID + len(uids) * MOST):
            told = self.client.fetch(uids, [_PART])
        return [(uid, told.get(uid, {}).get(b"BODY[]<0>", b"") or b"") for uid in uids]

    def wait(self) -> None:
        """Until something may be new."""
        with self._asking():
            if not self.idles:
                self.closed.wait(ROUND)
                self.client.noop()
                return
            self.client.idle()
            told = self.client.idle_check(timeout=NAP)
            if any(word[:1] == (b"BYE",) for word in told):
                raise ProtocolError("it said goodbye")
            self.client.idle_done()

    def hang_up(self) -> None:
        """Whoever waits in the other thread is woken, whatever he waits for."""
        self.closed.set()
        self.gauge.hang_up()

    def close(self) -> None:
        if self.client:
            with suppress(OSError, IMAPClientError):
                self.client.shutdown()

    @contextmanager
    def _asking(self, most: int = MOST_SAID) -> Iterator[None]:
        """A few questions, whose answers have *most* bytes."""
        self.gauge.allow(most)
        with _told(self.place.host):
            yield


class _Named:
    """TLS towards *host*, whatever the address is that is connected."""

    def __init__(self, tls: ssl.SSLContext, host: str) -> None:
        self.tls, self.host = tls, host

    def wrap_socket(self, sock: Any, server_hostname: str = "", **more: Any) -> ssl.SSLSocket:  # noqa: ARG002
        return self.tls.wrap_socket(sock, server_hostname=self.host, **more)


def _before(told: dict[bytes, Any]) -> int:
    """The last UID that a folder without news has given."""
    return int(told.get(b"UIDNEXT", 1)) - 1


@contextmanager
def _told(host: str) -> Iterator[None]:
    try:
        with explained(host):
            yield
    except LoginError as error:
        hint = "check user and password; many providers want an app password for IMAP"
        raise NotWelcome(f"{host} refuses the login: {_why(error)}", hint=hint) from error
    except (IMAPClientError, ValueError, TypeError, KeyError, AttributeError) as error:
        what = f"{host} does not answer as a mail server: {_why(error)}"
        raise FetchError(what, hint="it is called again") from error


def _why(error: Exception) -> str:
    return cut(one_line(str(error)), 160).rstrip(".") or type(error).__name__
