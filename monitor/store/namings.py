"""Who was named in a note, and has not done anything about it yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlite_utils import Database


def named(note: str, people: Iterable[str]) -> tuple[str, ...]:
    """Those of *people* whom *note* calls by @name; the longest name that stands there is meant."""
    longest = sorted(people, key=len, reverse=True)
    names = "|".join(re.escape(name) for name in longest)
    found = re.findall(rf"(?<![\w@])@({names})(?!\w)", note, re.IGNORECASE) if names else []
    called = {each.casefold() for each in found}
    return tuple(name for name in sorted(longest) if name.casefold() in called)


class Namings:
    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, act: int, mentions: Iterable[int], people: Iterable[str]) -> None:
        """That the note *act* names *people*."""
        rows = [(person, mention, act) for mention in mentions for person in people]
        self.db.conn.executemany("INSERT INTO naming (account, mention, act) VALUES (?, ?, ?)", rows)

    def take_back(self, act: int) -> None:
        self.db.execute("DELETE FROM naming WHERE act = ?", [act])
