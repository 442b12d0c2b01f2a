"""What robots.txt and tdmrep.json say, as RFC 9309 and TDMRep read them."""

from __future__ import annotations

from time import perf_counter, process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotWelcome
from monitor.fetch.robots import Robots, Rule, allowed, fits, refuse_reserved, reserved, rules_for
from monitor.model import Reply, Request
from tests.fetch.conftest import NOW


@pytest.mark.parametrize(
    ("text", "path", "welcome"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("user-agent: OTHER\ndisallow: /", "/x", True),
        ("User-agent: other\nUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Vigie/1.0\nAllow: /", "/x", True),
        ("User-agent: vigie\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: vigie\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: * # everybody\nDisallow: /p # private", "/p", False),
        ("\ufeffUser-agent: *\r\nDisallow: /p\r\n", "/p", False),
        ("Disallow: /", "/x", True),
        ("User-agent: *\nCrawl-delay: 5\nDisallow: /x\nSitemap: https://a.example/s.xml\nDisallow: /y", "/y", False),
        ("<!doctype html><title>Not found</title>", "/x", True),
    ],
)
def test_the_longest_rule_of_our_own_group_decides(text: str, path: str, welcome: bool) -> None:
    assert allowed(rules_for(text), path) is welcome


@pytest.mark.parametrize(
    ("pattern", "path", "does"),
    [
        ("/fish", "/fish/salmon", True),
        ("/fish", "/Fish", False),
        ("/fish*", "/fishheads?id=1", True),
        ("/*.php", "/a/b.php?x", True),
        ("/*.php$", "/a/b.php?x", False),
        ("/*.php$", "/a/b.php", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*b*c$", "/a--b--c", True),
        ("/aa*aa$", "/aaa", False),
        ("/%C3%A9t%C3%A9", "/été", True),
        ("*", "/", True),
    ],
)
def test_a_pattern_fits_a_path(pattern: str, path: str, does: bool) -> None:
    assert fits(pattern, path) is does


def test_a_hostile_pattern_costs_no_time() -> None:
    start = perf_counter()

    assert not fits("/" + "*a" * 5_000 + "$", "/" + "a" * 4_000 + "b")
    assert perf_counter() - start < 2


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (b'[{"location": "/", "tdm-reservation": 1}, {"location": "/open", "tdm-reservation": 0}]', ("/",)),
        (b'{"location": "/", "tdm-reservation": 1}', ()),
        (b'[{"location": 3, "tdm-reservation": 1}, 7, null]', ()),
        (b"<html>", ()),
        (b"[" * 100_000, ()),
    ],
)
def test_a_tdmrep_names_what_it_reserves(body: bytes, places: tuple[str, ...]) -> None:
    assert reserved(body) == places


@given(st.text(max_size=300), st.text(max_size=50))
def test_any_text_is_a_robots_txt(text: str, path: str) -> None:
    rules = rules_for(f"User-agent: *\n{text}")

    assert allowed(rules, f"/{path}") in (True, False)
    assert all(isinstance(rule, Rule) for rule in rules)


def replied(url: str, body: bytes, status: int = 200) -> Reply:
    return Reply(Request(url), url, status, (), body, NOW)


@pytest.mark.parametrize(
    ("page", "reserves"),
    [
        (b'<meta name="tdm-reservation" content="1">', True),
        (b"<META content=1 NAME = 'tdm-reservation' />", True),
        (b'<meta name="tdm-reservation" content="0">', False),
        (b'<meta name="tdm-reservations" content="1">', False),
        (b'<meta name="tdm-reservation" <meta content="1">', False),
    ],
)
def test_a_page_says_itself_whether_it_is_reserved(page: bytes, reserves: bool) -> None:
    said = ""
    try:
        refuse_reserved(replied("https://a.example/", page))
    except NotWelcome as error:
        said = error.message

    assert bool(said) is reserves


@pytest.mark.parametrize(
    "page",
    [
        b"<meta " + b"name=tdm-reservation " * 4_700,
        b"<meta " * 16_000,
        b"<meta name" + b" " * 99_000,
        b"<meta " + b"name = " * 14_000 + b">",
        b"<meta name=tdm-reservation " + b"content = " * 9_000 + b">",
    ],
    ids=lambda page: page[:30].decode(),
)
def test_a_page_that_begins_a_thousand_reservations_keeps_nobody_waiting(page: bytes) -> None:
    def cost() -> float:
        began = process_time()
        refuse_reserved(replied("https://a.example/", page))
        return process_time() - began

    assert min(cost() for _ in range(3)) < 0.1


async def test_a_tdmrep_that_is_longer_than_anybody_s_says_nothing() -> None:
    async def ask(url: str, _: object) -> Reply:
        return replied(url, b"[" + b"[]," * 2_600_000 + b"[]]" if url.endswith("json") else b"")

    began = process_time()
    with pytest.raises(NotWelcome, match="does not say"):
        await Robots().admit("https://a.example/page", ask, NOW)

    assert process_time() - began < 0.5


async def test_what_any_number_of_sites_said_is_not_kept_for_ever() -> None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /%d/%b\n" % (n, b"x" * 230) for n in range(2_000))
    asked: list[str] = []

    async def ask(url: str, _: object) -> Reply:
        asked.append(url)
        return replied(url, rules if url.endswith("txt") else b"")

    robots = Robots()
    for number in (*range(40), 39, 0):
        await robots.admit(f"https://s{number}.example/page", ask, NOW)

    assert len(asked) == 2 * 41, "the last is known still, the first was forgotten"
