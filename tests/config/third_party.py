"""A kind of source that somebody else wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar
from urllib.parse import quote

from monitor.errors import VigieError
from monitor.model import Page, Reply, Request
from monitor.sources import Terms


class Mode(StrEnum):
    NEW = "new"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Forum:
    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "boards"

    board: str = field(metadata={"help": "which board"})
    since: timedelta = timedelta(hours=1)
    tags: tuple[str, ...] = ()
    mode: Mode = Mode.NEW
    limit: int | None = None

    def __post_init__(self) -> None:
        if not self.board:
            raise ValueError("a board has a name")

    def request(self, cursor: str) -> Request:
        query = f"since={self.since.total_seconds():.0f}&tags={'+'.join(self.tags)}&mode={self.mode}"
        return Request(f"https://forum.example/{self.board}?{query}")

    def parse(self, reply: Reply, cursor: str) -> Page:
        return Page((), cursor)


@dataclass(frozen=True, slots=True)
class Fenced(Forum):
    terms: ClassVar[Terms] = Terms.RED


@dataclass(frozen=True, slots=True)
class Loose(Forum):
    filter: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Greedy(Forum):
    weight: int = 3


@dataclass(frozen=True, slots=True)
class Chatty(Forum):
    def __post_init__(self) -> None:
        raise ValueError(f"no board is called  {self.board!r}, nor {self.board[:20]}")


@dataclass(frozen=True, slots=True)
class Gossip(Forum):
    def request(self, cursor: str) -> Request:
        raise VigieError(f"no board is called {self.board.upper()} or {self.board}", hint=quote(self.board))
