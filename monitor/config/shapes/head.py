"""The file itself."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from monitor.config.options import Shape, shape_of
from monitor.config.shapes.answered import LegalShape, TriageShape, WebShape
from monitor.config.shapes.asked import FetchShape
from monitor.config.shapes.kept import EvidenceShape, RetentionShape
from monitor.config.shapes.told import CanaryShape
from monitor.config.shapes.watched import ScoringShape
from monitor.config.words import Languages, Line, Names, Timezone, mistake
from monitor.crisis import Policy

HANDLE = "[A-Za-z0-9][A-Za-z0-9_-]{0,59}"


def _handle(value: str) -> str:
    if not re.fullmatch(HANDLE, value):
        raise mistake("queries cannot call this", "name it with letters, figures, - and _")
    return value


Handle = Annotated[str, AfterValidator(_handle), WithJsonSchema({"type": "string", "pattern": f"^{HANDLE}$"})]


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
