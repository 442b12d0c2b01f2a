"""Keyed hashes of people and addresses: the same name has the same one, and without the key nobody can guess it.

The key stands in a file beside the diary, not in it: a copy of the diary alone tells nobody who a pseudonym is.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_bytes

from monitor.errors import StoreError
from monitor.keys import key_at
from monitor.text import fold

KEY = ".privacy.key"  # beside the diary
LENGTH = 32  # bytes
MARK = "p-"  # what a pseudonym begins with


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    key: bytes = field(repr=False)

    def author(self, name: str) -> bytes:
        """The tombstone of a person, whatever case, accents and spacing the name is written with."""
        return self._hash("author", " ".join(fold(name).text.split()))

    def url(self, address: str) -> bytes:
        """The tombstone of an address; scheme, `www.` and a slash at the end tell nothing."""
        bare = address.strip().partition("://")[2] or address.strip()
        host, slash, rest = bare.removeprefix("www.").partition("/")
        return self._hash("url", f"{host.lower()}{slash}{rest}".rstrip("/"))

    def pseudonym(self, name: str) -> str:
        """What stands in place of a name: the same for the same one."""
        return MARK + self._hash("pseudonym", " ".join(fold(name).text.split())).hex()[:16]

    def _hash(self, kind: str, value: str) -> bytes:
        return hmac.digest(self.key, f"{kind}\0{value}".encode(errors="replace"), "sha256")


def pseudonyms_at(store: Path) -> Pseudonyms:
    """Those of the diary at *store*; their key is made at its first use, and only its owner may read it."""
    path = store.with_name(store.name + KEY)
    try:
        key = key_at(path, partial(token_bytes, LENGTH))
    except OSError as error:
        raise StoreError(f"cannot use the key {path}: {error.strerror}", hint="check its directory") from error
    if len(key) != LENGTH:
        raise StoreError(f"{path} is not the key of pseudonyms", hint="restore it from your backup")
    return Pseudonyms(key)
