"""What went wrong and what to do about it, as a French reader reads it: in a terminal, on a page.

What is kept and what programs read stays in English; it is said in French to whoever looks. A missing sentence is found
by a test.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from monitor.text.phrases import Phrasebook, phrasebook

TABLES = ("config", "errors", "network", "refusals")

_SPACED = re.compile(r" (?=[:;!?»%](?:\s|$))|(?<=«) ")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def tables() -> tuple[Mapping[str, str], ...]:
    """What the book is made of, for whoever has a larger one."""
    ours = (files("monitor.text.french") / f"{name}.toml" for name in TABLES)
    return tuple(tomllib.loads(each.read_text(encoding="utf-8")) for each in ours)


def spaced(said: str) -> str:
    """With no line break before its colons."""
    return _SPACED.sub("\N{NO-BREAK SPACE}", said)


def printed(said: str) -> str:
    """The same, with apostrophes as in print: a terminal is searched for those that its keys write."""
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", spaced(said))


@cache
def book() -> Phrasebook:
    """As pages tell it."""
    return phrasebook(tables(), printed)
