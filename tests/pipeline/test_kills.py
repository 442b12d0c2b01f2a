"""One story, killed before each thing that it writes and at each word that is heard, and gone on with from what was
left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from monitor import config
from monitor.pipeline import Pipeline, fetcher_for
from monitor.store import Find, Store
from tests.site import Answer, Site, rss, site

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SAID = tuple((str(n), f"Valmy numéro {n}, service horrible, une honte, je suis furieux") for n in range(8))
FILE = """
brands: [{{name: Valmy}}]
sources: [{{name: blog, url: {url}/feed, every: 10m, backfill: all}}]
rules: [{{kind: threshold, name: many, level: crisis, at_least: 4, within: 1h, voices: 3}}]
targets:
  - {{name: team, way: slack, address: {url}/team}}
  - {{name: boss, way: slack, address: {url}/boss}}
fetch: {{limits: {{pause: 0s}}}}
web: {{listen: off}}
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a kill leaves in *folder*, when each of *heard* had been told."""

    folder: Path
    heard: tuple[str, ...]

    def unknown(self) -> set[str]:
        """Who has heard something, and neither the diary nor a slip says so."""
        slips = {slip.name: slip.read_text() for slip in self.folder.glob("vigie.db.calls/*")}
        with closing(sqlite3.connect(self.folder / "vigie.db")) as db:
            rows = db.execute("SELECT target, state, id || '-' || attempts FROM delivery").fetchall()
        known = {target for target, state, call in rows if state == "sent" or "receipt" in slips.get(call, "")}
        return {target for target in self.heard if target not in known}


@dataclass
class Killer:
    """Leaves beside *home* what each kill would."""

    home: Path
    place: Site
    left: list[Left] = field(default_factory=list)
    known: set[tuple[bytes, int]] = field(default_factory=set)

    def strike(self, *_: object) -> None:
        """Now, unless a kill has left the same before."""
        moment = None
        while moment != (moment := (self._found(), [path.strip("/") for path, _ in self.place.posted])):
            pass  # slips come and go, and others are told, in other threads
        found, heard = moment
        what = blake2b(repr(sorted(found.items())).encode()).digest(), len(heard)
        if what not in self.known:
            self.known.add(what)
            folder = self.home.with_name(f"left {len(self.left)}")
            for name, body in found.items():
                folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
                folder.joinpath(name).write_bytes(body)
            self.left.append(Left(folder, tuple(heard)))

    def _found(self) -> dict[str, bytes]:
        return dict(self._read())

    def _read(self) -> Iterator[tuple[str, bytes]]:
        for file in sorted(self.home.rglob("*")):
            with suppress(FileNotFoundError):
                if file.is_file() and not file.name.endswith("-shm"):
                    yield str(file.relative_to(self.home)), file.read_bytes()


@dataclass
class Listening(Answer):
    """Somebody is told, and we are killed before he has answered."""

    killer: Killer | None = None

    @property
    def payload(self) -> bytes:
        if self.killer:
            self.killer.strike()
        return b"ok"


async def live(home: Path, place: Site, now: datetime, killer: Killer | None = None) -> None:
    """A life that ends when all is told."""
    believed = config.parse(FILE.format(url=place.url), file="vigie.yaml", environ={})
    store = Store(home / "vigie.db", now=now)
    store.db.conn.set_trace_callback(killer.strike if killer else None)
    pipeline = Pipeline(believed, store, fetcher_for(believed), jitter=lambda: 0.0)
    pipeline.begin(now)
    await pipeline.poll_due(now)
    pipeline.judge(now)
    while await pipeline.deliver(now):
        pass
    store.db.conn.set_trace_callback(None)
    await pipeline.close()


async def test_whenever_it_is_killed_all_is_heard_and_nobody_is_told_twice_but_what_nobody_can_know(
    tmp_path: Path,
) -> None:
    (tmp_path / "home").mkdir()
    with site() as place:
        killer = Killer(tmp_path / "home", place)
        listening = Listening(killer=killer)
        place.answers |= {"/feed": Answer(rss(*SAID)), "/team": listening, "/boss": listening}
        await live(killer.home, place, NOW, killer)
        listening.killer = None
        assert sorted(path for path, _ in place.posted) == ["/boss", "/team"]

        twice = 0
        for left in killer.left:
            unknown = left.unknown() if left.heard else set()
            place.posted.clear()
            await live(left.folder, place, NOW + timedelta(seconds=30))
            said = [(path.strip("/"), json.dumps(message)) for path, message in place.posted]
            for target in ("boss", "team"):
                again = [message for told, message in said if told == target]
                assert left.heard.count(target) + len(again) == (2 if target in unknown else 1), left
                assert all("Possible repeat" in message for message in again if target in unknown), left
                twice += target in unknown
            with closing(Store(left.folder / "vigie.db", now=NOW)) as store:
                assert len(list(store.mentions.find(Find(limit=-1)))) == len(SAID), left
                assert [alert.kind for alert in store.incidents.alerts(limit=-1)] == ["opened"], left
                assert store.receipts.calls() == ()

    assert len(killer.left) > 6
    assert twice >= 2, "each of them was killed while it listened"
