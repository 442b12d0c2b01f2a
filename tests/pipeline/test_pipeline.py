"""The story, walked through against a real site, a real store and a real webhook."""

from __future__ import annotations

import asyncio
import fcntl
import json
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from threading import Event

import pytest

from monitor import config
from monitor.config import Config
from monitor.errors import StoreError
from monitor.model import (
    Alert,
    AlertKind,
    Delivery,
    DeliveryState,
    Figures,
    Handover,
    Incident,
    IncidentState,
    Level,
    Page,
    Reply,
    Request,
    Telling,
    Verdict,
)
from monitor.pipeline import Pipeline, fetcher_for
from monitor.poll import Polled
from monitor.store import Claim, Deed, Find, Health, Muted, SourceState, Store, What
from tests.site import Answer, Site, rss, site

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TICK = timedelta(minutes=10)

FILE = """
brands:
  - name: Valmy
  - name: Nordelec
sources:
  - {{name: blog, url: {url}/feed, every: 10m{more}}}
rules:
  - {{kind: threshold, name: many, level: crisis, at_least: 4, within: 1h, voices: 3}}
targets:
  - {{name: team, way: slack, address: {url}/slack, language: fr}}
web: {{listen: off}}
"""


@pytest.fixture(name="place")
def _place() -> Iterator[Site]:
    with site() as told:
        told.answers["/feed"] = Answer(rss(("1", "Valmy ouvre une boutique"), ("2", "Il pleut")))
        yield told


@dataclass
class Watch:
    """A pipeline with its own clock."""

    pipeline: Pipeline
    store: Store
    place: Site
    now: datetime = NOW

    async def poll(self) -> Polled:
        self.now += TICK
        (polled,) = await self.pipeline.poll_due(self.now)
        return polled

    def says(self, *entries: tuple[str, str]) -> None:
        self.place.answers["/feed"] = Answer(rss(*entries))

    @property
    def state(self) -> SourceState:
        state = self.store.sources.get("blog")
        assert state
        return state

    @property
    def mentions(self) -> list[str]:
        return [mention.item.title for mention in self.store.mentions.find(Find())]


def believe(place: Site, more: str = "") -> Config:
    return config.parse(FILE.format(url=place.url, more=more), file="vigie.yaml", environ={})


@pytest.fixture(name="watch")
async def _watch(place: Site, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Watch]:
    believed = believe(place, getattr(request, "param", ""))
    store = Store(tmp_path / "vigie.db", now=NOW)
    pipeline = Pipeline(believed, store, fetcher_for(believed), jitter=lambda: 0.0)
    pipeline.begin(NOW)
    yield Watch(pipeline, store, place)
    await pipeline.close()


async def test_first_contact_makes_what_is_there_known_and_floods_nobody(watch: Watch) -> None:
    polled = await watch.poll()

    assert polled.first
    assert (polled.items, polled.new, polled.mentions) == (2, 2, ())
    assert watch.mentions == []
    assert watch.state.health is Health.OK


@pytest.mark.parametrize("watch", [", backfill: all"], indirect=True)
async def test_a_first_contact_may_be_back_filled(watch: Watch) -> None:
    await watch.poll()

    assert watch.mentions == ["Valmy ouvre une boutique"]


@pytest.mark.parametrize("watch", [", about: Nordelec, backfill: 1"], indirect=True)
async def test_a_source_about_a_brand_makes_a_mention_of_all_it_says(watch: Watch) -> None:
    await watch.poll()
    watch.says(("3", "Service parfait"), ("1", "Valmy ouvre une boutique"), ("2", "Il pleut"))
    polled = await watch.poll()

    assert [(m.brand, m.item.title) for m in polled.mentions] == [("Nordelec", "Service parfait")]
    assert watch.store.mentions.count()["Nordelec"] == 2


async def test_a_new_entry_that_speaks_of_a_brand_is_a_mention(watch: Watch) -> None:
    await watch.poll()
    watch.says(("3", "Chez Valmy, tout est horrible, une honte"), ("1", "Valmy ouvre une boutique"))

    polled = await watch.poll()

    (mention,) = polled.mentions
    assert mention.brand == "Valmy"
    assert mention.language == "fr"
    assert mention.negative
    assert [mention.item.prose[span.start : span.end] for span in mention.spans] == ["Valmy"]
    assert watch.store.mentions.get(mention.id) == replace(mention, seen_at=mention.seen_at)


