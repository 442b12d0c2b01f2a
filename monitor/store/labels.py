"""The labels: what somebody who knows says of a mention, against what the scores said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from monitor.errors import VigieError
from monitor.model import TONES, Mention, Reason, Score
from monitor.store.deeds import JUDGED
from monitor.store.mentions import Mentions
from monitor.store.rows import judged
from monitor.store.times import moment, stamp

WORDS = {
    "sentiment": TONES,
    "label": ("insult", "accusation", "both", "criticism", "neutral", "praise"),
}
RECENT = 50_000  # numbers of mentions among which is drawn
TURNS = 40  # draws for each mention that is wanted: some numbers are of none, some were judged
FIRM = 0.5  # the least value of a tone that somebody gave


@dataclass(frozen=True, slots=True)
class Label:
    """*what* (a key of WORDS) is *word*; *said* is what the scores had said. *drawn*: the mention was not chosen by who
    says so, but drawn by lot."""

    mention: int
    what: str
    word: str
    said: str
    by: str
    at: datetime
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """*count* mentions in one language of one source, which were called *said* and are called *word* by people, and
    were *drawn* by lot or not."""

    language: str
    source: str
    said: str
    word: str
    drawn: bool
    count: int


class Labels:
    """Corrections by hand. The mention itself is corrected with them, so that everything counts it right."""

    def __init__(self, db: Database, mentions: Mentions) -> None:
        self.db = db
        self.mentions = mentions

    def give(self, mention: int, what: str, word: str, by: str, now: datetime) -> Mention:
        """The mention, corrected. Raises VigieError where there is none, or for a word that is none."""
        if word not in WORDS.get(what, ()):
            known = ", ".join(f"{key}={'|'.join(words)}" for key, words in WORDS.items())
            raise VigieError(f"{what}={word} is no label", hint=f"known: {known}")
        found = self.mentions.get(mention)
        if not found:
            raise VigieError(f"there is no mention {mention}", hint="see: vigie mentions")
        said = found.sentiment.label if what == "sentiment" else found.finding.label
        self.db.execute(
            """
            INSERT INTO label (mention, what, word, said, by, at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (mention, what) DO UPDATE SET word = excluded.word, by = excluded.by, at = excluded.at
            """,
            [mention, what, word, said, by, stamp(now)],
        )
        corrected = _corrected(found, what, word, by)
        self.mentions.correct(corrected)
        return corrected

    def of(self, mention: int) -> tuple[Label, ...]:
        rows = self.db.execute(
            "SELECT mention, what, word, said, by, at, drawn FROM label WHERE mention = ? ORDER BY what", [mention]
        )
        return tuple(
            Label(number, what, word, said, by, moment(at), bool(drawn))
            for number, what, word, said, by, at, drawn in rows
        )

    def counted(self, what: str) -> tuple[Counted, ...]:
        """How often what was scored and what people say met, by language and source."""
        rows = self.db.execute(
            """
            SELECT mention.language, source.name, label.said, label.word, label.drawn, count(*) FROM label
            JOIN mention ON mention.id = label.mention JOIN source ON source.id = mention.source
            WHERE label.what = ? AND label.said != '' GROUP BY 1, 2, 3, 4, 5
            """,
            [what],
        ).fetchall()
        return tuple(
            Counted(language, source, said, word, bool(drawn), count)
            for language, source, said, word, drawn, count in rows
        )

    def draw(self, what: str, since: datetime, count: int) -> tuple[int, ...]:
        """Up to *count* mentions said since then that nobody judged, by lot; fewer where few are left."""
        last = self.db.execute("SELECT coalesce(max(id), 0) FROM mention").fetchone()[0]
        first = max(1, last - RECENT)
        found = self.db.execute(
            """
            WITH RECURSIVE lot (turn, number) AS (
              SELECT 1, :first + abs(random()) % :many
              UNION ALL SELECT turn + 1, :first + abs(random()) % :many FROM lot WHERE turn < :turns)
            SELECT DISTINCT mention.id FROM lot CROSS JOIN mention ON mention.id = lot.number
            WHERE mention.muted = '' AND mention.seen_at >= :since AND NOT EXISTS (
              SELECT 1 FROM label WHERE label.mention = mention.id AND label.what = :what) LIMIT :count
            """,
            {"first": first, "many": last - first + 1, "turns": count * TURNS, "what": what, "count": count}
            | {"since": stamp(since)},
        ).fetchall()
        return tuple(number for (number,) in found)

    def mark_drawn(self, what: str, mentions: Iterable[int]) -> None:
        """What is said of these was said of mentions that were drawn by lot."""
        self.db.conn.executemany(
            "UPDATE label SET drawn = 1 WHERE what = ? AND mention = ?", [(what, mention) for mention in mentions]
        )

    def all(self, what: str) -> Iterator[tuple[Mention, Label]]:
        """Every label of a kind with its mention, the oldest first."""
        rows = self.db.execute("SELECT mention FROM label WHERE what = ? ORDER BY at, mention", [what]).fetchall()
        for (number,) in rows:
            mention = self.mentions.get(number)
            found = next((label for label in self.of(number) if label.what == what), None)
            if mention and found:
                yield mention, found

    def given(self, what: str) -> Iterator[tuple[Mention, str]]:
        """Every mention with such a label, and the word, oldest first."""
        rows = self.db.execute("SELECT mention, word FROM label WHERE what = ? ORDER BY mention", [what]).fetchall()
        for number, word in rows:
            mention = self.mentions.get(number)
            if mention:
                yield mention, word


def _corrected(mention: Mention, what: str, word: str, by: str) -> Mention:
    why = (Reason(0, 0, word, 0.0, f"corrected by {by}"),)
    if what == "label":
        insult, accusation = JUDGED.get(word, JUDGED["neither"])
        return replace(
            mention,
            finding=replace(mention.finding, label=word, unsure=False),
            insult=judged(mention.insult, insult),
            accusation=judged(mention.accusation, accusation),
        )
    size = max(FIRM, abs(mention.sentiment.value))
    value = {"negative": -size, "neutral": 0.0, "positive": size}[word]
    return replace(mention, sentiment=Score(value, word, 1.0, (*why, *mention.sentiment.reasons)))
