"""The work of the people who answer: their pages, their time, their words, their law."""

from __future__ import annotations

from datetime import timedelta
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from monitor.config.options import Shape, unsaid
from monitor.config.words import (
    Duration,
    Endpoint,
    Header,
    Language,
    Line,
    Link,
    Name,
    Names,
    Network,
    at_least,
    mistake,
)
from monitor.text import cut, one_line


class WebShape(Shape):
    listen: Endpoint = Field(
        default=("127.0.0.1", 8377),
        description="host:port of the health page and the metrics, or off",
        json_schema_extra={"default": "127.0.0.1:8377"},
    )
    link: Link = Field(default="", description="the address of these pages as your team reaches it, for messages")
    user_header: Header = Field(default="", description="the header in which your reverse proxy says who has logged in")
    proxies: tuple[Network, ...] = Field(
        default=("127.0.0.1/32", "::1/128"), description="where that proxy stands; nobody else is believed"
    )


def _template(value: str) -> str:
    """What can be filled in."""
    try:
        told = [(name, spec, way) for _, name, spec, way in Formatter().parse(value) if name is not None]
    except ValueError:
        raise mistake("a brace stands alone", "write {{ or }} where one is meant") from None
    for name, spec, way in told:
        if name not in PLACES or spec or way:
            raise mistake(f"nothing can be filled in at {{{cut(one_line(name), 40)}}}", f"known: {', '.join(PLACES)}")
    return value


PLACES = ("author", "brand", "source", "title", "link", "me")  # of a mention, and of who answers it


class TemplateShape(Shape):
    name: Name = Field(description="what it is called in the list")
    text: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_template)] = Field(
        description="what is answered; {author}, {brand}, {source}, {title}, {link} and {me} are filled in"
    )
    language: Language | None = unsaid(None, "the language that it answers; every one when left out")
    brands: Names = Field(default=(), description="the brands whose mentions it answers; all of them when empty")


Within = Annotated[Duration, at_least(timedelta(minutes=1))]


class AnswerShape(Shape):
    grave: Within | None = Field(default=timedelta(hours=4), description="insults and accusations")
    negative: Within | None = Field(default=timedelta(hours=24), description="other negative mentions")
    neutral: Within | None = Field(default=None, description="neutral mentions")
    positive: Within | None = Field(default=None, description="positive mentions")


class TriageShape(Shape):
    answer_within: AnswerShape = Field(
        default_factory=AnswerShape, description="how long a mention may wait for somebody, by how it sounds"
    )
    templates: tuple[TemplateShape, ...] = Field(default=(), description="answers that can be copied and sent")


class LegalShape(Shape):
    countries: Names = Field(default=(), description="whose law is shown: FR, GB-EAW; left out, that of the timezone")
    company: Line = unsaid("", "who acts, in notices and in the register")
    name: Line = unsaid("", "the person who signs notices")
    email: Line = unsaid("", "where that person is answered")
    address: Line = unsaid("", "the postal address of the company")
    dpo: Line = unsaid("", "the data protection officer, as the register names them")
    remind: tuple[Annotated[int, Field(ge=0, le=3650)], ...] = Field(
        default=(30, 15, 7), description="days before a last day on which it is reminded of"
    )
    targets: Names = Field(default=(), description="the targets that are reminded; all of them when empty")