async def test_an_entry_that_speaks_of_nobody_leaves_no_words(watch: Watch) -> None:
    await watch.poll()
    watch.says(("3", "Secret de famille"))
    await watch.poll()

    assert b"Secret" not in b"".join(path.read_bytes() for path in watch.store.path.parent.iterdir())


async def test_what_did_not_change_is_asked_conditionally_and_not_read(watch: Watch) -> None:
    await watch.poll()
    polled = await watch.poll()

    assert polled.status == 304
    assert polled.unchanged
    assert watch.place.conditional("/feed") == [False, True]
    assert watch.state.unchanged == 1


async def test_what_changed_as_it_was_served_is_asked_for_without_conditions_once(watch: Watch) -> None:
    changed = formatdate(time.time() + 60, usegmt=True)  # a slow test does not outlast it
    for entries in ((("1", "Valmy"),), (("1", "Valmy"), ("2", "Valmy encore"))):
        # A second comment within the second of the first: neither the date nor what is made of it tells.
        validators = {"Last-Modified": changed, "ETag": '"of-the-date"'}
        watch.place.answers["/feed"] = Answer(rss(*entries), headers=validators)
        await watch.poll()
    await watch.poll()
    await watch.poll()

    assert watch.place.conditional("/feed") == [False, False, False, True]
    assert [mention.item.title for mention in watch.store.mentions.find(Find())] == ["Valmy encore"]


async def test_now_and_then_a_source_is_asked_for_all_it_has(watch: Watch) -> None:
    for _ in range(25):
        await watch.poll()

    assert watch.place.conditional("/feed").count(False) == 3, "the first, the twelfth and the twenty-fourth"
    assert watch.place.conditional("/feed")[11] is False


@pytest.mark.parametrize(("rhythm", "wait"), [(", every: 10m", 10), ("", 90)])
async def test_a_feed_s_ttl_is_respected_unless_the_operator_gave_a_rhythm(
    place: Site, tmp_path: Path, rhythm: str, wait: int
) -> None:
    text = FILE.replace(", every: 10m", "").format(url=place.url, more=rhythm)
    believed = config.parse(text, file="vigie.yaml", environ={})
    place.answers["/feed"] = Answer(rss(("1", "Valmy")).replace("<title>Le blog", "<ttl>90</ttl><title>Le blog"))
    pipeline = Pipeline(believed, Store(tmp_path / "vigie.db", now=NOW), fetcher_for(believed), jitter=lambda: 0.0)
    pipeline.begin(NOW)

    await pipeline.poll_due(NOW)

    state = pipeline.store.sources.get("blog")
    assert state
    assert state.next_poll_at - NOW == timedelta(minutes=wait)
    await pipeline.close()


async def test_the_same_bytes_without_validators_are_not_read_again(watch: Watch) -> None:
    watch.place.answers["/feed"] = Answer(rss(("1", "Valmy")), headers={"ETag": ""})
    await watch.poll()

    assert (await watch.poll()).unchanged


async def test_an_edited_entry_is_the_same_mention(watch: Watch) -> None:
    await watch.poll()
    watch.says(("3", "Valmy, c'est horrible"))
    (before,) = (await watch.poll()).mentions
    watch.says(("3", "Valmy, finalement c'est excellent, merci"))

    polled = await watch.poll()

    assert polled.mentions == ()
    assert polled.new == 0
    after = watch.store.mentions.get(before.id)
    assert after
    assert after.item.title == "Valmy, finalement c'est excellent, merci"
    assert [edit.title for edit in watch.store.mentions.edits(before.id)] == ["Valmy, c'est horrible"]


async def test_what_was_there_before_us_stays_no_news_when_it_is_edited(watch: Watch) -> None:
    await watch.poll()
    watch.says(("1", "Valmy ouvre deux boutiques"), ("2", "Il pleut sur Valmy"))
    polled = await watch.poll()

    assert polled.mentions == ()
    assert watch.mentions == []


