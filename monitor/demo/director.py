"""Tells the story: winds the clock, lets the real pipeline work, and shows what happens."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from monitor.demo import inbox as pages
from monitor.demo.clock import StoryClock, StoryLoop
from monitor.demo.desk import Desk
from monitor.demo.legal import Brief, briefs
from monitor.demo.narration import CHAPTERS, WORDS, Chapter
from monitor.demo.screen import Screen
from monitor.demo.settings import config_text
from monitor.demo.story import BRAND, LENGTH, START, namesakes, tell
from monitor.demo.tally import Tally, promises
from monitor.demo.wiring import watch
from monitor.demo.world import World
from monitor.errors import StoreError, VigieError
from monitor.legal.bailiff import Bailiff
from monitor.match import explain, query_of
from monitor.model import AlertKind, Mention
from monitor.pipeline import Pipeline
from monitor.poll import Polled

TICK = timedelta(minutes=10)
SEED = 1792
CRISIS_AT, ANSWER_AT = START + CHAPTERS[4].at, START + CHAPTERS[5].at
CALM_SHOWS, CRISIS_SHOWS = timedelta(minutes=140), timedelta(minutes=25)  # story time between two mentions in full
BREATH = 0.008  # seconds that even an empty round takes, so that the clock is seen to run
CONFIGURATION, DIARY = "vigie.yaml", "vigie.db"
INTERRUPTED = 130


def run(
    speed: float | None = None,
    language: str = "en",
    console: Console | None = None,
    keep: Path | None = None,
    inbox: bool | None = None,
) -> int:
    """Tell the story; the exit code. *speed* 1 is that of a reader, 0 as fast as it can: by default 1 on a terminal, 0
    elsewhere. *keep* is a directory for the diary and its configuration, which otherwise vanish; StoreError if they
    would take the place of somebody's own. *inbox*: its end opens the pages, by default on a terminal."""
    if language not in WORDS:
        raise VigieError(f"nobody tells the story in '{language}'", hint=f"there are {' and '.join(WORDS)}")
    console = console or Console()
    pace = (1.0 if console.is_terminal else 0.0) if speed is None else speed
    try:
        with TemporaryDirectory(prefix="vigie-demo-") as passing:
            screen, folder = Screen(console, language), (keep or Path(passing)).resolve()
            held = _perform(screen, pace, folder, kept=keep is not None)
            if console.is_terminal if inbox is None else inbox:
                pages.show(folder / CONFIGURATION, START + LENGTH, language, screen.invite)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0 if held else 1


def _perform(screen: Screen, pace: float, folder: Path, *, kept: bool) -> bool:
    """Whether all that had to hold held."""
    folder.mkdir(parents=True, exist_ok=True)
    if taken := [name for name in (CONFIGURATION, DIARY) if (folder / name).exists()]:
        raise StoreError(f"{folder} already holds {taken[0]}", hint="keep the demonstration in an empty directory")
    clock = StoryClock(START)
    with (
        World(tell(SEED), clock) as world,
        Desk() as desk,
        asyncio.Runner(loop_factory=lambda: StoryLoop(clock)) as runner,
    ):
        stage = Stage(clock, world, desk, screen, pace, folder)
        held = runner.run(stage.play())
    screen.summary(stage.figures(), held, str(folder) if kept else "")
    return all(held.values())


