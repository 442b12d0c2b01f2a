"""The parts of vigie.yaml, and what each key is for."""

from __future__ import annotations

import re
from datetime import time, timedelta
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from monitor.config.options import LevelName, Shape, Text, shape_of
from monitor.config.settings import ALL
from monitor.config.words import (
    Clock,
    Contact,
    Duration,
    Endpoint,
    Header,
    Hours,
    Language,
    Languages,
    Line,
    Link,
    Moment,
    Name,
    Names,
    Network,
    Size,
    Timezone,
    at_least,
    mistake,
)
from monitor.crisis import Policy
from monitor.fetch import Limits, Pace
from monitor.model import Brand, Level
from monitor.text import cut, one_line


def _handle(value: str) -> str:
    if not re.fullmatch(HANDLE, value):
        raise mistake("queries cannot call this", "name it with letters, figures, - and _")
    return value


HANDLE = "[A-Za-z0-9][A-Za-z0-9_-]{0,59}"
Handle = Annotated[str, AfterValidator(_handle), WithJsonSchema({"type": "string", "pattern": f"^{HANDLE}$"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]


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


def _unsaid(nothing: Any, description: str) -> Any:
    """A key that may be left out; *nothing*, which cannot be written, stands for that."""
    return Field(default=nothing, description=description, json_schema_extra=_undefaulted)


def _undefaulted(field: dict[str, Any]) -> None:
    field.pop("default", None)


def _megabytes(field: dict[str, Any]) -> None:
    field["default"] = f"{field['default'] / 10**6:g}MB"


def _weights(least: float, most: float) -> WithJsonSchema:
    weight = {"type": "number", "minimum": least, "maximum": most}
    return WithJsonSchema({"type": "object", "additionalProperties": weight})


Tones = Annotated[dict[Name, Annotated[float, Field(ge=-4, le=4)]], _weights(-4, 4)]
Weights = Annotated[dict[Name, Annotated[float, Field(ge=0, le=1)]], _weights(0, 1)]


class LexiconShape(Shape):
    words: Tones = Field(default={}, description="how words sound there, -4 awful to 4 wonderful; 0 silences one")
    insults: Weights = Field(default={}, description="words of contempt, 0 to 1")
    accusations: Weights = Field(default={}, description="words that impute a fact, 0 to 1")
    allowed: Names = Field(default=(), description="words that are harmless there: products, places, people")


class ContextShape(Shape):
    near: Names = Field(default=(), description="words of the trade: one of them must stand near the name")
    apart: Names = Field(default=(), alias="not", description="words of its other sense: none of them near the name")
    within: int = Field(default=Brand("").window, ge=1, le=100, description="how near: words between")


class MuteShape(Shape):
    query: Annotated[str, Field(min_length=1)] = Field(description="which mentions are silenced")
    why: Line = Field(description="why, for whoever finds them later")
    until: Day = _unsaid("", "the last day, 2026-12-31, by the clock of the file")
    brands: Names = Field(default=(), description="the brands whose mentions they are; all of them when empty")


class BrandShape(Shape):
    name: Name = Field(description="the brand, as messages and reports call it")
    aliases: Names = Field(default=(), description="other names that are looked for: products, nicknames, misspellings")
    query: str = Field(default="", description="what is looked for instead of the name and its aliases")
    languages: Languages = _unsaid((), "languages in which people speak of it: fr, en")
    competitors: Names = Field(default=(), description="brands that it is compared with in reports")
    context: ContextShape = Field(
        default_factory=ContextShape, description="for a name that means other things as well"
    )
    lexicon: dict[Language, LexiconShape] = Field(
        default={}, description="your own words, by language (fr, en), or under any for every one"
    )
    products: Names = Field(
        default=(), description="brands of this list of which nobody hears while this one is in trouble"
    )


class SourceShape(Shape):
    name: Name = _unsaid("", "what messages call this place; else its web address")
    kind: str = Field(default="feed", description="what stands there: one of the known kinds, or module:Class")
    every: Annotated[Duration, at_least(timedelta(seconds=1))] = _unsaid(
        timedelta(0), "how often it is asked; left out, it follows the rhythm of the place"
    )
    weight: float = Field(default=1.0, ge=0, le=10, description="how much a mention from there counts, 0 to 10")
    about: Names = Field(default=(), description="brands that everything there speaks of, named or not")
    backfill: Backfill = Field(default=0, description="how many items of the first contact count as new, or all")
    accept_terms: bool = Field(default=False, description="you have read the terms of the place, and may ask it")


class EventShape(Shape):
    """An event, or the calendar that holds them."""

    name: Name = _unsaid("", "what it is: a launch, a general meeting, a match; in a calendar each has its own")
    start: Moment | None = _unsaid(None, "when it starts, as 2026-11-22 09:00, on the clock of the file")
    end: Moment | None = _unsaid(None, "when people have talked enough of it")
    calendar: Line = _unsaid("", "instead: a file of events (iCalendar, .ics), beside this one unless a whole path")
    factor: float = Field(default=3.0, gt=1, le=1000, description="how many times as much is said as on other days")
    brands: Names = Field(default=(), description="the brands that it is about; all of them when empty")


class RuleShape(Shape):
    kind: str = Field(description="how it judges")


def _off(value: object) -> object:
    return "off" if value is False else value  # without quotes, YAML takes it for a no


class EscalateShape(Shape):
    to: Name = Field(description="the target that is told then")
    after: Annotated[Duration, at_least(timedelta(minutes=1))] = Field(description="how long nobody acknowledged")


class TargetShape(Shape):
    name: Name = Field(description="who is told, as the diary calls them")
    way: str = Field(description="how they are told: one of the known ways, or module:Class")
    address: Annotated[Text, Field(min_length=1)] = Field(description="where they are told; better kept as a secret")
    language: Literal["en", "fr"] = Field(default="en", description="the language of their messages")
    timezone: Timezone = _unsaid("", "the clock of their messages; else that of the file")
    level: LevelName = Field(default=Level.WARNING, description="the smallest level worth telling them")
    brands: Names = Field(default=(), description="the brands that they answer for; all of them when empty")
    channel: Line = _unsaid("", "the Slack channel of a bot whose token is the address; its messages can be edited")
    direct: bool = Field(default=True, description="no: told only when the escalation of another target leads there")
    quiet: Hours | None = _unsaid(None, "hours of their clock in which they are not woken for little")
    quiet_level: LevelName = Field(default=Level.WARNING, description="the gravest level that quiet hours hold back")
    escalate: EscalateShape | None = _unsaid(None, "whom to wake when nobody acknowledges")
    digest: Annotated[Literal["off", "daily", "weekly"], BeforeValidator(_off)] = Field(
        default="off", description="a digest of what was said and missed"
    )
    digest_at: Clock = _unsaid(time(8), "when it comes, on their clock; a weekly one comes on Mondays")
    digest_empty: bool = Field(default=False, description="a digest even when there is nothing to tell")


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


class AuthorityShape(Shape):
    url: Link = Field(description="where timestamps are asked for (RFC 3161)")
    roots: Line = _unsaid("", "a file with the certificates that vouch for it, in PEM; it goes into the packs")


class EvidenceShape(Shape):
    capture: Annotated[Literal["off", "possible", "likely"], BeforeValidator(_off)] = Field(
        default="likely",
        description="what is captured at first sight: likely insults and accusations, possible ones, or off",
    )
    pictures: bool = Field(default=False, description="a picture of each page as well, where Chromium is installed")
    authorities: tuple[AuthorityShape, ...] = Field(default=(), description="authorities of time that stamp the chain")


class LegalShape(Shape):
    countries: Names = Field(default=(), description="whose law is shown: FR, GB-EAW; left out, that of the timezone")
    company: Line = _unsaid("", "who acts, in notices and in the register")
    name: Line = _unsaid("", "the person who signs notices")
    email: Line = _unsaid("", "where that person is answered")
    address: Line = _unsaid("", "the postal address of the company")
    dpo: Line = _unsaid("", "the data protection officer, as the register names them")
    remind: tuple[Annotated[int, Field(ge=0, le=3650)], ...] = Field(
        default=(30, 15, 7), description="days before a last day on which it is reminded of"
    )
    targets: Names = Field(default=(), description="the targets that are reminded; all of them when empty")


class CanaryShape(Shape):
    every: Duration = Field(
        default=timedelta(hours=1),
        description="how often a mention of ours is sent through the whole chain; 0s for never",
    )
    targets: Names = Field(
        default=(), description="the targets that hear of each one: a dead man's switch, not a person"
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
    language: Language | None = _unsaid(None, "the language that it answers; every one when left out")
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


Patience = Annotated[Duration, at_least(timedelta(seconds=0.1))]
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


class ScoringShape(Shape):
    heads: Line = _unsaid("", "a directory of trained heads, used instead of those that vigie brings")
    transformer: Line = _unsaid("", "a directory with a local model for sentiment; needs vigie[transformers]")


class Head(Shape):
    """The file itself. What stands in its lists and sections is proven one by one, so that all faults are found."""

    brands: tuple[Any, ...] = Field(min_length=1, description="whose name is watched")
    sources: tuple[Any, ...] = Field(min_length=1, description="where people talk")
    rules: tuple[Any, ...] = Field(
        default=(), description="when somebody is woken; left out, when something is unusual for the brand"
    )
    targets: tuple[Any, ...] = Field(default=(), description="who is told, and how")
    events: tuple[Any, ...] = Field(default=(), description="what makes people talk and is no crisis")
    incidents: Any = Field(default=None, description="the life of an incident")
    retention: Any = Field(default=None, description="how long things are kept")
    fetch: Any = Field(default=None, description="how we behave on the network")
    web: Any = Field(default=None, description="the triage pages")
    scoring: Any = Field(default=None, description="models of your own")
    evidence: Any = Field(default=None, description="what is captured, so that it can be proven later")
    legal: Any = Field(default=None, description="who acts, under which law, and who is reminded")
    canary: Any = Field(default=None, description="how the watch proves to itself that it hears")
    store: Line = Field(default="vigie.db", description="the diary; beside this file unless a whole path")
    languages: Languages = Field(default=("fr", "en"), description="languages of brands that name none")
    timezone: Timezone = Field(default="UTC", description="the clock of reports and messages")
    lists: dict[Handle, Names] = Field(default={}, description="words that queries call by a name: list:name")
    macros: dict[Handle, Line] = Field(default={}, description="queries that queries call by a name: macro:name")
    triage: Any = Field(default=None, description="the work of the people who answer")
    mute: tuple[Any, ...] = Field(default=(), description="what is kept, and counts for nothing and wakes nobody")


SECTIONS: dict[str, type[Shape]] = {
    "incidents": shape_of(Policy),
    "retention": RetentionShape,
    "fetch": FetchShape,
    "web": WebShape,
    "scoring": ScoringShape,
    "evidence": EvidenceShape,
    "legal": LegalShape,
    "canary": CanaryShape,
    "triage": TriageShape,
}
