"""More for who answers: names in notes, mutes from the pages, handovers, answers to programs."""

from __future__ import annotations

from sqlite_utils import Database

_MANNED = (
    "ALTER TABLE mention ADD COLUMN answered_at INTEGER",
    "ALTER TABLE label ADD COLUMN drawn INTEGER NOT NULL DEFAULT 0",
    # How often an author spoke, and how, is told by the index alone.
    "DROP INDEX mention_author",
    "CREATE INDEX mention_author ON mention (author, at, muted, brand, tone) WHERE author != ''",
    # What may wait for too long: few, where people answer.
    """
    CREATE INDEX mention_waiting ON mention (at) WHERE status = 'open' AND answered_at IS NULL
      AND (tone = 'negative' OR insult != 'none' OR accusation != 'none')
    """,
    # Who was named in a note, until he did something about it.
    """
    CREATE TABLE naming (
      account TEXT NOT NULL,
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      act INTEGER NOT NULL REFERENCES act (id),
      PRIMARY KEY (account, mention, act)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX naming_mention ON naming (mention)",
    """
    CREATE TABLE mute (
      act INTEGER PRIMARY KEY REFERENCES act (id),
      kind TEXT NOT NULL CHECK (kind IN ('author', 'site', 'phrase')),
      word TEXT NOT NULL,
      brand TEXT NOT NULL,
      why TEXT NOT NULL,
      who TEXT NOT NULL,
      at INTEGER NOT NULL,
      until INTEGER NOT NULL,
      lifted_at INTEGER,
      lifted_by TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE handover (
      id INTEGER PRIMARY KEY,
      act INTEGER NOT NULL REFERENCES act (id),
      mention INTEGER NOT NULL,
      who TEXT NOT NULL,
      word TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT
    """,
    # A check cannot be altered: the table is written anew.
    """
    CREATE TABLE parcel (
      id INTEGER PRIMARY KEY,
      alert INTEGER REFERENCES alert (id),
      digest INTEGER REFERENCES digest (id),
      handover INTEGER REFERENCES handover (id),
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
      UNIQUE (handover, target),
      CHECK ((alert IS NOT NULL) + (digest IS NOT NULL) + (handover IS NOT NULL) = 1)
    ) STRICT
    """,
    """
    INSERT INTO parcel (id, alert, digest, target, state, attempts, due_at, repeat, hold, error, receipt, ended_at)
    SELECT id, alert, digest, target, state, attempts, due_at, repeat, hold, error, receipt, ended_at FROM delivery
    """,
    "DROP TABLE delivery",
    "ALTER TABLE parcel RENAME TO delivery",
    "CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending')",
    # What a program was answered under its key, so that asking twice does nothing twice.
    """
    CREATE TABLE answer (
      account TEXT NOT NULL,
      key TEXT NOT NULL,
      asked BLOB NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, key)
    ) STRICT, WITHOUT ROWID
    """,
)


def manned(db: Database) -> None:
    """Who is named, what is muted from the pages, what is handed over, and what programs were answered."""
    for statement in _MANNED:
        db.execute(statement)
