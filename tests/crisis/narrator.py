"""Reads a story of an incident, plays it with the real pipeline and the real store, and writes down who was told what.

    = Its title is a sentence
    clock: Europe/Paris            the times below are of this zone; UTC unless said
    day: 2026-03-10                of the first line; a line that starts with +1 is of the next day
    policy: repeat 0, cooldown 1h
    brands: Acme > Acme Pay        the second is a product of the first
    team: crisis, quiet 22:00-07:00, escalate boss 15m      a target
    09:00  8 complaints            > team opened warning

A warning is five complaints in an hour, a crisis twenty. Everything that anybody is told has to stand in the story, at
the time at which it was told, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor import config
from monitor.byhand import go_on
from monitor.config import Config
from monitor.crisis import Policy, acknowledge, close
from monitor.fetch import Fetcher
from monitor.model import (
    Brand,
    Escalation,
    Incident,
    Item,
    Level,
    Mention,
    Quiet,
    Rhythm,
    Score,
    Silence,
    Target,
)
from monitor.pipeline import Pipeline
from monitor.store import Store
from tests.crisis.postbox import Post

TICK = timedelta(minutes=30)
BUSY = timedelta(hours=4)  # so long after a line is every tick looked at, then four of a day
OTHERS = 5
UNITS = {"m": 60, "h": 3600, "d": 86400}
BASE = """
brands: [{name: Acme}]
sources: [{name: forum, url: "https://forum.example/feed"}]
rules:
  - {kind: threshold, name: many, level: warning, at_least: 5, voices: 1, within: 1h}
  - {kind: threshold, name: very many, level: crisis, at_least: 20, voices: 1, within: 1h}
targets: [{name: nobody, way: "tests.crisis.postbox:Postbox", address: x}]
web: {listen: off}
"""
BELIEVED = config.parse(BASE, file="story", environ={})
NEGATIVE, POSITIVE = Score(-0.8, "negative", 0.9), Score(0.8, "positive", 0.9)


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a story: what happens at a time, and who is told what then."""

    at: datetime
    event: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    config: Config
    moments: tuple[Moment, ...]
    tick: timedelta
    dead: frozenset[str]


def stories(folder: Path) -> Iterator[Story]:
    for path in sorted(folder.glob("*.txt")):
        for text in re.split(r"^= ", path.read_text(), flags=re.MULTILINE)[1:]:
            yield _story(text)


def _story(text: str) -> Story:
    title, *lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    setting = dict(line.split(": ", 1) for line in lines if re.match(r"[a-z]+: ", line))
    zone = ZoneInfo(setting.pop("clock", "UTC"))
    day = date.fromisoformat(setting.pop("day", "2026-03-10"))
    tick = _length(setting.pop("tick", "30m"))
    dead = frozenset(setting.pop("dead", "").split())
    brands = tuple(_brands(setting.pop("brands", "Acme")))
    policy = _policy(setting.pop("policy", ""))
    targets = tuple(_target(name, wishes, str(zone)) for name, wishes in setting.items())
    believed = replace(BELIEVED, brands=brands, policy=policy, targets=targets)
    moments = tuple(_moment(line, day, zone) for line in lines if re.match(r"(\+\d+ )?\d\d:\d\d", line))
    return Story(title.strip(), believed, moments, tick, dead)


def _moment(line: str, day: date, zone: ZoneInfo) -> Moment:
    found = re.fullmatch(r"(?:\+(\d+) )?(\d\d):(\d\d)(Z?) *([^>]*?) *(?:> *(.*))?", line)
    assert found, line
    days, hour, minute, utc, event, told = found.groups()
    here = datetime.combine(day + timedelta(days=int(days or 0)), time(int(hour), int(minute)), UTC if utc else zone)
    return Moment(here.astimezone(UTC), event, tuple(each.strip() for each in (told or "").split(",") if each.strip()))


def _length(text: str) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * UNITS[text[-1]]) if text != "0" else timedelta(0)


def _policy(text: str) -> Policy:
    wishes: dict[str, Any] = {}
    for wish in filter(None, text.split(", ")):
        name, value = wish.rsplit(" ", 1)
        wishes[name] = int(value) if name == "max_alerts_per_day" else _length(value)
    return Policy(**wishes)


def _brands(text: str) -> Iterator[Brand]:
    for house in text.split(", "):
        name, *products = house.split(" > ")
        yield Brand(name, products=tuple(products))
        yield from map(Brand, products)


def _target(name: str, wishes: str, zone: str) -> Target:
    target = Target(name, "tests.crisis.postbox:Postbox", name, timezone=zone)
    for wish in filter(None, wishes.split(", ")):
        target = replace(target, **_wish(*wish.split(" ")))
    return target


def _wish(what: str, *how: str) -> dict[str, Any]:
    match what:
        case "quiet":
            start, end = (time.fromisoformat(each) for each in how[0].split("-"))
            return {"quiet": Quiet(start, end, Level[how[1].upper()] if how[1:] else Level.WARNING)}
        case "escalate":
            return {"escalate": Escalation(how[0], _length(how[1]))}
        case "digest":
            return {"digest": Rhythm(how[0]), "digest_at": time.fromisoformat(how[1]), "digest_empty": "empty" in how}
        case "only":
            return {"brands": (" ".join(how),)}
        case "zone":
            return {"timezone": how[0]}
        case "all" | "warning" | "crisis":
            return {"level": Level[what.upper() if what != "all" else "WARNING"]}
        case "lives":
            return {"channel": "C1"}
    assert what == "indirect", what
    return {"direct": False}


