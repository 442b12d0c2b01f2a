"""The families: which texts are copies of each other, whoever carries them and whenever they come.

A *wording* is one text as its words tell it, kept once however many items carry it; a *family* is all wordings that are
linked by copying, under the fingerprint of the first that was met. One that resembles two families joins them, so that
it does not matter in which order copies arrive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from sqlite_utils import Database

from monitor.store.landmarks import Landmarks
from monitor.text import alike, landmarks

# All wordings of one family: that of its name, and those of its copies, of which there is an index.
_MEMBERS = """
((wording.words = :name AND wording.family = :name) OR (wording.family = :name AND wording.family != wording.words))
"""
COMPARED = 8  # wordings, those with the most landmarks in common


class Families:
    """Who copied whom."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.landmarks = Landmarks(db)

    def place(self, fingerprint: str, sketch: bytes) -> tuple[int, str]:
        """The wording of these words, and the family where it belongs."""
        known = self.db.execute("SELECT id, family FROM wording WHERE words = ?", [fingerprint]).fetchone()
        if known:
            return int(known[0]), str(known[1])
        self.landmarks.remember()
        marks = landmarks(sketch)
        family = self._joined(self._like(sketch, marks)) or fingerprint
        row = [fingerprint, family, sketch]
        placed = self.db.execute("INSERT INTO wording (words, family, sketch) VALUES (?, ?, ?)", row).lastrowid
        assert placed is not None
        self.landmarks.add(placed, fingerprint, marks)
        return placed, family

    def of(self, wording: int) -> str:
        """The name of its family."""
        return str(self.db.execute("SELECT family FROM wording WHERE id = ?", [wording]).fetchone()[0])

    def _like(self, sketch: bytes, marks: Iterable[int]) -> list[str]:
        """The families of the wordings that it is a copy of, the oldest first."""
        shared = Counter(chain.from_iterable(map(self.landmarks.having, marks)))
        if not shared:
            return []
        latest = sorted(shared, reverse=True)
        nearest = sorted(latest, key=shared.__getitem__, reverse=True)[:COMPARED]
        found = self.db.execute(
            f"SELECT family, sketch FROM wording WHERE id IN ({', '.join('?' * len(nearest))}) ORDER BY id",  # noqa: S608
            nearest,
        )
        return list(dict.fromkeys(family for family, other in found if alike(sketch, other)))

    def _joined(self, families: list[str]) -> str:
        """One family of them all, under the name of the oldest; empty where there is none."""
        for name in families[1:]:
            names = {"oldest": families[0], "name": name}
            self.db.execute(
                f"""
                UPDATE mention SET fingerprint = :oldest WHERE item IN (
                  SELECT item.id FROM wording JOIN item ON item.wording = wording.id WHERE {_MEMBERS})
                """,  # noqa: S608
                names,
            )
            self.db.execute(f"UPDATE wording SET family = :oldest WHERE {_MEMBERS}", names)  # noqa: S608
        return families[0] if families else ""

    def forget(self, wordings: Iterable[int]) -> None:
        """Leave nothing of those that no item carries any more."""
        for wording in set(wordings):
            gone = self.db.execute(
                """
                DELETE FROM wording WHERE id = :id AND NOT EXISTS (SELECT 1 FROM item WHERE wording = :id)
                RETURNING sketch
                """,
                {"id": wording},
            ).fetchall()
            for (sketch,) in gone:
                self.landmarks.forget(wording, landmarks(sketch))
