"""When somebody is told, and who."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from monitor.config.options import LevelName, Shape, Text, unsaid
from monitor.config.words import Clock, Duration, Hours, Line, Name, Names, Timezone, at_least, off
from monitor.model import Level


class RuleShape(Shape):
    kind: str = Field(description="how it judges")


class EscalateShape(Shape):
    to: Name = Field(description="the target that is told then")
    after: Annotated[Duration, at_least(timedelta(minutes=1))] = Field(description="how long nobody acknowledged")


class TargetShape(Shape):
    name: Name = Field(description="who is told, as the diary calls them")
    way: str = Field(description="how they are told: one of the known ways, or module:Class")
    address: Annotated[Text, Field(min_length=1)] = Field(description="where they are told; better kept as a secret")
    language: Literal["en", "fr"] = Field(default="en", description="the language of their messages")
    timezone: Timezone = unsaid("", "the clock of their messages; else that of the file")
    level: LevelName = Field(default=Level.WARNING, description="the smallest level worth telling them")
    brands: Names = Field(default=(), description="the brands that they answer for; all of them when empty")
    channel: Line = unsaid("", "the Slack channel of a bot whose token is the address; its messages can be edited")
    direct: bool = Field(default=True, description="no: told only when the escalation of another target leads there")
    quiet: Hours | None = unsaid(None, "hours of their clock in which they are not woken for little")
    quiet_level: LevelName = Field(default=Level.WARNING, description="the gravest level that quiet hours hold back")
    escalate: EscalateShape | None = unsaid(None, "whom to wake when nobody acknowledges")
    digest: Annotated[Literal["off", "daily", "weekly"], BeforeValidator(off)] = Field(
        default="off", description="a digest of what was said and missed"
    )
    digest_at: Clock = unsaid(time(8), "when it comes, on their clock; a weekly one comes on Mondays")
    digest_empty: bool = Field(default=False, description="a digest even when there is nothing to tell")


class CanaryShape(Shape):
    every: Duration = Field(
        default=timedelta(hours=1),
        description="how often a mention of ours is sent through the whole chain; 0s for never",
    )
    targets: Names = Field(
        default=(), description="the targets that hear of each one: a dead man's switch, not a person"
    )