@dataclass
class Stage:
    """The pipeline in a story's clock."""

    story: Story
    path: Path
    fetcher: Fetcher
    post: Post
    said: int = 0
    believed: Config = field(init=False)
    pipeline: Pipeline = field(init=False)

    async def play(self) -> list[str]:
        """Everything that was told, as the story writes it."""
        self.post.dead |= self.story.dead
        self.believed = self.story.config
        first = self.story.moments[0].at
        self._open(first)
        told: list[str] = []
        for now, moments in self._clock():
            for moment in moments:
                await self._happen(moment.event, now)
            self.pipeline.judge(now)
            self.pipeline.digest(now)
            if any(moment.event == "restart before telling" for moment in moments):
                self._reopen(now)
            if any(moment.event == "crash while telling" for moment in moments):
                self._cut_off(now)
            await self._deliver(now)
            told += [f"{now:%d %H:%M} {each}" for each in self.post.take()]
        self._close()
        return told

    async def _deliver(self, now: datetime) -> None:
        while await self.pipeline.deliver(now):  # a target is told things one by one
            pass

    def expected(self) -> list[str]:
        return [f"{moment.at:%d %H:%M} {each}" for moment in self.story.moments for each in moment.told]

    def _clock(self) -> Iterator[tuple[datetime, list[Moment]]]:
        moments = {moment.at: [] for moment in self.story.moments}  # type: dict[datetime, list[Moment]]
        for moment in self.story.moments:
            moments[moment.at].append(moment)
        now, end, last = min(moments), max(moments) + timedelta(hours=3), min(moments)
        ticks = {now + n * self.story.tick for n in range((end - now) // self.story.tick)}
        for at in sorted(ticks | set(moments)):
            last = at if at in moments else last
            if at - last <= BUSY or at.hour % 6 == at.minute == 0:
                yield at, moments.get(at, [])

    async def _happen(self, event: str, now: datetime) -> None:
        match event.split(" "):
            case [number, "complaints" | "praise" as tone, *rest] if number.isdigit():
                self._say(int(number), tone, " ".join(rest), now)
            case ["ack", who]:
                self._save(acknowledge(self._incident(), who, now))
            case ["resolve", who]:
                self._save(close(self._incident(), who, now))
            case ["unresolve", who]:
                with self.pipeline.store.atomic():
                    go_on(self.pipeline.store, self._incident(), who, now)
            case ["silence", brand, length, *_]:
                every = "" if brand == "all" else brand
                self.pipeline.store.orders.silence(Silence(every, now, now + _length(length), "ann", "we know"))
            case ["unsilence"]:
                for silence in self.pipeline.store.orders.silences(now):
                    self.pipeline.store.orders.unsilence(silence.id, now)
            case ["restart"]:
                self._reopen(now)
            case ["look"]:
                self.pipeline.judge(now)
                await self._deliver(now)
            case ["retention"]:
                self.pipeline.forget(now)
            case ["reload", *targets]:
                self._reload(tuple(targets), now)
            case [target, "dies"]:
                self.post.dead.add(target)
            case [target, "returns"]:
                self.post.dead.discard(target)
            case [target, "refuses"]:
                self.post.gone.add(target)
            case _:
                assert event in ("", "restart before telling", "crash while telling"), event

    def _say(self, number: int, tone: str, rest: str, now: datetime) -> None:
        """Each by somebody else. `about x` gives all of them a word, `of Brand` their brand."""
        brand = found[1] if (found := re.search(r"of ([A-Z]\w+(?: [A-Z]\w+)?)", rest)) else self.believed.brands[0].name
        about = found[1] if (found := re.search(r"about ([\w ]+?)(?: of |$)", rest)) else ""
        with self.pipeline.store.atomic():
            for _ in range(number):
                self._write(about, brand, NEGATIVE if tone == "complaints" else POSITIVE, now)
            for _ in range(OTHERS if about else 0):  # a theme is what the others do not speak of
                self._write("", brand, POSITIVE, now)

    def _write(self, about: str, brand: str, score: Score, now: datetime) -> None:
        self.said += 1
        item = Item(str(self.said), text=f"{about} {_unlike(self.said)}", author=f"a{self.said}", published=now)
        mention = Mention(item, brand, "forum", now, sentiment=score, fingerprint=f"f{self.said}")
        self.pipeline.store.mentions.add(1, [mention])

    def _incident(self) -> Incident:
        return self.pipeline.store.incidents.all(1)[0]

    def _save(self, incident: Incident) -> None:
        self.pipeline.store.incidents.save(incident)

    def _open(self, now: datetime) -> None:
        store = Store(self.path, now=now)
        store.db.execute(
            "PRAGMA synchronous = OFF"
        )  # hundreds of small commits; what a power cut does is told elsewhere
        self.pipeline = Pipeline(self.believed, store, self.fetcher, jitter=lambda: 0.0)
        self.pipeline.begin(now)

    def _close(self) -> None:
        self.pipeline.store.close()
        self.pipeline.diary.shutdown()

    def _reopen(self, now: datetime) -> None:
        self._close()
        self._open(now)

    def _cut_off(self, now: datetime) -> None:
        for delivery in self.pipeline.store.outbox.due(now):
            self.pipeline.store.outbox.claim(delivery, now + TICK)
        self._reopen(now)

    def _reload(self, targets: tuple[str, ...], now: datetime) -> None:
        """The same configuration again, or one with more *targets*."""
        more = tuple(_target(name, "", "UTC") for name in targets)
        self.believed = replace(self.believed, targets=(*self.believed.targets, *more))
        self.pipeline.believe(self.believed)
        self.pipeline.agree(now)


def _unlike(number: int) -> str:
    """Words that no two texts share."""
    return " ".join("".join(chr(97 + (number * 7 + n * k) % 26) for n in range(9)) for k in (3, 5, 11))
