"""Plain entries say to us what they say to feedparser: of the corpus each, and of thousands that were invented."""

from __future__ import annotations

import io
import os
import random
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import feedparser
import pytest

from monitor.sources import plain
from monitor.sources.spans import spans
from tests.proofs.shelf import CORPUS, MANIFEST, leaves

HEADERS = {"content-type", "content-language"}  # what feedparser is told of an answer's
INVENTED = int(os.environ.get("VIGIE_INVENTED", "300"))
SEED = int(os.environ.get("VIGIE_SEED", "20261201"))
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("media", "http://search.yahoo.com/mrss/"),
        ("slash", "http://purl.org/rss/1.0/modules/slash/"),
        ("thr", "http://purl.org/syndication/thread/1.0"),
        ("wfw", "http://wellformedweb.org/CommentAPI/"),
    )
)
RSS = f'<rss version="2.0" {SPACES}><channel><title>t</title>', "item", "</channel></rss>"
ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}><title>t</title>', "entry", "</feed>"
BLOG = """<title>L’été</title><link>https://blog.example/1</link><comments>https://blog.example/1#respond</comments>
<dc:creator><![CDATA[Anne]]></dc:creator><pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate>
<category><![CDATA[News]]></category><guid isPermaLink="false">https://blog.example/?p=1</guid>
<description><![CDATA[<p>Plus de pluie &#8230;</p>]]></description>
<content:encoded>&lt;p&gt;Plus.&lt;/p&gt;</content:encoded>
<wfw:commentRss>https://blog.example/1/feed</wfw:commentRss><slash:comments>3</slash:comments>"""
POST = """<author><name>/u/anne</name><uri>https://r.example/user/anne</uri></author><category term="a" label="r/a"/>
<content type="html">&lt;p&gt;Bonjour&lt;/p&gt;</content><id>t3_1</id><link href="https://r.example/1?a=1&amp;b=2" />
<updated>2026-03-02T08:00:00+00:00</updated><published>2026-03-02T07:00:00Z</published><title>Bonjour</title>"""

WORDS = (
    "a", "B ", "\n", "\r\n", "\t", "é", "Ã©", "’", "\x85", "&amp;", "&lt;", "&#8217;", "&#x2019;", "&#146;", "&#xD;",
    "&quot;", "&amp;amp;", "&amp;#8217;", "&amp;eacute;", "&lt;p&gt;", "&lt;b&gt;x&lt;/b&gt;", "]", "]]", "/", "://",
    "http://", "http:///", "http://e.example/a?b=1&amp;c=2", "&amp;copy;", "me@x.example", "(", "me@x.fr (Anne)",
    "\u2028", "\xa0", "😀", "İ", "0", "<!-- c -->", "<?p x?>", "<b/>", "<div>q</div>",
)  # fmt: skip
DATES = (
    "Mon, 02 Mar 2026 08:00:00 +0100", "Tue, 2 Oct 2026 08:00:00 GMT", "Sat, 31 Oct 2026 24:00:00 GMT",
    "Thu, 30 Feb 2026 08:00:00 GMT", "Mon, 02 Mar 2026 08:00:00 -0330", "Mon, 02 Mar 2026 08:00:60 UTC",
    "Wed, 02 Mar 0001 00:00:00 +1400", "Thu, 01 Oct 2026 08:00:00 Z", "Sun, 02 Mar 2026 08:00:00 +9900",
    "Mon, 02 Mar 2026 08:00:00 +0199", "2 Mar 2026 08:00:00 GMT", "Mon, 02 Mar 26 08:00:00 EST",
    "2026-03-02T08:00:00Z", "2026-03-02T08:00:00.123+05:30", "2026-03-02T08:00:00-00:30", "2026-13-02T08:00:00Z",
    "2026-03-02T08:00:00+0100", "2026-03-02T08:00:00", "2026-03-02", "0000-01-01T00:00:00Z", "2026-03-02T25:00:00Z",
    "9999-12-31T23:59:59-10:00", "2026-03-02T08:00:00z", "yesterday",
)  # fmt: skip
ATTRIBUTES = {
    "title": ('type="text"', "type='html'", 'type="xhtml"', 'type="text/html"', 'type=""'),
    "guid": ('isPermaLink="false"', 'isPermaLink="true"', "isPermaLink='True'"),
    "link": ('href="http://x.example/1"', 'href="?a=1&amp;b=2"', 'href="http:///x"', 'rel="self"', 'rel="Alternate"',
             'rel="replies"', 'type="text/html"', 'type="text/plain"', 'href=""', 'hreflang="fr"', 'title="t"'),
    "category": ('term="x"', 'domain="d"', 'label="é"'),
    "enclosure": ('url="http://x.example/1.mp3"', 'type="audio/mpeg"', 'length="1"'),
    "media:content": ('url="http://x.example/1.jpg"', 'type="image/jpeg"'),
}  # fmt: skip
STRANGE = (
    'xml:lang="de"', 'xml:base="http://b.example/"', 'base="http://b.example/"', 'lang="de"', 'mode="escaped"',
    'src="x"', 'xmlns="http://www.w3.org/1999/xhtml"', 'HREF="http://y.example"',
)  # fmt: skip
AROUND = (
    "<language>fr</language>", "<link>http://x.example</link>", "<author><name>N</name></author>",
    "<description>a <div>b</div></description>", "<image><url>u</url></image>", "<textInput/>", "<base>x</base>",
    '<svg xmlns="http://www.w3.org/2000/svg"/>', '<q xmlns:dc="http://purl.org/rss/1.0/modules/content/"/>',
)  # fmt: skip


