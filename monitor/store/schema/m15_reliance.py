"""What can be relied on: seals, reminders that arrive, what the watch knows of itself."""

from __future__ import annotations

from sqlite_utils import Database


def seals(db: Database) -> None:
    """What is evidence or money is sealed; see seals.py."""
    for table in ("alert", "basis", "spend"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN seal BLOB NOT NULL DEFAULT x''")


def reminders_that_arrive(db: Database) -> None:
    """When a reminder is tried again, and why it did not arrive; what stood beside a watched place on its page."""
    db.execute("ALTER TABLE page ADD COLUMN beside TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE reminder ADD COLUMN due_at INTEGER")
    db.execute("ALTER TABLE reminder ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE reminder ADD COLUMN error TEXT NOT NULL DEFAULT ''")


def vitals(db: Database) -> None:
    """What the watch knows of itself, by day: blind minutes, and how long its canaries took."""
    db.execute(
        """
        CREATE TABLE vital (
          day INTEGER NOT NULL,
          what TEXT NOT NULL,
          count INTEGER NOT NULL,
          total REAL NOT NULL,
          most REAL NOT NULL,
          PRIMARY KEY (day, what)
        ) STRICT, WITHOUT ROWID
        """
    )
