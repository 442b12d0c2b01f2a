"""Websockets: one message each, whatever frames it came in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from monitor.errors import FetchError, NotWelcome
from monitor.fetch.taps.scout import Place
from monitor.fetch.trouble import explained
from monitor.model import Tap
from monitor.text import cut, one_line

MOST = 1 << 20  # bytes of one message
WAITING = 16  # messages that the library reads ahead; then it lets the server wait


async def listen(
    tap: Tap, place: Place, address: str, tls: ssl.SSLContext | None, user_agent: str, patience: float
) -> AsyncGenerator[tuple[bytes, str], None]:
    """Nothing once it is open, then what is said and an empty bookmark."""
    with _told(place.host):
        async with connect(
            tap.url,
            host=address,  # the one that was vetted; it also keeps redirects within its origin
            port=place.port,
            ssl=tls,
            server_hostname=place.host if tls else None,
            proxy=None,
            additional_headers=tap.headers,
            user_agent_header=user_agent,
            open_timeout=patience,
            close_timeout=1,
            max_size=MOST,
            max_queue=WAITING,
        ) as line:
            yield b"", ""
            while True:
                yield await _next(line, place.host, tap.silence), ""


async def _next(line: ClientConnection, host: str, silence: float) -> bytes:
    try:
        async with asyncio.timeout(silence):
            return await line.recv(decode=False)
    except TimeoutError as error:
        raise FetchError(f"{host} fell silent", hint="it is called again") from error


@contextmanager
def _told(host: str) -> Iterator[None]:
    try:
        with explained(host):
            yield
    except InvalidStatus as error:
        status = error.response.status_code
        refused = NotWelcome if status in (401, 403, 451) else FetchError
        raise refused(f"{host} answered {status} instead of opening a websocket") from error
    except (InvalidHandshake, InvalidURI, ValueError) as error:
        raise FetchError(f"{host} does not open a websocket: {_why(error)}") from error
    except ConnectionClosed as error:
        raise FetchError(f"{host} hung up: {_why(error)}", hint="it is called again") from error


def _why(error: Exception) -> str:
    return cut(one_line(str(error)), 160).rstrip(".")
