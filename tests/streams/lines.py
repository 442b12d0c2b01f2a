"""Servers of lines, written by us: a Jetstream (websocket), a Mastodon that streams (server-sent events), a feed with
its WebSub hub. Each runs in a thread of its own, and can be told to hang up."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import queue
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from websockets.sync.server import Server, ServerConnection, serve

END = object()


@contextlib.contextmanager
def http(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on loopback; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *args: object) -> None:
        """Says nothing."""

    def tell(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# ------------------------------------------------------------------ Jetstream


@dataclass
class Jetstream:
    """Keeps all that was said, and tells each caller what comes after his cursor, as the real one does."""

    url: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    callers: list[ServerConnection] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, author: str, words: str) -> None:
        self.event({"operation": "create", "record": {"text": words, "createdAt": now()}}, author)

    def event(self, commit: dict[str, Any], author: str = "zoe", key: str = "") -> None:
        time_us = time.time_ns() // 1000
        told = {"collection": "app.bsky.feed.post", "rkey": key or f"k{time_us}", "rev": str(time_us)} | commit
        event = {"did": f"did:plc:{author}", "time_us": time_us, "kind": "commit", "commit": told}
        with self.lock:
            self.events.append(event)
            for caller in self.callers:
                caller.send(json.dumps(event))

    def hang_up(self) -> None:
        with self.lock:
            for caller in self.callers:
                caller.close()
            self.callers.clear()

    def _caller(self, line: ServerConnection) -> None:
        assert line.request
        self.asked.append(line.request.path)
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(line.request.path).query)
        cursor = int(asked.get("cursor", ["0"])[0])
        with self.lock:
            for event in self.events if cursor else ():
                if event["time_us"] >= cursor:
                    line.send(json.dumps(event))
            self.callers.append(line)
        with contextlib.suppress(Exception):
            for _ in line:
                pass


@contextlib.contextmanager
def jetstream() -> Iterator[Jetstream]:
    place = Jetstream()
    with _websocket(place) as server:
        place.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe"
        yield place
        place.hang_up()


@contextlib.contextmanager
def _websocket(place: Jetstream) -> Iterator[Server]:
    with serve(place._caller, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


# ------------------------------------------------------------------ Mastodon


@dataclass
class Mastodon:
    """Its timeline of one hashtag, and its streaming interface."""

    url: str = ""
    token: str = "only for a test"
    posts: list[dict[str, Any]] = field(default_factory=list)
    lines: list[queue.Queue[Any]] = field(default_factory=list)
    polls: int = 0

    def say(self, author: str, words: str, *, silently: bool = False) -> None:
        """*silently*: the stream does not tell of it."""
        number = str(111_000_000_000 + len(self.posts))
        post = {
            "id": number,
            "uri": f"https://social.example/users/{author}/statuses/{number}",
            "url": f"https://social.example/@{author}/{number}",
            "content": f"<p>{words}</p>",
            "created_at": now(),
            "account": {"acct": author, "followers_count": 12},
            "language": "fr",
        }
        self.posts.append(post)
        for line in () if silently else self.lines:
            line.put(f"event: update\ndata: {json.dumps(post)}\n\n")

    def hang_up(self) -> None:
        for line in self.lines:
            line.put(END)
        self.lines.clear()


@contextlib.contextmanager
def mastodon() -> Iterator[Mastodon]:
    place = Mastodon()

    class Handler(Quiet):
        def do_GET(self) -> None:
            if self.headers.get("Authorization") != f"Bearer {place.token}":
                self.tell(401, b"{}")
            elif "/streaming/" in self.path:
                self._stream()
            else:
                self._timeline()

        def _timeline(self) -> None:
            place.polls += 1
            asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            low, high = int(asked.get("min_id", ["0"])[0]), int(asked.get("max_id", ["9" * 30])[0])
            found = [post for post in place.posts if low < int(post["id"]) < high]
            body = json.dumps(list(reversed(found))).encode()
            self.tell(200, body, Content_Type="application/json")

        def _stream(self) -> None:
            line: queue.Queue[Any] = queue.Queue()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b":)\n\n")
            place.lines.append(line)
            while (told := line.get()) is not END:
                self.wfile.write(told.encode())

    with http(Handler) as url:
        place.url = url
        try:
            yield place
        finally:
            place.hang_up()


# ------------------------------------------------------------------ a feed and its hub


@dataclass
class Hub:
    """A topic and a hub in one: asks back unless it is *shy*, signs what it delivers, forgets who does not renew."""

    url: str = ""
    shy: bool = False
    lease: int = 864_000
    algorithm: str = "sha256"
    entries: list[tuple[str, str]] = field(default_factory=list)
    subscriptions: list[dict[str, str]] = field(default_factory=list)
    verified: int = 0
    answers: list[int] = field(default_factory=list)

    @property
    def feed(self) -> str:
        return f"{self.url}/feed"

    def say(self, author: str, words: str, *, silently: bool = False) -> None:
        self.entries.insert(0, (author, words))
        if not silently:
            self.deliver(self.subscriptions[-1]["hub.secret"])

    def deliver(self, secret: str, body: bytes | None = None) -> int:
        """The whole feed, signed with *secret*; what the subscriber answers."""
        told = self.body() if body is None else body
        proof = hmac.new(secret.encode(), told, getattr(hashlib, self.algorithm)).hexdigest()
        headers = {"X-Hub-Signature": f"{self.algorithm}={proof}", "Content-Type": "application/rss+xml"}
        request = urllib.request.Request(self.subscriptions[-1]["hub.callback"], told, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            self.answers.append(answer.status)
            return int(answer.status)

    def body(self) -> bytes:
        entries = "".join(
            f"<item><guid>{hashlib.sha1(words.encode()).hexdigest()}</guid><title>{words}</title>"
            f"<author>{author}</author></item>"
            for author, words in self.entries
        )
        return f'<rss version="2.0"><channel><title>Le blog</title>{entries}</channel></rss>'.encode()

    def confirm(self, asked: dict[str, str]) -> None:
        """Ask the subscriber whether he meant it."""
        told = {name: asked[name] for name in ("hub.mode", "hub.topic")}
        told |= {"hub.challenge": "un défi & demi", "hub.lease_seconds": str(self.lease)}
        callback = asked["hub.callback"]
        url = f"{callback}{'&' if '?' in callback else '?'}{urllib.parse.urlencode(told)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            self.verified += answer.read().decode() == told["hub.challenge"]


@contextlib.contextmanager
def hub() -> Iterator[Hub]:
    place = Hub()

    class Handler(Quiet):
        def do_GET(self) -> None:
            links = f'<{place.url}/hub>; rel="hub", <{place.feed}>; rel="self"'
            self.tell(200, place.body(), Content_Type="application/rss+xml; charset=utf-8", Link=links)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = dict(urllib.parse.parse_qsl(body))
            place.subscriptions.append(asked)
            self.tell(202)
            if not place.shy:
                place.confirm(asked)

    with http(Handler) as url:
        place.url = url
        yield place