@dataclass(slots=True)
class Stage:
    """Everything that stands on the stage, and what was shown so far."""

    clock: StoryClock
    world: World
    desk: Desk
    screen: Screen
    pace: float
    folder: Path
    tally: Tally = field(default_factory=Tally)
    began: float = field(default_factory=time.perf_counter)
    took: float = 0.0
    troubled: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    shown: int = 0
    shown_at: datetime = START
    said: set[str] = field(default_factory=set)
    briefs: tuple[Brief, ...] = ()

    async def play(self) -> dict[str, bool]:
        configuration, store = self.folder / CONFIGURATION, self.folder / DIARY
        configuration.write_text(
            config_text(self.world.url, self.desk.webhook_url, self.desk.smtp_port, store), encoding="utf-8"
        )
        self.screen.title(self.world.url, self.desk.webhook_url, f"127.0.0.1:{self.desk.smtp_port}", str(store))
        async with watch(configuration, self.clock, SEED) as pipeline:
            chapters = deque(CHAPTERS)
            while self.clock.elapsed() < LENGTH:
                start = time.perf_counter()
                if chapters and self.clock.elapsed() >= chapters[0].at:
                    await self._turn(chapters.popleft(), pipeline)
                await self._round(pipeline)
                await self._pause(time.perf_counter() - start)
                self.clock.advance(TICK)
            self.took = time.perf_counter() - self.began
            proven = {"proven": {brief.kind for brief in self.briefs if brief.whole} == {"insult", "accusation"}}
            return promises(self.tally, pipeline.config.targets, self.desk.received, CRISIS_AT) | proven

    async def _turn(self, chapter: Chapter, pipeline: Pipeline) -> None:
        self.screen.chapter(chapter)
        config, now = pipeline.config, self.clock.now()
        if chapter.legal:
            self.briefs = await pipeline.ask(briefs, pipeline, self.folder, self.screen.language, now)
            for brief in self.briefs:
                self.screen.brief(now, brief)
        if chapter.namesake:
            brand = next(brand for brand in config.brands if brand.name == BRAND)
            explained = explain(query_of(brand, config.names), language=self.screen.language)
            *_, post = (post for post in namesakes(tell(SEED)) if post.at <= self.clock.elapsed())
            self.screen.namesake(self.clock.now(), explained, post.text)

    async def _round(self, pipeline: Pipeline) -> None:
        now = self.clock.now()
        self._show_polls(now, await pipeline.poll_due(now))
        await Bailiff(pipeline).look(now)
        await self._look_for_moves(pipeline, now)
        for alert in await pipeline.ask(pipeline.judge, now):
            self.tally.alerts.append(alert)
            self.screen.alert(now, alert)
        for delivery in await pipeline.deliver(now):
            self.tally.deliveries.append(delivery)
            self.screen.delivery(now, delivery)
        self._show_messages()

    def _show_polls(self, now: datetime, polled: Sequence[Polled]) -> None:
        for poll in polled:
            self.tally.polled(poll)
            self._show_health(now, poll)
        if any(poll.mentions for poll in polled):
            self.screen.polls(now, polled)
        chosen = self._choose(now, [mention for poll in polled for mention in poll.mentions])
        if chosen:
            self.screen.mention(chosen)
        for change in (change for poll in polled for change in poll.edited):
            for mention in change.mentions:
                self.screen.edited(now, change.item.title, mention)

    def _show_health(self, now: datetime, poll: Polled) -> None:
        if poll.error and poll.source not in self.troubled:
            self.troubled.add(poll.source)
            self.screen.trouble(now, poll.source, poll.error)
        elif not poll.error and poll.source in self.troubled:
            self.troubled.remove(poll.source)
            self.screen.recovery(now, poll.source)

    async def _look_for_moves(self, pipeline: Pipeline, now: datetime) -> None:
        for state in await pipeline.ask(pipeline.store.sources.all):
            if state.url and state.name not in self.moved:
                self.moved.add(state.name)
                self.screen.moved(now, state.name, state.url)

    def _choose(self, now: datetime, mentions: Sequence[Mention]) -> Mention | None:
        """One mention to show in full, now and then: the most telling one of those whose first words are new."""
        patience = CRISIS_SHOWS if CRISIS_AT <= now < ANSWER_AT else CALM_SHOWS
        fresh = [mention for mention in mentions if _opening(mention) not in self.said]
        if not fresh or now - self.shown_at < patience:
            return None
        chosen = max(fresh, key=lambda each: (each.insult.value + each.accusation.value, abs(each.sentiment.value)))
        self.shown_at = now
        self.said.add(_opening(chosen))
        return chosen

    def _show_messages(self) -> None:
        received = self.desk.received[self.shown :]
        self.shown += len(received)
        kind = self.tally.alerts[-1].kind if self.tally.alerts else AlertKind.TEST
        for message in received:
            self.screen.message(message, kind)

    async def _pause(self, worked: float) -> None:
        """Let the watcher read what the round printed; the *worked* seconds of the round count."""
        if self.pace > 0:
            await asyncio.sleep(max(0.0, (self.screen.reading + BREATH) / self.pace - worked))
        self.screen.reading = 0.0

    def figures(self) -> list[tuple[str, str]]:
        """The rows of the summary."""
        tally, words = self.tally, self.screen.words
        counts = tally.mentions
        opened, resolved = (len(tally.incidents(kind)) for kind in (AlertKind.OPENED, AlertKind.RESOLVED))
        targets = dict.fromkeys(delivery.target for delivery in tally.deliveries)
        hours = LENGTH // timedelta(hours=1)
        return [
            (words["polls"], str(tally.polls)),
            (words["unchanged"], f"{tally.unchanged} ({self.world.counts.unchanged})"),
            (words["failed"], str(tally.failed)),
            (words["mentions"], str(counts["all"])),
            (words["edits"], str(tally.edits)),
            (words["negatives"], str(counts["negative"])),
            (words["insults"], str(counts["insults"])),
            (words["accusations"], str(counts["accusations"])),
            (words["incidents"], f"{opened} / {resolved}"),
            (words["alerts"], str(len(tally.alerts))),
            *((words["delivery"].format(target=target), self._delivered(target)) for target in targets),
            (words["delay"], words["delays"].format(half=tally.delay(0.5), most=tally.delay(0.95))),
            (words["time"], words["lasted"].format(hours=hours, seconds=self.took)),
        ]

    def _delivered(self, target: str) -> str:
        sent, attempts = self.tally.sent(target).total(), self.tally.attempts(target)
        return self.screen.words["deliveries"].format(sent=sent, attempts=attempts)


def _opening(mention: Mention) -> str:
    return mention.item.text[:24]
