"""Feeds, the good, the broken and the hostile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import Item, Page
from monitor.sources.feed import Feed
from monitor.sources.items import MOST
from tests.sources.saved import GOLDEN, URL, reply

FEED = Feed(URL)


def read(body: str | bytes, *headers: tuple[str, str], url: str = URL) -> Page:
    return FEED.parse(reply(body, url, headers), "")


def rss(items: str, channel: str = "", root: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0" {root}><channel><title>T</title>{channel}{items}</channel></rss>'


def only(items: str, root: str = "") -> Item:
    (item,) = read(rss(f"<item>{items}</item>", root=root)).items
    return item


def test_a_feed_is_asked_for_with_the_headers_it_was_given() -> None:
    request = Feed(URL, headers={"authorization": "Basic invented"}).request("")

    assert request.url == URL
    assert request.headers[0][0] == "accept"
    assert request.headers[1] == ("authorization", "Basic invented")


# ------------------------------------------------------------------ what is no feed


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "answered with nothing at all, not a feed"),
        ("\ufeff  \n", "answered with nothing at all"),
        ("<html><head><title>Please\nlog in &amp; wait</title>", "an HTML page titled 'Please log in & wait'"),
        ("<!-- <rss> --><!DOCTYPE html><p>Hello", "an HTML page without a title"),
        ("<html><item><title>x</title></item></html>", "an HTML page titled 'x'"),
        ("<opml version='2.0'><body/></opml>", "an OPML list of feeds"),
        ("<?xml version='1.0'?><urlset/>", "an XML document <urlset>"),
        ("<kml xmlns:atom='http://www.w3.org/2005/Atom'/>", "an XML document <kml>"),
        ("A maximum of 250 records can be returned.", "text beginning 'A maximum of 250 records can be returned.'"),
        ("{}", "an empty JSON object"),
        ('{"error": "quota", "code": 7}', "JSON with the keys error, code"),
        ('[{"id": 1}]', "a JSON list"),
        ('{"items": [', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        (b"\x1f\x8b\x08\x00\xff\xfe\xfd\xfc\xfb\xfa", "data that is no text"),
    ],
)
def test_what_came_instead_of_a_feed_is_named(body: str | bytes, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)

    assert words in caught.value.message
    assert caught.value.hint


def test_an_error_does_not_tell_the_secret_in_an_address() -> None:
    with pytest.raises(ParseError) as caught:
        read("", url="https://user:word@a.example/feed?key=invented")

    assert str(caught.value).startswith("a.example answered")


@pytest.mark.parametrize(
    "body",
    [
        rss(""),
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<CHANNEL HREF='http://a.example/'><TITLE>T</TITLE></CHANNEL>",
        '{"version": "https://jsonfeed.org/version/1", "title": "T", "items": []}',
    ],
)
def test_a_feed_without_entries_is_an_empty_page(body: str) -> None:
    assert read(body).items == ()


# ------------------------------------------------------------------ what is broken and must be read


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(f"\n\n \ufeff{rss('<item><title>a</title></item>')}", id="blanks before the declaration"),
        pytest.param(rss("<item><title>a</title></item>")[:-9], id="cut off"),
        pytest.param(rss("<item><title>a</title></item>&nbsp;<unclosed>"), id="not well formed"),
        pytest.param(f"<br />Warning: 0<br />{rss('<item><title>a</title></item>')}", id="a warning before it"),
        pytest.param(
            rss("<item><title>a</title></item>", channel="&#xD800;&#57343;&#x110000;&#9;"), id="no characters"
        ),
        pytest.param(rss("<item><title>a</title></item>").replace("?>", " encoding='punycode'?>"), id="no charset"),
    ],
)
def test_a_broken_feed_loses_nothing(broken: str) -> None:
    assert [item.title for item in read(broken).items] == ["a"]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
@pytest.mark.parametrize("content_type", ["", "text/xml", "text/html", "application/rss+xml", "text/plain"])
def test_the_charset_that_a_feed_declares_is_found(charset: str, content_type: str) -> None:
    body = rss("<item><title>été à Évry</title></item>").replace("?>", f" encoding='{charset}'?>").encode(charset)

    assert read(body, ("content-type", content_type)).items[0].title == "été à Évry"


def test_the_charset_of_the_header_counts() -> None:
    body = rss("<item><title>déçu</title></item>").encode("iso-8859-1")

    assert read(body, ("content-type", "text/xml; charset=iso-8859-1")).items[0].title == "déçu"


def test_entities_are_not_expanded_and_files_not_opened() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    body = doctype + rss("<item><title>&b;|&c;</title></item>").partition("?>")[2]

    assert read(body).items[0].title == "&b;|&c;"


def test_any_element_may_stand_where_another_is_expected() -> None:
    odd = "<links>x</links><authors>x</authors><content>y</content><title_detail>z</title_detail><id a='b'/>"

    assert only(f"<title>a</title>{odd}<published_parsed>x</published_parsed>").title == "a"


@pytest.mark.parametrize("before", [True, False])
def test_the_title_of_a_picture_is_not_that_of_its_entry(before: bool) -> None:
    picture = "<image><title>A lighthouse</title></image>"

    assert only(f"{before * picture}<title>Valmy</title>{(not before) * picture}").title == "Valmy"


# ------------------------------------------------------------------ identity


def test_an_identity_is_the_id_then_the_link_then_the_content() -> None:
    link = "<link>https://a.example/1</link>"

    assert only(f"<guid isPermaLink='false'>one</guid>{link}").id == "one"
    assert only(link).id == "https://a.example/1"
    assert only("<guid>t3_abc</guid>") == Item(id="t3_abc")
    assert only("<guid>https://a.example/1</guid>").url == "https://a.example/1"
    assert only("<title>a</title>").id == only("<title>a</title>").id != only("<title>b</title>").id


def test_items_with_nothing_at_all_count_once() -> None:
    assert len(read(rss("<item/><item></item>")).items) == 1


def entry(guid: str, title: str, day: int = 0) -> str:
    date = f"<pubDate>{day:02} Jan 2026 10:00:00 GMT</pubDate>" if day else ""
    return f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>{date}</item>"


def test_identical_twins_become_one() -> None:
    assert len(read(rss(entry("g", "a", 1) * 3)).items) == 1


@pytest.mark.parametrize("days", [(0, 0, 0), (3, 2, 1), (1, 2, 3)])
def test_a_repeated_identity_loses_no_entry_and_stays_the_same_while_the_list_moves_on(days: tuple[int, ...]) -> None:
    entries = [entry("g", title, day) for title, day in zip("abc", days, strict=True)]
    newer = "".join(entries if days[0] >= days[-1] else entries[::-1])

    before = {item.title: item.id for item in read(rss(newer)).items}
    after = {item.title: item.id for item in read(rss(entry("g", "d", 4 * bool(days[0])) + newer)).items}

    assert len(set(before.values())) == 3
    assert after.items() > before.items()


def test_a_very_long_identity_is_shortened_and_stays_unique() -> None:
    ids = {only(f"<guid isPermaLink='false'>{'x' * 9_000}{end}</guid>").id for end in "ab"}

    assert len(ids) == 2
    assert max(map(len, ids)) < 100


def test_of_too_many_entries_the_newest_are_kept() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    dated = [
        f"<item><title>{n}</title><pubDate>{start + timedelta(hours=n):%d %b %Y %H:%M} GMT</pubDate></item>"
        for n in range(MOST + 5)
    ]

    items = read(rss("".join(dated))).items

    assert len(items) == MOST
    assert items[0].title == "5"


def test_a_flood_of_entries_is_cut_at_its_old_end_before_it_costs_time() -> None:
    flood = "<item></item>" * 6_000

    items = read(rss(f"<item><title>new</title></item>{flood}<item><title>old</title></item>")).items

    assert [item.title for item in items] == ["new", ""]


# ------------------------------------------------------------------ fields


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("https://b.example/x", "https://b.example/x"),
        ("/x?a=1&amp;b=2", "https://www.example.org/x?a=1&b=2"),
        (" \n https://b.example/\n x ", "https://b.example/x"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("http://[broken", ""),
        ("https:///x", "https://x"),
        ("https://www.google.fr/url?sa=t&amp;url=https%3A%2F%2Fb.example%2Fx%3Fq%3D1", "https://b.example/x?q=1"),
        (
            "http://www.bing.com/news/apiclick.aspx?tid=7&amp;url=https%3a%2f%2fb.example%2fx&amp;c=1",
            "https://b.example/x",
        ),
        ("https://www.google.fr/url?sa=t&amp;url=javascript:alert(1)", ""),
        ("https://evil.example/url?url=https://b.example", "https://evil.example/url?url=https://b.example"),
    ],
)
def test_a_link_leads_somewhere_or_is_empty(told: str, url: str) -> None:
    assert only(f"<title>a</title><link>{told}</link>").url == url


@pytest.mark.parametrize(
    ("told", "author"),
    [
        ("Brioche Valmy (official account)", "Brioche Valmy (official account)"),
        ("desk@a.example (Ann (official))", "Ann (official)"),
        ("jane@example.org (Jane Doe)", "Jane Doe"),
        ("jane@example.org", ""),
        ("Jane Doe &lt;jane@example.org&gt;", "Jane Doe"),
        ("@jane@social.example", "@jane@social.example"),
        ("&lt;b&gt;Jane&lt;/b&gt; &amp;amp; Joe", "Jane & Joe"),
    ],
)
def test_an_author_is_a_name_and_never_an_address(told: str, author: str) -> None:
    assert only(f"<title>a</title><author>{told}</author>").author == author
    assert only(f"<dc:creator>{told}</dc:creator>", "xmlns:dc='http://purl.org/dc/elements/1.1/'").author == author


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("Sat, 21 Feb 2026 10:00:00 +0100", datetime(2026, 2, 21, 9, 0, tzinfo=UTC)),
        ("2026-02-21T10:00:00-05:00", datetime(2026, 2, 21, 15, 0, tzinfo=UTC)),
        ("1771405200", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("Mon, 01 Jan 1601 00:00:00 GMT", None),
        ("Sat, 21 Feb 2026 24:61:61 GMT", None),
        ("9" * 400, None),
        ("Sun, 01 Mar 2026 00:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_true_or_none(told: str, published: datetime | None) -> None:
    assert only(f"<title>a</title><pubDate>{told}</pubDate>").published == published


@pytest.mark.parametrize(
    ("told", "every"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>nan</ttl>", None),
        ("<ttl>99999999999</ttl>", None),
        ("<ttl> 90\n</ttl>", timedelta(minutes=90)),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", None),
        ("", None),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_asked(told: str, every: timedelta | None) -> None:
    root = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"

    assert read(rss("", channel=told, root=root)).every == every


@pytest.mark.parametrize(
    ("told", "language"), [("fr-FR", "fr"), ("EN_us", "en"), ("", ""), ("french", ""), ("x-klingon", ""), ("<b>", "")]
)
def test_a_language_is_its_primary_tag(told: str, language: str) -> None:
    assert (
        read(rss("<item><title>a</title></item>", channel=f"<language>{told}</language>")).items[0].language == language
    )


def test_whichever_says_more_is_the_text() -> None:
    content = "<c:encoded>{}</c:encoded>"
    root = "xmlns:c='http://purl.org/rss/1.0/modules/content/'"

    assert only("<description>Short.</description>" + content.format("Long enough."), root).text == "Long enough."
    assert only("<description>Long enough.</description>" + content.format("Short."), root).text == "Long enough."


def test_text_that_was_escaped_once_too_often_is_still_text() -> None:
    assert (
        only("<description>&amp;lt;p&amp;gt;Fire &amp;amp; smoke&amp;lt;/p&amp;gt;</description>").text
        == "Fire & smoke"
    )


@pytest.mark.parametrize("flood", ["<!--", "<title", "<a href='", "<?", "<![", "&#9", "<script>", '<b a="'])
def test_markup_without_end_costs_no_time_and_hides_no_other_entry(flood: str) -> None:
    start = perf_counter()
    hostile = f"<item><description><![CDATA[Smoke. {flood * 20_000}]]></description></item>"

    items = read(rss(f"{hostile}<item><title>b</title></item>")).items

    assert items[0].text.startswith("Smoke.")
    assert items[1].title == "b"
    assert perf_counter() - start < 5


def test_a_number_without_end_is_no_character() -> None:
    assert only(f"<description>Smoke. &amp;#{'9' * 5_000};</description>").text == "Smoke. \ufffd"


def test_an_app_review_brings_its_stars() -> None:
    item = only("<title>Crashes</title><im:rating>2</im:rating>", "xmlns:im='http://itunes.apple.com/rss'")

    assert item.rating is not None
    assert item.rating.share == 0.25


def test_the_notes_of_a_podcast_are_its_text() -> None:
    item = only(
        "<itunes:summary>All about brioche.</itunes:summary>",
        "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'",
    )

    assert item.text == "All about brioche."


def test_a_wordpress_comment_is_titled_by_what_it_comments_even_without_a_creator() -> None:
    item = only("<title>Comment on Burnt by the sun by Ann</title><link>https://a.example/p/#comment-3</link>")

    assert (item.title, item.author, item.thread) == ("Burnt by the sun", "Ann", "https://a.example/p/")


# ------------------------------------------------------------------ anything at all


@dataclass(frozen=True)
class Splice:
    """Bytes put over a piece of a real document."""

    at: int
    drop: int
    put: bytes


PIECES = [b"&#xD800;", b"&#x;", b"\x00", b"\xff", b"<![CDATA[", b"]]>", b"<", b"&", b"<item>", b"<entry>", b"</item>"]
PIECES += [b"<guid x='1'>", b"<link rel='x'/>", b"<source>", b"<textinput>", b"<media:player/>", b" encoding='idna'"]
SPLICES = st.builds(Splice, st.integers(0, 3_000), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=9))
DOCUMENTS = [path.read_bytes() for path in sorted((GOLDEN / "feed").glob("*")) if path.suffix != ".py"]
MODEST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parse_or_refuse(body: bytes, content_type: str = "") -> None:
    try:
        page = read(body, ("content-type", content_type))
    except ParseError:
        return
    ids = [item.id for item in page.items]
    assert all(ids)
    assert len(ids) == len(set(ids))
    "".join(f"{item.id}{item.prose}{item.author}{item.url}" for item in page.items).encode()


@MODEST
@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_are_a_page_or_an_error_we_can_explain(body: bytes, content_type: str) -> None:
    parse_or_refuse(body, content_type)
    parse_or_refuse(b"<rss version='2.0'><channel>" + body, f"text/xml; charset={content_type}")


@MODEST
@given(st.sampled_from(DOCUMENTS), st.lists(SPLICES, min_size=1, max_size=5))
def test_a_mangled_feed_is_a_page_or_an_error_we_can_explain(body: bytes, splices: list[Splice]) -> None:
    for splice in splices:
        at = splice.at % (len(body) + 1)
        body = body[:at] + splice.put + body[at + splice.drop :]

    parse_or_refuse(body)


@pytest.mark.parametrize(
    "flood",
    [
        "<category>c</category>" * 100_000,
        "<" * 1_000_000,
        "&a" * 1_000_000,
        "<x {}/>".format(" ".join(f'a{number}="1"' for number in range(20_000))),
        "<x>" * 200_000,
    ],
    ids=["elements", "angles", "references", "attributes", "depth"],
)
def test_a_flood_of_markup_is_refused_before_it_takes_anybodys_time(flood: str) -> None:
    with pytest.raises(ParseError, match="more markup than a feed has"):
        read(rss(f"<item><title>T</title><description>{flood}</description></item>"))


def test_a_thousand_long_entries_are_no_flood() -> None:
    entry = (
        "<item><guid>{}</guid><title>T</title><description>" + "&lt;p&gt;words&lt;/p&gt;" * 40 + "</description></item>"
    )

    assert len(read(rss("".join(map(entry.format, range(300))))).items) == 300
