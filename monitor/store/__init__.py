"""The diary: the only room that speaks SQL.

One file, one writer. What is acknowledged is on the disk (`synchronous=FULL`); what belongs together is written
together: a page with its cursor and its next due date, an incident with its alert and one delivery per target.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.errors import Damaged, Full, StoreError
from monitor.model import Mention
from monitor.store import safety
from monitor.store.answers import Answered, Answers, digest
from monitor.store.audit import Audit
from monitor.store.chain import Chain
from monitor.store.dealings import Dealing, Dealings
from monitor.store.deeds import CLOSING, Act, Claim, Deed, Standing, Status, What
from monitor.store.digests import Digests
from monitor.store.erasure import Erasure, Found, Sought
from monitor.store.handovers import Handed, Handovers
from monitor.store.inbox import Inbox, Look, Row
from monitor.store.incidents import Incidents
from monitor.store.labels import Counted, Label, Labels
from monitor.store.marks import Marks
from monitor.store.mentions import Aside, Find, Mentions
from monitor.store.mutes import Muted, Mutes
from monitor.store.namings import Namings, named
from monitor.store.notices import Notice, Notices, Step
from monitor.store.objections import Objection, Objections
from monitor.store.opening import bring_back, claim, opened
from monitor.store.orders import Orders
from monitor.store.outbox import Outbox
from monitor.store.pages import Pages
from monitor.store.past import Past
from monitor.store.people import Account, People, Role, View
from monitor.store.ranking import Order, Place
from monitor.store.receipts import Call, Noted, Receipts
from monitor.store.reminders import Due, Reminders
from monitor.store.safety import Forget, Restored
from monitor.store.sources import Change, Harvest, Health, Sighting, Sources, SourceState
from monitor.store.survey import Delay, Delays, Family, Stretch, Survey, Tally, Usual, Voices
from monitor.store.triage import Triage
from monitor.store.vitals import Vital, Vitals
from monitor.store.wanted import Deadlines, Late, Wanted
from monitor.store.watches import Watches

__all__ = [
    "CLOSING",
    "Account",
    "Act",
    "Answered",
    "Aside",
    "Call",
    "Change",
    "Claim",
    "Counted",
    "Deadlines",
    "Dealing",
    "Deed",
    "Delay",
    "Delays",
    "Due",
    "Family",
    "Find",
    "Forget",
    "Found",
    "Handed",
    "Harvest",
    "Health",
    "Label",
    "Late",
    "Look",
    "Muted",
    "Noted",
    "Notice",
    "Objection",
    "Order",
    "Place",
    "Receipts",
    "Restored",
    "Role",
    "Row",
    "Sighting",
    "Sought",
    "SourceState",
    "Standing",
    "Status",
    "Step",
    "Store",
    "Stretch",
    "Tally",
    "Usual",
    "View",
    "Vital",
    "Voices",
    "Wanted",
    "What",
    "bring_back",
    "digest",
    "named",
    "open_or_bring_back",
]


class Store:
    """The diary, open; *alone* as its only daemon. *now* names the backup that is made before a migration.

    Raises NewerSchema for a file that a later vigie wrote, StoreError for one that cannot be read or is not ours.
    """

    def __init__(self, path: Path, *, now: datetime, alone: bool = False) -> None:
        self.path = path
        self._lock = claim(path) if alone else None
        try:
            if alone:
                safety.put_in_place(path)
            safety.refuse_emptied(path)
            self.db = opened(path, now)
            if alone:
                self._begin(now)
            if not alone:
                # SQLite before 3.51.3 may corrupt a file that two connections checkpoint at once.
                self.db.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        except BaseException:
            self._unlock()
            raise
        self.sources = Sources(self.db)
        self.mentions = Mentions(self.db)
        self.past = Past(self.db)
        self.labels = Labels(self.db, self.mentions)
        self.incidents = Incidents(self.db, self.mentions)
        self.digests = Digests(self.db, self.mentions)
        self.handovers = Handovers(self.db, self.mentions)
        self.outbox = Outbox(self.db, self.incidents, self.digests, self.handovers)
        self.receipts = Receipts(safety.beside(path, "calls"))
        self.orders = Orders(self.db)
        self.dealings = Dealings(self.db)
        self.watches = Watches(self.db)
        self.vitals = Vitals(self.db)
        self.marks = Marks(self.db, self.mentions)
        self.triage = Triage(self.db)
        self.mutes = Mutes(self.db)
        self.namings = Namings(self.db)
        self.answers = Answers(self.db)
        self.inbox = Inbox(self.db, self.mentions, self.triage)
        self.survey = Survey(self.db)
        self.people = People(self.db)
        self.chain = Chain(self.db)
        self.pages = Pages(self.db)
        self.audit = Audit(self.db)
        self.objections = Objections(self.db)
        self.notices = Notices(self.db)
        self.reminders = Reminders(self.db)
        self.erasure = Erasure(self.db, self.mentions.families)

    def _begin(self, now: datetime) -> None:
        """What the daemon makes sure of before it trusts its diary."""
        if (told := self.check()) != "ok":
            self.db.close()
            raise Damaged(f"the store {self.path} is damaged: {told}", hint="bring it back: vigie restore")
        safety.mark(self.path, now)
        safety.take_ballast(self.path)

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Turns what SQLite raises inside into a StoreError. On a full disk the ballast is let go, so that what is most
        needed can still be written."""
        try:
            yield
        except sqlite3.Error as error:
            self.db.rollback()
            if "full" in str(error):
                safety.drop_ballast(self.path)
                raise Full(f"no room is left for the store {self.path}", hint="make room on that disk") from error
            raise StoreError(f"cannot use the store {self.path}: {error}", hint="run: vigie doctor") from error

    def probe(self) -> None:
        """Raises StoreError where nothing can be written, or nothing but what the ballast left for the most needed."""
        if safety.cramped(self.path):
            raise Full(f"no room is left for the store {self.path}", hint="make room on that disk")
        with self.explaining():
            self.db.execute("UPDATE source SET retired = retired WHERE id = (SELECT min(id) FROM source)")
            self.db.commit()
        safety.take_ballast(self.path)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """One transaction: all of it is written, or nothing."""
        if self.db.conn.in_transaction:
            yield
            return
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except BaseException as error:
            self.db.rollback()
            with self.explaining():
                raise error

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of a transaction that fails for itself: what it wrote is taken back, the rest stands."""
        self.db.execute("SAVEPOINT apart")
        try:
            yield
        except BaseException as error:
            if not self.db.conn.in_transaction:  # SQLite has taken all of it back: what follows would stand alone
                raise
            self.db.execute("ROLLBACK TO apart")
            self.db.execute("RELEASE apart")
            if isinstance(error, sqlite3.Error) and "full" not in str(error):  # a full disk is everybody's
                raise StoreError(f"cannot write to the store {self.path}: {error}", hint="run: vigie doctor") from error
            raise
        self.db.execute("RELEASE apart")

    def save(self, harvest: Harvest, now: datetime, read: Callable[[str], str] | None = None) -> Harvest:
        """A page, its cursor and its next due date, in one transaction; the harvest back, with ids. *read* makes of
        words what full-text search finds."""
        with self.atomic():
            self.sources.remember(harvest, now)
            fresh = self.mentions.add(harvest.state.id, harvest.fresh, read)
            edited = tuple(self.mentions.amend(harvest.state.id, change, now) for change in harvest.edited)
            for item, key in harvest.gone:
                if self.mentions.erase(harvest.state.id, item, now):
                    self.sources.unlearn(harvest.state.id, key)
            if harvest.cost:
                self.sources.charge(harvest.state.id, harvest.cost, now)
            self.sources.record(harvest.state)
            if read and edited:
                self.mentions.index(read)
        return Harvest(harvest.state, harvest.sightings, fresh, tuple(change for change in edited if change))

    def rehearse(self, mention: Mention, word: str, now: datetime, read: Callable[[str], str]) -> bool:
        """Write a page with *mention* as `save` does, look for *word*, take all of it back: whether it was found."""
        with self.atomic():
            self.db.execute("SAVEPOINT rehearsal")
            try:
                state = self.sources.adopt(mention.source, "feed", now)
                self.save(Harvest(state, fresh=(mention,)), now, read)
                return any(self.mentions.find(Find(brand=mention.brand, expression=f'"{word}"')))
            finally:
                self.db.execute("ROLLBACK TO rehearsal")
                self.db.execute("RELEASE rehearsal")

    def forget(self, now: datetime, *, mentions: timedelta, seen: timedelta, incidents: timedelta) -> int:
        """Retention: what is older goes; how many mentions went. What an open delivery still quotes stays."""
        with self.atomic():
            gone = self.mentions.forget(now, mentions)
            self.sources.forget(seen)
            self.incidents.forget(now, incidents)
            self.dealings.forget()
            self.digests.forget(now, incidents)
            self.orders.forget(now, incidents)
            self.vitals.forget(now)
        self.db.execute("PRAGMA optimize")
        return gone

    def backup(self, to: Path) -> None:
        """A verified copy of the whole diary in the new file *to*."""
        safety.back_up(self.path, to)

    def back_up_for_the_night(self, now: datetime) -> Path:
        """One more copy beside the diary; see safety.py."""
        return safety.back_up_for_the_night(self.path, now)

    def copied_at(self) -> datetime | None:
        """When the newest copy beside the diary was made."""
        newest = next(iter(safety.copies(self.path)), None)
        return datetime.fromtimestamp(newest.stat().st_mtime, UTC) if newest else None

    def check(self) -> str:
        """`ok`, or what is wrong with the file, or with a row that is evidence or money."""
        return safety.verdict(self.db)

    def close(self) -> None:
        if self._lock:
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()


def open_or_bring_back(path: Path, now: datetime, forget: Forget) -> tuple[Store, Restored | None]:
    """The diary for its daemon; if it is damaged and there is a whole copy, that one, without whom *forget* erases from
    it; see `bring_back`."""
    try:
        return Store(path, now=now, alone=True), None
    except Damaged:
        if not safety.copies(path):
            raise
    told = bring_back(path, None, now, forget)
    return Store(path, now=now, alone=True), told
