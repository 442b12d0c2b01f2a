"""Seals on the rows that are evidence or money: what the disk did to them afterwards is seen.

A page check of SQLite finds a broken tree; 64 wrong bytes in the middle of a text it does not. A row written before
there were seals has an empty one, and is believed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from hashlib import blake2b
from sqlite3 import Connection

from sqlite_utils import Database

# The columns of each sealed table, in the order in which they are sealed.
SEALED: dict[str, tuple[str, ...]] = {
    "alert": ("incident", "number", "kind", "at", "verdict", "snapshot", "quotes", "curve"),
    "basis": ("alert", "state", "rule"),
    "spend": ("source", "month", "amount"),
}


def seal(*values: object) -> bytes:
    """The seal of a row with these values."""
    told = [value.hex() if isinstance(value, bytes) else value for value in values]
    return blake2b(json.dumps(told, ensure_ascii=False).encode(errors="surrogatepass"), digest_size=8).digest()


def broken(db: Database | Connection, tables: Collection[str] = SEALED.keys()) -> Iterator[str]:
    """The rows of *tables* whose seal does not fit what they say."""
    for table, columns in SEALED.items():
        if table not in tables:
            continue
        rows = db.execute(f"SELECT seal, {', '.join(columns)} FROM {table} WHERE seal != x''")  # noqa: S608
        yield from (f"{table} {values[0]}" for kept, *values in rows if seal(*values) != kept)
