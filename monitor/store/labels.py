"""The labels: what somebody who knows says of a mention, against what the scores said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.model import Mention, Reason, Score
from monitor.store.mentions import Mentions
from monitor.store.times import moment, stamp

WORDS = {
    "sentiment": ("negative", "neutral", "positive"),
    "label": ("insult", "accusation", "both", "criticism", "neutral", "praise"),
}
FIRM = 0.5  # the least value of a tone that somebody gave


@dataclass(frozen=True, slots=True)
class Label:
    """*what* (a key of WORDS) is *word*; *said* is what the scores had said."""

    mention: int
    what: str
    word: str
    said: str
    by: str
    at: datetime


class Labels:
    """Corrections by hand. The mention itself is corrected with them, so that everything counts it right."""

    def __init__(self, db: Database, mentions: Mentions) -> None:
        self.db = db
        self.mentions = mentions

    def give(self, mention: int, what: str, word: str, by: str, now: datetime) -> Mention:
        """The mention, corrected. Raises StoreError where there is none, or for a word that is none."""
        if word not in WORDS.get(what, ()):
            known = ", ".join(f"{key}={'|'.join(words)}" for key, words in WORDS.items())
            raise StoreError(f"{what}={word} is no label", hint=f"known: {known}")
        found = self.mentions.get(mention)
        if not found:
            raise StoreError(f"there is no mention {mention}", hint="see: vigie mentions")
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
            "SELECT mention, what, word, said, by, at FROM label WHERE mention = ? ORDER BY what", [mention]
        )
        return tuple(Label(number, what, word, said, by, moment(at)) for number, what, word, said, by, at in rows)

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
        return replace(mention, finding=replace(mention.finding, label=word, unsure=False))
    size = max(FIRM, abs(mention.sentiment.value))
    value = {"negative": -size, "neutral": 0.0, "positive": size}[word]
    return replace(mention, sentiment=Score(value, word, 1.0, (*why, *mention.sentiment.reasons)))
