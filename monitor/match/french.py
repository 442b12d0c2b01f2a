"""What is wrong with a query, said in French: the table stands in french.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.errors import QueryError

_MACRO = re.compile(r"in the macro (\S+): (.*)", re.DOTALL)


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
    if within := _MACRO.fullmatch(english):
        inner = in_french(within[2])
        return inner and f"dans la macro {within[1]} : {inner}"
    for pattern, french in table():
        if found := pattern.fullmatch(english):
            return _filled(french, found.groups())
    return None


def _filled(french: str, said: Sequence[str]) -> str:
    """*french* with what was *said* in its places, braces and all."""
    first, *rest = french.split("{}")
    return first + "".join(f"{one}{more}" for one, more in zip(said, rest, strict=True))


@cache
def table() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with what to fill in, those that fit the fewest others first."""
    text = (files("monitor.match") / "french.toml").read_text(encoding="utf-8")
    told: dict[str, str] = tomllib.loads(text)
    said_most = sorted(told, key=lambda english: -len(english.replace("{}", "")))
    return tuple((_pattern(english), told[english]) for english in said_most)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL)
