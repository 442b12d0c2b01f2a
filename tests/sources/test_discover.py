"""Which feeds a page declares, and where to look when it declares none."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.discover import Found, discover, guesses

PAGE = "https://blog.example/2026/post"


def found(html: str) -> list[str]:
    return [each.url for each in discover(html.encode(), PAGE)]


def test_declared_feeds_are_found_in_their_order_and_once() -> None:
    html = """
      <link rel="alternate" type="application/rss+xml" title="Le blog &raquo; Flux" href="/feed/">
      <LINK REL='feed alternate' TYPE='application/atom+xml; charset=utf-8' HREF=atom.xml />
      <link rel="alternate" type="application/feed+json" href="https://other.example/feed.json">
      <link rel="alternate" type="application/rss+xml" href="https://blog.example/feed/">
    """

    assert discover(html.encode(), PAGE) == (
        Found("https://blog.example/feed/", "Le blog » Flux", "feed"),
        Found("https://blog.example/2026/atom.xml"),
        Found("https://other.example/feed.json"),
    )


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet" type="application/rss+xml" href="/x">',
        '<link rel="alternate" type="text/html" hreflang="fr" href="/fr">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?feed">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/x"> -->',
        '<script>"<link rel=alternate type=application/rss+xml href=/x>"</script>',
    ],
)
def test_other_links_are_no_feeds(link: str) -> None:
    assert found(link) == []


def test_addresses_are_relative_to_the_base_of_the_page() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="rss">'

    assert found(f'<base href="/news/"><base href="/no/">{link}') == ["https://blog.example/news/rss"]


def test_a_page_cannot_send_us_to_a_thousand_feeds() -> None:
    links = (f'<link rel="alternate" type="text/xml" href="/{n}">' for n in range(1_000))

    assert len(found("".join(links))) == 100


def test_guesses_start_below_the_page_and_end_below_the_host() -> None:
    urls = [guess.url for guess in guesses(f"{PAGE}?utm=1#top")]

    assert urls[0] == "https://blog.example/2026/post/feed/"
    assert "https://blog.example/feed/" in urls
    assert "https://blog.example/?feed=rss2" in urls
    assert len(urls) == len(set(urls))


def test_there_is_nothing_to_guess_where_there_is_no_host() -> None:
    assert guesses("mailto:someone") == ()


@pytest.mark.parametrize("flood", ["<!--", "<title", "<link rel='alternate", "&#9"])
def test_a_page_without_end_costs_no_time(flood: str) -> None:
    start = perf_counter()

    assert found(flood * 50_000) == []
    assert perf_counter() - start < 5


@settings(max_examples=40)
@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_are_a_page_to_look_at(html: bytes, base: str) -> None:
    discover(b'<link rel="alternate" type="text/xml" href="' + html, base)
    guesses(base)
