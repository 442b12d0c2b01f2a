"""What is asked of the network, what comes back, and what somebody published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the network. A *body* makes it a POST."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the network answered. Header names are in lower case; *moved_to* is where permanent redirects led.

    *sent* are the headers of the question as they went out, *peer* is the address that answered, *certificate* what it
    proved itself with (DER; empty without TLS).
    """

    request: Request
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime
    moved_to: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    peer: str = ""
    certificate: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """The first value of header *name* (lower case), or an empty string."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Tap:
    """A line that messages come out of as long as it is held: a websocket (wss:), server-sent events (https:) or a
    folder of mail (imaps:; imap: without TLS, imap+starttls: with it from the second word on).

    *login* is a name and a password, *after* the bookmark to go on from, *recent* how many old messages are wanted
    where there is none; a line that gives no sign of life for *silence* seconds is dead.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    login: tuple[str, str] = field(default=("", ""), repr=False)
    after: str = ""
    recent: int = 0
    silence: float = 90.0


@dataclass(frozen=True, slots=True)
class Message:
    """What came out of a line, or was sent to our door. *bookmark* is where to go on after it, where the line itself
    knows; without a *body* it is nothing but that."""

    body: bytes
    at: datetime
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """A request at our door. Header names are in lower case."""

    method: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, *names: str) -> str:
        """The value of the first header of *names* (lower case) that is there, or an empty string."""
        told = dict(reversed(self.headers))
        return next((told[name] for name in names if name in told), "")

    def asked(self, name: str) -> str:
        """The first value of the parameter *name*, or an empty string."""
        return next((value for key, value in self.query if key == name), "")


@dataclass(frozen=True, slots=True)
class Admission:
    """What a knock gets: a *status* and *words* at once; where something was brought, it is in *body*, and the answer
    waits until it is stored. *key* names it, so that what is sent again counts once; *lease* is how long whoever
    knocked will go on sending (zero: no more; None: he said nothing of it)."""

    status: int
    words: bytes = b""
    body: bytes = b""
    key: str = ""
    lease: timedelta | None = None
    form: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Rating:
    """Stars, on their own scale."""

    value: float
    best: float = 5.0
    worst: float = 1.0

    @property
    def share(self) -> float:
        """The rating between 0 (worst) and 1 (best)."""
        width = self.best - self.worst
        return min(1.0, max(0.0, (self.value - self.worst) / width)) if width else 0.5


@dataclass(frozen=True, slots=True)
class Rights:
    """What the source's terms give us: days it may be kept (None: our own retention), whether it may be shown.

    *share* False: it is displayed here and never leaves in an export. *store* False: it is read, scored and told, and
    of its words nothing is kept.
    """

    keep_days: int | None = None
    show: bool = True
    share: bool = True
    store: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """Something somebody published, as its source tells it. *title* and *text* are plain text.

    *gone* is when its source took it back: from then on its words are not kept.
    """

    id: str
    url: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    rating: Rating | None = None
    reach: int | None = None
    thread: str = ""
    parent: str = ""
    rights: Rights = Rights()
    gone: datetime | None = None

    @property
    def prose(self) -> str:
        """Title, blank line, text: what all spans count into."""
        return f"{self.title}\n\n{self.text}" if self.title and self.text else self.title or self.text


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, read. *more* is the next question when the answer has further pages.

    *gone* are identities that the source took back; *cost* is what the answer costs, in millionths of a dollar;
    *drain*: further pages are owed whatever is known in this one; *unread* counts what came and could not be read.
    """

    items: tuple[Item, ...]
    cursor: str = ""
    more: Request | None = None
    title: str = ""
    every: timedelta | None = None  # how often the source itself says that it should be asked
    gone: tuple[str, ...] = ()
    cost: int = 0
    drain: bool = False
    unread: int = 0
