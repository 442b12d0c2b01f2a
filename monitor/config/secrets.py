"""Secrets come from outside the file, and never leave this room in words."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

MASK = "•••"
MOST_BYTES = 64_000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_SHORTEST, _SHORTEST_PIECE = 4, 6  # shorter ones are found in innocent words
_PIECE = re.compile(r"[^\s/:@?&=,;#'\"<>()\[\]{}]+")
# The scheme and the host of a web address are no secret, and messages may need them.
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://([a-z0-9.-]+(:[0-9]+)?(/|$))?", re.IGNORECASE)


class NoSecret(Exception):
    """A secret that cannot be had; the text says where it was looked for, never what was found there."""


@dataclass(frozen=True, slots=True)
class Secret:
    """*exposed* is the variable that names a file which everybody on the machine can read, or an empty text."""

    value: str
    exposed: str = ""

    def __repr__(self) -> str:
        return f"Secret({MASK})"


def variable(name: str) -> str:
    """The environment variable of the secret *name*."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def find(name: str, environ: Mapping[str, str]) -> Secret:
    """The secret *name*: `$CREDENTIALS_DIRECTORY/name`, else the file named by `$NAME_FILE`, else `$NAME`."""
    if not NAME.fullmatch(name):
        raise NoSecret("a secret's name is made of letters, digits, '_', '-' and '.'")
    named = variable(name)
    directory = environ.get("CREDENTIALS_DIRECTORY", "")
    if directory and (credential := Path(directory, name)).is_file():
        return Secret(_file(credential, f"$CREDENTIALS_DIRECTORY/{name}"))
    if path := environ.get(f"{named}_FILE", ""):
        value = _file(Path(path), f"the file that ${named}_FILE names")
        return Secret(value, exposed=f"${named}_FILE" if open_to_all(Path(path)) else "")
    if value := environ.get(named, ""):
        return Secret(_checked(value, f"${named}"))
    raise NoSecret(f"secret {name} is not in $CREDENTIALS_DIRECTORY/{name}, ${named}_FILE or ${named}")


def open_to_all(path: Path) -> bool:
    """Whether everybody on the machine may read the file."""
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def scrub(text: str, values: Iterable[str]) -> str:
    """*text* without the secret *values*, quoted for a URL or not, and without any longer piece of them."""
    spellings = sorted(_spellings(values), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, spellings)), MASK, text, flags=re.IGNORECASE) if spellings else text


def _spellings(values: Iterable[str]) -> set[str]:
    whole = {form for value in values for form in (value, quote(value, safe=""), quote(value), unquote(value))}
    pieces = {piece for form in whole for piece in _PIECE.findall(_HOST.sub("", form)) if len(piece) >= _SHORTEST_PIECE}
    telling = {piece for piece in pieces if not piece.isalpha() or not piece.islower()}
    return {spelling for spelling in whole | telling if len(spelling) >= _SHORTEST}


def _file(path: Path, place: str) -> str:
    """Its text. *place* stands for the path in messages: somebody may have put the secret itself there."""
    try:
        with path.open("rb") as file:
            return _checked(file.read(MOST_BYTES + 1).decode(), place)
    except OSError as error:
        raise NoSecret(f"{place} cannot be read: {error.strerror}") from None
    except ValueError:
        raise NoSecret(f"{place} is not text in UTF-8") from None


def _checked(value: str, place: str) -> str:
    value = value.strip()
    if not value:
        raise NoSecret(f"{place} is empty")
    if len(value) > MOST_BYTES:
        raise NoSecret(f"{place} is longer than {MOST_BYTES:,} characters")
    if any(not char.isprintable() for char in value):
        raise NoSecret(f"{place} holds more than one line, or unprintable characters")
    return value
