"""Where mentions stand, what people did with them, and who these people are."""

from __future__ import annotations

from sqlite_utils import Database

_TRIAGE = (
    """
    ALTER TABLE mention ADD COLUMN status TEXT NOT NULL DEFAULT 'open'
      CHECK (status IN ('open', 'snoozed', 'done', 'irrelevant'))
    """,
    "ALTER TABLE mention ADD COLUMN assignee TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mention ADD COLUMN snoozed_until INTEGER",
    "ALTER TABLE mention ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
    # Lists are read newest first within what narrows them most; the number of a mention ends every index by itself.
    "CREATE INDEX mention_status ON mention (status, at)",
    "CREATE INDEX mention_status_brand ON mention (status, brand, at)",
    "CREATE INDEX mention_status_tone ON mention (status, tone, at)",
    "CREATE INDEX mention_course ON mention (at, brand, tone)",
    "CREATE INDEX mention_grave ON mention (status, at) WHERE insult != 'none' OR accusation != 'none'",
    "CREATE INDEX mention_assignee ON mention (assignee, status, at) WHERE assignee != ''",
    "CREATE INDEX mention_asleep ON mention (snoozed_until) WHERE status = 'snoozed'",
    "CREATE INDEX item_author ON item (author)",
    """
    CREATE TABLE tag (
      name TEXT NOT NULL,
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      PRIMARY KEY (name, mention)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tag_mention ON tag (mention)",
    """
    CREATE TABLE act (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      word TEXT NOT NULL DEFAULT '',
      until INTEGER,
      undoes INTEGER UNIQUE REFERENCES act (id)
    ) STRICT
    """,
    "CREATE INDEX act_who ON act (who, id)",
    """
    CREATE TABLE event (
      act INTEGER NOT NULL REFERENCES act (id),
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      before TEXT NOT NULL,
      after TEXT NOT NULL,
      PRIMARY KEY (act, mention)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX event_mention ON event (mention, act)",
    """
    CREATE TABLE account (
      name TEXT PRIMARY KEY,
      role TEXT NOT NULL CHECK (role IN ('viewer', 'triage', 'admin')),
      password TEXT NOT NULL,
      language TEXT NOT NULL,
      timezone TEXT NOT NULL,
      theme TEXT NOT NULL,
      keys TEXT NOT NULL,
      made_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE session (
      digest BLOB PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE token (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
      purpose TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE view (
      id INTEGER PRIMARY KEY,
      owner TEXT NOT NULL,
      name TEXT NOT NULL,
      query TEXT NOT NULL,
      UNIQUE (owner, name)
    ) STRICT
    """,
)


def triage(db: Database) -> None:
    """Where mentions stand, who brought them there, and who may."""
    for statement in _TRIAGE:
        db.execute(statement)
