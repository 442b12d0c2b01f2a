"""What people do with the mentions: where each one stands, and every act that brought it there.

An act is never changed and never erased; undoing one is another act. Who acts says which version of a mention he saw,
so that nobody overwrites what somebody else has just done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.errors import Stale, StoreError
from monitor.store.deeds import KINDLY, Act, Claim, Deed, Standing, What, after
from monitor.store.standings import COLUMNS, STANDING, dump, standing_of, without, written
from monitor.store.times import moment, stamp

# What a correction teaches: what the label is of, and where what was scored stands.
_TAUGHT = {What.TONE: ("sentiment", "tone"), What.JUDGE: ("label", "label")}


@dataclass(frozen=True, slots=True)
class _Event:
    """What an act did to a mention: its version since, and its standing before and after, as they are written."""

    mention: int
    version: int
    before: str
    after: str


class Triage:
    """Who did what."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def standing(self, mention: int) -> Standing | None:
        row = self.db.execute(f"{STANDING} WHERE mention.id = ?", [mention]).fetchone()
        return standing_of(row) if row else None

    def copies(self, mention: int) -> tuple[int, ...]:
        """The copies of a mention that stand where it stands: what is decided of one text is decided of it."""
        rows = self.db.execute(
            """
            SELECT other.id FROM mention JOIN mention AS other INDEXED BY mention_family
              ON other.fingerprint = mention.fingerprint AND other.brand = mention.brand AND other.id != mention.id
            WHERE mention.id = ? AND mention.fingerprint != '' AND other.status = mention.status
            """,
            [mention],
        )
        return tuple(number for (number,) in rows)

    def do(self, deed: Deed, claims: Iterable[Claim], now: datetime) -> Act:
        """Do *deed* on all that are still as they were seen; inside a transaction. Raises Stale where none is."""
        standings = [(claim, self.standing(claim.mention)) for claim in claims]
        found = [(claim, standing) for claim, standing in standings if standing]
        stale = tuple(standing.mention for claim, standing in found if _overtaken(claim, standing, deed))
        fresh = [standing for _, standing in found if standing.mention not in stale]
        if not fresh:
            raise self._refusal(stale)
        act = self._record(deed, now)
        for standing in fresh:
            self._move(act, standing, after(standing, deed, now))
            if deed.what in _TAUGHT:
                self._teach(act, deed.what, standing.mention)
        return Act(act, now, deed, mentions=tuple(standing.mention for standing in fresh), stale=stale)

    def undo(self, act: int, who: str, now: datetime) -> Act:
        """Bring back what was before *act*, where nothing was done since; inside a transaction."""
        done = self.get(act)
        if not done or done.deed.what is What.UNDO:
            raise StoreError(f"there is no act {act} to undo", hint="it may have gone with its mentions")
        if done.undone:
            raise self._refusal(done.mentions)
        pairs = [(event, self.standing(event.mention)) for event in self._events(act)]
        stale = tuple(event.mention for event, now_ in pairs if not now_ or now_.version != event.version)
        fresh = [(event, now_) for event, now_ in pairs if now_ and event.mention not in stale]
        if pairs and not fresh:
            raise self._refusal(stale)
        deed = Deed(What.UNDO, who, done.deed.what)
        number = self._record(deed, now, undoes=act)
        for event, standing in fresh:
            self._move(number, standing, without(standing, event.before, event.after))
            if done.deed.what in _TAUGHT:
                self._unteach(number, done.deed.what, standing.mention)
        return Act(number, now, deed, act, mentions=tuple(event.mention for event, _ in fresh), stale=stale)

    def begin(self, deed: Deed, now: datetime) -> Act:
        """Write down a deed that changes no mention yet; inside a transaction."""
        return Act(self._record(deed, now), now, deed)

    def carry(self, act: Act, mentions: Iterable[int]) -> Act:
        """Do what *act* says on more mentions, whatever they are now; inside a transaction."""
        standings = [standing for standing in map(self.standing, mentions) if standing]
        for standing in standings:
            self._move(act.id, standing, after(standing, act.deed, act.at))
        return replace(act, mentions=(*act.mentions, *(standing.mention for standing in standings)))

    def wake(self, now: datetime) -> int:
        """Open again what slept long enough; how many they were. Time is no person: this makes no act."""
        rows = self.db.execute(
            """
            UPDATE mention SET status = 'open', snoozed_until = NULL, version = version + 1
            WHERE status = 'snoozed' AND snoozed_until <= ? RETURNING id
            """,
            [stamp(now)],
        ).fetchall()
        return len(rows)

    def get(self, act: int) -> Act | None:
        return next(iter(self._acts("act.id = ?", [act], 1)), None)

    def last(self) -> int:
        """The number of the last act; 0 where there is none."""
        return int(self.db.execute("SELECT coalesce(max(id), 0) FROM act").fetchone()[0])

    def since(self, act: int, limit: int = 50) -> tuple[Act, ...]:
        """What was done after *act*, oldest first."""
        return tuple(reversed(tuple(self._acts("act.id > ?", [act], limit))))

    def of(self, mention: int, limit: int = 200) -> tuple[Act, ...]:
        """What was done with a mention, oldest first."""
        found = self._acts("act.id IN (SELECT act FROM event WHERE mention = ?)", [mention], limit)
        return tuple(reversed(tuple(found)))

    def undoable(self, who: str) -> Act | None:
        """The last act of *who* that is neither undone nor an undoing."""
        mine = "act.who = ? AND act.what != 'undo' AND NOT EXISTS (SELECT 1 FROM act AS o WHERE o.undoes = act.id)"
        return next(iter(self._acts(mine, [who], 1)), None)

    def tags(self) -> tuple[str, ...]:
        """All that were given, the most given first."""
        rows = self.db.execute("SELECT name FROM tag GROUP BY name ORDER BY count(*) DESC, name LIMIT 100")
        return tuple(name for (name,) in rows)

    def _acts(self, where: str, values: list[Any], limit: int) -> Iterator[Act]:
        rows = self.db.execute(
            f"""
            SELECT act.id, act.at, act.what, act.who, act.word, act.until, act.undoes,
              EXISTS (SELECT 1 FROM act AS other WHERE other.undoes = act.id),
              (SELECT json_group_array(mention) FROM (SELECT mention FROM event WHERE event.act = act.id LIMIT 200))
            FROM act WHERE {where} ORDER BY act.id DESC LIMIT ?
            """,  # noqa: S608
            [*values, limit],
        ).fetchall()
        for number, at, what, who, word, until, undoes, undone, mentions in rows:
            deed = Deed(What(what), who, word, moment(until))
            yield Act(number, moment(at), deed, undoes, bool(undone), tuple(json.loads(mentions)))

    def _events(self, act: int) -> list[_Event]:
        """What *act* did, mention by mention."""
        rows = self.db.execute("SELECT mention, version, before, after FROM event WHERE act = ?", [act]).fetchall()
        return [_Event(*row) for row in rows]

    def _record(self, deed: Deed, now: datetime, undoes: int | None = None) -> int:
        row = [stamp(now), deed.who, deed.what.value, deed.word, stamp(deed.until), undoes]
        written = self.db.execute("INSERT INTO act (at, who, what, word, until, undoes) VALUES (?, ?, ?, ?, ?, ?)", row)
        return int(written.lastrowid or 0)

    def _move(self, act: int, before: Standing, now: Standing) -> None:
        version = before.version + (now != before)
        self.db.execute(
            "INSERT INTO event (act, mention, version, before, after) VALUES (?, ?, ?, ?, ?)",
            [act, before.mention, version, dump(before), dump(now)],
        )
        old, new = written(before), written(now)
        changed = {column: new[field] for field, column in COLUMNS.items() if new[field] != old[field]}
        if version != before.version:
            sets = ", ".join(f"{column} = :{column}" for column in changed | {"version": version})
            values = changed | {"version": version, "number": now.mention}
            self.db.execute(f"UPDATE mention SET {sets} WHERE id = :number", values)  # noqa: S608
        if now.tags != before.tags:
            self.db.execute("DELETE FROM tag WHERE mention = ?", [now.mention])
            self.db.conn.executemany(
                "INSERT INTO tag (name, mention) VALUES (?, ?)", [(name, now.mention) for name in now.tags]
            )

    def _teach(self, act: int, what: What, mention: int) -> None:
        """Keep what somebody says of a mention as a label, from which is learned."""
        kind, column = _TAUGHT[what]
        said = "$.sentiment.label" if kind == "sentiment" else "$.finding.label"
        self.db.execute(
            f"""
            INSERT INTO label (mention, what, word, said, by, at)
            SELECT mention.id, :kind, mention.{column}, coalesce(json_extract(scores, :said), ''), act.who, act.at
            FROM mention JOIN act ON act.id = :act WHERE mention.id = :mention
            ON CONFLICT (mention, what) DO UPDATE SET word = excluded.word, by = excluded.by, at = excluded.at
            """,  # noqa: S608
            {"act": act, "mention": mention, "kind": kind, "said": said},
        )

    def _unteach(self, act: int, what: What, mention: int) -> None:
        """After the undoing *act*: the label goes where nobody says anything any more that was not scored."""
        kind, column = _TAUGHT[what]
        values = {"act": act, "mention": mention, "kind": kind, "what": what.value}
        held = f"(SELECT mention.{column} FROM mention WHERE mention.id = :mention)"  # noqa: S608
        others = """
            EXISTS (SELECT 1 FROM event JOIN act ON act.id = event.act
              WHERE event.mention = :mention AND act.what = :what
              AND NOT EXISTS (SELECT 1 FROM act AS undoing WHERE undoing.undoes = act.id))
        """
        label = "mention = :mention AND what = :kind"
        self.db.execute(f"DELETE FROM label WHERE {label} AND said = {held} AND NOT {others}", values)  # noqa: S608
        self.db.execute(f"UPDATE label SET word = {held} WHERE {label}", values)  # noqa: S608

    def _refusal(self, stale: Sequence[int]) -> StoreError:
        """Who was quicker, and with what."""
        last = self.of(stale[0])[-1:] if stale else ()
        if not last:
            return StoreError("there is no such mention any more", hint="its retention may have ended")
        return Stale(stale, who=last[0].deed.who, what=last[0].deed.what.value, word=last[0].deed.word, at=last[0].at)


def _overtaken(claim: Claim, standing: Standing, deed: Deed) -> bool:
    return claim.version is not None and claim.version != standing.version and deed.what not in KINDLY
