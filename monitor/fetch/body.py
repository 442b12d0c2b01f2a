"""Bytes off the wire, unpacked only as far as anybody should send us."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from io import BytesIO

from monitor.errors import FetchError, TooLarge

_MEMBERS = 64
_HINT = "no feed has a reason to be that large"
_GZIP = 16 + zlib.MAX_WBITS
_HEAVY = 512_000  # bytes: of larger answers only a few are held at once


def coding_of(values: Iterable[str], host: str) -> str:
    """`gzip`, or nothing; FetchError for a Content-Encoding that we did not ask for."""
    codings = [coding.strip().lower() for coding in ",".join(values).split(",")]
    codings = [coding for coding in codings if coding and coding != "identity"]
    if not codings:
        return ""
    if len(codings) > 1 or codings[0] not in ("gzip", "x-gzip"):
        raise FetchError(f"{host} packs its answer in a way that we did not ask for", hint="we understand gzip, once")
    return "gzip"


class Gunzip:
    """Unpacks one gzip stream, of several members if need be, and at most *limit* bytes of it."""

    def __init__(self, limit: int, host: str) -> None:
        self._host = host
        self._left = limit
        self._members = 0
        self._open: zlib._Decompress | None = None
        self._padding = False

    def feed(self, data: bytes) -> bytes:
        """What *data* becomes; TooLarge past the limit, FetchError where it is not gzip."""
        out = bytearray()
        while data and not self._padding:
            piece, data = self._unpack(data)
            out += piece
        return bytes(out)

    def _unpack(self, data: bytes) -> tuple[bytes, bytes]:
        member = self._open or self._next_member(data)
        if member is None:
            return b"", b""
        try:
            piece = member.decompress(data, self._left + 1)
        except zlib.error as error:
            raise FetchError(
                f"{self._host} calls its answer gzip, and it is damaged or none", hint="if it lasts, check the address"
            ) from error
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge(f"{self._host} sent something that unpacks to more than we take", hint=_HINT)
        self._open = None if member.eof else member
        return piece, member.unused_data

    def _next_member(self, data: bytes) -> zlib._Decompress | None:
        if self._members and data[0] != 0x1F:
            self._padding = True  # tape blocks and careless scripts leave zeros behind a member
            return None
        self._members += 1
        if self._members > _MEMBERS:
            raise FetchError(f"{self._host} sent more than {_MEMBERS} packed parts at once")
        return zlib.decompressobj(_GZIP)

    def finish(self) -> None:
        """FetchError if the stream broke off."""
        if self._open is not None:
            raise FetchError(
                f"{self._host} broke off in the middle of its packed answer", hint="if it lasts, check the address"
            )


async def read_body(
    chunks: AsyncIterable[bytes], coding: str, limit: int, host: str, weigh: Callable[[], Awaitable[None]] | None = None
) -> bytes:
    """All of *chunks*, unpacked. *limit* is in bytes, of what they become. *weigh* is awaited before much is held."""
    gunzip = Gunzip(limit, host) if coding else None
    body = BytesIO()  # gives what it holds without a second copy of it
    async for chunk in chunks:
        body.write(gunzip.feed(chunk) if gunzip else chunk)
        size = body.tell()
        if size > limit:
            raise TooLarge(f"{host} sent more than we take", hint=_HINT)
        if weigh and size > _HEAVY:
            await weigh()
            weigh = None
    if gunzip:
        gunzip.finish()
    return body.getvalue()
