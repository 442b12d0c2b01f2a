"""Where a line leads: the address is looked up and vetted once, and that one is connected."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from monitor.errors import FetchError
from monitor.fetch.addresses import Address
from monitor.fetch.line import Gate

PORTS = {"ws": 80, "wss": 443, "http": 80, "https": 443, "imap": 143, "imap+starttls": 143, "imaps": 993}
_HAPPY = 0.3  # seconds that one address may keep us from trying the next


@dataclass(frozen=True, slots=True)
class Place:
    """The host and the port of a line, and how it is spoken to."""

    scheme: str
    host: str
    port: int
    parts: SplitResult

    @property
    def safe(self) -> bool:
        """Whether nobody on the way can listen."""
        return self.scheme in ("wss", "https", "imaps", "imap+starttls")


def place_of(url: str) -> Place:
    """Raises FetchError for what is no address of a line."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise FetchError("the address of a line cannot be read", hint="check its spelling") from error
    if parts.scheme not in PORTS or not host or not port:
        raise FetchError("the address of a line is none", hint="check the host, and that it is spelled in full")
    return Place(parts.scheme, host.encode("idna").decode() if not host.isascii() else host, port, parts)


class Scout(Gate):
    """The same guard as before every other connection, for those who connect by themselves."""

    async def look_up(self, host: str, port: int) -> Address:
        """The first vetted address of *host* where somebody picks up. Raises FetchError and its family."""
        addresses = self._vetted(host, await self._addresses(host))
        for address in addresses[:-1]:
            if await _answers(str(address), port):
                return address
        return addresses[-1]


async def _answers(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(_HAPPY):
            _, writer = await asyncio.open_connection(address, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
