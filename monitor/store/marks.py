"""What somebody said of mentions: relevant or not. One mark a mention, the last one holds."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.model import Mention
from monitor.store.mentions import Mentions
from monitor.store.times import stamp


class Marks:
    """Marks go with their mention, when its time has come."""

    def __init__(self, db: Database, mentions: Mentions) -> None:
        self.db = db
        self.mentions = mentions

    def put(self, mention: Mention, now: datetime, *, irrelevant: bool) -> None:
        """*mention* carries the relevance that the mark gives it."""
        row = {"mention": mention.id, "irrelevant": int(irrelevant), "at": stamp(now)}
        self.db.execute(
            "INSERT OR REPLACE INTO mark (mention, irrelevant, at) VALUES (:mention, :irrelevant, :at)", row
        )
        self.mentions.fold(mention)

    def drop(self, mention: Mention) -> None:
        """*mention* carries the relevance that it has without a mark."""
        self.db.execute("DELETE FROM mark WHERE mention = ?", [mention.id])
        self.mentions.fold(mention)

    def of(self, brand: str) -> tuple[tuple[Mention, bool], ...]:
        """The marked mentions of *brand*, oldest mark first, and whether each is irrelevant."""
        rows = self.db.execute(
            """
            SELECT mark.mention, mark.irrelevant FROM mark JOIN mention ON mention.id = mark.mention
            WHERE mention.brand = ? ORDER BY mark.id
            """,
            [brand],
        ).fetchall()
        found = ((self.mentions.get(mention), bool(irrelevant)) for mention, irrelevant in rows)
        return tuple((mention, irrelevant) for mention, irrelevant in found if mention)

    def version(self) -> tuple[int, int]:
        """Changes with every mark that is made, changed or gone."""
        last, count = self.db.execute("SELECT coalesce(max(id), 0), count(*) FROM mark").fetchone()
        return int(last), int(count)
