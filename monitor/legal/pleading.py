"""Notices about a mention, filled from its evidence; each step of them joins the chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitor.config import LegalConfig
from monitor.errors import VigieError
from monitor.evidence.dossier import Case
from monitor.legal.docket import grounds
from monitor.notices import Facts, following, letter
from monitor.store import Notice, Step, Store

SHOWN = 12  # exhibits in a letter: the pack has all of them


def draft(
    store: Store,
    case: Case,
    kind: str,
    *,
    language: str,
    legal: LegalConfig,
    country: str,
    recipient: str,
    answer: str,
    now: datetime,
    timezone: str,
    who: str,
) -> Notice:
    """A notice about the mention of *case*, written down and chained."""
    wanted = grounds(case.mention)
    if not wanted:
        hint = "vigie label corrects the scores of a mention"
        raise VigieError(f"mention {case.mention.id} was not found to insult, accuse or disparage", hint=hint)
    facts = Facts(
        mention=case.mention,
        country=country,
        grounds=tuple(ground.value for ground in wanted),
        recipient=recipient,
        company=legal.company,
        name=legal.name,
        email=legal.email,
        address=legal.address,
        now=now,
        timezone=timezone,
        proven=tuple(_proven(case, language)),
        answer=answer,
    )
    text = letter(kind, language, facts)
    with store.atomic():
        notice = store.notices.draft(Notice(case.mention.id, kind, language, recipient, text, now))
        _chain(store, notice, Step(now, "drafted", who), text)
    return notice


def _proven(case: Case, language: str) -> Iterator[str]:
    """One line an exhibit that shows something: when, what, and the hash that anybody can check."""
    kinds = {
        "en": {"heard": "heard at its source", "seen": "page captured", "edited": "edited page captured"},
        "fr": {"heard": "relevé chez la source", "seen": "page relevée", "edited": "page modifiée, relevée"},
    }[language]
    shown = [exhibit for exhibit in case.exhibits if exhibit.link.kind in kinds and exhibit.record][:SHOWN]
    for exhibit in shown:
        link = exhibit.link
        yield f"{link.at:%Y-%m-%d %H:%M:%S} UTC, {kinds[link.kind]}, SHA-256 {link.record}"


def follow(store: Store, number: int, state: str, *, word: str, who: str, now: datetime) -> Notice:
    """Write down what became of a notice. VigieError where that cannot be."""
    with store.atomic():
        notice = store.notices.get(number)
        if not notice:
            raise VigieError(f"there is no notice {number}", hint="see: vigie notice list")
        step = Step(now, following(notice.state, state), who, word)
        store.notices.step(number, step)
        _chain(store, notice, step)
    found = store.notices.get(number)
    assert found
    return found


def _chain(store: Store, notice: Notice, step: Step, text: str = "") -> None:
    record = {
        "notice": notice.id,
        "mentions": [notice.mention],
        "of": notice.kind,
        "to": notice.recipient,
        "state": step.state,
        "who": step.who,
        "word": step.word,
    }
    store.chain.append("notice", record, step.at, mentions=[notice.mention], text=text)
