"""One question out, one answer in, whoever is at the other end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from datetime import datetime

import httpx

from monitor.errors import FetchError, TooLarge, TooSlow
from monitor.fetch.addresses import Allowed
from monitor.fetch.body import coding_of, read_body
from monitor.fetch.hops import REDIRECTS, Hop, checked, endpoint, first_hop, host_of, next_hop
from monitor.fetch.limits import Limits
from monitor.fetch.line import Line
from monitor.fetch.names import Resolver, SystemResolver
from monitor.fetch.pace import retry_after
from monitor.fetch.politeness import Politeness
from monitor.fetch.robots import Robots, refuse_reserved
from monitor.fetch.trouble import explained
from monitor.fetch.wire import readable
from monitor.model import Reply, Request

_DEFAULTS = Limits()
_FRAMING = {"content-encoding", "content-length", "location"}

Weigh = Callable[[], Awaitable[None]]
"""Awaited before much of an answer is held in memory; may raise FetchError."""


class Fetcher:
    """Asks politely, and nobody who should not be asked. Lives on one event loop.

    *allow* lists networks and hosts that are permitted although they are private; *trusted* holds the origins that
    `trusted_origins` found in the operator's own URLs; *tls* stands in for the public authorities.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        limits: Limits = _DEFAULTS,
        allow: Sequence[str] = (),
        trusted: Collection[str] = (),
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._trusted = frozenset(endpoint(checked(url)) for url in trusted)
        self._politeness = Politeness(limits)
        self._line = Line(resolve or SystemResolver(), Allowed.of(allow), limits, tls)
        self._robots = Robots()
        self._closed = False

    async def fetch(
        self, request: Request, *, now: datetime, as_robot: bool = False, weigh: Weigh | None = None
    ) -> Reply:
        """The answer to *request*, whatever its status. Raises FetchError and its family, nothing else.

        *as_robot*: what is asked for was written for people, so robots.txt and reservations of rights are obeyed.
        """
        hop = first_hop(request, self._trusted)
        left = self._limits.total
        for _ in range(self._limits.redirects + 1):
            if as_robot:
                await self._robots.admit(str(hop.url), self._ask_robots, now)
            reply, spent = await self._in_turn(hop, request, now, left, weigh)
            left -= spent
            location = reply.header("location")
            if reply.status not in REDIRECTS or not location:
                if as_robot:
                    refuse_reserved(reply)
                return reply
            hop = next_hop(hop, reply.status, location, self._trusted)
        raise FetchError(
            f"{host_of(checked(request.url))} redirects more than {self._limits.redirects} times",
            hint="open the address in a browser and write down where it ends",
        )

    async def _ask_robots(self, url: str, now: datetime) -> Reply:
        return await self.fetch(Request(url), now=now)

    async def close(self) -> None:
        """Nothing is asked any more; what is on its way ends by itself or with its task."""
        self._closed = True
        await self._line.aclose()

    async def _in_turn(
        self, hop: Hop, request: Request, now: datetime, left: float, weigh: Weigh | None
    ) -> tuple[Reply, float]:
        """The answer, and the seconds that it took: waiting for our turn is nobody's slowness."""
        server = hop.server
        clock = asyncio.get_running_loop().time
        async with self._politeness.turn(server, now=now, half_way=left < self._limits.total):
            began = clock()
            on = self._politeness.others_wait(server)
            reply = await self._in_time(hop, request, now, left, weigh, on=on)
            spent = clock() - began
        if reply.status in (429, 503) and (delay := retry_after(reply)):
            self._politeness.wait(server, delay)
        else:
            self._politeness.welcomed(server)
        return reply, spent

    async def _in_time(
        self, hop: Hop, request: Request, now: datetime, left: float, weigh: Weigh | None, *, on: bool
    ) -> Reply:
        host = host_of(hop.url)
        if self._closed:
            raise FetchError(f"{host} is not asked any more: we are closing")
        try:
            async with asyncio.timeout(left):
                with explained(host):
                    return await self._ask(hop, request, now, weigh, on=on)
        except TimeoutError as error:
            raise TooSlow(
                f"{host} did not finish its answer within {self._limits.total:g} s",
                hint="if it lasts, check the address",
            ) from error

    async def _ask(self, hop: Hop, request: Request, now: datetime, weigh: Weigh | None, *, on: bool) -> Reply:
        question = self._question(hop, on=on)
        async with aclosing(await self._line.handle_async_request(question)) as answer:
            headers = readable(answer.headers.raw)
            body = await self._body(answer, headers, host_of(hop.url), weigh)
        return Reply(
            request,
            str(hop.url),
            answer.status_code,
            headers,
            body,
            at=now,
            moved_to=hop.moved_to,
            sent=readable(question.headers.raw),
            **answer.extensions,
        )

    async def _body(
        self, answer: httpx.Response, headers: Sequence[tuple[str, str]], host: str, weigh: Weigh | None
    ) -> bytes:
        told: dict[str, list[str]] = {}
        for name, value in headers:
            if name in _FRAMING:
                told.setdefault(name, []).append(value)
        if answer.status_code in REDIRECTS and "location" in told:
            return b""
        length = ", ".join(told.get("content-length", ()))
        if length.isdecimal() and int(length[:19]) > self._limits.wire:
            raise TooLarge(f"{host} announces more than we take", hint="no feed has a reason to be that large")
        coding = coding_of(told.get("content-encoding", ()), host)
        return await read_body(answer.aiter_raw(), coding, self._limits.decoded, host, weigh)

    def _question(self, hop: Hop, *, on: bool) -> httpx.Request:
        headers = [("User-Agent", self._user_agent), ("Accept-Encoding", "gzip")]
        headers.append(("Connection", "keep-alive" if on else "close"))
        if not any(name.lower() == "accept" for name, _ in hop.headers):
            headers.append(("Accept", "*/*"))
        return httpx.Request(
            "GET" if hop.body is None else "POST",
            hop.url,
            headers=[
                (name.encode("utf-8", "replace"), value.encode("utf-8", "replace"))
                for name, value in (*headers, *hop.headers)
            ],
            content=hop.body,
            extensions={"home": hop.home, "on": on},
        )
