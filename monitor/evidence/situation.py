"""The log of a crisis (main courante) on one page: what is known, what is not, what was decided, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.evidence.sheet import Paper
from monitor.evidence.words import words_of
from monitor.links import Exhibit

SORTS = ("fact", "unknown", "decision", "check")
SHOWN = 9  # entries of each sort on the page: the latest; all of them are in the log
LINE = 240  # characters of an entry on the page


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. *sort* is fact, unknown, decision or check; *due* when to look again; *link* its place in
    the chain; an unknown or a check may be *settled* by a later entry."""

    link: int
    at: datetime
    sort: str
    text: str
    who: str
    subject: str = ""
    due: datetime | None = None
    settled: bool = False


def entries(exhibits: Iterable[Exhibit], subject: str = "") -> tuple[Entry, ...]:
    """The log as the chain has it, oldest first; of one *subject* if it is named."""
    told = [exhibit for exhibit in exhibits if exhibit.record]
    settled = {number for exhibit in told for number in exhibit.told.get("settles", [])}
    found = (_entry(exhibit, settled=exhibit.link.number in settled) for exhibit in told)
    return tuple(entry for entry in found if not subject or entry.subject == subject)


def _entry(exhibit: Exhibit, *, settled: bool) -> Entry:
    told = exhibit.told
    due = told.get("due")
    return Entry(
        exhibit.link.number,
        exhibit.link.at,
        told["sort"],
        told["text"],
        told["who"],
        told.get("subject", ""),
        datetime.fromisoformat(due) if due else None,
        settled,
    )


def report(log: Sequence[Entry], *, language: str, now: datetime, timezone: str, subject: str, head: str) -> bytes:
    """The page as a PDF. *head* is the end of the chain, by which it can be checked later."""
    words, zone = words_of(language), ZoneInfo(timezone)
    paper = Paper(language)
    paper.set_creation_date(now)
    paper.set_title(words["situation"])
    paper.put(words["situation"] + (f" - {subject}" if subject else ""), 18, bold=True, space=0.5)
    paper.put(words["situation_at"].format(at=f"{now.astimezone(zone):%Y-%m-%d %H:%M} {timezone}"), 9, pale=True)
    for sort in SORTS:
        paper.heading(words[f"sort_{sort}"])
        kept = [entry for entry in log if entry.sort == sort and not entry.settled]
        for entry in kept[-SHOWN:]:
            paper.put(line(entry, words, zone)[:LINE], 8.5, space=0.3)
        if not kept:
            paper.put(words["nothing"], 8.5, pale=True)
        if len(kept) > SHOWN:
            paper.put(words["earlier"].format(count=len(kept) - SHOWN), 7.5, pale=True)
    paper.ln(2)
    paper.put(words["situation_chain"].format(digest=head), 7.5, pale=True)
    return bytes(paper.output())


def line(entry: Entry, words: dict[str, str], zone: ZoneInfo) -> str:
    """An entry as a person reads it."""
    due = f" [{words['due']} {entry.due.astimezone(zone):%Y-%m-%d %H:%M}]" if entry.due else ""
    return f"{entry.at.astimezone(zone):%d/%m %H:%M}  {entry.text}  ({entry.who}){due}"
