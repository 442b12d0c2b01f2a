"""Whose name is watched, how what is said of it sounds, and what of it counts for nothing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from monitor.config.options import Shape, unsaid
from monitor.config.words import Language, Languages, Line, Moment, Name, Names
from monitor.model import Brand

Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]


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


class BrandShape(Shape):
    name: Name = Field(description="the brand, as messages and reports call it")
    aliases: Names = Field(default=(), description="other names that are looked for: products, nicknames, misspellings")
    query: str = Field(default="", description="what is looked for instead of the name and its aliases")
    languages: Languages = unsaid((), "languages in which people speak of it: fr, en")
    competitors: Names = Field(
        default=(), description="their share of voice stands beside its own, if they are brands too"
    )
    context: ContextShape = Field(
        default_factory=ContextShape, description="for a name that means other things as well"
    )
    lexicon: dict[Language, LexiconShape] = Field(
        default={}, description="your own words, by language (fr, en), or under any for every one"
    )
    products: Names = Field(
        default=(), description="brands of this list of which nobody hears while this one is in trouble"
    )


class MuteShape(Shape):
    query: Annotated[str, Field(min_length=1)] = Field(description="which mentions are silenced")
    why: Line = Field(description="why, for whoever finds them later")
    until: Day = unsaid("", "the last day, 2026-12-31, by the clock of the file")
    brands: Names = Field(default=(), description="the brands whose mentions they are; all of them when empty")


class EventShape(Shape):
    """An event, or the calendar that holds them."""

    name: Name = unsaid("", "what it is: a launch, a general meeting, a match; in a calendar each has its own")
    start: Moment | None = unsaid(None, "when it starts, as 2026-11-22 09:00, on the clock of the file")
    end: Moment | None = unsaid(None, "when people have talked enough of it")
    calendar: Line = unsaid("", "instead: a file of events (iCalendar, .ics), beside this one unless a whole path")
    factor: float = Field(default=3.0, gt=1, le=1000, description="how many times as much is said as on other days")
    brands: Names = Field(default=(), description="the brands that it is about; all of them when empty")


class ScoringShape(Shape):
    heads: Line = unsaid("", "a directory of trained heads, used instead of those that vigie brings")
    transformer: Line = unsaid("", "a directory with a local model for sentiment; needs vigie[transformers]")
