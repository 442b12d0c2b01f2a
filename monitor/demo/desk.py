"""Where the messages arrive: a chat room that plays Slack, and a real mailbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Lock, Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

CHAT = "chat"
MAIL = "mail"
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it arrived: a Slack payload in *chat*, or an e-mail in *mail*."""

    way: str
    chat: dict[str, Any] | None = None
    mail: EmailMessage | None = None


class Desk:
    """Remembers what was received, in order, from entering to leaving it as a context.

    Its chat room answers the first *stumbles* messages with 500 and forgets them, as the best of services sometimes do.
    """

    def __init__(self, stumbles: int = 1) -> None:
        self.received: list[Received] = []
        self.refused = 0
        self._stumbles = stumbles
        self._lock = Lock()
        self._chat = _ChatRoom(self)
        self._thread = Thread(target=self._chat.serve_forever, args=(0.02,), name="chat", daemon=True)
        self._mailbox = _Mailbox(_Postman(self.receive), hostname="127.0.0.1", port=0, server_hostname="desk.example")

    @property
    def webhook_url(self) -> str:
        return f"http://127.0.0.1:{self._chat.server_address[1]}/services/T0DEMO/B0VALMY/lookout"

    @property
    def smtp_port(self) -> int:
        return self._mailbox.port

    def __enter__(self) -> Desk:
        self._thread.start()
        self._mailbox.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._mailbox.stop()
        self._chat.shutdown()
        self._chat.server_close()
        self._thread.join()

    def receive(self, message: Received) -> None:
        with self._lock:
            self.received.append(message)

    def stumble(self) -> bool:
        with self._lock:
            stumbles = self.refused < self._stumbles
            self.refused += stumbles
            return stumbles


class _ChatRoom(ThreadingMixIn, TCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        super().__init__(("127.0.0.1", 0), _Hook)


class _Hook(BaseHTTPRequestHandler):
    """Slack's incoming webhook: a JSON payload in, the two letters "ok" out."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _ChatRoom

    def do_POST(self) -> None:
        raw = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), MOST_BYTES))
        if self.server.desk.stumble():
            return self._say(500, b"server_error")
        try:
            payload = json.loads(raw)
        except ValueError:
            return self._say(400, b"invalid_payload")
        if not isinstance(payload, dict) or not payload.get("text"):
            return self._say(400, b"no_text")
        self.server.desk.receive(Received(CHAT, chat=payload))
        return self._say(200, b"ok")

    def _say(self, status: int, words: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_: object) -> None:
        """Nothing: the story is told elsewhere."""


class _Postman:
    def __init__(self, receive: Callable[[Received], None]) -> None:
        self._receive = receive

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self._receive(Received(MAIL, mail=message_from_bytes(raw, policy=policy.default)))
        return "250 2.0.0 Accepted"


class _Mailbox(Controller):
    """On whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
