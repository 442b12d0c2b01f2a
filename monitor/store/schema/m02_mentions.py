"""What more became known of items and mentions: twins, families of copies, six words, corrections, rights."""

from __future__ import annotations

from sqlite_utils import Database


def items_without_a_name_of_their_own(db: Database) -> None:
    """What an item says, with its place and its date: some servers give the same item another id at every poll."""
    db.execute("ALTER TABLE seen ADD COLUMN twin BLOB NOT NULL DEFAULT x''")


_FAMILIES = (
    """
    CREATE TABLE wording (
      id INTEGER PRIMARY KEY,
      words TEXT NOT NULL UNIQUE,
      family TEXT NOT NULL,
      sketch BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX wording_family ON wording (family)",
    """
    CREATE TABLE landmark (
      hash INTEGER NOT NULL,
      wording INTEGER NOT NULL,
      PRIMARY KEY (hash, wording)
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE item ADD COLUMN wording INTEGER REFERENCES wording (id)",
    "CREATE INDEX item_wording ON item (wording)",
    "ALTER TABLE mention ADD COLUMN audience TEXT",
    "CREATE INDEX mention_family ON mention (fingerprint, brand, at)",
    # What is there already keeps the fingerprint that it had: exact copies of it are recognised.
    """
    INSERT INTO wording (words, family, sketch)
    SELECT DISTINCT fingerprint, fingerprint, x'' FROM mention WHERE fingerprint != ''
    """,
    """
    UPDATE item SET wording = (
      SELECT wording.id FROM mention JOIN wording ON wording.words = mention.fingerprint
      WHERE mention.item = item.id LIMIT 1)
    """,
)


def families(db: Database) -> None:
    for statement in _FAMILIES:
        db.execute(statement)


def one_of_six_words(db: Database) -> None:
    """What insult, accusation and tone make together; empty for what was scored before."""
    db.execute("ALTER TABLE mention ADD COLUMN label TEXT NOT NULL DEFAULT ''")


def corrections_by_hand(db: Database) -> None:
    """What somebody who knows says of a mention, and what had been said."""
    db.execute(
        """
        CREATE TABLE label (
          mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
          what TEXT NOT NULL,
          word TEXT NOT NULL,
          said TEXT NOT NULL,
          by TEXT NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (mention, what)
        ) STRICT, WITHOUT ROWID
        """
    )


def rights_and_money(db: Database) -> None:
    """What a source's terms let us do with its words, when it took them back, and what it costs."""
    db.execute("ALTER TABLE item ADD COLUMN share INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE item ADD COLUMN store INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE item ADD COLUMN gone_at INTEGER")
    db.execute(
        """
        CREATE TABLE spend (
          source INTEGER NOT NULL REFERENCES source (id),
          month TEXT NOT NULL,
          amount INTEGER NOT NULL,
          PRIMARY KEY (source, month)
        ) STRICT, WITHOUT ROWID
        """
    )
