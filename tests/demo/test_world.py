import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from monitor.demo.clock import StoryClock
from monitor.demo.story import LENGTH, START, Scene, moment, tell
from monitor.demo.world import PLACES, TROUBLES, World

STORY = tell()


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(START + moment("2 09:00"))


@pytest.fixture
def world(clock: StoryClock) -> Iterator[World]:
    with World(STORY, clock) as world:
        yield world


def _get(world: World, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(world.url).netloc, timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", [path for path in PLACES if "carnet/feed" not in path])
def test_every_place_answers(world: World, path: str) -> None:
    answer, body = _get(world, path)

    assert answer.status == 200
    assert body


@pytest.mark.parametrize("path", ["/journal/rss.xml", "/blog/comments/feed/", "/carnet/rss"])
def test_rss_is_well_formed(world: World, path: str) -> None:
    channel = ElementTree.fromstring(_get(world, path)[1]).find("channel")

    assert channel is not None
    assert channel.findall("item")


def test_the_journal_speaks_windows_1252_and_keeps_its_accents(world: World) -> None:
    _, body = _get(world, "/journal/rss.xml")

    assert b"windows-1252" in body[:60]
    assert "À la une" in body.decode("windows-1252")
    assert "Brioche Valmy lance la Nuage : on a goûté" in body.decode("windows-1252")


def test_the_whole_story_can_be_written_in_every_dialect() -> None:
    clock = StoryClock(START + LENGTH)
    world = World(STORY, clock)

    for path in PLACES:
        troubled = [trouble.path for trouble in TROUBLES if trouble.reigns(LENGTH)]
        assert path in troubled or world.answer(path, {}).status == 200
    world._listener.server_close()


def test_atom_entries_have_ids_and_dates(world: World) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(_get(world, "/news/atom.xml")[1]).findall(f"{atom}entry")

    assert entries
    assert all(entry.findtext(f"{atom}id") and entry.findtext(f"{atom}updated") for entry in entries)


def test_reviews_are_there_for_machines_with_their_stars(world: World) -> None:
    page = _get(world, "/avis/brioche-valmy")[1].decode()
    linked = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert linked["review"]
    assert {review["reviewRating"]["bestRating"] for review in linked["review"]} == {"5"}


def test_comments_are_paged_newest_first_without_gap_or_repeat(world: World) -> None:
    said: list[str] = []
    more: str | None = "/api/comments.json"
    while more:
        page = json.loads(_get(world, more)[1])
        said += [comment["created_at"] for comment in page["comments"]]
        more = page["next"] and page["next"].removeprefix(world.url)

    assert said == sorted(said, reverse=True)
    assert len(said) == len({post.id for post in STORY if post.place == "api" and post.at <= moment("2 09:00")})


def test_a_json_feed_says_so(world: World) -> None:
    feed = json.loads(_get(world, "/forum/feed.json")[1])

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["title"] and item["date_published"] for item in feed["items"])


def test_nobody_speaks_before_their_time(world: World, clock: StoryClock) -> None:
    before = json.loads(_get(world, "/forum/feed.json")[1])["items"][0]["id"]
    clock.advance(timedelta(hours=3))
    after = json.loads(_get(world, "/forum/feed.json")[1])["items"]

    assert after[0]["id"] != before
    assert before in {item["id"] for item in after}


@pytest.mark.parametrize(
    ("path", "validator", "condition"),
    [
        ("/journal/rss.xml", "Last-Modified", "If_Modified_Since"),
        ("/news/atom.xml", "ETag", "If_None_Match"),
        ("/api/comments.json", "ETag", "If_None_Match"),
        ("/avis/brioche-valmy", "ETag", "If_None_Match"),
    ],
)
def test_who_has_the_newest_edition_gets_304(
    world: World, clock: StoryClock, path: str, validator: str, condition: str
) -> None:
    first, _ = _get(world, path)
    seen = {condition: first.headers[validator]}

    again, body = _get(world, path, **seen)
    clock.advance(timedelta(hours=8))
    later, _ = _get(world, path, **seen)

    assert (again.status, body, later.status) == (304, b"", 200)
    assert (world.counts.requests, world.counts.conditional, world.counts.unchanged) == (3, 2, 1)


def test_a_date_that_is_none_is_not_believed(world: World) -> None:
    answer, _ = _get(world, "/journal/rss.xml", If_Modified_Since="yesterday")

    assert answer.status == 200


def test_an_edit_is_a_new_edition(world: World, clock: StoryClock) -> None:
    edited = next(post for post in STORY if post.revised)
    assert edited.revised
    clock.advance(edited.revised - moment("2 09:00") - timedelta(minutes=1))
    first, before = _get(world, "/journal/rss.xml")
    clock.advance(timedelta(minutes=1))

    again, after = _get(world, "/journal/rss.xml", If_Modified_Since=first.headers["Last-Modified"])

    assert again.status == 200
    assert "Mise à jour à 15" in after.decode("windows-1252")
    assert "Mise à jour à 15" not in before.decode("windows-1252")


def test_answers_are_packed_for_those_who_can_unpack(world: World) -> None:
    packed, body = _get(world, "/news/atom.xml", Accept_Encoding="gzip")
    _, bare = _get(world, "/news/atom.xml")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == bare


def test_the_server_lives_in_the_time_of_the_story(world: World, clock: StoryClock) -> None:
    answer, _ = _get(world, "/journal/rss.xml")

    assert parsedate_to_datetime(answer.headers["Date"]) == clock.now()


@pytest.mark.parametrize(
    ("at", "path", "status", "header"),
    [
        ("2 03:10", "/forum/feed.json", 503, "Retry-After"),
        ("2 10:10", "/carnet/rss", 301, "Location"),
        ("2 15:10", "/magazine/atom.xml", 410, ""),
        ("1 14:10", "/news/atom.xml", 200, ""),
    ],
)
def test_places_have_their_troubles(clock: StoryClock, at: str, path: str, status: int, header: str) -> None:
    with World(STORY, StoryClock(START + moment(at))) as world:
        answer, body = _get(world, path)

    assert answer.status == status
    assert not header or answer.headers[header]
    assert b"<feed" not in body


def test_what_is_nowhere_is_404(world: World) -> None:
    assert _get(world, "/robots.txt")[0].status == 404
    assert _get(world, "/api/comments.json?page=x")[0].status == 200


def test_no_poll_misses_a_post_at_the_pace_of_the_demonstration() -> None:
    """Between two polls, an hour apart, no place says more than one page of it holds."""
    for place, dialect in PLACES.values():
        said = [post.at for post in STORY if post.place == place]
        busiest = max(sum(at <= other < at + timedelta(minutes=60) for other in said) for at in said)
        assert busiest <= dialect.shows, place


def test_hostile_words_stay_words_in_every_dialect() -> None:
    nasty = replace(
        STORY[0], at=timedelta(), title="<script>x</script> & co", text="</script><b>]]</b> & \"'", rating=1
    )
    posts = [replace(nasty, place=place, id=f"{place}-1", scene=Scene.CALM) for place, _ in PLACES.values()]
    world = World(posts, StoryClock(START))
    world._listener.server_close()

    for path in ("/news/atom.xml", "/carnet/rss", "/blog/comments/feed/"):
        ElementTree.fromstring(world.answer(path, {}).body)
    assert world.answer("/avis/brioche-valmy", {}).body.count(b"</script>") == 1
