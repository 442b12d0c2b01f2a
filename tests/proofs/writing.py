"""What the watch writes, with the real store: pages, edits, alerts, deliveries; each is acknowledged once it is kept.

Run as `python -m tests.proofs.writing FOLDER ROUNDS`, under the recorder: what is acknowledged goes to FOLDER/acks, so
that the recording has it in its place among the writes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from monitor.model import (
    Alert,
    AlertKind,
    Delivery,
    DeliveryState,
    Figures,
    Incident,
    IncidentState,
    Item,
    Level,
    Mention,
    Telling,
    Verdict,
)
from monitor.reading import content, key
from monitor.store import Change, Harvest, Sighting, SourceState, Store

BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SOURCES = 4
RETENTION = {"mentions": timedelta(days=400), "seen": timedelta(days=400), "incidents": timedelta(days=400)}


class Writer:
    """*random* chooses what is written next."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.now = BEGUN
        self.random = random
        self.store = Store(folder / "vigie.db", now=self.now, alone=True)
        self.acks = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        with self.store.atomic():
            self.store.sources.sync(((f"s{number}", "feed", "digest") for number in range(SOURCES)), self.now)
            self.store.past.watch(("Valmy",), self.now)
        self.ack("watch")
        self.items: list[tuple[SourceState, Item]] = []
        self.count = 0

    def ack(self, fact: str) -> None:
        os.write(self.acks, f"{fact}\n".encode())

    def go(self, rounds: int) -> None:
        for number in range(rounds):
            self.now += timedelta(seconds=30)
            self.page()
            if self.items and number % 3 == 0:
                self.edit()
            if number % 4 == 0:
                self.alert(number)
            if number % 25 == 24:
                self.store.forget(self.now, **RETENTION)
        self.store.close()

    def page(self) -> None:
        state = self.random.choice(self.store.sources.all())
        items = [self._item() for _ in range(self.random.randrange(1, 6))]
        sightings = tuple(Sighting(key(item.id), content(item), False, b"") for item in items)
        fresh = tuple(Mention(item, "Valmy", state.name, self.now) for item in items)
        after = replace(state, polls=state.polls + 1, next_poll_at=self.now + timedelta(minutes=5), cursor=items[-1].id)
        saved = self.store.save(Harvest(after, sightings, fresh), self.now)
        self.items += [(after, item) for item in items]
        for mention in saved.fresh:
            self.ack(f"mention {mention.id} {mention.item.id}")
        self.ack(f"cursor {state.name} {after.polls}")

    def _item(self) -> Item:
        self.count += 1
        words = " ".join(self.random.choice(("horrible", "honte", "service", "bonjour")) for _ in range(60))
        return Item(f"i{self.count}", f"https://example.org/{self.count}", f"Valmy {self.count}", words)

    def edit(self) -> None:
        state, item = self.items.pop(self.random.randrange(len(self.items)))
        edited = replace(item, text=f"amended at {self.now:%H%M%S}")
        change = Change(edited, (Mention(edited, "Valmy", state.name, self.now),))
        sighting = Sighting(key(edited.id), content(edited), False, b"")
        current = self.store.sources.get(state.name)
        assert current
        self.store.save(Harvest(current, (sighting,), edited=(change,)), self.now)
        self.ack(f"edit {edited.id} {self.now:%H%M%S}")

    def alert(self, number: int) -> None:
        figures = Figures(timedelta(hours=1), 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3)
        verdict = Verdict("Valmy", self.now, Level.WARNING, "many", figures)
        with self.store.atomic():
            opened = Incident("Valmy", IncidentState.OPEN, Level.WARNING, self.now, self.now, verdict, 12)
            tellings = [Telling(target, AlertKind.OPENED) for target in ("team", "boss")]
            told = Alert(AlertKind.OPENED, self.now, self.store.incidents.save(opened), verdict)
            alert = self.store.incidents.announce(told, tellings)
        self.ack(f"alert {alert.id} {number}")
        for delivery in self.store.outbox.due(self.now):
            self._tell(delivery)

    def _tell(self, delivery: Delivery) -> None:
        claimed = self.store.outbox.claim(delivery, self.now + timedelta(minutes=5))
        assert claimed
        self.ack(f"delivery {claimed.id} sending {claimed.attempts}")
        if self.random.random() < 0.2:
            self.store.outbox.postpone(claimed, "busy", self.now)
            self.ack(f"delivery {claimed.id} waiting {claimed.attempts}")
        else:
            self.store.outbox.sent(claimed, "receipt", self.now)
            self.ack(f"delivery {claimed.id} sent {claimed.attempts}")


def broken(store: Store, facts: list[str]) -> Iterator[str]:
    """What was acknowledged and is not there. Later facts about the same thing overrule earlier ones."""
    last: dict[tuple[str, str], tuple[str, ...]] = {}
    for fact in facts:
        kind, *rest = fact.split()
        last[kind, rest[0] if rest else ""] = tuple(rest[1:])
    mentions = {str(row[0]): row[1] for row in store.db.execute(_MENTIONS).fetchall()}
    texts = dict(store.db.execute("SELECT key, text FROM item").fetchall())
    polls = {state.name: state.polls for state in store.sources.all()}
    alerts = {str(alert.id) for alert in store.incidents.alerts(limit=-1)}
    deliveries = {str(row[0]): (row[1], str(row[2])) for row in store.db.execute(_DELIVERIES).fetchall()}
    for (kind, name), told in last.items():
        if not (
            (kind == "watch" and polls)
            or (kind == "mention" and mentions.get(name) == told[0])
            or (kind == "edit" and _stamp(texts.get(name, "")) >= told[0])
            or (kind == "cursor" and polls.get(name, -1) >= int(told[0]))
            or (kind == "alert" and name in alerts)
            or (kind == "delivery" and _at_least(deliveries.get(name), told))
        ):
            yield f"{kind} {name} {' '.join(told)}"


_MENTIONS = "SELECT mention.id, item.key FROM mention JOIN item ON item.id = mention.item"
_DELIVERIES = "SELECT id, state, attempts FROM delivery"


def _stamp(text: str) -> str:
    return text.removeprefix("amended at ") if text.startswith("amended at ") else ""


def _at_least(found: tuple[str, str] | None, told: tuple[str, ...]) -> bool:
    """What was not acknowledged may have been kept all the same; nothing may have gone back."""
    if not found:
        return False
    state, attempts = told
    if int(found[1]) > int(attempts):
        return True
    order = [DeliveryState.SENDING, DeliveryState.WAITING, DeliveryState.SENT]
    return found[1] == attempts and order.index(DeliveryState(found[0])) >= order.index(DeliveryState(state))


if __name__ == "__main__":
    Writer(Path(sys.argv[1]), Random(7)).go(int(sys.argv[2]))
