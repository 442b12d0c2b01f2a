"""One question, one answer, against a real server."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace

import pytest

from monitor.errors import AddressRefused, FetchError
from monitor.fetch import Fetcher
from monitor.model import Request
from tests.fetch.conftest import (
    BRISK,
    NOW,
    Asking,
    Site,
    answer,
    endless,
    names,
    redirect,
    stranger,
)


async def test_an_answer_is_kept_as_it_came(site: Site, ask: Asking) -> None:
    site.answers["/feed"] = answer(b"<rss/>", 'ETag: "1"', "X-Twice: a", "X-Twice: b", "Content-Type: text/xml")

    reply = await ask("/feed?q=1")

    assert (reply.status, reply.body, reply.at, reply.moved_to) == (200, b"<rss/>", NOW, "")
    assert reply.url == reply.request.url == site.url("/feed?q=1")
    assert reply.header("etag") == '"1"'
    assert [value for name, value in reply.headers if name == "x-twice"] == ["a", "b"]


async def test_we_say_who_we_are_and_ask_for_little(site: Site, ask: Asking) -> None:
    await ask("/feed", ("If-None-Match", '"1"'), ("User-Agent", "Mozilla/5.0"), ("X-Key", "é"))

    heard = site.heard[0]
    assert heard.line == "GET /feed HTTP/1.1"
    assert heard.headers["host"] == f"127.0.0.1:{site.port}"
    assert heard.headers["user-agent"] == "lookout-test/1"
    assert heard.headers["accept-encoding"] == "gzip"
    assert heard.headers["connection"] == "close"
    assert heard.headers["accept"] == "*/*"
    assert heard.headers["if-none-match"] == '"1"'
    assert "cookie" not in heard.headers


async def test_a_source_may_say_what_it_accepts(site: Site, ask: Asking) -> None:
    await ask("/feed", ("accept", "application/json"))

    assert site.heard[0].headers["accept"] == "application/json"


async def test_a_body_makes_it_a_post(site: Site, ask: Asking) -> None:
    await ask("/search", ("Content-Type", "application/json"), body=b'{"q": 1}')

    assert site.heard[0].line == "POST /search HTTP/1.1"
    assert site.heard[0].body == b'{"q": 1}'


@pytest.mark.parametrize(
    "status", ["200 OK", "204 No Content", "304 Not Modified", "404 No", "410 Gone", "500 Oh", "999 ?"]
)
async def test_any_status_is_an_answer(site: Site, ask: Asking, status: str) -> None:
    site.answers["/"] = f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode()

    assert (await ask()).status == int(status[:3])


async def test_a_not_modified_may_claim_to_be_packed(site: Site, ask: Asking) -> None:
    site.answers["/"] = b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"

    assert (await ask()).status == 304


async def test_a_packed_answer_is_unpacked(site: Site, ask: Asking) -> None:
    site.answers["/"] = answer(gzip.compress(b"<rss/>" * 1_000), "Content-Encoding: gzip")

    assert (await ask()).body == b"<rss/>" * 1_000


async def test_cookies_are_not_kept(site: Site) -> None:
    site.answers["/"] = answer(b"", "Set-Cookie: who=you")
    fetcher = stranger(trusted=[site.origin])

    for _ in range(2):
        await fetcher.fetch(Request(site.url()), now=NOW)

    assert "cookie" not in site.heard[1].headers


async def test_what_follows_an_answer_does_not_become_the_next_one(site: Site) -> None:
    site.answers["/"] = answer(b"first") + answer(b"smuggled")
    fetcher = stranger(trusted=[site.origin])

    replies = [await fetcher.fetch(Request(site.url()), now=NOW) for _ in range(2)]

    assert [reply.body for reply in replies] == [b"first", b"first"]


async def test_after_closing_nobody_is_asked(site: Site) -> None:
    fetcher = stranger(trusted=[site.origin])
    await fetcher.close()

    with pytest.raises(FetchError, match="closing"):
        await fetcher.fetch(Request(site.url()), now=NOW)

    assert not site.heard


async def test_a_redirect_is_followed(site: Site, ask: Asking) -> None:
    site.answers.update({"/a": redirect("/b?x=1"), "/b": answer(b"here")})

    reply = await ask("/a")

    assert (reply.body, reply.url, reply.moved_to) == (b"here", site.url("/b?x=1"), "")
    assert reply.request.url == site.url("/a")


async def test_a_permanent_move_is_told(site: Site, ask: Asking) -> None:
    site.answers.update({"/a": redirect("/b", 301), "/b": redirect("/c", 308), "/c": answer()})

    assert (await ask("/a")).moved_to == site.url("/c")


async def test_five_redirects_are_followed_and_six_are_not(site: Site, ask: Asking) -> None:
    site.answers.update({f"/{n}": redirect(f"/{n + 1}") for n in range(6)} | {"/6": answer(b"here")})

    assert (await ask("/1")).body == b"here"
    with pytest.raises(FetchError, match="more than 5 times"):
        await ask("/0")


async def test_the_body_of_a_redirect_is_not_read(site: Site, ask: Asking) -> None:
    site.answers["/a"] = endless(b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n", b"x" * 10_000)
    site.answers["/b"] = answer(b"here")

    assert (await ask("/a")).body == b"here"


async def test_a_redirect_to_nowhere_is_an_answer(site: Site, ask: Asking) -> None:
    site.answers["/"] = answer(b"lost", status="302 Found")

    assert (await ask()).status == 302


@pytest.mark.parametrize("to", ["file:///etc/passwd", "javascript:alert(1)", "http://[", "http://user:pw@127.0.0.1/"])
async def test_a_redirect_to_what_is_no_web_page_is_refused(site: Site, ask: Asking, to: str) -> None:
    site.answers["/"] = redirect(to)

    with pytest.raises(FetchError):
        await ask()


async def test_credentials_stay_with_their_origin(site: Site, other_site: Site) -> None:
    site.answers["/"] = redirect(other_site.url("/"))
    other_site.answers["/"] = redirect(site.url("/back"))
    fetcher = stranger(allow=["127.0.0.1"])

    await fetcher.fetch(Request(site.url(), (("Authorization", "Bearer s3cret"), ("Cookie", "a=b"))), now=NOW)

    assert [heard.headers.get("authorization") for heard in site.heard] == ["Bearer s3cret", None]
    assert not {"authorization", "cookie"} & set(other_site.heard[0].headers)


async def test_a_post_that_is_sent_on_is_sent_whole_at_home_and_not_at_all_elsewhere(
    site: Site, other_site: Site
) -> None:
    site.answers.update({"/a": redirect("/b", 307), "/c": redirect(other_site.url("/"), 307)})
    fetcher = stranger(allow=["127.0.0.1"])

    await fetcher.fetch(Request(site.url("/a"), body=b"token"), now=NOW)
    with pytest.raises(AddressRefused):
        await fetcher.fetch(Request(site.url("/c"), body=b"token"), now=NOW)

    assert [heard.body for heard in site.heard] == [b"token", b"token", b"token"]
    assert not other_site.heard


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_a_host_that_asked_us_to_wait_is_left_alone_by_all_its_sources(site: Site, status: str) -> None:
    site.answers["/a"] = answer(b"", "Retry-After: 120", status=status)
    fetcher = stranger(names(news_example="127.0.0.1"), allow=["news.example"])

    assert (await fetcher.fetch(Request(site.url("/a", host="news.example")), now=NOW)).status == int(status[:3])
    with pytest.raises(FetchError, match=r"news\.example asked us to wait until 2026-03-02 08:00:1[345]"):
        await fetcher.fetch(Request(site.url("/b", host="news.example")), now=NOW)

    assert len(site.heard) == 1


async def test_on_this_machine_each_page_speaks_for_itself(site: Site) -> None:
    site.answers["/a"] = answer(b"", "Retry-After: 120", status="429 Too Many Requests")
    site.answers["/b"] = answer(b"here")
    fetcher = stranger(trusted=[site.origin])

    await fetcher.fetch(Request(site.url("/a")), now=NOW)

    assert (await fetcher.fetch(Request(site.url("/b")), now=NOW)).body == b"here"


@pytest.mark.parametrize(
    "wish", ["Retry-After: soon", "Retry-After: -5", "Retry-After: Mon, 02 Mar 2026 07:59:59 GMT", "X: y"]
)
async def test_a_wish_that_is_none_is_not_obeyed(site: Site, wish: str) -> None:
    site.answers["/a"] = answer(b"", wish, status="429 Too Many Requests")
    fetcher = stranger(trusted=[site.origin])

    await fetcher.fetch(Request(site.url("/a")), now=NOW)

    assert (await fetcher.fetch(Request(site.url("/b")), now=NOW)).status == 404


async def test_two_at_once_is_all_that_a_host_gets(site: Site) -> None:
    full = asyncio.Event()

    async def until_full(writer: asyncio.StreamWriter) -> None:
        if site.busy == 2:
            full.set()
        await full.wait()
        writer.write(answer(b"here"))

    site.answers["/"] = until_full
    fetcher = stranger(names(news_example="127.0.0.1"), allow=["news.example"])
    url = site.url(host="news.example")

    replies = await asyncio.gather(*[fetcher.fetch(Request(url), now=NOW) for _ in range(7)])

    assert [reply.body for reply in replies] == [b"here"] * 7
    assert site.busiest == 2


async def test_waiting_for_our_turn_is_not_counted_as_the_servers_slowness(site: Site) -> None:
    async def unhurried(writer: asyncio.StreamWriter) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.12)
        writer.write(answer(b"here"))

    site.answers["/"] = unhurried
    limits = replace(BRISK, total=0.5, per_loopback=1)
    fetcher = Fetcher(user_agent="x", limits=limits, trusted=[site.origin])

    replies = await asyncio.gather(*[fetcher.fetch(Request(site.url()), now=NOW) for _ in range(5)])

    assert [reply.body for reply in replies] == [b"here"] * 5
