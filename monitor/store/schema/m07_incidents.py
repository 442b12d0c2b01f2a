"""The life of an incident, digests, silences, and what the detector remembers."""

from __future__ import annotations

from sqlite_utils import Database

_LIVES = (
    # A check cannot be altered: the column is replaced.
    """
    ALTER TABLE incident ADD COLUMN stage TEXT NOT NULL DEFAULT 'open'
      CHECK (stage IN ('open', 'escalating', 'calming', 'resolved', 'reopened'))
    """,
    "UPDATE incident SET stage = state",
    "ALTER TABLE incident DROP COLUMN state",
    "ALTER TABLE incident RENAME COLUMN stage TO state",
    "CREATE INDEX incident_living ON incident (brand) WHERE state != 'resolved'",
    "ALTER TABLE alert ADD COLUMN curve TEXT NOT NULL DEFAULT '[]'",
    """
    CREATE TABLE digest (
      id INTEGER PRIMARY KEY,
      target TEXT NOT NULL,
      at INTEGER NOT NULL,
      record TEXT NOT NULL,
      UNIQUE (target, at)
    ) STRICT
    """,
    """
    CREATE TABLE parcel (
      id INTEGER PRIMARY KEY,
      alert INTEGER REFERENCES alert (id),
      digest INTEGER REFERENCES digest (id),
      target TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'failed', 'held', 'folded')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      repeat INTEGER NOT NULL DEFAULT 0,
      hold TEXT NOT NULL DEFAULT '',
      error TEXT NOT NULL DEFAULT '',
      receipt TEXT NOT NULL DEFAULT '',
      ended_at INTEGER,
      UNIQUE (alert, target),
      UNIQUE (digest, target),
      CHECK ((alert IS NULL) != (digest IS NULL))
    ) STRICT
    """,
    """
    INSERT INTO parcel (id, alert, target, state, attempts, due_at, repeat, error, receipt, ended_at)
    SELECT id, alert, target, state, attempts, due_at, repeat, error, receipt, ended_at FROM delivery
    """,
    "DROP TABLE delivery",
    "ALTER TABLE parcel RENAME TO delivery",
    "CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending')",
    """
    CREATE TABLE silence (
      id INTEGER PRIMARY KEY,
      brand TEXT NOT NULL,
      start INTEGER NOT NULL,
      until INTEGER NOT NULL,
      who TEXT NOT NULL,
      why TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE truth (
      id INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL,
      brand TEXT NOT NULL,
      start INTEGER NOT NULL,
      end INTEGER NOT NULL,
      real INTEGER NOT NULL,
      who TEXT NOT NULL,
      note TEXT NOT NULL
    ) STRICT
    """,
)


def lives(db: Database) -> None:
    for statement in _LIVES:
        db.execute(statement)


_VIGIL = (
    "CREATE TABLE vigil (brand TEXT PRIMARY KEY, at INTEGER NOT NULL, state BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE basis (
      alert INTEGER PRIMARY KEY REFERENCES alert (id) ON DELETE CASCADE,
      state BLOB NOT NULL,
      rule TEXT NOT NULL
    ) STRICT
    """,
)


def vigil(db: Database) -> None:
    for statement in _VIGIL:
        db.execute(statement)
