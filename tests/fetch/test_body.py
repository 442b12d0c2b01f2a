"""What is packed is unpacked, up to a limit and not one byte further."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, TooLarge
from monitor.fetch.body import Gunzip, coding_of, read_body


def unpack(pieces: Iterable[bytes], limit: int = 1_000_000) -> bytes:
    gunzip = Gunzip(limit, "news.example")
    out = b"".join([gunzip.feed(piece) for piece in pieces])
    gunzip.finish()
    return out


def pieces_of(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=4), st.integers(1, 50))
def test_any_members_cut_anywhere_become_what_was_packed(members: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(member) for member in members)

    assert unpack(pieces_of(packed, size)) == b"".join(members)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_stream_that_breaks_off_anywhere_is_an_error(text: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(text)
    end = data.draw(st.integers(1, len(packed) - 1))

    with pytest.raises(FetchError, match="broke off"):
        unpack([packed[:end]])


@given(st.binary(max_size=200))
def test_any_bytes_are_unpacked_or_are_a_fetch_error(noise: bytes) -> None:
    try:
        unpack([noise])
    except FetchError:
        return
    assert not noise or noise.startswith(b"\x1f\x8b")


def test_exactly_the_limit_passes_and_one_byte_more_does_not() -> None:
    packed = gzip.compress(b"x" * 5_000)

    assert len(unpack(pieces_of(packed, 7), limit=5_000)) == 5_000
    with pytest.raises(TooLarge):
        unpack(pieces_of(packed, 7), limit=4_999)


def test_a_bomb_is_not_unpacked_beyond_the_limit() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(bytes(1_000_000)) for _ in range(3)]) + packer.flush()

    with pytest.raises(TooLarge, match=r"news\.example"):
        unpack([bomb])


def test_a_bomb_of_many_small_members_is_refused() -> None:
    with pytest.raises(FetchError, match="parts"):
        unpack([gzip.compress(b"") * 10_000])


@pytest.mark.parametrize("padding", [b"\0" * 512, b"\n", b"<!-- cached -->"])
def test_padding_behind_the_last_member_is_no_part_of_it(padding: bytes) -> None:
    assert unpack([gzip.compress(b"feed") + padding, padding]) == b"feed"


@pytest.mark.parametrize(
    ("values", "coding"),
    [([], ""), (["identity"], ""), ([""], ""), (["gzip"], "gzip"), (["X-GZIP "], "gzip"), (["identity, gzip"], "gzip")],
)
def test_gzip_or_nothing_is_understood(values: list[str], coding: str) -> None:
    assert coding_of(values, "news.example") == coding


@pytest.mark.parametrize("values", [["br"], ["zstd"], ["deflate"], ["gzip, gzip"], ["gzip", "br"], ["gzip," * 20_000]])
def test_other_and_nested_codings_are_refused(values: list[str]) -> None:
    with pytest.raises(FetchError, match=r"news\.example"):
        coding_of(values, "news.example")


async def test_a_plain_body_obeys_the_limit_too() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 10

    assert len(await read_body(chunks(), "", 100, "news.example")) == 100
    with pytest.raises(TooLarge):
        await read_body(chunks(), "", 99, "news.example")


async def test_an_empty_body_that_claims_to_be_packed_is_empty() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for size in range(0):
            yield bytes(size)

    assert await read_body(chunks(), "gzip", 100, "news.example") == b""
