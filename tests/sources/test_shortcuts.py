"""What is usual goes a short way: it leads to where the long one does."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.sources import items, markup
from monitor.sources.tracking import untracked
from monitor.text import clean

PIECES = """a|é|&amp;|&#8230;|&amp;lt;b&amp;gt;|&lt;p&gt;|&copy|&nbsp;|<p>|</p>|<P>|<p/>|<br>|<br/>|</br>|<div>|</div>|
<li\n>|<b>|</b>|<x-y>|<img/>|<style>|</style>|<script>|</script>|<title>|</title>|<textarea>|<svg>|</svg>|<|>|&|<!--|-->|
<![CDATA[|]]>|<?|</|/>|</p\xa0>|<p\xa0>|\t| |  |\n\n|<a href='x'>|<a href="x>y">|<p class="a" id>|<p a=b>|</p a="b">|
<a b="c"d="e">""".split("|")
PARTS = """http://|https://|HTTP://|a.example|blog.example|google.com|www.bing.com|1|:|80|/|//|.|..|?|#|;|=|&|%20|é|[|]|@|
|url?url=|utm_source=x|q=1|\\|'|"|a|b|\x7f| |http://blog.example/|https://blog.example/1?a=b&c#d|
/url?url=http://a.example""".split("|")
HTML = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
URLS = st.lists(st.sampled_from(PARTS), max_size=8).map("".join)


@given(HTML.map("<i>{}".format))
@example("<p>a</p><br/><P/>b &amp;lt;b&amp;gt;")
def test_a_simple_piece_of_html_reads_as_a_parser_reads_it(html: str) -> None:
    by_parser = html + "<b unquoted=yes></b>"  # of which nothing is seen

    assert markup.prose(html) == markup.prose(by_parser)


@given(URLS, st.sampled_from(["https://blog.example/a/b", "http://blog.example"]))
def test_a_usual_address_is_what_joining_makes_of_it(url: str, base: str) -> None:
    try:
        found = urljoin(base, "".join(clean(url).split()))
        parts = urlsplit(found)
    except ValueError:
        assert items.link(url, base) == ""
        return
    if url and parts.scheme in ("http", "https") and parts.netloc and "google" not in found and "bing" not in found:
        assert items.link(url, base) == found


@given(URLS.filter(lambda url: "?" not in url and "#" not in url))
def test_an_address_without_parameters_stays_as_it_is(url: str) -> None:
    try:
        expected = urlunsplit(urlsplit(url))
    except ValueError:
        expected = url

    assert untracked(url) == expected


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.google.com/url?url=https://a.example/1&ct=x", "https://a.example/1"),
        ("http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fa.example%2f1", "https://a.example/1"),
        ("https://a.example/?", "https://a.example/"),
        ("https://a.example/" + "1" * 9_000, ""),
    ],
)
def test_what_is_not_usual_goes_the_long_way(url: str, found: str) -> None:
    assert items.link(url, "https://blog.example/") == found


@given(st.text(alphabet=" \n\t\r\u00a0\u2003\u200e\u202e\x00\x85aé\ud800😀\u2028", max_size=8))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean(text) == clean("\x00" + text)  # which is taken off, the long way
