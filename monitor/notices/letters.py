"""The text of a notice: a template of its kind and language, and the facts that it is filled with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from monitor.model import Mention
from monitor.text import clean, one_line


@dataclass(frozen=True, slots=True)
class Facts:
    """Who writes to whom, about what. *grounds* are insult, defamation and disparagement; *proven* what the evidence
    is, one line an exhibit; *last_day* is the last one to act, where it is known; *answer* the text of a reply."""

    mention: Mention
    country: str
    grounds: tuple[str, ...]
    recipient: str
    company: str
    name: str
    email: str
    address: str
    now: datetime
    timezone: str
    proven: tuple[str, ...] = ()
    answer: str = ""


def letter(kind: str, language: str, facts: Facts) -> str:
    """The text, ready to be edited; what is not known stands in [brackets]."""
    words = _words(language)
    item, zone = facts.mention.item, ZoneInfo(facts.timezone)
    blank = words["blank"]
    told = {
        "recipient": one_line(facts.recipient) or blank["recipient"],
        "company": facts.company or blank["company"],
        "name": facts.name or blank["name"],
        "email": facts.email or blank["email"],
        "address": facts.address or blank["address"],
        "day": f"{facts.now.astimezone(zone):%d/%m/%Y}"
        if language == "fr"
        else f"{facts.now.astimezone(zone):%Y-%m-%d}",
        "url": one_line(item.url) or blank["url"],
        "author": one_line(item.author) or blank["author"],
        "published": _day(item.published, zone, language) or blank["published"],
        "seen": _day(facts.mention.seen_at, zone, language),
        "quoted": quoted(item.prose) or blank["quoted"],
        "cues": _cues(facts.mention) or blank["cues"],
        "brand": facts.mention.brand,
        "reasons": "\n\n".join(_reasons(words["reasons"], facts)),
        "proven": "\n".join(f"  - {line}" for line in facts.proven) or blank["proven"],
        "answer": clean(facts.answer) or blank["answer"],
    }
    template = files("monitor.notices") / "texts" / f"{kind}.{language}.txt"
    return Template(template.read_text(encoding="utf-8")).substitute(told)


def answer_in(text: str) -> str:
    """The reply that a letter asks to be published: what stands between its two rules."""
    _, *parts = re.split(r"^-{5} .* -{5}$", text, flags=re.MULTILINE)
    return parts[0].strip() if len(parts) == 2 else ""


def quoted(text: str) -> str:
    """*text* as a quotation, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in clean(text).split("\n")) if text.strip() else ""


def _cues(mention: Mention) -> str:
    reasons = (*mention.accusation.reasons, *mention.insult.reasons)
    return ", ".join(f"« {cue} »" for cue in dict.fromkeys(one_line(reason.cue) for reason in reasons))


def _reasons(words: dict[str, Any], facts: Facts) -> Iterable[str]:
    """Why it is thought to be unlawful, ground by ground: by the law of the country, else in general."""
    law = words.get(facts.country, words["any"])
    return (law.get(ground, words["any"][ground]) for ground in facts.grounds)


def _day(moment: datetime | None, zone: ZoneInfo, language: str) -> str:
    if not moment:
        return ""
    local = moment.astimezone(zone)
    return f"{local:%d/%m/%Y à %H:%M} ({zone.key})" if language == "fr" else f"{local:%Y-%m-%d at %H:%M} ({zone.key})"


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((files("monitor.notices") / "texts" / f"{language}.toml").read_text(encoding="utf-8"))
