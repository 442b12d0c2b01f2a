"""The language of whoever sits at the terminal: English as it stands in the code, French as it stands in french/."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from monitor.text.phrases import Phrasebook, phrasebook

LANGUAGES = ("en", "fr")
MISSED: set[str] = set()  # what was said in English to somebody who reads French: the tests look here

_PRONOUNCED = re.compile(r"[^\W\d_]{2}")


def own_language(environ: Mapping[str, str] = os.environ) -> str:
    """en or fr: what VIGIE_LANGUAGE says, else what the locale asks for, as gettext reads it."""
    if (wished := environ.get("VIGIE_LANGUAGE", "")) in LANGUAGES:
        return wished
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "C")
    if re.split(r"[.@]", locale)[0] in ("C", "POSIX"):  # whoever asks for no language at all has no second choice
        return "en"
    wishes = (wish[:2].lower() for wish in (environ.get("LANGUAGE") or locale).split(":"))
    return next((wish for wish in wishes if wish in LANGUAGES), "en")


def spoken(sentence: str) -> str:
    """*sentence*, line by line, in the language of whoever sits here; what nobody translated stays English."""
    if own_language() == "en":
        return sentence
    return "\n".join(map(_line, sentence.split("\n")))


def word(said: str) -> str:
    """A word or a sentence that may be ours, among those of others: as it is where nobody translated it."""
    return said if own_language() == "en" else book().told(said) or said


def term(kind: str, said: str) -> str:
    """A word that is said in one way here and in another there: the tables have it as `kind: word`."""
    return said if own_language() == "en" else book().plain.get(f"{kind}: {said}") or _missed(said, f"{kind}: {said}")


def _line(line: str) -> str:
    words = line.strip(" ")
    before, _, after = line.partition(words) if words else (line, "", "")
    return before + (_said(words) if _PRONOUNCED.search(words) else words) + after


def _said(words: str) -> str:
    return book().told(words) or book().say(words, _missed) or _missed(words)


def _missed(words: str, as_: str = "") -> str:
    if _PRONOUNCED.search(words) and words[0] not in "-'":
        MISSED.add(as_ or words)
    return words


@cache
def book() -> Phrasebook:
    """Read for French only: English needs no table."""
    from monitor.match import doubts, french
    from monitor.text.french import spaced, tables

    files_ = sorted((files("monitor.cli") / "french").iterdir(), key=lambda file: file.name)
    ours = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files_ if file.name.endswith(".toml")]
    return phrasebook((dict(doubts.table()), french.table(), *tables(), *ours), spaced)
