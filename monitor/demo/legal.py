"""The legal desk of the story: one insult and one accusation, with their clocks, their packs and their notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.demo.story import BRAND
from monitor.evidence.dossier import Case
from monitor.evidence.pack import pack
from monitor.evidence.seal import seal_at
from monitor.evidence.surroundings import surroundings
from monitor.evidence.verify import Outcome, verify
from monitor.legal.docket import case as case_of
from monitor.legal.docket import countries_of, dossier, key_beside
from monitor.legal.pleading import draft
from monitor.model import Mention
from monitor.pipeline import Pipeline
from monitor.securing import SOFTWARE
from monitor.store import Find, Notice

WHO = "demo"


@dataclass(frozen=True, slots=True)
class Brief:
    """What there is on one mention, and where it was written."""

    kind: str
    case: Case
    outcome: Outcome
    path: Path
    notice: Notice

    @property
    def whole(self) -> bool:
        """Whether its clock is known, its page was captured, its pack verifies and its notice quotes it."""
        captured = {exhibit.link.kind for exhibit in self.case.exhibits}
        quoted = self.case.mention.item.url in self.notice.text
        return bool(self.case.deadlines) and {"heard", "seen"} <= captured and not self.outcome.damages and quoted


def briefs(pipeline: Pipeline, folder: Path, language: str, now: datetime) -> tuple[Brief, ...]:
    """One insult and one accusation of the story. Called in the thread of the diary."""
    return tuple(_brief(pipeline, folder, kind, found, language, now) for kind, found in _chosen(pipeline, language))


def _chosen(pipeline: Pipeline, language: str) -> Iterator[tuple[str, Mention]]:
    """The clearest of each, in the language of the story where there is one."""
    grave = list(pipeline.store.mentions.find(Find(flagged=True, limit=-1)))
    for kind, other in (("insult", "accusation"), ("accusation", "insult")):
        likely = [each for each in grave if each.brand == BRAND and getattr(each, kind).label == "likely"]
        seen = [mention for mention in likely if (page := pipeline.store.pages.get(mention.id)) and page.found]
        if seen:
            yield (
                kind,
                max(
                    seen,
                    key=lambda each: (
                        each.language == language,
                        getattr(each, other).label == "none",
                        getattr(each, kind).value,
                        -each.id,
                    ),
                ),
            )


def _brief(pipeline: Pipeline, folder: Path, kind: str, mention: Mention, language: str, now: datetime) -> Brief:
    store, config = pipeline.store, pipeline.config
    countries = countries_of(config.legal, config.timezone)
    known = case_of(store, mention.id, countries, now, language)
    notice = draft(
        store,
        known,
        "dsa",
        language=language,
        legal=config.legal,
        country=countries[0],
        recipient=mention.source,
        answer="",
        now=now,
        timezone=config.timezone,
        who=WHO,
    )
    told = dossier(
        store,
        [mention.id],
        countries,
        now,
        language=language,
        timezone=config.timezone,
        roots={},
        environment=surroundings(SOFTWARE, SOFTWARE.replace(" ", "/")),
    )
    content = pack(told, seal_at(key_beside(store.path)))
    path = folder / f"evidence-{kind}.zip"
    path.write_bytes(content)
    (folder / f"notice-{kind}.txt").write_text(notice.text, encoding="utf-8")
    return Brief(kind, known, verify(path.read_bytes()), path, notice)
