"""The line to a server: a name is looked up once, and the address that was checked is the one that is connected."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import httpcore
import httpx

from monitor.errors import AddressRefused, FetchError, TooLarge
from monitor.fetch.addresses import Address, Allowed, literal, loopback, refusal
from monitor.fetch.limits import Limits
from monitor.fetch.names import Resolver

_SIP = 16_384  # bytes at once: a server that sends crumbs must not hold the loop between two reads
_TRIES = 4
_LOCALHOST = (IPv4Address("127.0.0.1"), IPv6Address("::1"))  # RFC 6761, 6.3: not for a name server to say


@cache
def public_trust() -> ssl.SSLContext:
    """The public authorities, and those that this machine's administrator has added. Slow to load, so once."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


class Metered(httpcore.AsyncNetworkStream):
    """A stream that takes no more than *left* bytes, whether they are headers, framing or body."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, left: int, host: str) -> None:
        self._stream = stream
        self._host = host
        self._left = left

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._stream.read(min(max_bytes, _SIP), timeout)
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(f"{self._host} sent more than we take", hint="no feed has a reason to be that large")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return Metered(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._left, self._host)
        except BaseException:  # a handshake that is cut off by our deadline is closed by nobody else
            await self.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Gate(httpcore.AsyncNetworkBackend):
    """Connects to nothing but addresses that it has looked at. *home* lets a literal private address pass."""

    def __init__(self, resolve: Resolver, allowed: Allowed, limits: Limits, *, home: bool) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._limits = limits
        self._home = home
        self._wire = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        addresses = self._vetted(host, await self._addresses(host))
        *others, final = addresses[:_TRIES]
        share = timeout and timeout / (len(others) + 1)  # a dead IPv6 route leaves time for IPv4
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._connect(host, address, port, share)
        return await self._connect(host, final, port, share)

    async def _connect(self, host: str, address: Address, port: int, timeout: float | None) -> Metered:
        return Metered(await self._wire.connect_tcp(str(address), port, timeout), self._limits.wire, host)

    def _vetted(self, host: str, addresses: Sequence[Address]) -> list[Address]:
        open_to_us = [address for address in addresses if self._may_connect(host, address)]
        if not open_to_us:
            where = "is" if literal(host) else f"leads to {addresses[0]},"
            raise AddressRefused(
                f"{host} {where} {refusal(addresses[0])}", hint="if that is a machine of yours, list it under `allow`"
            )
        return open_to_us

    def _may_connect(self, host: str, address: Address) -> bool:
        if not refusal(address) or self._allowed.permits(host, address):
            return True
        return self._home and (address == literal(host) or (host == "localhost" and loopback(str(address))))

    async def _addresses(self, host: str) -> Sequence[Address]:
        if address := literal(host):
            return [address]
        if host == "localhost":
            return _LOCALHOST
        try:
            async with asyncio.timeout(self._limits.look_up):
                found = await self._resolve(host)
        except TimeoutError as error:
            raise FetchError(f"looking up {host} took longer than {self._limits.look_up:g} s") from error
        except (OSError, UnicodeError) as error:
            raise FetchError(
                f"{host} cannot be looked up: {getattr(error, 'strerror', None) or 'the name is malformed'}",
                hint="check the spelling, and this machine's DNS",
            ) from error
        if not (addresses := [address for address in map(literal, found) if address]):
            raise FetchError(f"{host} has no address", hint="check the spelling")
        return addresses


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, connection: httpcore.AsyncHTTPConnection) -> None:
        self._answer = answer
        self._connection = connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._connection.aclose()


class Line(httpx.AsyncBaseTransport):
    """A connection of its own for each question, closed after the answer.

    Servers hang up long before the next poll, a pool's cost grows with its width, and what is never reused cannot
    carry one poll's leftovers into the next.
    """

    def __init__(self, resolve: Resolver, allowed: Allowed, limits: Limits, tls: ssl.SSLContext | None = None) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._limits = limits
        self._tls = tls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        connection = httpcore.AsyncHTTPConnection(
            origin=url.origin,
            ssl_context=self._tls or public_trust(),
            network_backend=Gate(self._resolve, self._allowed, self._limits, home=bool(request.extensions.get("home"))),
        )
        question = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.content,
            extensions={"timeout": {"connect": self._limits.connect}},
        )
        answer = await connection.handle_async_request(question)
        stream = _Stream(answer, connection)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=_other_end(answer))


def _other_end(answer: httpcore.Response) -> dict[str, Any]:
    """Who answered: its address, and the certificate that it proved itself with."""
    wire = answer.extensions["network_stream"]
    address, tls = wire.get_extra_info("server_addr"), wire.get_extra_info("ssl_object")
    proof = tls.getpeercert(binary_form=True) if tls else None
    return {"peer": str(address[0]) if address else "", "certificate": proof or b""}
