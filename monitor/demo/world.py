"""A small internet on 127.0.0.1 that says, at every moment of the story, what its places would say."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

from monitor.demo import dialects
from monitor.demo.clock import StoryClock
from monitor.demo.dialects import Dialect, Edition, touched
from monitor.demo.story import START, Post, moment

PLACES: Mapping[str, tuple[str, Dialect]] = {
    "/journal/rss.xml": ("journal", Dialect("application/rss+xml", dialects.journal, 10)),
    "/news/atom.xml": ("news", Dialect("application/atom+xml; charset=utf-8", dialects.news, 10)),
    "/blog/comments/feed/": ("blog", Dialect("application/rss+xml; charset=UTF-8", dialects.blog, 10)),
    "/avis/brioche-valmy": ("avis", Dialect("text/html; charset=utf-8", dialects.avis, 20)),
    "/api/comments.json": ("api", Dialect("application/json", dialects.api, 20)),
    "/forum/feed.json": ("forum", Dialect("application/feed+json", dialects.forum, 20)),
    "/carnet/rss": ("carnet", Dialect("text/xml", dialects.carnet, 10)),
    "/carnet/feed.xml": ("carnet", Dialect("application/rss+xml", dialects.carnet, 10)),
    "/magazine/atom.xml": ("magazine", Dialect("application/atom+xml; charset=utf-8", dialects.magazine, 10)),
}
PAGED = "/api/comments.json"
PAGES = 6
COMMENTED = "/blog/bonne-brioche/"
_POST = re.compile(r"\b([a-z]+)-\d{4,}\b")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong at an address between two moments; *status* 200 is a consent page instead of the feed."""

    path: str
    since: str
    until: str
    status: int
    goes_to: str = ""

    def reigns(self, elapsed: timedelta) -> bool:
        return moment(self.since) <= elapsed < moment(self.until)


TROUBLES = (
    Trouble("/news/atom.xml", "1 14:00", "1 15:05", 200),
    Trouble("/forum/feed.json", "2 03:00", "2 05:00", 503),
    Trouble("/carnet/rss", "2 10:00", "4 10:00", 301, goes_to="/carnet/feed.xml"),
    Trouble("/magazine/atom.xml", "2 15:00", "4 10:00", 410),
)
BACK_SOON = 2400  # seconds: the Retry-After of a 503


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Counts:
    """What was asked of this world: all requests, those with a validator, and the 304 they got."""

    requests: int = 0
    conditional: int = 0
    unchanged: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, *, conditional: bool, unchanged: bool) -> None:
        with self._lock:
            self.requests += 1
            self.conditional += conditional
            self.unchanged += unchanged


