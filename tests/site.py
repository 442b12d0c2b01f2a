"""A web site on loopback that says what a test makes it say, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic
from typing import Any
from xml.sax.saxutils import escape


@dataclass
class Answer:
    """*status* 200 with validators unless told otherwise; *body* text or bytes."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Site:
    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[tuple[str, Any]] = field(default_factory=list)
    moments: list[tuple[str, float]] = field(default_factory=list)  # of both, by the monotonic clock

    def conditional(self, path: str) -> list[bool]:
        """For each question asked of *path*: was it a conditional one?"""
        return ["if-none-match" in headers for asked, headers in self.asked if asked == path]


def rss(*entries: tuple[str, str], title: str = "Le blog", dates: tuple[str, ...] = ()) -> str:
    """An RSS feed of (id, words), each with its date where there is one."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{escape(key)}</guid><title>{escape(words)}</title>"
        f"<link>https://blog.example/{escape(key)}</link><author>{escape(key)}</author>"
        + (f"<pubDate>{dates[index]}</pubDate>" if index < len(dates) else "")
        + "</item>"
        for index, (key, words) in enumerate(entries)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # of five, the sixth that knocks is let in a second later


class Quiet(BaseHTTPRequestHandler):
    """A door that keeps no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextlib.contextmanager
def served(door: type[BaseHTTPRequestHandler], host: str = "127.0.0.1") -> Iterator[str]:
    """A server on loopback behind *door*, and its address, for as long as a test lasts."""
    server = _Server((host, 0), door)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def site(host: str = "127.0.0.1") -> Iterator[Site]:
    told = Site()

    class Door(Quiet):
        def do_GET(self) -> None:
            told.moments.append((self.path, monotonic()))
            told.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = told.answers.get(self.path, Answer("no such page", 404))
            etag = answer.headers.get("ETag", f'"{sha1(answer.payload).hexdigest()[:12]}"')
            if answer.status == 200 and etag and self.headers.get("If-None-Match") == etag:
                self._say(Answer(status=304), etag)
            else:
                self._say(answer, etag)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            told.moments.append((self.path, monotonic()))
            told.posted.append((self.path, json.loads(body)))
            self._say(told.answers.get(self.path, Answer("ok")), "")

        def _say(self, answer: Answer, etag: str) -> None:
            self.send_response(answer.status)
            validator = {"ETag": etag} if etag and answer.status in (200, 304) else {}
            for name, value in {"Content-Length": str(len(answer.payload)), **validator, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.payload)

    with served(Door, host) as told.url:
        yield told
