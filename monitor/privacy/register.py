"""The register of processing (GDPR, art. 30) and the note on legitimate interest (art. 6.1.f), from the configuration.

Every sentence is a template; what nobody configured stands in [brackets]. An aid, not legal advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from string import Template

BLANK = {
    "en": {"company": "[company]", "address": "[address]", "dpo": "[data protection officer, or none]", "none": "none"},
    "fr": {
        "company": "[société]",
        "address": "[adresse]",
        "dpo": "[délégué à la protection des données, ou aucun]",
        "none": "aucun",
    },
}


@dataclass(frozen=True, slots=True)
class Practice:
    """What the configuration says that a register must tell. *places* are sources with the grade of their terms,
    *targets* those who are told, by which way; the rest is how long things are kept."""

    company: str
    address: str
    dpo: str
    brands: Sequence[str]
    places: Sequence[str]
    targets: Sequence[str]
    languages: Sequence[str]
    mentions: timedelta
    authors: timedelta
    evidence: timedelta
    incidents: timedelta
    audit: timedelta
    capture: str
    authorities: Sequence[str]
    contact: str


def document(kind: str, language: str, practice: Practice, now: datetime) -> str:
    """*kind* is register or interest; *language* en or fr."""
    blank = BLANK[language]
    lists = ("brands", "places", "targets", "languages", "authorities")
    spans = ("mentions", "authors", "evidence", "incidents", "audit")
    told = {name: _listed(getattr(practice, name), blank["none"]) for name in lists}
    told |= {name: _days(getattr(practice, name), language) for name in spans}
    told |= {name: getattr(practice, name) or blank[name] for name in ("company", "address", "dpo")}
    told |= {"capture": practice.capture, "contact": practice.contact or blank["none"], "day": f"{now:%Y-%m-%d}"}
    template = files("monitor.privacy") / "texts" / f"{kind}.{language}.txt"
    return Template(template.read_text(encoding="utf-8")).substitute(told)


def _listed(names: Sequence[str], none: str) -> str:
    return "\n".join(f"  - {name}" for name in names) or f"  - {none}"


def _days(span: timedelta, language: str) -> str:
    return f"{span.days} {'jours' if language == 'fr' else 'days'}"
