"""The first page: sources, items, mentions, incidents, and whom they are told to."""

from __future__ import annotations

from sqlite_utils import Database

APPLICATION_ID = 0x76696769  # "vigi" in the file's header, so that nobody mistakes it for another database

_FIRST = (
    """
    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      digest TEXT NOT NULL,
      url TEXT NOT NULL DEFAULT '',
      title TEXT NOT NULL DEFAULT '',
      cursor TEXT NOT NULL DEFAULT '',
      etag TEXT NOT NULL DEFAULT '',
      modified TEXT NOT NULL DEFAULT '',
      body_hash TEXT NOT NULL DEFAULT '',
      health TEXT NOT NULL DEFAULT 'new',
      error TEXT NOT NULL DEFAULT '',
      failures INTEGER NOT NULL DEFAULT 0,
      polls INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      interval INTEGER NOT NULL DEFAULT 0,
      habit INTEGER NOT NULL DEFAULT 0,
      next_poll_at INTEGER NOT NULL,
      leased_until INTEGER NOT NULL DEFAULT 0,
      first_page_at INTEGER,
      polled_at INTEGER,
      page_at INTEGER,
      new_at INTEGER,
      retired INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX source_due ON source (next_poll_at) WHERE retired = 0",
    """
    CREATE TABLE seen (
      source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
      key BLOB NOT NULL,
      content BLOB NOT NULL,
      beforehand INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE item (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source (id),
      key TEXT NOT NULL,
      url TEXT NOT NULL,
      title TEXT NOT NULL,
      text TEXT NOT NULL,
      author TEXT NOT NULL,
      published_at INTEGER,
      updated_at INTEGER,
      language TEXT NOT NULL,
      rating TEXT,
      reach INTEGER,
      thread TEXT NOT NULL,
      parent TEXT NOT NULL,
      keep_days INTEGER,
      show INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      UNIQUE (source, key)
    ) STRICT
    """,
    """
    CREATE TABLE edit (
      id INTEGER PRIMARY KEY,
      item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      title TEXT NOT NULL,
      text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX edit_item ON edit (item)",
    """
    CREATE TABLE mention (
      id INTEGER PRIMARY KEY,
      item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      brand TEXT NOT NULL,
      at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      language TEXT NOT NULL,
      sentiment REAL NOT NULL,
      tone TEXT NOT NULL CHECK (tone IN ('negative', 'neutral', 'positive')),
      insult TEXT NOT NULL,
      accusation TEXT NOT NULL,
      scores TEXT NOT NULL,
      spans TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      UNIQUE (item, brand)
    ) STRICT
    """,
    "CREATE INDEX mention_brand ON mention (brand, at)",
    "CREATE INDEX mention_at ON mention (at)",
    """
    CREATE VIRTUAL TABLE prose USING fts5 (
      title, text, content='item', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER item_written AFTER INSERT ON item BEGIN
      INSERT INTO prose (rowid, title, text) VALUES (new.id, new.title, new.text);
    END
    """,
    """
    CREATE TRIGGER item_erased AFTER DELETE ON item BEGIN
      INSERT INTO prose (prose, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    END
    """,
    """
    CREATE TRIGGER item_edited AFTER UPDATE OF title, text ON item BEGIN
      INSERT INTO prose (prose, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
      INSERT INTO prose (rowid, title, text) VALUES (new.id, new.title, new.text);
    END
    """,
    "CREATE TABLE watch (brand TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE incident (
      id INTEGER PRIMARY KEY,
      brand TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'escalating', 'calming', 'resolved')),
      opened_at INTEGER NOT NULL,
      resolved_at INTEGER,
      record TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX incident_brand ON incident (brand, id)",
    """
    CREATE TABLE alert (
      id INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL REFERENCES incident (id),
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,
      at INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      snapshot TEXT NOT NULL,
      quotes TEXT NOT NULL,
      UNIQUE (incident, number)
    ) STRICT
    """,
    """
    CREATE TABLE delivery (
      id INTEGER PRIMARY KEY,
      alert INTEGER NOT NULL REFERENCES alert (id),
      target TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'failed')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      repeat INTEGER NOT NULL DEFAULT 0,
      error TEXT NOT NULL DEFAULT '',
      receipt TEXT NOT NULL DEFAULT '',
      ended_at INTEGER,
      UNIQUE (alert, target)
    ) STRICT
    """,
    "CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending')",
)


def first_page(db: Database) -> None:
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _FIRST:
        db.execute(statement)