async def test_an_entry_edited_into_speaking_of_a_brand_becomes_a_mention(watch: Watch) -> None:
    await watch.poll()
    watch.says(("3", "Une honte"))
    await watch.poll()
    watch.says(("3", "Une honte, Valmy"))
    await watch.poll()

    assert watch.mentions == ["Une honte, Valmy"]


async def test_a_source_that_moved_for_good_is_asked_at_its_new_address(watch: Watch) -> None:
    moved = {"Location": f"{watch.place.url}/new", "Content-Length": "0"}
    watch.place.answers["/feed"] = Answer("", 301, moved)
    watch.place.answers["/new"] = Answer(rss(("1", "Valmy")))
    await watch.poll()
    await watch.poll()

    assert watch.state.url == f"{watch.place.url}/new"
    assert [path for path, _ in watch.place.asked] == ["/feed", "/new", "/new"]


@pytest.mark.parametrize(
    ("answer", "health", "words"),
    [
        (Answer("", 410), Health.GONE, "gone for good"),
        (Answer("", 403), Health.BLOCKED, "403"),
        (Answer("", 500), Health.FAILING, "500"),
        (Answer("<html><title>Accept our cookies</title></html>"), Health.BLOCKED, "HTML"),
        (Answer(rss()), Health.OK, ""),
    ],
)
async def test_the_health_of_a_source_is_told_from_its_answer(
    watch: Watch, answer: Answer, health: Health, words: str
) -> None:
    await watch.poll()
    watch.place.answers["/feed"] = answer
    polled = await watch.poll()

    assert watch.state.health is health
    assert words in watch.state.error
    assert words in polled.error


async def test_a_source_that_never_had_an_entry_is_empty(watch: Watch) -> None:
    watch.says()
    await watch.poll()

    assert watch.state.health is Health.EMPTY


async def test_a_source_that_is_gone_is_left_alone_for_long(watch: Watch) -> None:
    watch.place.answers["/feed"] = Answer("", 410)
    await watch.poll()

    assert watch.state.next_poll_at - watch.now > timedelta(hours=12)


async def test_a_server_that_asks_us_to_wait_is_left_alone_until_then(watch: Watch) -> None:
    watch.place.answers["/feed"] = Answer("", 503, {"Retry-After": "7200"})
    await watch.poll()

    assert watch.state.next_poll_at - watch.now >= timedelta(hours=2)
    assert watch.state.failures == 1


async def test_what_shares_a_host_that_asks_us_to_wait_waits_too_and_is_not_failing(
    place: Site, tmp_path: Path
) -> None:
    url = place.url.replace("127.0.0.1", "2130706433")  # the same, and a name for all that we know
    more = f"  - {{name: shop, url: {url}/shop}}\nfetch: {{allow: [127.0.0.0/8]}}\nrules:"
    believed = config.parse(FILE.format(url=url, more="").replace("rules:", more), file="vigie.yaml", environ={})
    pipeline = Pipeline(believed, Store(tmp_path / "vigie.db", now=NOW), fetcher_for(believed), jitter=lambda: 0.0)
    pipeline.begin(NOW)
    place.answers["/feed"] = Answer("", 429, {"Retry-After": "3600"})
    blog = pipeline.store.sources.get("blog")
    shop = pipeline.store.sources.get("shop")
    assert blog
    assert shop

    await pipeline.poll(blog, NOW)
    polled = await pipeline.poll(shop, NOW)

    assert polled.postponed
    assert not polled.error
    waiting = pipeline.store.sources.get("shop")
    assert waiting
    assert (waiting.health, waiting.failures, waiting.polls) == (Health.NEW, 0, 0)
    assert timedelta(seconds=10) < waiting.next_poll_at - NOW < timedelta(minutes=1)
    assert [path for path, _ in place.asked] == ["/feed"]
    await pipeline.close()


