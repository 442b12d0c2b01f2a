"""What robots.txt and tdmrep.json say, as RFC 9309 and TDMRep read them."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.robots import Rule, allowed, fits, reserved, rules_for


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
