"""The bailiff: looks at grave pages again and again, chains what is seen there, and has the chain stamped.

What decides is in `evidence`; this walks there, asks, and writes it down.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor.config import Authority
from monitor.errors import FetchError, NotifyError, NotWelcome, NotYet, VigieError
from monitor.evidence.dates import page_date, server_date
from monitor.evidence.passage import anchor
from monitor.evidence.picture import drawn
from monitor.evidence.stamps import ASKED_AS, answered, question
from monitor.evidence.warc import warc
from monitor.evidence.watching import RHYTHM, Look, Sight, look, published, trouble
from monitor.legal import reminding
from monitor.legal.docket import countries_of
from monitor.links import Link, State, Token, Watched
from monitor.model import Mention, Reply, Request
from monitor.notices import answer_in
from monitor.notify import send
from monitor.pipeline import Pipeline
from monitor.securing import SOFTWARE, observed
from monitor.store import Due

AT_ONCE = 20  # pages in one round
ENROLLED = timedelta(days=7)  # what was heard before that is not looked at for the first time now
REFUSED = timedelta(minutes=10)
AGAIN, TRIES = timedelta(minutes=10), 100  # until a reminder arrives
DRAWN = {Sight.FIRST, Sight.EDITED, Sight.BACK}
KEPT_WHOLE = {Sight.FIRST, Sight.EDITED, Sight.MISSING, Sight.GONE, Sight.BACK}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the page of a mention told, and the link that it made."""

    mention: int
    look: Look
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What became of asking an *authority* to stamp a link; *error* is empty where it did."""

    authority: str
    link: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a reminder; *error* is empty where it arrived."""

    due: Due
    error: str = ""