async def test_a_dead_server_is_an_error_of_its_source_and_heals_by_itself(watch: Watch) -> None:
    kept = watch.place.answers.pop("/feed")
    assert (await watch.poll()).error
    watch.place.answers["/feed"] = kept
    watch.now += timedelta(hours=1)

    assert not (await watch.poll()).error
    assert watch.state.health is Health.OK
    assert watch.state.error == ""


async def storm(watch: Watch) -> None:
    await watch.poll()
    watch.says(*((str(n), f"Valmy numéro {n}, service horrible, une honte, je suis furieux") for n in range(10, 18)))
    await watch.poll()


async def test_a_message_quotes_what_differs_before_what_says_the_same(watch: Watch) -> None:
    await watch.poll()
    same = ((str(n), f"Valmy, dossier {n} : toujours en panne, décevant") for n in range(10, 17))
    others = (
        ("20", "Chez Valmy, le guichet ferme trop tôt"),
        ("21", "Valmy ne répond pas au téléphone"),
    )
    watch.says(*same, *others)
    await watch.poll()

    (alert,) = watch.pipeline.judge(watch.now)
    told = [quote.item.prose for quote in alert.quotes]
    assert len([text for text in told if "dossier" in text]) == 1, told
    assert len(alert.quotes) == 3


async def test_a_storm_wakes_someone_once(watch: Watch) -> None:
    await storm(watch)

    alerts = watch.pipeline.judge(watch.now)
    assert [alert.kind for alert in alerts] == [AlertKind.OPENED]
    assert alerts[0].verdict.figures.negatives == 8
    assert len(alerts[0].quotes) == 3
    assert watch.pipeline.judge(watch.now) == ()
    (told,) = await watch.pipeline.deliver(watch.now)
    assert told.state is DeliveryState.SENT
    assert await watch.pipeline.deliver(watch.now) == ()
    assert len(watch.place.posted) == 1
    assert "Valmy" in watch.place.posted[0][1]["text"]


async def test_only_the_brands_that_were_spoken_of_are_judged_at_once(watch: Watch) -> None:
    await storm(watch)

    assert watch.pipeline.judge(watch.now, {"Nordelec"}) == ()
    (alert,) = watch.pipeline.judge(watch.now, {"Valmy"})
    assert alert.verdict.brand == "Valmy"


async def test_one_dispatch_in_ten_papers_is_counted_once(watch: Watch) -> None:
    dispatch = (
        "Valmy est accusé par une association d'avoir menti sur ses prix : c'est une honte et une arnaque, dit-elle, "
        "les clients furieux réclament d'être remboursés et le service client, injoignable, refuse de leur répondre."
    )
    await watch.poll()
    watch.says(*((f"d{n}", f"VILLE-{n}, lundi (Agence {n}) — {dispatch}") for n in range(10)))

    polled = await watch.poll()

    assert len(polled.mentions) == 10
    assert {mention.sentiment.label for mention in polled.mentions} == {"negative"}
    assert len({mention.fingerprint for mention in polled.mentions}) == 1
    assert watch.pipeline.judge(watch.now + TICK) == ()