def document(frame: tuple[str, str, str], entries: Iterable[str]) -> bytes:
    head, tag, end = frame
    return (head + "\n".join(f"<{tag}>{entry}</{tag}>" for entry in entries) + end).encode()


def told(body: bytes, headers: dict[str, str]) -> list[dict[str, Any]]:
    """What feedparser tells of the entries; nothing where it had to guess what the document is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    guessed = "SAX" in type(found.get("bozo_exception")).__name__
    return [] if guessed else found["entries"]


def ours(body: bytes, headers: dict[str, str]) -> list[plain.Node | None]:
    cut = spans(body, headers["content-type"])
    return plain.nodes(cut, headers.get("content-language", "")) if cut else []


def agree(body: bytes, headers: dict[str, str]) -> int:
    """How many plain entries say the same to both, where the first of them does: then all of them do."""
    mine, theirs = ours(body, headers), told(body, headers)
    pairs = [(node, entry) for node, entry in zip(mine, theirs, strict=bool(mine and theirs)) if node]
    if not pairs or not plain.same(*pairs[0]):
        return 0
    for node, entry in pairs:
        assert plain.same(node, entry), (body.decode(), node, entry)
    return len(pairs)


@pytest.mark.parametrize(
    ("frame", "entry"),
    [
        (RSS, BLOG),
        (RSS, BLOG.replace("Anne", "anne@blog.fr (Anne)")),
        (RSS, BLOG + '<media:thumbnail url="https://blog.example/1.jpg"/>'),
        (ATOM, POST),
        (ATOM, POST.replace("/u/anne", "")),
    ],
)
def test_an_entry_as_it_is_usually_written_is_plain(frame: tuple[str, str, str], entry: str) -> None:
    assert agree(document(frame, [entry, entry.replace("1", "2")]), {"content-type": "application/xml"}) == 2


@pytest.mark.parametrize(
    "entry",
    [
        BLOG.replace("L’été", "<b>L’été</b>"),
        BLOG.replace("<title>", '<title xml:lang="fr">'),
        BLOG + "<title>Another</title>",
        BLOG + "<media:title>Another</media:title>",
        BLOG + "<unknown/>",
        BLOG + '<source url="http://x.example"><title>Another</title></source>',
        BLOG.replace("<dc:creator>", '<dc:creator xmlns:dc="http://purl.org/dc/terms/">'),
    ],
)
def test_what_is_of_another_make_leaves_the_page_to_feedparser(entry: str) -> None:
    assert not ours(document(RSS, [BLOG, entry]), {"content-type": ""})


@pytest.mark.parametrize(
    "entry",
    [
        BLOG.replace("L’été", "Tom &amp;amp; Anne"),
        BLOG.replace("L’été", "L\x92été"),
        BLOG.replace("Mon, 02 Mar", "Lundi, 02 Mar"),
        BLOG.replace("Anne", "anne@blog.example"),
        BLOG.replace("https://blog.example/1<", "https:///blog.example/1<"),
    ],
)
def test_what_feedparser_mends_or_guesses_at_is_its_own_to_tell(entry: str) -> None:
    first, second = ours(document(RSS, [BLOG, entry]), {"content-type": ""})

    assert first
    assert not second


@pytest.mark.parametrize(
    "body",
    [
        document((RSS[0].replace("dc/elements/1.1", "dc/terms"), *RSS[1:]), [BLOG]),
        document((RSS[0] + '<q xmlns:dc="http://purl.org/dc/terms/"/>', *RSS[1:]), [BLOG]),
        document((RSS[0].replace("<channel>", '<channel base="http://x.example">'), *RSS[1:]), [BLOG]),
        document(RSS, [BLOG, BLOG.replace("1", "2")]).replace(b"</item>", b"</item><language>fr</language>", 1),
        document((ATOM[0].replace("2005/Atom", "1999/xhtml"), *ATOM[1:]), [POST]),
    ],
)
def test_a_strange_frame_leaves_the_page_to_feedparser(body: bytes) -> None:
    assert not ours(body, {"content-type": ""})


def test_invented_entries_say_the_same_to_both() -> None:
    dice = random.Random(SEED)
    compared = 0
    for _ in range(INVENTED):
        frame = dice.choice((RSS, ATOM, (RSS[0].replace(' version="2.0"', ""), *RSS[1:])))
        head = frame[0] + "".join(dice.sample(AROUND, dice.choice((0, 0, 0, 1))))
        entries = ["".join(_elements(dice)) for _ in range(5)]
        headers = {"content-type": dice.choice(("application/xml", "text/xml", "text/xml; charset=utf-8"))}
        headers |= dice.choice(({}, {"content-language": "de"}))
        compared += agree(document((head, *frame[1:]), entries), headers)

    assert compared > INVENTED / 2


def _elements(dice: random.Random) -> Iterator[str]:
    names = dice.sample(sorted(plain.ELEMENTS), dice.randrange(1, 7))
    for name in (*names, *(["link"] if dice.random() < 0.2 else [])):
        count = dice.choice((0, 0, 0, 1, 2))
        usual = dice.sample(ATTRIBUTES.get(name, ()), min(count, len(ATTRIBUTES.get(name, ()))))
        strange = dice.sample(STRANGE, dice.random() < 0.005)
        yield f"<{' '.join((name, *usual, *strange))}>{_said(dice, name)}</{name}>"


def _said(dice: random.Random, name: str) -> str:
    if name in ("pubDate", "published", "updated", "dc:date"):
        return dice.choice(DATES if dice.random() < 0.2 else DATES[:2])
    said = "".join(dice.choices(WORDS[:-5] if dice.random() < 0.99 else WORDS, k=dice.randrange(4)))
    if name == "author" and dice.random() < 0.7:
        parts = (
            f"<name>{said}</name>" if said else "<name/>",
            "<uri>http://x.example</uri>",
            "<email>me@x.example</email>",
        )
        return "".join(parts[: dice.randrange(1, 4)])
    return f"<![CDATA[{said}]]>" if dice.random() < 0.3 else said


@pytest.mark.corpus
@pytest.mark.skipif(not MANIFEST.exists(), reason=f"needs the corpus: {CORPUS}")
def test_every_plain_entry_of_the_corpus_says_the_same_to_both() -> None:
    """Also where it stands among others."""
    compared = 0
    for leaf in leaves():
        headers = {"content-type": "application/xml"}
        headers |= {name.lower(): said for name, said in leaf.headers.items() if name.lower() in HEADERS}
        cut = spans(leaf.body, headers["content-type"])
        around = plain.frame(cut, headers.get("content-language", "")) if cut else None
        if not cut or not around:
            continue
        nodes = [_alone(around, cut.body[start:end].decode()) for start, end in cut.bounds]
        theirs = told(leaf.body, headers) if any(nodes) else []
        for node, entry in zip(nodes, theirs, strict=bool(theirs)):
            assert not node or plain.same(node, entry), leaf.path
            compared += bool(node)

    assert compared > 600


def _alone(around: plain.Frame, entry: str) -> plain.Node | None:
    try:
        return around.node(entry)
    except plain.UnusualError:
        return None
