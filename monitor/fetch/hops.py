"""From one address to the next: which URLs we ask at all, and what a redirect makes of a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import httpx

from monitor.errors import AddressRefused, FetchError
from monitor.fetch.addresses import literal, loopback, private
from monitor.model import Request

LONGEST_URL = 8_192
REDIRECTS = frozenset({301, 302, 303, 307, 308})

# The connection is ours to speak of, and so is our name: we do not pretend to be somebody else.
_OURS = frozenset(
    "accept-encoding connection content-length expect host keep-alive proxy-authorization proxy-connection te trailer "
    "transfer-encoding upgrade user-agent".split()
)
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_PORTS = {"http": 80, "https": 443}

Endpoint = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Hop:
    """One question on its way, to a *server*. *home*: every step so far was at an origin that the operator himself
    wrote down, so that a private address is no surprise. *settled*: every redirect so far was permanent."""

    url: httpx.URL
    server: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    home: bool
    settled: bool = True
    moved_to: str = ""


@lru_cache(maxsize=4096)
def checked(url: str | httpx.URL) -> httpx.URL:
    """*url* without its fragment, if it is one that we ask: http or https, a plain host, nobody's password."""
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("an address cannot be read as a URL", hint="check its spelling") from error
    host = host_of(parsed)
    if parsed.scheme not in _PORTS:
        raise AddressRefused("an address is neither http nor https", hint="give one that starts with https://")
    if parsed.userinfo:
        raise AddressRefused(
            f"the address of {host} carries a user name", hint="put credentials into the headers of the source"
        )
    if not (literal(host) or (_NAME.fullmatch(host) and len(host) <= 253)):
        raise FetchError("an address has no host that could exist", hint="check its spelling")
    if not 0 < _port(parsed) < 65_536:
        raise FetchError(f"the address of {host} has no port that could exist", hint="check its spelling")
    if len(str(parsed)) > LONGEST_URL:
        raise FetchError(f"the address at {host} is longer than {LONGEST_URL} characters")
    return parsed


def host_of(url: httpx.URL) -> str:
    """The host as it is looked up: ASCII (`xn--`), an IPv6 address without its brackets."""
    return url.raw_host.decode("ascii")


def server_of(url: str) -> str:
    """Whom *url* is asked from: the host. On this machine each port is somebody else's. Raises FetchError."""
    return _read(url)[1]


@lru_cache(maxsize=4096)
def _read(url: str) -> tuple[httpx.URL, str, Endpoint]:
    parsed = checked(url)
    return parsed, _server_at(parsed), endpoint(parsed)


def _server_at(url: httpx.URL) -> str:
    host, port = endpoint(url)
    return host_of(url) if not loopback(host) else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _port(url: httpx.URL) -> int:
    return _PORTS[url.scheme] if url.port is None else url.port


def endpoint(url: httpx.URL) -> Endpoint:
    """Host and port, an address always in its shortest spelling."""
    host = host_of(url)
    return str(literal(host) or host), _port(url)


def trusted_origins(urls: Iterable[str]) -> frozenset[str]:
    """The origins among the operator's own *urls* that are literally `localhost` or a private address."""
    return frozenset(_origin(url) for url in _readable(urls) if private(host_of(url)))


def _readable(urls: Iterable[str]) -> Iterable[httpx.URL]:
    for url in urls:
        try:
            yield checked(url)
        except FetchError:
            continue  # whoever polls it will say what is wrong with it


def _origin(url: httpx.URL) -> str:
    host, port = endpoint(url)
    return f"{url.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def first_hop(request: Request, trusted: Collection[Endpoint]) -> Hop:
    """*request* as it leaves us, without the headers that are ours to write."""
    url, server, there = _read(request.url)
    headers = tuple((name, value) for name, value in request.headers if name.lower() not in _OURS)
    return Hop(url, server, headers, request.body, home=there in trusted)


def next_hop(hop: Hop, status: int, location: str, trusted: Collection[Endpoint]) -> Hop:
    """Where a redirect leads. What the source says about itself in headers stays within its own origin."""
    try:
        url = checked(hop.url.join(location.strip()))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"{host_of(hop.url)} redirects to something that is no URL") from error
    body = hop.body if status in (307, 308) else None
    if body is not None and _origin(url) != _origin(hop.url):
        raise AddressRefused(
            f"{host_of(hop.url)} wants our question to be sent to {host_of(url)} as well",
            hint="if that is its new address, write it into the configuration",
        )
    headers = hop.headers if _origin(url) == _origin(hop.url) else ()
    if body is None:
        headers = tuple((name, value) for name, value in headers if not name.lower().startswith("content-"))
    home = hop.home and endpoint(url) in trusted
    return _moved(replace(hop, url=url, server=_server_at(url), headers=headers, body=body, home=home), hop, status)


def _moved(hop: Hop, before: Hop, status: int) -> Hop:
    if not (before.settled and status in (301, 308) and hop.body == before.body):
        return replace(hop, settled=False)
    if (before.url.scheme, hop.url.scheme) == ("https", "http"):
        return replace(hop, settled=False, moved_to="")
    return replace(hop, moved_to=str(hop.url))