async def test_calm_after_the_storm_is_told_to_those_who_were_woken(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    await watch.pipeline.deliver(watch.now)

    kinds = []
    for _ in range(60):
        watch.now += TICK
        kinds += [alert.kind for alert in watch.pipeline.judge(watch.now)]
        await watch.pipeline.deliver(watch.now)

    assert kinds == [AlertKind.RESOLVED]
    assert len(watch.place.posted) == 2


async def test_a_target_that_fails_is_told_later(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.place.answers["/slack"] = Answer("oops", 500)

    (failed,) = await watch.pipeline.deliver(watch.now)
    assert failed.state is DeliveryState.WAITING
    assert failed.error
    assert failed.due_at == watch.now + timedelta(seconds=30)
    assert await watch.pipeline.deliver(watch.now) == ()

    del watch.place.answers["/slack"]
    (sent,) = await watch.pipeline.deliver(watch.now + timedelta(minutes=1))
    assert sent.state is DeliveryState.SENT
    assert sent.attempts == 2
    (told,) = watch.store.survey.delays(NOW).targets
    assert (told.name, told.count, told.most) == ("team", 1, 60)


async def test_a_target_that_refuses_for_good_is_not_tried_again(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.place.answers["/slack"] = Answer("no_service", 404)

    (refused,) = await watch.pipeline.deliver(watch.now)

    assert refused.state is DeliveryState.FAILED
    assert await watch.pipeline.deliver(watch.now + timedelta(days=1)) == ()


async def test_a_delivery_cut_off_by_a_crash_says_that_it_may_be_a_repeat(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.store.outbox.claim(watch.store.outbox.due(watch.now)[0], watch.now + TICK)

    assert watch.pipeline.begin(watch.now) == 1
    (sent,) = await watch.pipeline.deliver(watch.now)

    assert sent.repeat
    assert "Répétition possible" in str(watch.place.posted[0][1])


async def test_a_watch_that_was_killed_while_its_clock_was_ahead_tells_and_asks_at_once_when_it_is_right(
    watch: Watch,
) -> None:
    """Nobody waits for the day that it was then, least of all who is to be told next."""
    right, ahead = watch.now, timedelta(days=1)
    watch.now += ahead
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.place.answers["/slack"] = Answer("busy", 503)
    (refused,) = await watch.pipeline.deliver(watch.now)
    assert refused.due_at > watch.now
    del watch.place.answers["/slack"]

    watch.pipeline.begin(right)

    assert [each.state for each in await watch.pipeline.deliver(right)] == [DeliveryState.SENT]
    assert len(await watch.pipeline.poll_due(right)) == 1


async def test_a_source_that_was_met_while_the_clock_was_ahead_is_asked_when_it_is_right(
    place: Site, tmp_path: Path
) -> None:
    believed = believe(place)
    store = Store(tmp_path / "vigie.db", now=NOW)
    pipeline = Pipeline(believed, store, fetcher_for(believed))
    pipeline.begin(NOW + timedelta(days=4000))

    pipeline.begin(NOW)

    assert len(await pipeline.poll_due(NOW)) == 1
    await pipeline.close()


@dataclass
class Slow(Answer):
    """Says when it was asked, and answers when it may."""

    asked: Event = field(default_factory=Event)
    may: Event = field(default_factory=Event)

    @property
    def payload(self) -> bytes:
        self.asked.set()
        assert self.may.wait(60)
        return b"ok"


async def test_a_clock_that_is_set_on_repeats_nothing_that_is_being_told(watch: Watch) -> None:
    """Its time is over by that clock; it is not cut off."""
    await storm(watch)
    watch.pipeline.judge(watch.now)
    slow = watch.place.answers["/slack"] = Slow()
    telling = asyncio.create_task(watch.pipeline.deliver(watch.now))
    try:
        assert await asyncio.to_thread(slow.asked.wait, 60)
        assert await asyncio.wait_for(watch.pipeline.deliver(watch.now + timedelta(hours=1)), 30) == ()
    finally:
        slow.may.set()
        (told,) = await telling

    assert (told.state, told.repeat) == (DeliveryState.SENT, False)
    assert len(watch.place.posted) == 1


async def test_a_call_that_nobody_answers_may_have_arrived_and_is_never_given_up(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.place.answers["/slack"] = Answer("late", 504)
    for hour in range(3):
        (waiting,) = await watch.pipeline.deliver(watch.now + timedelta(hours=hour))
        assert (waiting.state, waiting.repeat) == (DeliveryState.WAITING, True)
    watch.store.outbox.claim(watch.store.outbox.due(watch.now + timedelta(days=30))[0], watch.now)
    assert watch.pipeline.begin(watch.now) == 1

    del watch.place.answers["/slack"]
    (sent,) = await watch.pipeline.deliver(watch.now + timedelta(days=60))

    assert sent.state is DeliveryState.SENT
    assert ["Répétition possible" in str(message) for _, message in watch.place.posted] == [False, True, True, True]


async def in_flight(watch: Watch) -> Delivery:
    """A delivery whose call was being made when the daemon was killed."""
    await storm(watch)
    watch.pipeline.judge(watch.now)
    claimed = watch.store.outbox.claim(watch.store.outbox.due(watch.now)[0], watch.now + TICK)
    assert claimed
    return claimed


async def test_what_was_answered_before_a_kill_is_not_said_again(watch: Watch) -> None:
    claimed = await in_flight(watch)
    watch.store.receipts.note((claimed.id, claimed.attempts), "slack 200")
    with watch.store.receipts.slip((claimed.id, claimed.attempts)).open("ab") as file:
        file.write(b'{"receipt": "sl')  # what comes after it

    assert watch.pipeline.begin(watch.now) == 0
    assert await watch.pipeline.deliver(watch.now) == ()

    (told,) = watch.store.outbox.of(claimed.alert.id)
    assert told.state is DeliveryState.SENT
    assert watch.place.posted == []
    assert watch.store.receipts.calls() == ()


@pytest.mark.parametrize(
    "left", [b'{"begun": true}\n', b"\x00", b"\x00\x00 7\n", b"[]\n", b'{"receipt": 7}\n', b'{"receipt": "slack 200"}']
)
async def test_a_slip_that_is_not_whole_says_nothing(watch: Watch, left: bytes) -> None:
    claimed = await in_flight(watch)
    watch.store.receipts.slip((claimed.id, claimed.attempts)).write_bytes(left)
    watch.store.receipts.slip((7, 7)).write_bytes(b'{"receipt": "of nobody"}\n')

    assert watch.pipeline.begin(watch.now) == 1
    assert [sent.repeat for sent in await watch.pipeline.deliver(watch.now)] == [True]

    assert watch.store.receipts.calls() == ()


@pytest.mark.parametrize("left", [b"", b'{"begun": true}\n{"status": 503, "receipt": ""}\n'], ids=["unsaid", "refused"])
async def test_what_was_not_taken_before_a_kill_is_said_again_and_is_no_repeat(watch: Watch, left: bytes) -> None:
    claimed = await in_flight(watch)
    watch.store.receipts.slip((claimed.id, claimed.attempts)).write_bytes(left)

    assert watch.pipeline.begin(watch.now) == 0
    assert [sent.repeat for sent in await watch.pipeline.deliver(watch.now)] == [False]


async def test_a_second_round_that_comes_too_late_does_not_unsay_that_a_call_began(watch: Watch) -> None:
    claimed = await in_flight(watch)
    watch.store.receipts.begin((claimed.id, claimed.attempts))
    watch.store.receipts.lay_out((claimed.id, claimed.attempts))

    assert watch.pipeline.begin(watch.now) == 1
    assert [sent.repeat for sent in await watch.pipeline.deliver(watch.now)] == [True]


async def test_a_call_that_outlives_the_daemon_is_waited_for(watch: Watch) -> None:
    claimed = await in_flight(watch)
    slip = watch.store.receipts.slip((claimed.id, claimed.attempts))
    with slip.open("wb", buffering=0) as courier:
        fcntl.flock(courier, fcntl.LOCK_EX)

        assert watch.pipeline.begin(watch.now) == 0
        assert await watch.pipeline.deliver(watch.now) == ()
        assert watch.store.outbox.count() == {"sending": 1}
        courier.write(b'{"begun": true}\n{"receipt": "slack 200"}\n')

    assert await watch.pipeline.deliver(watch.now) == ()
    assert watch.store.outbox.count() == {"sent": 1}
    assert watch.place.posted == []


async def test_a_call_that_dies_without_a_word_after_the_daemon_may_have_arrived(watch: Watch) -> None:
    claimed = await in_flight(watch)
    with watch.store.receipts.slip((claimed.id, claimed.attempts)).open("wb", buffering=0) as courier:
        fcntl.flock(courier, fcntl.LOCK_EX)
        courier.write(b'{"begun": true}\n')
        assert watch.pipeline.begin(watch.now) == 0

    assert [sent.repeat for sent in await watch.pipeline.deliver(watch.now)] == [True]


async def test_a_courier_tells_who_has_no_key(watch: Watch) -> None:
    watch.pipeline.postman.couriers = True
    await storm(watch)
    watch.pipeline.judge(watch.now)

    (sent,) = await watch.pipeline.deliver(watch.now)

    assert sent.state is DeliveryState.SENT
    assert len(watch.place.posted) == 1
    assert watch.store.receipts.calls() == ()


async def test_what_was_answered_while_nothing_could_be_written_is_not_said_again(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.store.db.execute(
        "CREATE TRIGGER full BEFORE UPDATE OF ended_at ON delivery BEGIN SELECT raise(FAIL, 'no'); END"
    )
    with pytest.raises(StoreError):
        await watch.pipeline.deliver(watch.now)
    watch.store.db.execute("DROP TRIGGER full")

    assert await watch.pipeline.deliver(watch.now + timedelta(days=1)) == ()

    assert watch.store.outbox.count() == {"sent": 1}
    assert len(watch.place.posted) == 1
    assert watch.store.receipts.kept == {}


async def test_what_waited_for_a_target_through_an_outage_is_named_on_pages(watch: Watch) -> None:
    verdict = Verdict("Valmy", NOW, Level.WARNING, "many", Figures(TICK, 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3))
    living = Incident("Valmy", IncidentState.OPEN, Level.WARNING, NOW, NOW, verdict, 12)
    over = replace(living, state=IncidentState.RESOLVED, resolved_at=NOW + TICK)
    for number in range(50):
        saved = watch.store.incidents.save(living if number < 2 else over)
        opened = Alert(AlertKind.OPENED, NOW, saved, verdict)
        watch.store.incidents.announce(opened, [Telling("team", AlertKind.OPENED)])
    later = NOW + timedelta(hours=2)
    for second in range(60):
        await watch.pipeline.deliver(later + timedelta(seconds=second))

    said = [re.sub("[\u00a0\u202f]", " ", json.dumps(told, ensure_ascii=False)) for _, told in watch.place.posted]
    alone, pages = [each for each in said if "injoignable" not in each], said[2:]
    assert ["incident nº 1" in alone[0], "incident nº 2" in alone[1], len(alone)] == [True, True, 2]
    assert sorted(int(n) for each in pages for n in re.findall(r"nº (\d+) Valmy", each)) == list(range(3, 51))
    assert "48" not in pages[0]
    assert [re.findall(r"page \d sur \d", page)[0] for page in pages] == [f"page {n} sur 3" for n in (1, 2, 3)]
    assert "20 alertes" in pages[0]
    assert watch.store.outbox.waits() == {}
    assert watch.store.digests.last("team", watch.now) is None, (
        "the next regular digest begins where the last one ended"
    )


async def test_a_target_that_is_configured_no_more_is_parked_where_it_can_be_seen(watch: Watch) -> None:
    await storm(watch)
    watch.pipeline.judge(watch.now)
    watch.pipeline.believe(replace(watch.pipeline.config, targets=()))

    (parked,) = await watch.pipeline.deliver(watch.now)

    assert parked.state is DeliveryState.FAILED
    assert "no more" in parked.error


@dataclass(frozen=True, slots=True)
class Broken:
    """A plug whose author was in a hurry."""

    url: str
    where: str

    def request(self, cursor: str) -> Request:
        if self.where == "request":
            raise KeyError(cursor)
        return Request(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        raise ZeroDivisionError


@pytest.mark.parametrize(("where", "words"), [("request", "what to ask: KeyError"), ("parse", "ZeroDivisionError")])
async def test_somebody_else_s_plug_that_breaks_is_the_error_of_its_own_source(
    place: Site, tmp_path: Path, where: str, words: str
) -> None:
    believed = believe(place)
    (blog,) = believed.sources
    broken = replace(blog, name="broken", kind="theirs:Broken", source=Broken(f"{place.url}/feed", where))
    store = Store(tmp_path / "vigie.db", now=NOW)
    both = replace(believed, sources=(blog, broken))
    pipeline = Pipeline(both, store, fetcher_for(believed), jitter=lambda: 0.0)
    pipeline.begin(NOW)

    polled = {each.source: each for each in await pipeline.poll_due(NOW)}

    assert words in polled["broken"].error
    assert not polled["blog"].error
    await pipeline.close()


def renamed(*entries: tuple[str, str]) -> str:
    """A feed of (guid, link), all with the same words and the same date."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>Valmy est en panne</title><link>{link}</link>"
        "<pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate></item>"
        for guid, link in entries
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"


async def test_an_item_with_another_id_at_every_poll_is_one_item(watch: Watch) -> None:
    await watch.poll()
    for visit in range(3):
        link = f"https://blog.example/panne?utm_source=mail{visit}&amp;sessionid={visit}#top"
        watch.place.answers["/feed"] = Answer(renamed((f"id-{visit}", link)))
        await watch.poll()

    assert watch.mentions == ["Valmy est en panne"]


async def test_two_that_stand_side_by_side_and_say_the_same_are_two(watch: Watch) -> None:
    await watch.poll()
    link = "https://blog.example/panne"
    watch.place.answers["/feed"] = Answer(renamed(("a", link)))
    await watch.poll()
    watch.place.answers["/feed"] = Answer(renamed(("a", link), ("b", link)))
    await watch.poll()

    assert len(watch.mentions) == 2


async def test_what_is_handed_over_is_told_by_the_outbox_and_again_after_a_failure(watch: Watch) -> None:
    await watch.poll()
    watch.says(("a", "Valmy est une honte"))
    await watch.poll()
    (mention,) = watch.store.mentions.find(Find())
    with watch.store.atomic():
        act = watch.store.triage.do(Deed(What.ESCALATE, "camille", "team"), [Claim(mention.id)], watch.now)
        watch.store.handovers.hand(Handover(mention, watch.now, "camille", "Qui répond ?"), act.id, "team")
    watch.place.answers["/slack"] = Answer("oops", 500)
    (failed,) = await watch.pipeline.deliver(watch.now)
    del watch.place.answers["/slack"]
    (sent,) = await watch.pipeline.deliver(watch.now + timedelta(minutes=1))

    assert (failed.state, sent.state) == (DeliveryState.WAITING, DeliveryState.SENT)
    said = json.dumps(watch.place.posted[-1][1], ensure_ascii=False)
    assert "camille" in said
    assert "Qui répond" in said
    assert "une honte" in said
    assert watch.store.handovers.of(mention.id)[0].state == "sent"


async def test_what_is_muted_in_the_pages_counts_no_more_in_the_watch(watch: Watch) -> None:
    await storm(watch)
    with watch.store.atomic():
        act = watch.store.triage.begin(Deed(What.MUTE, "camille", "phrase: horrible"), watch.now)
        far = watch.now + timedelta(days=1)
        watch.store.mutes.add(Muted(act.id, "phrase", "horrible", "", "phrase: horrible", "camille", watch.now, far))

    assert watch.pipeline.judge(watch.now) == ()
    assert {mention.muted for mention in watch.store.mentions.find(Find(tone="negative"))} == {"phrase: horrible"}
    with watch.store.atomic():
        watch.store.mutes.lift(act.id, "alex", watch.now)
    assert [alert.kind for alert in watch.pipeline.judge(watch.now + TICK)] == [AlertKind.OPENED]


@pytest.mark.parametrize("meanwhile", ["a poll", "a failure"])
async def test_what_is_muted_counts_no_more_whatever_comes_before_the_next_judgement(
    watch: Watch, meanwhile: str
) -> None:
    await storm(watch)
    with watch.store.atomic():
        act = watch.store.triage.begin(Deed(What.MUTE, "camille", "phrase: horrible"), watch.now)
        far = watch.now + timedelta(days=1)
        watch.store.mutes.add(Muted(act.id, "phrase", "horrible", "", "phrase: horrible", "camille", watch.now, far))
    if meanwhile == "a poll":
        watch.says(("99", "Valmy, toujours une honte"))
        await watch.poll()
    else:
        denied = (sqlite3.SQLITE_UPDATE, "mention")
        watch.store.db.conn.set_authorizer(lambda *told: sqlite3.SQLITE_DENY if told[:2] == denied else 0)
        with pytest.raises(StoreError):
            await watch.pipeline.ask(watch.pipeline.judge, watch.now)
        watch.store.db.conn.set_authorizer(None)

    assert watch.pipeline.judge(watch.now) == ()
