"""Real servers on loopback that play Slack and a mail server, for as long as a test lasts."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any, cast
from urllib.parse import parse_qsl

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.site import Quiet, served


@dataclass
class Answer:
    """What the web server says to a POST. *hang* says nothing until the test is over; status 0 hangs up."""

    status: int = 200
    body: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False


@dataclass
class WebPeer:
    url: str
    heard: list[dict[str, Any]]
    keys: list[str]
    asked: list[str]  # by GET, which is no message
    over: Event = field(default_factory=Event)  # whoever hangs hangs no more


@contextlib.contextmanager
def web_peer(answer: Answer) -> Iterator[WebPeer]:
    over = Event()
    heard: list[dict[str, Any]] = []
    keys: list[str] = []
    asked: list[str] = []

    class Reply(Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            keys.append(self.headers.get("Idempotency-Key", ""))
            if answer.hang:
                over.wait(10)
            if answer.hang or not answer.status:
                return
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body.encode())

    with served(Reply) as url:
        try:
            yield WebPeer(url, heard, keys, asked, over)
        finally:
            over.set()


@dataclass
class MailPeer:
    """A mail server that answers each step with *replies*, where there is one for it."""

    replies: dict[str, str] = field(default_factory=dict)
    letters: list[tuple[tuple[str, ...], EmailMessage]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = message_from_bytes(cast("bytes", envelope.content), policy=policy.default)
        self.letters.append((tuple(envelope.rcpt_tos), letter))
        return self.replies.get("DATA", "250 OK")


@contextlib.asynccontextmanager
async def mail_peer(replies: Mapping[str, str] | None = None) -> AsyncIterator[MailPeer]:
    peer = MailPeer(dict(replies or {}))
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(peer), "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    async with server:
        yield peer


@dataclass
class SlackPeer:
    """Slack's API as far as we use it. *refusals* are errors by method; *status* other than 200 answers them all."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def said(self, method: str) -> list[dict[str, Any]]:
        return [body for called, body in self.calls if called == method]

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((method, body))
        if error := self.refusals.get(method):
            return {"ok": False, "error": error}
        match method:
            case "chat.postMessage":
                return {"ok": True, "channel": "C0123ABC", "ts": f"17000.{len(self.said(method)):04}"}
            case "conversations.history" | "conversations.replies":
                return {"ok": True, "messages": self._told(body.get("ts", ""))}
            case "files.getUploadURLExternal":
                name = f"F{len(self.said(method)):04}"
                return {"ok": True, "file_id": name, "upload_url": f"{self.url}/upload/{name}"}
            case "files.completeUploadExternal":
                return {"ok": True, "files": [{"id": each["id"]} for each in json.loads(body["files"])]}
        return {"ok": True, "channel": body.get("channel"), "ts": body.get("ts")}

    def _told(self, thread: str) -> list[dict[str, Any]]:
        """What stands in the channel, or in one of its threads, which begins with the message that it hangs on."""
        edits = {each["ts"]: each for each in self.said("chat.update")}
        told = [each | {"ts": f"17000.{n:04}"} for n, each in enumerate(self.said("chat.postMessage"), start=1)]
        said = [each | edits.get(each["ts"], {}) for each in told]
        return [each for each in said if each.get("thread_ts", "") == thread or each["ts"] == thread]


@contextlib.contextmanager
def slack_peer() -> Iterator[SlackPeer]:
    peer = SlackPeer()

    class Api(Quiet):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if self.path.startswith("/upload/"):
                peer.files[self.path.rpartition("/")[2]] = raw
                self._say(200, b"OK")
                return
            peer.tokens.add(self.headers.get("Authorization", ""))
            method = self.path.rpartition("/")[2]
            body = json.loads(raw) if "json" in self.headers["Content-Type"] else dict(parse_qsl(raw.decode()))
            self._say(peer.status, json.dumps(peer.answer(method, body)).encode())

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **peer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with served(Api) as peer.url:
        yield peer
