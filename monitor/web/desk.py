"""The desk at which the pages are served: the diary in a thread of its own, what is watched, and the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from secrets import token_urlsafe
from typing import ParamSpec, TypeVar

from babel.core import get_global

from monitor.config import Authority, LegalConfig, TriageConfig
from monitor.crisis import Policy
from monitor.fetch import Fetcher
from monitor.match import Names
from monitor.model import Brand, Mute, Target
from monitor.store import Store
from monitor.web.people.throttle import Throttle

P = ParamSpec("P")
T = TypeVar("T")

# Whose law we know by another name than that of the country: the clock of the Crown's courts is that of England.
LAW = {"GB": "GB-EAW"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the configuration says that a page must know. *user_header* names a header of a reverse proxy that stands
    at one of *proxies* and vouches for who asks; *targets* are told, as *policy* says, what somebody calls by hand."""

    brands: tuple[str, ...]
    sources: tuple[str, ...]
    language: str = "en"
    timezone: str = "UTC"
    link: str = ""
    user_header: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1/32", "::1/128")
    watched: tuple[Brand, ...] = ()  # with their queries
    own: tuple[tuple[str, tuple[str, ...]], ...] = ()  # sources where everything speaks of these brands
    names: Names = field(default_factory=Names)  # of lists and macros
    targets: tuple[Target, ...] = ()
    policy: Policy = field(default_factory=Policy)
    triage: TriageConfig = field(default_factory=TriageConfig)
    mutes: tuple[Mute, ...] = ()  # of the configuration
    countries: tuple[str, ...] = ()  # whose law is looked at; none where it is that of the clock
    authorities: tuple[Authority, ...] = ()  # who stamps evidence with the time
    legal: LegalConfig = field(default_factory=LegalConfig)  # who signs a letter

    @property
    def country(self) -> str:
        """Whose law is shown first: that which the configuration names first, else that of where its clock is; empty
        for a clock of no country."""
        if self.countries:
            return self.countries[0]
        country = str(get_global("zone_territories").get(self.timezone, ""))
        return LAW.get(country, country)

    @property
    def laws(self) -> tuple[str, ...]:
        """Every country whose law is looked at, the first one first."""
        return self.countries or tuple(filter(None, [self.country]))

    def vouched(self, host: str) -> bool:
        """Whether the proxy at *host* is believed."""
        return any(_within(host, proxy) for proxy in self.proxies)


def _within(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network)
    except ValueError:
        return host == network


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Desk:
    """*scene* is asked anew each time: the configuration may be read again. *welcome* lets the first admin in.
    *fetcher* asks the network, where the daemon serves the pages."""

    store: Store
    scene: Callable[[], Scene]
    clock: Callable[[], datetime] = _now
    welcome: str = field(default_factory=lambda: token_urlsafe(18), repr=False)
    throttle: Throttle = field(default_factory=Throttle)
    fetcher: Fetcher | None = None
    diary: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="pages"))

    async def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the diary in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self.diary, lambda: call(*args, **kwargs))

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same in one transaction."""

        def written() -> T:
            with self.store.atomic():
                return call(*args, **kwargs)

        return await self.ask(written)

    async def close(self) -> None:
        await self.ask(self.store.close)
        self.diary.shutdown()


def desk_at(path: Path, scene: Callable[[], Scene]) -> Desk:
    """A desk with a connection of its own: a page that takes long keeps no poll waiting."""
    return Desk(Store(path, now=_now()), scene)
