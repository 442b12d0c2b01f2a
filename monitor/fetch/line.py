"""The line to a server: a name is looked up once, and the address that was checked is the one that is connected."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache, partial
from ipaddress import IPv4Address, IPv6Address

import httpx

from monitor.errors import AddressRefused, FetchError
from monitor.fetch.addresses import Address, Allowed, literal, loopback, refusal
from monitor.fetch.limits import Limits
from monitor.fetch.names import Resolver
from monitor.fetch.wire import HungUp, NoAnswer, Wire, spoken

_SPARE = 2.0  # seconds that an open connection waits for its next question, beyond the pause between two
_TRIES = 4
_LOCALHOST = (IPv4Address("127.0.0.1"), IPv6Address("::1"))  # RFC 6761, 6.3: not for a name server to say

Server = tuple[str, str, int, bool]  # scheme, host, port, and whether the operator wrote it down himself


@cache
def public_trust() -> ssl.SSLContext:
    """The public authorities, and those that this machine's administrator has added. Slow to load, so once."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


class Gate:
    """Connects to nothing but addresses that it has looked at. *home* lets a literal private address pass."""

    def __init__(self, resolve: Resolver, allowed: Allowed, limits: Limits, *, home: bool) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._limits = limits
        self._home = home

    async def connect(self, host: str, port: int, tls: ssl.SSLContext | None) -> Wire:
        """A connection to *host*, whose name is what a certificate must be for. Raises OSError; TimeoutError where
        nobody picks up."""
        *others, final = self._vetted(host, await self._addresses(host))[:_TRIES]
        share = self._limits.connect / (len(others) + 1)  # a dead IPv6 route leaves time for IPv4
        for address in others:
            try:
                return await self._connect(host, address, port, tls, share)
            except ssl.SSLError:
                raise
            except OSError:
                continue
        return await self._connect(host, final, port, tls, share)

    async def _connect(
        self, host: str, address: Address, port: int, tls: ssl.SSLContext | None, patience: float
    ) -> Wire:
        async with asyncio.timeout(patience):
            _, wire = await asyncio.get_running_loop().create_connection(
                lambda: Wire(host, self._limits.wire),
                str(address),
                port,
                ssl=tls,
                server_hostname=host if tls else None,
            )
        return wire

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


class _Body(httpx.AsyncByteStream):
    """The body of an answer; whoever does not take all of it hangs up."""

    def __init__(self, wire: Wire, park: Callable[[], None]) -> None:
        self._wire = wire
        self._park = park

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._wire.body():
            yield piece

    async def aclose(self) -> None:
        self._park()


class Line(httpx.AsyncBaseTransport):
    """A connection of its own for each question, closed after the answer, unless another question to the same server
    stands in line already (the extension *on*).

    Servers hang up long before the next poll, a pool's cost grows with its width, and what is never reused cannot
    carry one poll's leftovers into the next.
    """

    def __init__(self, resolve: Resolver, allowed: Allowed, limits: Limits, tls: ssl.SSLContext | None = None) -> None:
        self._gates = {home: Gate(resolve, allowed, limits, home=home) for home in (True, False)}
        self._limits = limits
        self._tls = tls
        self._idle: dict[Server, list[Wire]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        server = _server(request)
        question = spoken(request)
        while wire := self._taken(server):
            try:
                return await self._ask(wire, question, server, request)
            except HungUp as error:
                if not error.silent or request.method != "GET":
                    raise
        scheme, host, port, home = server
        tls = (self._tls or public_trust()) if scheme == "https" else None
        try:
            wire = await self._gates[home].connect(host, port, tls)
        except TimeoutError as error:
            raise NoAnswer from error
        return await self._ask(wire, question, server, request)

    async def _ask(self, wire: Wire, question: bytes, server: Server, request: httpx.Request) -> httpx.Response:
        on = bool(request.extensions.get("on"))
        try:
            status, headers = await wire.ask(question)
        except BaseException:
            wire.close()
            raise
        body = _Body(wire, partial(self._park, wire, server, on))
        return httpx.Response(status, headers=headers, stream=body, extensions=wire.other_end())

    # ------------------------------------------------------------------ between two questions to one server

    def _taken(self, server: Server) -> Wire | None:
        """A connection to *server* that is open and free."""
        idle = self._idle.get(server, [])
        while idle:
            wire = idle.pop()
            if wire.reusable:
                return wire
        self._idle.pop(server, None)
        return None

    def _park(self, wire: Wire, server: Server, on: bool) -> None:
        if not (on and wire.reusable):
            wire.close()
            return
        self._idle.setdefault(server, []).append(wire)
        asyncio.get_running_loop().call_later(self._limits.pause + _SPARE, self._discard, wire, server)

    def _discard(self, wire: Wire, server: Server) -> None:
        if wire in self._idle.get(server, ()):
            self._idle[server].remove(wire)
            wire.close()
        if not self._idle.get(server, True):
            del self._idle[server]

    async def aclose(self) -> None:
        for wire in (wire for idle in self._idle.values() for wire in idle):
            wire.close()
        self._idle.clear()


def _server(request: httpx.Request) -> Server:
    url = request.url
    port = url.port or (443 if url.scheme == "https" else 80)
    return url.scheme, url.raw_host.decode("ascii"), port, bool(request.extensions.get("home"))