class Bailiff:
    """Works with the pipeline's configuration, diary and voice, whichever they are at the moment."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.refused: dict[str, datetime] = {}  # until when an authority that failed is left alone

    # ------------------------------------------------------------------ pages

    async def look(self, now: datetime) -> tuple[Seen, ...]:
        """Look at the pages whose time has come, and at those that are new."""
        now = now.replace(microsecond=0)
        ask, store = self.pipeline.ask, self.pipeline.store
        await ask(self._enroll, now)
        due = await ask(store.pages.due, now, AT_ONCE)
        return tuple(await asyncio.gather(*(self._visit(page, now) for page in due)))

    async def visit(self, number: int, now: datetime) -> Seen:
        """Look at the page of one mention now, and from now on again; VigieError where it has no address."""
        store, now = self.pipeline.store, now.replace(microsecond=0)
        mention = await self.pipeline.ask(store.mentions.get, number)
        if not mention or urlsplit(mention.item.url).scheme not in ("http", "https"):
            raise VigieError(f"mention {number} has no address to look at")
        known = await self.pipeline.ask(store.pages.get, number)
        return await self._visit(known or Watched(number, mention.item.url, now, now), now)

    def _enroll(self, now: datetime) -> None:
        """Begin to watch the pages of what was said gravely."""
        capture, store = self.pipeline.config.evidence.capture, self.pipeline.store
        if capture == "off":
            return
        with store.atomic():
            for mention, url in store.pages.unwatched(capture, now - ENROLLED, AT_ONCE):
                there = urlsplit(url).scheme in ("http", "https")
                error = "" if there else "its source told no address"
                store.pages.put(Watched(mention, url, now, now if there else None, error=error))

    async def _visit(self, page: Watched, now: datetime) -> Seen:
        mention = await self.pipeline.ask(self.pipeline.store.mentions.get, page.mention)
        assert mention
        reply: Reply | None = None
        try:
            reply = await self.pipeline.fetcher.fetch(Request(page.url), now=now, as_robot=True)
            # What a page says is anybody's: reading it must not hold the loop.
            told = await asyncio.to_thread(look, page, reply, mention.item.prose or page.text, now)
        except NotYet as error:
            return Seen(
                page.mention, trouble(replace(page, due_at=now + timedelta(seconds=error.wait)), str(error), now)
            )
        except NotWelcome as error:
            told = trouble(page, str(error), now)
            told = replace(told, watched=replace(told.watched, due_at=now + RHYTHM[-1]))
        except FetchError as error:
            told = trouble(page, str(error), now)
        wanted = self.pipeline.config.evidence.pictures and told.sight in DRAWN
        picture = await drawn(reply) if reply and wanted else b""
        return await self.pipeline.ask(self._write_down, page, mention, told, reply, picture, now)

    def _write_down(
        self, before: Watched, mention: Mention, told: Look, reply: Reply | None, picture: bytes, now: datetime
    ) -> Seen:
        """One transaction: the link and what is known of the page."""
        store = self.pipeline.store
        end = before.since + self.pipeline.config.retention.evidence
        watched = told.watched if now < end else replace(told.watched, due_at=None)
        link = None
        with store.atomic():
            if told.sight is not Sight.TROUBLE or told.watched.error != before.error:
                whole = reply is not None and told.sight in KEPT_WHOLE
                link = store.chain.append(
                    told.sight.value,
                    _record(mention, told, reply),
                    now,
                    mentions=[mention.id],
                    warc=warc(reply, SOFTWARE) if whole and reply else b"",
                    text=told.text if whole else "",
                    picture=picture,
                )
            store.pages.put(watched)
            if reply and told.sight is not Sight.TROUBLE:
                self._look_for_reply(mention, reply, now)
        return Seen(mention.id, told, link)

    def _look_for_reply(self, mention: Mention, reply: Reply, now: datetime) -> None:
        """Chain that a right of reply which was asked for has been published, or that it stands there no more."""
        store = self.pipeline.store
        asked = [each for each in store.notices.of(mention.id) if each.kind == "reply" and each.state != "drafted"]
        before = {
            each.told["notice"]: each.told["published"]
            for each in store.chain.of(mention.id, files=False)
            if each.link.kind == "reply" and each.record
        }
        for notice in asked:
            there = published(reply, answer_in(notice.text))
            if there != before.get(notice.id, False):
                record = {"mentions": [mention.id], "notice": notice.id, "published": there, **observed(reply)}
                store.chain.append("reply", record, now, mentions=[mention.id], warc=warc(reply, SOFTWARE))

    # ------------------------------------------------------------------ time

    async def stamp(self, now: datetime) -> tuple[Stamp, ...]:
        """Ask each authority to stamp the end of the chain, where it is new to it. One that cannot is asked again
        after a while."""
        now, head = now.replace(microsecond=0), await self.pipeline.ask(self.pipeline.store.chain.head)
        if not head:
            return ()
        authorities = self.pipeline.config.evidence.authorities
        told = await asyncio.gather(*(self._stamped(each, head, now) for each in authorities))
        return tuple(stamp for stamp in told if stamp)

    async def _stamped(self, authority: Authority, head: Link, now: datetime) -> Stamp | None:
        chain = self.pipeline.store.chain
        if (
            now < self.refused.get(authority.url, now)
            or await self.pipeline.ask(chain.stamped, authority.url) >= head.number
        ):
            return None
        asked = question(head.line.encode())
        request = Request(authority.url, (("content-type", ASKED_AS),), asked)
        try:
            reply = await self.pipeline.fetcher.fetch(request, now=now)
            answered(reply.body, head.line.encode())
        except VigieError as error:
            self.refused[authority.url] = now + REFUSED
            return Stamp(authority.url, head.number, str(error))
        await self.pipeline.ask(self._keep, Token(head.number, authority.url, now, asked, reply.body))
        return Stamp(authority.url, head.number)

    def _keep(self, token: Token) -> None:
        with self.pipeline.store.atomic():
            self.pipeline.store.chain.add_token(token)

    # ------------------------------------------------------------------ last days

    async def remind(self, now: datetime) -> tuple[Told, ...]:
        """Remind whom there is to remind that the time to act ends; who could not be told is told later."""
        now, ask, config = now.replace(microsecond=0), self.pipeline.ask, self.pipeline.config
        await ask(reminding.decide, self.pipeline.store, config, now)
        due = await ask(self.pipeline.store.reminders.waiting, now)
        return tuple([await self._remind(each, now) for each in due])

    async def _remind(self, due: Due, now: datetime) -> Told:
        """Several may be due for one target: one after the other, so that none is told twice."""
        store, config = self.pipeline.store, self.pipeline.config
        countries = countries_of(config.legal, config.timezone)
        target = self.pipeline.postman.targets.get(due.target)
        told = await self.pipeline.ask(reminding.told, store, due, countries, now)
        error, again = "", None
        if told and target:
            await self.pipeline.ask(store.reminders.begin, due)
            try:
                await send(told, target, link=self._link(due.mention), repeat=due.attempts > 0, now=now)
            except NotifyError as failure:
                error, again = str(failure), now + AGAIN if failure.retry and due.attempts < TRIES else None
        else:
            error = "its time has passed" if target else "this target is configured no more"
        await self.pipeline.ask(self._tried, due, error, again)
        return Told(due, error)

    def _tried(self, due: Due, error: str, again: datetime | None) -> None:
        with self.pipeline.store.atomic():
            self.pipeline.store.reminders.tried(due, error, again)

    def _link(self, mention: int) -> str:
        base = self.pipeline.config.web.link.rstrip("/")
        return f"{base}/mentions/{mention}" if base else ""


def _record(mention: Mention, told: Look, reply: Reply | None) -> dict[str, Any]:
    page = told.watched
    record: dict[str, Any] = {"mentions": [mention.id], "url": page.url, "software": SOFTWARE, "state": page.state}
    if reply:
        record |= observed(reply)
        record["certificate file"] = b64encode(reply.certificate).decode()
        if not anchor(page.url):  # what the page says of itself is said of the mention
            dates = {"page": page_date(reply), "server": server_date(reply)}
            record["dates"] = {name: moment.isoformat() for name, moment in dates.items() if moment}
    if page.state in (State.MISSING, State.GONE) and page.absent_since:
        record |= {"absences": page.absences, "absent since": page.absent_since.isoformat()}
    return record | {"change": told.change, "error": page.error}
