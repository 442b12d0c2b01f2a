"""The legal desk: evidence, holds, objections, letters, last days."""

from __future__ import annotations

from sqlite_utils import Database

_DESK = (
    # What is chained is only ever added to: whoever changes it breaks the chain, and SQLite refuses.
    """
    CREATE TABLE chain (
      number INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      record TEXT NOT NULL,
      previous TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER chain_unchanged BEFORE UPDATE ON chain BEGIN
      SELECT RAISE(ABORT, 'the chain is only ever added to');
    END
    """,
    """
    CREATE TRIGGER chain_unbroken BEFORE DELETE ON chain BEGIN
      SELECT RAISE(ABORT, 'the chain is only ever added to');
    END
    """,
    # What a link is about is apart from it, so that it can be erased.
    """
    CREATE TABLE exhibit (
      link INTEGER PRIMARY KEY REFERENCES chain (number),
      record TEXT NOT NULL,
      warc BLOB NOT NULL,
      text TEXT NOT NULL,
      picture BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE about (
      mention INTEGER NOT NULL,
      link INTEGER NOT NULL REFERENCES chain (number),
      PRIMARY KEY (mention, link)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX about_link ON about (link)",
    """
    CREATE TABLE timestamp (
      link INTEGER NOT NULL REFERENCES chain (number),
      authority TEXT NOT NULL,
      at INTEGER NOT NULL,
      request BLOB NOT NULL,
      answer BLOB NOT NULL,
      PRIMARY KEY (link, authority)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hold (
      mention INTEGER PRIMARY KEY REFERENCES mention (id),
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      why TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE page (
      mention INTEGER PRIMARY KEY REFERENCES mention (id) ON DELETE CASCADE,
      url TEXT NOT NULL,
      since INTEGER NOT NULL,
      due_at INTEGER,
      state TEXT NOT NULL,
      looks INTEGER NOT NULL,
      absences INTEGER NOT NULL,
      absent_since INTEGER,
      text TEXT NOT NULL,
      found INTEGER NOT NULL,
      error TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX page_due ON page (due_at) WHERE due_at IS NOT NULL",
    """
    CREATE TABLE objection (
      kind TEXT NOT NULL CHECK (kind IN ('author', 'url')),
      digest BLOB NOT NULL,
      at INTEGER NOT NULL,
      why TEXT NOT NULL,
      refused INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (kind, digest)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      count INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE notice (
      id INTEGER PRIMARY KEY,
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('dsa', 'formal', 'reply')),
      language TEXT NOT NULL,
      recipient TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('drafted', 'sent', 'acknowledged', 'decided', 'appealed')),
      text TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX notice_mention ON notice (mention)",
    """
    CREATE TABLE step (
      id INTEGER PRIMARY KEY,
      notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      state TEXT NOT NULL,
      who TEXT NOT NULL,
      word TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX step_notice ON step (notice)",
    """
    CREATE TABLE reminder (
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      last_day TEXT NOT NULL,
      days INTEGER NOT NULL,
      target TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (mention, last_day, days, target)
    ) STRICT, WITHOUT ROWID
    """,
)


def legal_desk(db: Database) -> None:
    """Evidence in a chain, pages that are looked at again, what is held, who objected, notices and reminders."""
    for statement in _DESK:
        db.execute(statement)
