"""What the other floors believe, once it is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from monitor import __version__
from monitor.crisis import Policy, Rule
from monitor.enrich import OURS, Models
from monitor.errors import Fault
from monitor.fetch import Limits, Pace
from monitor.match import Names
from monitor.model import Brand, Mute, Planned, Target, Template
from monitor.sources import Source, Stream

ALL = -1  # back-fill: everything that the first page holds


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """A place where people talk. *source* holds its options, secrets among them, and is never shown.

    *every* None leaves the pace to us; everything there speaks of the brands in *about*; of what the first contact
    brings, *backfill* items count as new (ALL: every one); *digest* changes with kind and options, not with the value
    of a secret; a *private* one is reached with a secret, so that its answers are not handed on. What is pushed comes
    out of *stream*; *source* is then asked for what may have been missed.
    """

    name: str
    kind: str
    source: Source = field(repr=False)
    digest: str
    every: timedelta | None = None
    weight: float = 1.0
    about: tuple[str, ...] = ()
    backfill: int = 0
    accept_terms: bool = False
    private: bool = False
    stream: Stream | None = field(default=None, repr=False)

    @property
    def asked(self) -> bool:
        """Whether it is asked at all: what is pushed needs that only where something may be missed."""
        return self.stream is None or self.stream.gaps() is not None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the diary keeps what it knows; of *authors* their pseudonyms are left afterwards."""

    mentions: timedelta = timedelta(days=365)
    incidents: timedelta = timedelta(days=1095)
    seen: timedelta = timedelta(days=90)
    authors: timedelta = timedelta(days=90)
    evidence: timedelta = timedelta(days=400)
    audit: timedelta = timedelta(days=1095)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who says what time it is (RFC 3161); *roots* is the file of the certificates that vouch for it, if we have it."""

    url: str
    roots: Path | None = None


@dataclass(frozen=True, slots=True)
class EvidenceConfig:
    """What is captured (*capture*: likely, possible or off), with *pictures* by Chromium, stamped by *authorities*."""

    capture: str = "likely"
    pictures: bool = False
    authorities: tuple[Authority, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalConfig:
    """Who acts, and under which law. *countries* empty: that of the clock of the file. *remind* are days before a last
    day, the *targets* are reminded (none: all of them)."""

    countries: tuple[str, ...] = ()
    company: str = ""
    name: str = ""
    email: str = ""
    address: str = ""
    dpo: str = ""
    remind: tuple[int, ...] = (30, 15, 7)
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CanaryConfig:
    """How often a mention of ours is sent through the whole chain (zero: never), and which *targets* hear of it."""

    every: timedelta = timedelta(hours=1)
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageConfig:
    """How people work. *within*: how long a mention may wait for them, by severity (grave, negative, neutral,
    positive); *templates* are answers that they copy."""

    within: Mapping[str, timedelta] = field(
        default_factory=lambda: {"grave": timedelta(hours=4), "negative": timedelta(hours=24)}
    )
    templates: tuple[Template, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """How we behave on the network. *allow* are networks that may be asked although they are not public."""

    contact: str = ""
    allow: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    pace: Pace = field(default_factory=Pace)

    @property
    def user_agent(self) -> str:
        """As whom we ask."""
        about = f"+{self.contact}" if self.contact else "e-reputation monitor"
        return f"vigie/{__version__} ({about})"


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where we listen (port 0: nowhere), and what messages link to (empty: no links). *user_header* is where a reverse
    proxy at one of *proxies* says who asks (empty: nobody is believed)."""

    host: str = "127.0.0.1"
    port: int = 8377
    link: str = ""
    user_header: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1/32", "::1/128")


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of vigie.yaml. *warnings* are what is allowed and unwise; *names* the lists and macros of queries."""

    brands: tuple[Brand, ...]
    sources: tuple[SourceConfig, ...]
    rules: tuple[Rule, ...]
    policy: Policy
    targets: tuple[Target, ...]
    retention: Retention
    fetch: FetchConfig
    web: WebConfig
    store: Path
    languages: tuple[str, ...]
    timezone: str
    scoring: Models = OURS
    events: tuple[Planned, ...] = ()
    warnings: tuple[Fault, ...] = ()
    names: Names = field(default_factory=Names)
    mutes: tuple[Mute, ...] = ()
    evidence: EvidenceConfig = EvidenceConfig()
    legal: LegalConfig = LegalConfig()
    canary: CanaryConfig = CanaryConfig()
    triage: TriageConfig = field(default_factory=TriageConfig)
