"""What a page of mentions costs to be written."""

from __future__ import annotations

from sqlite_utils import Database


def written_together(db: Database) -> None:
    """The words of a page are given to full-text search together, by who writes the page: a trigger told each text by
    itself, and each was a part of the index of its own. Only the wordings of copies are looked for by their family."""
    db.execute("DROP TRIGGER item_told")
    db.execute("DROP INDEX wording_family")
    db.execute("CREATE INDEX wording_family ON wording (family) WHERE family != words")
