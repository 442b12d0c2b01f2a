"""What is kept, for how long, and what of it is proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from monitor.config.options import Shape, unsaid
from monitor.config.words import Duration, Line, Link, at_least, off

_DAY = at_least(timedelta(days=1))


class RetentionShape(Shape):
    mentions: Annotated[Duration, _DAY] = Field(default=timedelta(days=365), description="how long mentions are kept")
    incidents: Annotated[Duration, _DAY] = Field(
        default=timedelta(days=1095), description="how long closed incidents are kept"
    )
    seen: Annotated[Duration, _DAY] = Field(
        timedelta(days=90), description="how long it is known what was already seen"
    )
    authors: Annotated[Duration, _DAY] = Field(
        default=timedelta(days=90),
        description="how long names of authors are kept; then a keyed pseudonym stands there",
    )
    evidence: Annotated[Duration, _DAY] = Field(
        default=timedelta(days=400), description="how long captures that nobody holds are kept"
    )
    audit: Annotated[Duration, _DAY] = Field(
        default=timedelta(days=1095), description="how long it is known who asked for personal data, erased or held it"
    )


class AuthorityShape(Shape):
    url: Link = Field(description="where timestamps are asked for (RFC 3161)")
    roots: Line = unsaid("", "a file with the certificates that vouch for it, in PEM; it goes into the packs")


class EvidenceShape(Shape):
    capture: Annotated[Literal["off", "possible", "likely"], BeforeValidator(off)] = Field(
        default="likely",
        description="what is captured at first sight: likely insults and accusations, possible ones, or off",
    )
    pictures: bool = Field(default=False, description="a picture of each page as well, where Chromium is installed")
    authorities: tuple[AuthorityShape, ...] = Field(default=(), description="authorities of time that stamp the chain")
