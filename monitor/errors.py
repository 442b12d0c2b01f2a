"""The family tree of what can go wrong.

VigieError                    something we can explain: what failed, where, why, what to do next
 +- ConfigError               the configuration is not believed; carries every fault found in it
 +- QueryError                a query nobody could answer; knows where in the text it went wrong
 +- FetchError                the network, or the server at its other end
 |   +- AddressRefused        an address that we do not talk to
 |   +- TooLarge              more bytes than anybody should send us
 |   +- TooSlow               the deadline of the whole poll has passed
 |   +- NotYet                our own manners: this host is not to be asked now; `wait` says how long
 |   +- Spent                 the month's budget of a source that costs money; `until` says when there is more
 |   +- NotWelcome            a robots.txt or a reservation of rights asks machines like us to stay away
 +- ParseError                an answer came, and it is not what its source promised
 |   +- Expired               it no longer knows the bookmark that we asked with
 +- StoreError                the diary cannot be read or written
 |   +- NewerSchema           it was written by a later vigie
 |   +- Full                  the disk has no room left
 |   +- Damaged               the file is emptied, or not what was written
 |   +- InUse                 another vigie is writing it
 |   +- Stale                 somebody else was quicker; knows who, and what he did
 +- NotifyError               somebody was not told; `retry` says whether trying again makes sense
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class VigieError(Exception):
    """Something we can explain. *hint* is what the reader can do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a file: *line* and *col* count from 1; 0 where there is no place to point at."""

    file: str
    line: int
    col: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.col}" if self.line else self.file
        return f"{place}: {self.what}" + (f"; {self.hint}" if self.hint else "")


class ConfigError(VigieError):
    """The configuration is not believed; every fault is in *faults*, in file order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class QueryError(VigieError):
    """A query nobody could answer. *position* counts characters of *query* from 0."""

    def __init__(self, message: str, *, query: str, position: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.position = position

    def pointed(self) -> str:
        """The query's line with a caret under the place, for a terminal."""
        start = self.query.rfind("\n", 0, self.position) + 1
        line = self.query[start:].split("\n", 1)[0]
        return f"{line}\n{' ' * (self.position - start)}^ {self}"


class FetchError(VigieError):
    """The network, or the server at its other end."""


class AddressRefused(FetchError):
    """An address that we do not talk to."""


class TooLarge(FetchError):
    """More bytes than anybody should send us."""


class TooSlow(FetchError):
    """The deadline of the whole poll has passed."""


class NotYet(FetchError):
    """Our own manners: this host is not to be asked now, and that is no fault of it. *wait* in seconds."""

    def __init__(self, message: str, *, wait: float = 0.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.wait = wait


class Spent(FetchError):
    """The month's budget of a source that costs money. *until* is when there is more."""

    def __init__(self, message: str, *, until: datetime, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.until = until


class NotWelcome(FetchError):
    """A robots.txt or a reservation of rights asks machines like us to stay away."""


class ParseError(VigieError):
    """An answer came, and it is not what its source promised."""


class Expired(ParseError):
    """An answer came, and it no longer knows the bookmark that we asked with."""


class StoreError(VigieError):
    """The diary cannot be read or written."""


class NewerSchema(StoreError):
    """The diary was written by a later vigie."""


class Full(StoreError):
    """The disk has no room left."""


class Damaged(StoreError):
    """The diary is emptied, or not what was written; a copy brings it back."""


class InUse(StoreError):
    """Another vigie is writing the diary."""


class Stale(StoreError):
    """Somebody else was quicker: *who* did *what* (with *word*) to these *mentions* since they were seen."""

    def __init__(self, mentions: Sequence[int], *, who: str, what: str, word: str, at: datetime) -> None:
        super().__init__(f"{who or 'time'} was quicker ({what})", hint="look again, then decide")
        self.mentions, self.who, self.what, self.word, self.at = tuple(mentions), who, what, word, at


class NotifyError(VigieError):
    """Somebody was not told. *retry* says whether trying again makes sense, *after* when at the earliest (seconds).
    *doubt*: nobody answered, and it may have arrived all the same."""

    def __init__(
        self, message: str, *, retry: bool, after: float | None = None, hint: str = "", doubt: bool = False
    ) -> None:
        super().__init__(message, hint=hint)
        self.retry = retry
        self.after = after
        self.doubt = doubt
