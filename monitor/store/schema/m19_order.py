"""The rhythm of a source, and the orders in which lists are read."""

from __future__ import annotations

from sqlite_utils import Database


def paced(db: Database) -> None:
    """When a source speaks: the hours and the days of what was said there."""
    db.execute("ALTER TABLE source ADD COLUMN rhythm TEXT NOT NULL DEFAULT ''")


_ORDERED = (
    # How many read it, where its source tells: nothing is guessed here.
    "ALTER TABLE mention ADD COLUMN known_reach INTEGER",
    """
    UPDATE mention SET known_reach = json_extract(audience, '$.low')
    WHERE audience IS NOT NULL AND json_extract(audience, '$.kind') = ''
    """,
    """
    CREATE INDEX mention_reach ON mention
      (muted, known_reach, at, status, brand, tone, source, folded, insult, accusation, assignee, fingerprint)
      WHERE known_reach IS NOT NULL
    """,
    """
    CREATE INDEX mention_grave ON mention
      (muted, at, status, brand, tone, source, folded, insult, accusation, assignee, fingerprint, seen_at)
      WHERE insult != 'none' OR accusation != 'none'
    """,
)


def ordered(db: Database) -> None:
    """What lists are sorted by: how grave it is, and how many read it."""
    for statement in _ORDERED:
        db.execute(statement)
