"""Nearly feeds: what each form of nonsense is read as, or that it is refused in words."""

from __future__ import annotations

import json

import pytest

from monitor.errors import ParseError
from monitor.model import Item, Page
from monitor.sources.feed import Feed
from monitor.sources.items import MOST
from tests.sources.saved import URL, reply
from tests.sources.test_hostile import assert_fit

FEED = Feed(URL)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}</feed>'
VERSION = "https://jsonfeed.org/version/1.1"

# Names that Python knows as encodings, of which many are none of text, and names of none at all.
CHARSETS = (
    "zlib", "hex", "base64", "bz2", "uu", "quopri", "rot13", "idna", "punycode", "unicode_escape", "undefined", "mbcs",
    "raw_unicode_escape", "utf-7", "hz", "iso2022_jp", "utf-16", "utf-32", "banana-8", "../../etc/passwd", "utf8;DROP",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-32", "utf-16-le", "cp500", "shift_jis", "gb18030", "big5", "euc_kr", "koi8-r", "utf-8-sig")
ODD_LINKS = (
    "http://[::1", "http://\u2028x", "//", f"http://{'a' * 9_000}", "JaVaScRiPt:alert(1)", "\x01javascript:alert(1)",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "http://x\r\nHost: y", "gopher://x", "javascript&#58;x",
)  # fmt: skip
ODD_DATES = (
    "Thu, 01 Jan 99999 00:00:00 GMT", "-0001-01-01T00:00:00Z", "2025-01-01T00:00:00+999999", "1e400", "٢٠٢٥-٠١-٠١",
    "9" * 5_000, "Mon, " * 50_000, "12:" * 50_000, "Sat, 32 Dec 2025", "0" * 100_000, "-" * 100_000, " " * 100_000,
)  # fmt: skip
LAUGHS = ("lol", *(f"&{name};" * 10 for name in "abcdefgh"))
ENTITIES = {
    "that name each other": '<!ENTITY x "&y;"><!ENTITY y "&x;">',
    "of a file": '<!ENTITY x SYSTEM "file:///etc/passwd">',
    "of a file through a parameter": '<!ENTITY % p SYSTEM "file:///etc/passwd">%p;<!ENTITY x "%p;">',
    "of a filter": '<!ENTITY x PUBLIC "a" "php://filter/resource=/etc/passwd">',
    "of parameters": "<!ENTITY % p 'long'>" + "".join(f"<!ENTITY % p{n} '%p;%p;%p;'>" for n in range(1_000)),
    "that laugh": "".join(f'<!ENTITY {name} "{told}">' for name, told in zip("abcdefghx", LAUGHS, strict=True)),
}
# Much of one small thing, at each place where an entry may hold it.
FLOODS = {
    "comments": "<!---->" * 70_000, "instructions": "<?a b?>" * 70_000, "sections": "<![CDATA[a]]>" * 70_000,
    "openers": "<!" * 70_000, "ends": "</" * 70_000, "brackets": f"<![CDATA[{']' * 500_000}]]>",
    "references": "&#" * 100_000, "a long reference": f"&#x{'0' * 500_000}41;",
    "ampersands": f"&amp;{'amp;' * 100_000}",
    "a long tag": f"<{'a' * 90_000}/>", "prefixes": f"<{'a:' * 40_000}b/>", "quotes": "\"'" * 300_000,
    "markers": "&lt;!--" * 50_000, "closers": "&lt;/" * 50_000, "text areas": "&lt;textarea&gt;" * 20_000,
    "zeros": "\0" * 500_000, "marks": "a" + "\u0301" * 200_000, "nothing wide": "\u200b" * 200_000,
    "turns": "\u202e\u2066" * 100_000, "tags": "\U000e0041" * 100_000, "links": "http://" * 100_000,
}  # fmt: skip
DOCTYPES = {
    "of itself": '<!ENTITY a "&a;">', "in attributes": f'<!ENTITY a "{"B" * 10_000}">',
    "of defaults": "<!ATTLIST item " + " ".join(f'a{n} CDATA "{"v" * 100}"' for n in range(1_000)) + ">",
    "of a deep model": f"<!ELEMENT rss (a{',(a' * 3_000}{')' * 3_000})>", "of openers": "[" * 300_000,
    "of a notation": '<!NOTATION n SYSTEM "file:///etc/passwd"><!ENTITY a SYSTEM "x" NDATA n>',
}  # fmt: skip
ODD_ENTRIES = (
    f'{{"id": 1{"0" * 4_000}}}', f'{{"id": 1e{"9" * 5_000}}}', f'{{"id": 0.{"0" * 90_000}1}}',
    '{"id": NaN, "title": Infinity}', '{"id": "1", "title": "\\u0000\\ud800\\udc00\\ud800"}', '{"id": "x", "id": "1"}',
    '{"id": "1", "date_published": 1e308}', '{"id": "1", "date_published": -Infinity}',
    '{"id": "1", "date_published": "+275760-09-13T00:00:00Z"}', '{"id": "1", "date_published": {"$date": 1}}',
    '{"id": "1", "date_modified": "9999-12-31T23:59:59-23:59"}',
    '{"id": "1", "date_modified": "0001-01-01T00:00:00+23:59"}',
    f'{{"id": "1", "_x": {"[" * 900}{"]" * 900}}}',
)  # fmt: skip
ODD_JSON: tuple[object, ...] = (True, None, "", "\0", -0.0, 1.5, 2**63, [], {}, [[]], "x" * 10_000)


def read(body: str | bytes, content_type: str = "application/rss+xml") -> Page:
    return FEED.parse(reply(body, URL, (("content-type", content_type),)), "")


def rss(items: str, head: str = '<?xml version="1.0"?>', root: str = "") -> str:
    return f'{head}<rss version="2.0" {root}><channel><title>T</title>{items}</channel></rss>'


def said(*items: dict[str, object], **more: object) -> str:
    return json.dumps({"version": VERSION, "title": "n", "items": items} | more)


def found(body: str | bytes, content_type: str = "application/rss+xml") -> tuple[Item, ...]:
    """What is read, each fit for all that comes after; nothing where it is refused in words."""
    try:
        items = read(body, content_type).items
    except ParseError as error:
        assert error.message  # noqa: PT017 - either is fine, anything else raised is not
        return ()
    for item in items:
        assert_fit(item)
    return items


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_that_is_none_costs_no_entry(charset: str) -> None:
    feed = rss("<item><title>café</title></item>", head=f'<?xml version="1.0" encoding="{charset}"?>')

    assert len(found(feed, f"application/rss+xml; charset={charset}")) == 1


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_is_told_is_read(encoding: str) -> None:
    feed = rss("<item><title>caf</title></item>", head=f'<?xml version="1.0" encoding="{encoding}"?>')

    assert [item.title for item in found(feed.encode(encoding))] == ["caf"]


@pytest.mark.parametrize("kind", ENTITIES)
def test_entities_neither_grow_nor_open_files(kind: str) -> None:
    head = f'<?xml version="1.0"?><!DOCTYPE rss [{ENTITIES[kind]}]>'

    items = found(rss("<item><title>[&x;]</title><enclosure url='&x;'/></item>", head=head))

    assert sum(len(item.title) for item in items) < 10_000
    assert "root:" not in str(items)


def test_no_link_leads_anywhere_but_to_pages() -> None:
    feed = rss("".join(f"<item><guid>{n}</guid><link>{link}</link></item>" for n, link in enumerate(ODD_LINKS)))

    assert len(found(feed)) == len(ODD_LINKS)


def test_no_date_is_too_odd() -> None:
    feed = rss("".join(f"<item><guid>{n}</guid><pubDate>{date}</pubDate></item>" for n, date in enumerate(ODD_DATES)))

    assert len(found(feed)) == len(ODD_DATES)


@pytest.mark.parametrize("empty", ["<item/>", "<item />", "<item a='b'/>", "<entry/>", "<rss:item/>"])
def test_entries_of_nothing_are_cut_off_like_others(empty: str) -> None:
    assert len(found(rss(empty * 60_000 + "<item><title>x</title></item>"))) <= MOST


@pytest.mark.parametrize("opening", ["<item>", "<entry>", "<item><title>x</title>"])
def test_entries_without_an_end_are_refused(opening: str) -> None:
    with pytest.raises(ParseError, match="more markup"):
        read(rss(opening * 30_000))


@pytest.mark.parametrize("blank", [" ", "\n", "\r\n\t", "\ufeff"])
def test_megabytes_before_a_feed_are_nothing(blank: str) -> None:
    assert len(found(blank * 1_500_000 + rss("<item><title>x</title></item>"))) == 1


@pytest.mark.parametrize("element", ["author", "dc:creator", "managingEditor"])
@pytest.mark.parametrize(
    "name", ["a." * 500_000, "a.b@" * 300_000, "<![CDATA[a]]>" * 50_000], ids=lambda name: name[:5]
)
def test_a_name_without_end_is_cut_short(element: str, name: str) -> None:
    feed = rss(f"<item><title>x</title><{element}>{name}</{element}></item>", root='xmlns:dc="x"')

    (item,) = found(feed)
    assert len(item.author) <= 1_000


def test_an_entry_says_the_same_thing_many_times_and_is_one() -> None:
    many = "".join(f"{each * 5_000}" for each in ("<guid>x</guid>", "<title>x</title>", "<author>a@b.example</author>"))

    assert len(found(rss(f"<item>{many}</item>"))) == 1


@pytest.mark.parametrize("odd", ODD_JSON, ids=repr)
def test_a_field_of_a_json_feed_may_hold_anything(odd: object) -> None:
    fields = ("id", "url", "title", "content_text", "content_html", "date_published", "author", "authors", "tags")
    items = [{"id": str(n), "title": "t"} | {field: odd} for n, field in enumerate(fields)]

    assert found(said(*items, {"id": "good", "title": "good"}), "application/feed+json")[-1].title == "good"


def test_a_bad_byte_does_not_cost_a_json_feed_the_rest() -> None:
    feed = said({"id": "1", "title": "?"}, {"id": "2", "title": "b"}).encode().replace(b"?", b"\xed\xa0\x80\xff")

    assert [item.id for item in found(feed, "application/feed+json")] == ["1", "2"]


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000, '{"a":' * 100_000, "null", "[]", "{}", '{"version": {}, "items": []}', f"[{'1,' * 500_000}1]",
        f'{{"version": "{VERSION}", "items": null}}', f'{{"version": "{VERSION}", "items": {{"0": {{"id": "1"}}}}}}',
        f'{{"version": "{VERSION}", "items": [{{"id": {"9" * 100_000}}}]}}',
    ],
    ids=lambda body: body[:20],
)  # fmt: skip
def test_json_that_is_no_feed_is_refused_in_words(body: str) -> None:
    with pytest.raises(ParseError):
        read(body, "application/feed+json")


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("element", ["title", "description", "author", "link", "pubDate"])
def test_a_flood_costs_no_other_entry(flood: str, element: str) -> None:
    feed = rss(f"<item><guid>1</guid><{element}>{FLOODS[flood]}</{element}></item><item><title>x</title></item>")

    assert len(found(feed)) <= 2


@pytest.mark.parametrize("kind", DOCTYPES)
def test_no_doctype_grows(kind: str) -> None:
    head = f'<?xml version="1.0"?><!DOCTYPE rss [{DOCTYPES[kind]}]>'

    items = found(rss("<item><title>[&a;]</title><enclosure url='&a;&a;'/></item>" * 50, head=head))

    assert sum(len(item.title) for item in items) < 600_000
    assert "root:" not in str(items)


@pytest.mark.parametrize("entry", ODD_ENTRIES, ids=lambda entry: entry[:40])
def test_no_entry_of_a_json_feed_is_too_odd(entry: str) -> None:
    found(f'{{"version": "{VERSION}", "items": [{entry}, {{"id": "good", "title": "good"}}]}}', "application/feed+json")
