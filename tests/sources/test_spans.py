"""Only the entries whose bytes are new are read; what is read of them is what the whole document would have told."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.model import Item, Reply, Request
from monitor.reading import Job, Seen, key, look, unpacked
from monitor.sources.feed import Feed
from monitor.sources.spans import HASH, spans
from tests.proofs.shelf import CORPUS, MANIFEST, leaves
from tests.site import rss

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
THREE = rss(("1", "one"), ("2", "two"), ("3", "three")).encode()
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><id>1</id><title>one</title></entry> <entry><id>2</id><title>two</title></entry></feed>"""


def job(body: bytes, entries: bytes = b"", **headers: str) -> Job:
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    reply = Reply(Request("https://blog.example/"), "https://blog.example/", 200, told, body, NOW)
    return Job(Feed("https://blog.example/"), "blog", reply, "", {}, first=False, entries=entries)


def ids(items: Iterable[Item]) -> list[str]:
    return [item.id for item in items]


def test_what_stood_there_is_not_read_again() -> None:
    before = look(job(THREE))
    after = look(job(rss(("4", "four"), ("1", "one"), ("2", "two"), ("3", "three")).encode(), before.entries))

    assert ids(after.page.items) == ["4"]
    assert after.still == tuple(key(each) for each in "123")
    assert list(unpacked(after.entries).values()) == [key(each) for each in "4123"]


def test_what_was_edited_is_read_again() -> None:
    before = look(job(THREE))
    after = look(job(rss(("1", "one"), ("2", "two, corrected"), ("3", "three")).encode(), before.entries))

    assert [(item.id, item.title) for item in after.page.items] == [("2", "two, corrected")]


def test_where_nothing_changed_but_the_frame_no_entry_is_read() -> None:
    before = look(job(THREE))
    after = look(job(THREE.replace(b"Le blog", b"Le nouveau blog"), before.entries))

    assert (after.page.items, after.page.title, len(after.still)) == ((), "Le nouveau blog", 3)


def test_atom_is_cut_as_well() -> None:
    cut = spans(ATOM, "")

    assert cut
    assert [ATOM[start:end] for start, end in cut.bounds][1] == b"<entry><id>2</id><title>two</title></entry>"


def test_an_entry_in_another_frame_is_another_entry() -> None:
    """What its names mean is said there."""
    other = ATOM.replace(b'Atom">', b'Atom" xml:lang="fr">')
    first, second = spans(ATOM, ""), spans(other, "")

    assert first
    assert second
    assert not set(first.hashes) & set(second.hashes)


def test_one_that_claims_the_identity_of_another_makes_the_whole_page_be_read() -> None:
    before = look(job(THREE))
    after = look(job(rss(("1", "something else"), ("1", "one"), ("2", "two")).encode(), before.entries))

    assert len(after.page.items) == 3
    assert after.entries == b""


def test_twins_make_the_whole_page_be_read() -> None:
    assert look(job(rss(("1", "one"), ("1", "one")).encode())).entries == b""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (THREE[:-10], ""),
        (b"<!DOCTYPE rss>" + THREE.partition(b"?>")[2], ""),
        (THREE.replace(b'"1.0"', b'"1.0" encoding="iso-8859-1"'), ""),
        (THREE, "text/xml; charset=iso-8859-1"),
        (b"<rss><channel></channel></rss>", ""),
        (b"<html><item/></html>", ""),
        (b"<feed><entry><entry/></entry></feed>", ""),
        (b"<rss><channel><item><item/></item></channel></rss>", ""),
        (b"<rss><item/><channel/></rss>", ""),
        (b"<rss><channel>" + b"".join(b"<item>%d</item>" % n for n in range(1_001)) + b"</channel></rss>", ""),
        ("<rss><channel><item/></channel></rss>".encode("utf-16"), ""),
        (b"", ""),
    ],
)
def test_what_is_unusual_is_not_cut(body: bytes, content_type: str) -> None:
    assert spans(body, content_type) is None


def read(body: bytes, leaf_headers: dict[str, str], entries: bytes) -> Seen | str:
    headers = {name.lower().replace("-", "_"): value for name, value in leaf_headers.items()}
    try:
        return look(job(body, entries, **headers))
    except ParseError as error:
        return error.message


@pytest.mark.corpus
@pytest.mark.skipif(not MANIFEST.exists(), reason=f"needs the corpus: {CORPUS}")
def test_of_every_real_feed_the_new_entries_are_what_the_whole_tells() -> None:
    """Whichever entries were there before: none but one, some, all but one."""
    dice = random.Random(4)
    cut = compared = 0
    for leaf in leaves():
        whole = read(leaf.body, leaf.headers, b"")
        if isinstance(whole, str) or not whole.entries:
            continue
        cut += 1
        size = HASH + len(key(""))
        pieces = [whole.entries[at : at + size] for at in range(0, len(whole.entries), size)]
        count = len(pieces)
        for unseen in {0, 1, count - 1, *(dice.randint(0, count) for _ in range(3))} - {count}:
            missing = set(dice.sample(range(count), unseen))
            known = b"".join(piece for index, piece in enumerate(pieces) if index not in missing)
            part = read(leaf.body, leaf.headers, known)
            assert isinstance(part, Seen), leaf.path
            expected = tuple(item for index, item in enumerate(whole.page.items) if index in missing)
            assert part.page.items == expected, leaf.path
            assert (part.page.title, part.page.every) == (whole.page.title, whole.page.every), leaf.path
            assert part.entries == whole.entries, leaf.path
            compared += len(expected)

    assert cut > 1_000
    assert compared > 1_000