class World:
    """Serves *posts* over HTTP as of `clock.now()`, from entering to leaving it as a context."""

    def __init__(self, posts: Sequence[Post], clock: StoryClock) -> None:
        self.clock = clock
        self.counts = Counts()
        self.places = {place: [post for post in posts if post.place == place] for place, _ in PLACES.values()}
        self._editions: dict[str, tuple[object, bytes, bytes]] = {}
        self._listener = _Listener(self)
        self._thread = Thread(target=self._listener.serve_forever, args=(0.02,), name="world", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    def __enter__(self) -> World:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """What a GET of *target* is told now. Header names in lower case."""
        now = self.clock.now()
        parts = urlsplit(target)
        trouble = next((each for each in TROUBLES if each.path == parts.path and each.reigns(now - START)), None)
        if trouble:
            answer = _troubled(trouble, self.url)
        elif parts.path in PLACES:
            answer = self._edition(parts.path, parts.query, now, headers)
        else:
            answer = self._page(parts.path, now)
        asked = "if-none-match" in headers or "if-modified-since" in headers
        self.counts.note(conditional=asked, unchanged=answer.status == 304)
        return answer

    def _page(self, path: str, now: datetime) -> Answer:
        """What stands where a post is, as it reads now."""
        html = (("Content-Type", "text/html; charset=utf-8"),)
        if path == COMMENTED:
            return Answer(200, html, dialects.comments(self._said("blog", now)))
        found = _POST.search(path)
        said = self._said(found[1], now) if found and found[1] in self.places else ()
        post = next((each for each in said if found and each.id == found[0]), None)
        return Answer(200, html, dialects.article(post)) if post else Answer(404, html, b"<h1>Not found</h1>\n")

    def _edition(self, path: str, query: str, now: datetime, headers: Mapping[str, str]) -> Answer:
        place, dialect = PLACES[path]
        page = _page(query) if path == PAGED else 1
        said = self._said(place, now)
        last = touched(max(said, key=touched)) if said else START
        shown = said[(page - 1) * dialect.shows : page * dialect.shows]
        more = f"{self.url}{path}?page={page + 1}" if page * dialect.shows < len(said) and page < PAGES else ""
        edition = Edition(self.url, path, shown, more if path == PAGED else "")
        body, packed = self._written(f"{path}?{page}", edition, dialect)
        validators = _validators(place, body, last)
        if _unchanged(headers, validators):
            return Answer(304, validators)
        zipped = "gzip" in headers.get("accept-encoding", "")
        encoding = (("Content-Encoding", "gzip"),) if zipped else ()
        written = (("Content-Type", dialect.content_type), ("Vary", "Accept-Encoding"), *encoding, *validators)
        return Answer(200, written, packed if zipped else body)

    def _written(self, address: str, edition: Edition, dialect: Dialect) -> tuple[bytes, bytes]:
        """The bytes of an edition, bare and packed; the last one of each address is kept, as any server would."""
        kept, body, packed = self._editions.get(address, (None, b"", b""))
        if kept != edition:
            body = dialect.write(edition)
            packed = gzip.compress(body, 5, mtime=0)
            self._editions[address] = edition, body, packed
        return body, packed

    def _said(self, place: str, now: datetime) -> list[Post]:
        """What was posted at *place* until *now*, as it reads now, newest first."""
        elapsed = now - START
        posts = self.places[place]
        until = bisect_right(posts, elapsed, key=lambda post: post.at)
        return [post.as_of(elapsed) for post in reversed(posts[:until])]


def _page(query: str) -> int:
    asked = parse_qs(query).get("page", ["1"])[0]
    return max(1, int(asked)) if asked.isdecimal() else 1


def _validators(place: str, body: bytes, last: datetime) -> tuple[tuple[str, str], ...]:
    """The old journal knows dates only, the API tags only, the forum neither; the others send both."""
    tag = ("ETag", f'W/"{blake2b(body, digest_size=6).hexdigest()}"')
    date = ("Last-Modified", format_datetime(last, usegmt=True))
    return {"journal": (date,), "api": (tag,), "forum": ()}.get(place, (tag, date))


def _unchanged(headers: Mapping[str, str], validators: tuple[tuple[str, str], ...]) -> bool:
    """RFC 9110, section 13.2.2: where a tag is sent, dates do not count."""
    own = dict(validators)
    if "if-none-match" in headers:
        return own.get("ETag", "-") in headers["if-none-match"]
    if "if-modified-since" not in headers or "Last-Modified" not in own:
        return False
    try:
        return parsedate_to_datetime(headers["if-modified-since"]) >= parsedate_to_datetime(own["Last-Modified"])
    except ValueError:
        return False


def _troubled(trouble: Trouble, home: str) -> Answer:
    page = (("Content-Type", "text/html; charset=utf-8"),)
    match trouble.status:
        case 200:
            return Answer(200, page, dialects.consent(home))
        case 301:
            return Answer(301, (("Location", home + trouble.goes_to),))
        case 503:
            return Answer(503, (*page, ("Retry-After", str(BACK_SOON))), b"<h1>Back soon</h1>")
        case _:
            return Answer(trouble.status, page, b"<h1>This page is gone</h1>")


class _Listener(ThreadingMixIn, TCPServer):
    """Without http.server's own class, which would ask a name server who 127.0.0.1 is."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, world: World) -> None:
        self.world = world
        super().__init__(("127.0.0.1", 0), _Talk)


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Papotage/2"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body in one packet
    server: _Listener

    def do_GET(self) -> None:
        answer = self.server.world.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - this server lives in the story
        return format_datetime(self.server.world.clock.now(), usegmt=True)

    def log_message(self, *_: object) -> None:
        """Nothing: the story is told elsewhere."""
