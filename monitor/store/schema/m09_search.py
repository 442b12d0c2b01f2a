"""What is relevant, and how it is found."""

from __future__ import annotations

from sqlite_utils import Database


def marks(db: Database) -> None:
    db.execute("ALTER TABLE mention ADD COLUMN relevance TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE mention ADD COLUMN folded INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE mention ADD COLUMN muted TEXT NOT NULL DEFAULT ''")
    db.execute(
        """
        CREATE TABLE mark (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          mention INTEGER NOT NULL UNIQUE REFERENCES mention (id) ON DELETE CASCADE,
          irrelevant INTEGER NOT NULL,
          at INTEGER NOT NULL
        ) STRICT
        """
    )


_READINGS = (
    "DROP TRIGGER item_written",
    "DROP TRIGGER item_erased",
    "DROP TRIGGER item_edited",
    "DROP TABLE prose",
    "ALTER TABLE item ADD COLUMN words TEXT",
    "CREATE INDEX item_unread ON item (id) WHERE words IS NULL",
    """
    CREATE VIRTUAL TABLE prose USING fts5 (
      words, content='item', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER item_erased AFTER DELETE ON item WHEN old.words IS NOT NULL BEGIN
      INSERT INTO prose (prose, rowid, words) VALUES ('delete', old.id, old.words);
    END
    """,
    """
    CREATE TRIGGER item_read AFTER UPDATE OF words ON item BEGIN
      INSERT INTO prose (prose, rowid, words) SELECT 'delete', old.id, old.words WHERE old.words IS NOT NULL;
      INSERT INTO prose (rowid, words) SELECT new.id, new.words WHERE new.words IS NOT NULL;
    END
    """,
)


def readings(db: Database) -> None:
    """Full-text search over what the matcher reads in a text, which is more than its words as they are written."""
    for statement in _READINGS:
        db.execute(statement)
