"""What each source showed last, and lists and surveys of a million mentions."""

from __future__ import annotations

from sqlite_utils import Database

_SHOWINGS = (
    """
    CREATE TABLE showing (
      source INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
      entries BLOB NOT NULL
    ) STRICT
    """,
    # What is written with its words is found from then on.
    """
    CREATE TRIGGER item_told AFTER INSERT ON item WHEN new.words IS NOT NULL BEGIN
      INSERT INTO prose (rowid, words) VALUES (new.id, new.words);
    END
    """,
)


def showings(db: Database) -> None:
    """What each source showed last, entry by entry."""
    for statement in _SHOWINGS:
        db.execute(statement)


_SURVEYED = (
    # What lists are narrowed by stands in the mention itself, so that one index alone answers most of them.
    "ALTER TABLE mention ADD COLUMN source INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE mention ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    """
    UPDATE mention SET (source, author) = (SELECT item.source, item.author FROM item WHERE item.id = mention.item)
    """,
    "DROP INDEX mention_at",
    "DROP INDEX mention_status",
    "DROP INDEX mention_status_brand",
    "DROP INDEX mention_status_tone",
    "DROP INDEX mention_course",
    "DROP INDEX mention_grave",
    "DROP INDEX mention_assignee",
    "DROP INDEX item_author",
    """
    CREATE INDEX mention_list ON mention
      (status, muted, at, brand, tone, source, folded, insult, accusation, assignee, fingerprint)
    """,
    """
    CREATE INDEX mention_all ON mention
      (muted, at, brand, tone, source, author, folded, insult, accusation, assignee, fingerprint)
    """,
    "CREATE INDEX mention_aside ON mention (at) WHERE folded = 1 OR muted != ''",
    "CREATE INDEX mention_author ON mention (author, at) WHERE author != ''",
    "CREATE INDEX mention_assignee ON mention (assignee, status, at) WHERE assignee != ''",
    """
    CREATE TRIGGER item_renamed AFTER UPDATE OF author ON item WHEN old.author != new.author BEGIN
      UPDATE mention SET author = new.author WHERE item = new.id;
    END
    """,
    # Each whole day counted once, as it fills: a survey of months reads days, not mentions.
    """
    CREATE TABLE day (
      start INTEGER NOT NULL,
      brand TEXT NOT NULL,
      source INTEGER NOT NULL,
      total INTEGER NOT NULL,
      negative INTEGER NOT NULL,
      positive INTEGER NOT NULL,
      PRIMARY KEY (start, brand, source)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO day
    SELECT at - at % 86400, brand, source, count(*), sum(tone = 'negative'), sum(tone = 'positive')
    FROM mention WHERE muted = '' GROUP BY 1, 2, 3
    """,
    """
    CREATE TRIGGER mention_counted AFTER INSERT ON mention WHEN new.muted = '' BEGIN
      INSERT INTO day VALUES (
        new.at - new.at % 86400, new.brand, new.source, 1, new.tone = 'negative', new.tone = 'positive'
      ) ON CONFLICT DO UPDATE SET total = total + 1,
        negative = negative + excluded.negative, positive = positive + excluded.positive;
    END
    """,
    """
    CREATE TRIGGER mention_uncounted AFTER DELETE ON mention WHEN old.muted = '' BEGIN
      UPDATE day SET total = total - 1, negative = negative - (old.tone = 'negative'),
        positive = positive - (old.tone = 'positive')
      WHERE start = old.at - old.at % 86400 AND brand = old.brand AND source = old.source;
    END
    """,
    """
    CREATE TRIGGER mention_recounted AFTER UPDATE OF tone, muted ON mention
    WHEN old.tone != new.tone OR (old.muted = '') != (new.muted = '') BEGIN
      UPDATE day SET total = total - (old.muted = ''),
        negative = negative - (old.muted = '' AND old.tone = 'negative'),
        positive = positive - (old.muted = '' AND old.tone = 'positive')
      WHERE start = old.at - old.at % 86400 AND brand = old.brand AND source = old.source;
      INSERT INTO day SELECT
        new.at - new.at % 86400, new.brand, new.source, 1, new.tone = 'negative', new.tone = 'positive'
      WHERE new.muted = '' ON CONFLICT DO UPDATE SET total = total + 1,
        negative = negative + excluded.negative, positive = positive + excluded.positive;
    END
    """,
    """
    CREATE TABLE dealing (
      id INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      word TEXT NOT NULL,
      until INTEGER
    ) STRICT
    """,
    "CREATE INDEX dealing_incident ON dealing (incident)",
)


def surveyed(db: Database) -> None:
    """Lists and surveys of a million mentions, and what people did about incidents."""
    for statement in _SURVEYED:
        db.execute(statement)
