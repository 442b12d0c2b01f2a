"""Where people talk, and how these places are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from monitor.config.options import Shape, unsaid
from monitor.config.settings import ALL
from monitor.config.words import Contact, Duration, Name, Names, Network, Size, at_least, mistake
from monitor.fetch import Limits, Pace


def _backfill(value: object) -> object:
    if value == "all":
        return ALL
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise mistake("expected a whole number or all")
    return value


Backfill = Annotated[
    int,
    BeforeValidator(_backfill),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"const": "all"}], "default": 0}),
]


class SourceShape(Shape):
    name: Name = unsaid("", "what messages call this place; else its web address")
    kind: str = Field(default="feed", description="what stands there: one of the known kinds, or module:Class")
    every: Annotated[Duration, at_least(timedelta(seconds=1))] = unsaid(
        timedelta(0), "how often it is asked; left out, it follows the rhythm of the place"
    )
    weight: float = Field(default=1.0, ge=0, le=10, description="how much a mention from there counts, 0 to 10")
    about: Names = Field(default=(), description="brands that everything there speaks of, named or not")
    backfill: Backfill = Field(default=0, description="how many items of the first contact count as new, or all")
    accept_terms: bool = Field(default=False, description="you have read the terms of the place, and may ask it")


Patience = Annotated[Duration, at_least(timedelta(seconds=0.1))]


def _megabytes(field: dict[str, Any]) -> None:
    field["default"] = f"{field['default'] / 10**6:g}MB"


Weight = Annotated[Size, Field(ge=10_000)]


class PaceShape(Shape):
    floor: Annotated[Duration, at_least(timedelta(seconds=1))] = Field(
        default=Pace().floor, description="never more often"
    )
    ceiling: Duration = Field(default=Pace().ceiling, description="never more seldom")
    start: Duration = Field(default=Pace().start, description="the rhythm of a place that is not known yet")

    @model_validator(mode="after")
    def ordered(self) -> Self:
        given = [getattr(self, name) for name in ("floor", "start", "ceiling") if name in self.model_fields_set]
        if given != sorted(given):
            raise mistake("expected floor <= start <= ceiling")
        return self


class LimitsShape(Shape):
    total: Patience = Field(
        default=timedelta(seconds=Limits().total), description="all that one poll may take on the network"
    )
    connect: Patience = Field(
        default=timedelta(seconds=Limits().connect), description="how long a server may take to pick up"
    )
    look_up: Patience = Field(
        default=timedelta(seconds=Limits().look_up), description="how long finding its address may take"
    )
    queue: Patience = Field(
        default=timedelta(seconds=Limits().queue), description="how long a poll may wait for its turn"
    )
    pause: Duration = Field(
        default=timedelta(seconds=Limits().pause), description="between two questions to one server"
    )
    wire: Weight = Field(
        default=Limits().wire, description="how much may arrive, compressed", json_schema_extra=_megabytes
    )
    decoded: Weight = Field(
        default=Limits().decoded, description="how much that may become", json_schema_extra=_megabytes
    )
    redirects: int = Field(default=Limits().redirects, ge=0, le=20, description="redirects that are followed")
    in_flight: int = Field(default=Limits().in_flight, ge=1, le=5000, description="questions under way at once")
    per_host: int = Field(default=Limits().per_host, ge=1, le=100, description="of these, to one server")
    per_loopback: int = Field(
        default=Limits().per_loopback, ge=1, le=1000, description="of these, to this very machine"
    )


class FetchShape(Shape):
    contact: Contact = Field(default="", description="who asks, told to every site: a page or a mail address")
    allow: tuple[Network, ...] = Field(default=(), description="private networks that may be asked all the same")
    limits: LimitsShape = Field(default_factory=LimitsShape, description="what one poll may cost")
    pace: PaceShape = Field(default_factory=PaceShape, description="how often a place may be asked")
