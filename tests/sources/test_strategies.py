"""Every way of following a place, against a place that publishes, edits, deletes, approves late and falls silent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from monitor.model import Page, Reply, Request
from monitor.reading import Reading, content, covered, goes_on, is_whole, key, question, settled
from monitor.sources import Source, addresses
from monitor.sources.discourse import Discourse
from monitor.sources.feed import Feed
from monitor.sources.mastodon import Mastodon
from monitor.sources.threads import Threads
from monitor.sources.wordpress_rest import WordPress
from monitor.sources.x import X
from monitor.store import Sighting

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERY_PROOF = settings().max_examples >= 100  # else a few posts of one week: a second instead of minutes
COUNT, WEEKS = (1_000, 3) if EVERY_PROOF else (120, 1)
A_FEW = settings(max_examples=5 if EVERY_PROOF else 1, phases=[Phase.explicit, Phase.generate], deadline=None)
QUIET = timedelta(days=4)  # at the end, so that whatever is owed can be paid


@dataclass(frozen=True)
class Post:
    """Something published, and what becomes of it. *shown* is when it can first be seen: later, where it waits for its
    approval. *gone* is when its author takes it back."""

    number: int
    at: datetime
    shown: datetime
    edited: datetime | None = None
    gone: datetime | None = None

    def visible(self, now: datetime) -> bool:
        return self.shown <= now and not (self.gone and self.gone <= now)

    def text(self, now: datetime) -> str:
        return f"words {self.number}" + (" corrected" if self.edited and self.edited <= now else "")


@dataclass(frozen=True)
class World:
    """What is published, newest last, and when the place does not answer."""

    posts: tuple[Post, ...]
    outages: tuple[tuple[datetime, datetime], ...]

    def now_there(self, now: datetime) -> list[Post]:
        """The newest first."""
        return [post for post in reversed(self.posts) if post.visible(now)]

    def down(self, now: datetime) -> bool:
        return any(start <= now < end for start, end in self.outages)


def world(seed: int, *, changes: bool = True) -> World:
    random = Random(seed)
    span = timedelta(weeks=WEEKS).total_seconds()
    bursts = [random.random() * span for _ in range(5)]
    # A fifth of it comes in storms of an hour.
    storm = [random.random() < 0.2 for _ in range(COUNT)]
    seconds = [random.choice(bursts) + 3600 * random.random() if each else span * random.random() for each in storm]
    times = sorted({START + timedelta(seconds=int(each)) for each in seconds})
    posts = tuple(_post(number, at, random, changes=changes) for number, at in enumerate(times, 1))
    outages = [START + timedelta(days=1) + timedelta(seconds=random.random() * span * 0.8) for _ in range(4)]
    return World(posts, tuple((start, start + random.choice((5, 20)) * HOUR) for start in outages))


def _post(number: int, at: datetime, random: Random, *, changes: bool) -> Post:
    later = [at + timedelta(hours=1 + 11 * random.random()) for _ in range(3)]
    kind = random.random() if changes else 1.0
    return Post(
        number,
        at,
        shown=later[0] if kind < 0.1 else at,
        edited=later[1] if 0.1 <= kind < 0.2 else None,
        gone=later[2] if 0.2 <= kind < 0.3 else None,
    )


class Down(Exception):
    """Nobody answers."""


@dataclass
class Diary:
    """What the pipeline keeps of one source, without the disk."""

    source: Source
    serve: Callable[[Request, datetime], Reply]
    cursor: str = ""
    polls: int = 0
    failures: int = 0
    first_at: datetime | None = None
    seen: dict[bytes, Sighting] = field(default_factory=dict)
    known: dict[str, datetime | None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    requests: int = 0

    def poll(self, now: datetime) -> None:
        whole = is_whole(self.polls, self.failures, self.cursor)
        readings: list[Reading] = []
        heard: list[Any] = []
        cursor, request = self.cursor, question(self.source, self.cursor, whole=whole)
        self.polls += 1
        try:
            while True:
                self.requests += 1
                reply = self.serve(request, now)
                if reply.status != 200:
                    self.cursor = self.cursor.partition("|")[0] if "|" in self.cursor else ""
                    self.failures += 1
                    return
                page = self.source.parse(reply, cursor)
                readings.append(self._reading(page))
                heard += page.items
                if not goes_on(readings, whole=whole) or (self.first_at is None and page.items):
                    break
                assert page.more
                cursor, request = page.cursor, page.more
        except Down:
            if not readings or readings[-1].cursor == self.cursor:
                self.failures += 1
                return
        self._keep(readings, heard, whole, now)

    def _reading(self, page: Page) -> Reading:
        """What a Reader makes of it, where nobody is spoken of."""
        known = tuple(key(item.id) in self.seen for item in page.items)
        return Reading(
            title="",
            cursor=page.cursor,
            more=page.more,
            every=None,
            items=len(page.items),
            new=known.count(False),
            published=tuple(item.published for item in page.items if item.published),
            sightings=tuple(Sighting(key(item.id), content(item), self.first_at is None) for item in page.items),
            fresh=(),
            edited=(),
            known=known,
            gone=page.gone,
            drain=page.drain,
        )

    def _keep(self, readings: list[Reading], heard: list[Any], whole: bool, now: datetime) -> None:
        for sighting in (s for reading in readings for s in reading.sightings):
            before = self.seen.get(sighting.key, sighting).beforehand
            self.seen[sighting.key] = sighting._replace(beforehand=before)
        for item in heard:
            self.known[item.id] = item.published
            self.texts[item.id] = item.text
            self.gone.discard(item.id)
        self.gone |= {id_ for reading in readings for id_ in reading.gone}
        if span := covered(readings, self.source, now, whole=whole):
            there = {s.key for reading in readings for s in reading.sightings}
            self.gone |= {i for i, at in self.known.items() if at and span[0] < at <= span[1] and key(i) not in there}
        self.first_at = self.first_at or now
        self.cursor = settled(readings)
        self.failures = 0

    @property
    def news(self) -> set[str]:
        return {id_ for id_ in self.known if not self.seen[key(id_)].beforehand}


# ------------------------------------------------------------------ places


def answer(request: Request, now: datetime, body: object, *headers: tuple[str, str], status: int = 200) -> Reply:
    told = body if isinstance(body, str) else json.dumps(body)
    return Reply(request, request.url, status, headers, told.encode(), now)


def asked(request: Request, name: str) -> str:
    return addresses.asked(request.url, name)


def wordpress(place: World) -> Callable[[Request, datetime], Reply]:
    def serve(request: Request, now: datetime) -> Reply:
        there, page = place.now_there(now), int(asked(request, "page") or 1)
        pages = -(-len(there) // 100)
        told = [
            {"id": p.number, "date_gmt": p.at.strftime("%Y-%m-%dT%H:%M:%S"), "content": {"rendered": p.text(now)}}
            for p in there[(page - 1) * 100 : page * 100]
        ]
        return answer(request, now, told, ("x-wp-totalpages", str(pages)))

    return serve


def discourse(place: World) -> Callable[[Request, datetime], Reply]:
    def serve(request: Request, now: datetime) -> Reply:
        before = int(asked(request, "before") or 10**9)
        there = [post for post in place.now_there(now) if post.number < before][:50]
        told = [{"id": p.number, "created_at": p.at.isoformat(), "cooked": p.text(now)} for p in there]
        return answer(request, now, {"latest_posts": told})

    return serve


def mastodon(place: World) -> Callable[[Request, datetime], Reply]:
    def serve(request: Request, now: datetime) -> Reply:
        there = place.now_there(now)
        if low := asked(request, "min_id"):  # the forty that follow it, newest first
            there = [post for post in there if post.number > int(low)][-40:]
        if high := asked(request, "max_id"):
            there = [post for post in there if post.number < int(high)]
        told = [{"id": str(p.number), "created_at": p.at.isoformat(), "content": p.text(now)} for p in there[:40]]
        return answer(request, now, told)

    return serve


def threads(place: World) -> Callable[[Request, datetime], Reply]:
    def serve(request: Request, now: datetime) -> Reply:
        since = datetime.fromtimestamp(int(asked(request, "since") or 0), UTC)
        there = [post for post in place.now_there(now) if post.at >= since]
        start = int(asked(request, "after") or 0)
        told = [
            {"id": str(p.number), "timestamp": p.at.isoformat(), "text": p.text(now)}
            for p in there[start : start + 100]
        ]
        further = start + 100 < len(there)
        paging = {"cursors": {"after": str(start + 100)}} | ({"next": "https://x.example"} if further else {})
        return answer(request, now, {"data": told, "paging": paging})

    return serve


def x(place: World, *, forgets: timedelta = timedelta(days=7)) -> Callable[[Request, datetime], Reply]:
    """Its bookmarks name the time at which they were given, and expire."""

    def serve(request: Request, now: datetime) -> Reply:
        since, token = int(asked(request, "since_id") or 0), asked(request, "next_token")
        below, _, given = token.partition("-")
        if given and now - datetime.fromtimestamp(int(given), UTC) > forgets:
            return answer(request, now, {"title": "Invalid Request"}, status=400)
        there = [p for p in place.now_there(now) if p.number > since and p.number < int(below or 10**9)]
        page = there[:100]
        if not page:
            return answer(request, now, {"meta": {"result_count": 0}})
        meta = {"result_count": len(page), "newest_id": str(page[0].number)}
        if len(there) > 100:
            meta["next_token"] = f"{page[-1].number}-{int(now.timestamp())}"
        told = [{"id": str(p.number), "created_at": p.at.isoformat(), "text": p.text(now)} for p in page]
        return answer(request, now, {"data": told, "meta": meta})

    return serve


def feed(place: World) -> Callable[[Request, datetime], Reply]:
    def serve(request: Request, now: datetime) -> Reply:
        there = sorted(place.now_there(now), key=lambda p: p.edited if p.edited and p.edited <= now else p.at)[-30:]
        entries = "".join(
            f"<item><guid isPermaLink='false'>{p.number}</guid><title>{p.text(now)}</title></item>" for p in there
        )
        return answer(request, now, f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>")

    return serve


# ------------------------------------------------------------------ following them


def followed(source: Source, serve: Callable[[Request, datetime], Reply], place: World, seed: int) -> Diary:
    """A diary after the weeks of *place*, and some quiet days behind them."""

    def reachable(request: Request, now: datetime) -> Reply:
        # Lines are cut in the middle of a poll as well.
        if place.down(now) or random.random() < 0.03:
            raise Down
        return serve(request, now)

    random = Random(seed)
    diary = Diary(source, reachable)
    for now in hours(place.posts[-1].at + QUIET):
        diary.poll(now)
    return diary


def hours(end: datetime) -> Iterator[datetime]:
    now = START + timedelta(days=1)
    while now < end:
        now += 2 * HOUR
        yield now


def news_of(place: World, diary: Diary) -> list[Post]:
    """What was published after we came."""
    assert diary.first_at
    return [post for post in place.posts if post.at > diary.first_at]


def stays(post: Post) -> bool:
    return post.gone is None


SEEDS = st.integers(0, 10**6)

# Lists that say all there is: they show what was edited, approved late and taken back.
LISTS: dict[str, tuple[Source, Callable[[World], Callable[[Request, datetime], Reply]]]] = {
    "newest first, by page": (WordPress(url="https://a.example"), wordpress),
    "newest first, by identity": (Discourse(url="https://a.example"), discourse),
    "forward, listed anew": (Mastodon(instance="a.example", hashtag="x"), mastodon),
    "window with overlap": (Threads(token="t", query="x"), threads),
}


@pytest.mark.parametrize("strategy", LISTS)
@A_FEW
@given(seed=SEEDS)
def test_a_list_ends_with_exactly_what_is_there(strategy: str, seed: int) -> None:
    source, serve = LISTS[strategy]
    place = world(seed)
    diary = followed(source, serve(place), place, seed)
    expected = news_of(place, diary)
    end = place.posts[-1].at + QUIET
    held = {id_.rpartition("/")[2] for id_ in diary.news - diary.gone}

    assert diary.first_at
    old = {str(post.number) for post in place.posts if post.shown <= diary.first_at}
    assert diary.news & old == set(), "what stood there before we came is never news"
    missing = {str(post.number) for post in expected if stays(post)} - held
    assert missing == set()
    assert {n: diary.texts[n] for n in held} == {
        str(p.number): p.text(end) for p in place.posts if str(p.number) in held
    }
    if strategy != "window with overlap":  # it is a search: what it does not find may be there all the same
        assert {str(post.number) for post in expected if not stays(post)} & held == set()


@A_FEW
@given(seed=SEEDS)
def test_a_bookmark_of_the_server_loses_nothing_even_where_it_expires(seed: int) -> None:
    place = world(seed, changes=False)
    diary = followed(X(query="x", token="t", budget=1.0), x(place, forgets=2 * HOUR), place, seed)

    assert {str(post.number) for post in news_of(place, diary)} == diary.news


@A_FEW
@given(seed=SEEDS)
def test_a_snapshot_keeps_all_that_it_showed_and_takes_absence_for_nothing(seed: int) -> None:
    place = world(seed)
    shown: dict[str, str] = {}

    def serve(request: Request, now: datetime) -> Reply:
        reply = feed(place)(request, now)
        shown.update({item.id: item.title for item in Feed("https://a.example").parse(reply, "").items})
        return reply

    diary = followed(Feed("https://a.example"), serve, place, seed)

    assert set(diary.known) == set(shown)
    assert diary.gone == set()


def test_a_poll_costs_one_question_where_nothing_is_new_and_the_list_is_long() -> None:
    place = world(7, changes=False)
    diary = Diary(WordPress(url="https://a.example"), wordpress(place))
    end = place.posts[-1].at + QUIET
    for hour in range(24):
        diary.poll(end + hour * HOUR)

    assert diary.requests - diary.polls <= 2 * 20, "a whole look now and then, and no more"


# ------------------------------------------------------------------ each trap by itself


def posts(*told: Post) -> World:
    return World(told, ())


def early(number: int, hour: float, **changes: Any) -> Post:
    at = START + hour * HOUR
    return Post(number, at, changes.pop("shown", at), **changes)


def test_a_comment_that_is_approved_late_keeps_its_old_date_and_is_heard() -> None:
    many = [early(n, 10 + n / 60) for n in range(2, 200)]
    place = World((early(1, 9.9, shown=START + 40 * HOUR), *many), ())
    diary = Diary(WordPress(url="https://a.example"), wordpress(place))
    for hour in range(8, 60):
        diary.poll(START + hour * HOUR)

    assert "1" in diary.news


def test_a_deleted_anchor_does_not_stop_a_forward_list() -> None:
    place = posts(early(1, 1), early(2, 2, gone=START + 3.5 * HOUR), early(3, 4), early(4, 30))
    diary = Diary(Mastodon(instance="a.example", hashtag="x"), mastodon(place))
    for hour in (1.5, 3, 5, 31):
        diary.poll(START + hour * HOUR)

    assert diary.news >= {"2", "3", "4"}


def test_what_moves_up_by_an_edit_is_one_item_with_other_words() -> None:
    place = posts(early(1, 1, edited=START + 5 * HOUR), early(2, 2))
    diary = Diary(Feed("https://a.example"), feed(place))
    for hour in (3, 6):
        diary.poll(START + hour * HOUR)

    assert set(diary.known) == {"1", "2"}
    assert len(diary.seen) == 2


def test_what_was_taken_back_and_comes_again_is_there_again() -> None:
    """A moderator's second thought: for the diary it was gone, and is not."""
    place = posts(early(1, 1), early(2, 2), early(3, 3))
    without = posts(early(1, 1), early(3, 3))
    diary = Diary(WordPress(url="https://a.example"), wordpress(place))
    for poll in range(40):
        diary.serve = wordpress(without if 5 < poll < 25 else place)
        diary.poll(START + (4 + poll) * HOUR)
        if poll == 24:
            assert diary.gone == {"2"}

    assert diary.gone == set()
