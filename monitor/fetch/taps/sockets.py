"""Websockets: one message each, whatever frames it came in. Source: RFC 6455."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from monitor.errors import FetchError, NotWelcome
from monitor.fetch.taps.flow import Flow, flowing
from monitor.fetch.taps.scout import Place
from monitor.fetch.trouble import explained
from monitor.fetch.wire import NoAnswer
from monitor.model import Tap
from monitor.text import cut, one_line

MOST = 1 << 20  # bytes of one message
_DATA = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONT})


async def listen(
    tap: Tap, place: Place, address: str, tls: ssl.SSLContext | None, user_agent: str, patience: float
) -> AsyncGenerator[tuple[bytes, str], None]:
    """Nothing once it is open, then what is said and an empty bookmark. Nothing comes packed."""
    with _told(place.host):
        async with flowing(place, address, tls, patience) as flow:
            line = _Line(tap, flow, patience)
            await line.open(user_agent)
            yield b"", ""
            while True:
                for message in await line.messages():
                    yield message, ""


class _Line:
    """A websocket over *flow*."""

    def __init__(self, tap: Tap, flow: Flow, patience: float) -> None:
        self.tap, self.flow, self.patience = tap, flow, patience
        self.protocol = ClientProtocol(parse_uri(tap.url), max_size=MOST)
        self.pieces: list[bytes] = []

    async def open(self, user_agent: str) -> None:
        """Shake hands. Raises InvalidHandshake."""
        question = self.protocol.connect()
        for name, value in (*self.tap.headers, ("User-Agent", user_agent)):
            question.headers[name] = value
        self.protocol.send_request(question)
        try:
            async with asyncio.timeout(self.patience):
                await self._answer()
                while self.protocol.state is State.CONNECTING and not self.protocol.handshake_exc:
                    await self._sip(self.patience)
        except TimeoutError as error:
            raise NoAnswer from error
        if self.protocol.handshake_exc:
            raise self.protocol.handshake_exc

    async def messages(self) -> list[bytes]:
        """The next that are complete. Raises FetchError where none is for long, and ConnectionClosed."""
        clock = asyncio.get_running_loop().time
        end = clock() + self.tap.silence
        while not (found := [message for frame in self._frames() if (message := self._joined(frame)) is not None]):
            if self.protocol.state is not State.OPEN:
                self.protocol.receive_eof()  # we wait for no more
                raise self.protocol.close_exc
            await self._sip(end - clock())
        return found

    def _frames(self) -> Iterator[Frame]:
        return (event for event in self.protocol.events_received() if isinstance(event, Frame))

    def _joined(self, frame: Frame) -> bytes | None:
        """The message that *frame* ends, if it ends one."""
        if frame.opcode not in _DATA:
            return None
        if frame.data:  # of empty ones there may be any number
            self.pieces.append(bytes(frame.data))
        if not frame.fin:
            return None
        message = b"".join(self.pieces)
        self.pieces.clear()
        return message

    async def _sip(self, silence: float) -> None:
        if data := await self.flow.sip(silence):
            self.protocol.receive_data(data)
        else:
            self.protocol.receive_eof()
        await self._answer()

    async def _answer(self) -> None:
        """Say what the protocol wants said: who sends a ping has to hear its echo."""
        if words := b"".join(self.protocol.data_to_send()):
            await self.flow.say(words, self.patience)


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
