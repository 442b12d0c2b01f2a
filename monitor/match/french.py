"""What is wrong with a query, said in French: the table stands in french.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.errors import QueryError
from monitor.text.phrases import Phrasebook, phrasebook


@dataclass(frozen=True, slots=True)
class Wrong:
    """*message* says what is wrong with a query, *hint* what to write instead."""

    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def wrong(error: QueryError, language: str = "en") -> Wrong:
    """*error* in English or French (English for any other *language*, and for a sentence that nobody translated)."""
    if language != "fr":
        return Wrong(error.message, error.hint)
    return Wrong(in_french(error.message) or error.message, in_french(error.hint) or error.hint)


def in_french(english: str) -> str | None:
    """A sentence of a QueryError in French; None where the table has none."""
    return book().say(english)


@cache
def book() -> Phrasebook:
    return phrasebook([table()])


def table() -> dict[str, str]:
    """What it is made of, for whoever has a larger book."""
    return tomllib.loads((files("monitor.match") / "french.toml").read_text(encoding="utf-8"))
