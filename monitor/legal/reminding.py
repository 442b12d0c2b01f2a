"""Reminders of last days: whom to remind of what, when; and the same days for a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from monitor.config import Config
from monitor.law import Clock
from monitor.legal.docket import countries_of, running
from monitor.model import Mention, Reminder, Target
from monitor.store import Due, Find, Store

MOST = 2000  # mentions whose clocks are looked at
FOLD = 74  # bytes of a line of a calendar


def first_clock(store: Store, mention: Mention, countries: Sequence[str], now: datetime) -> Clock | None:
    """The clock that ends first of those that have not ended."""
    found = running(mention, store.chain.of(mention.id, files=False), countries)
    return next((clock for clock in found if clock.left(now) >= 0), None)


def clocked(store: Store, countries: Sequence[str], now: datetime) -> Iterator[tuple[Mention, Clock]]:
    """What likely insults or accuses and was not found irrelevant, each with the clock that ends first."""
    for mention in store.mentions.find(Find(flagged=True, limit=MOST)):
        grave = "likely" in (mention.insult.label, mention.accusation.label)
        if (
            grave
            and not mention.muted
            and not mention.folded
            and (clock := first_clock(store, mention, countries, now))
        ):
            yield mention, clock


def decide(store: Store, config: Config, now: datetime) -> None:
    """Write down whom to remind now. Of several thresholds that are passed, the nearest one is told."""
    countries = countries_of(config.legal, config.timezone)
    due = [
        Due(mention.id, clock.last_day, days, target.name)
        for mention, clock in clocked(store, countries, now)
        for days in [threshold(clock.left(now), config.legal.remind)]
        if days is not None
        for target in _concerned(config, mention)
    ]
    with store.atomic():
        store.reminders.decide(due, now)


def threshold(left: int, remind: Iterable[int]) -> int | None:
    """The smallest number of days that *left* has come down to; None while there is more time than any."""
    return min((days for days in remind if left <= days), default=None)


def _concerned(config: Config, mention: Mention) -> Iterator[Target]:
    for target in config.targets:
        named = not config.legal.targets or target.name in config.legal.targets
        if named and (not target.brands or mention.brand in target.brands):
            yield target


def told(store: Store, due: Due, countries: Sequence[str], now: datetime) -> Reminder | None:
    """The message of *due*; None where it is too late, or the mention is no more."""
    mention = store.mentions.get(due.mention)
    clock = mention and first_clock(store, mention, countries, now)
    if not mention or not clock or clock.last_day != due.last_day:
        return None
    period = clock.period
    return Reminder(mention, now, period.country, period.law, clock.last_day, clock.left(now), clock.certain)


def calendar(clocks: Iterable[tuple[Mention, Clock]], remind: Iterable[int], now: datetime) -> str:
    """A day an event, with an alarm for each of the days in *remind* before it. No word of a mention leaves with it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//vigie//legal clock//EN", "CALSCALE:GREGORIAN"]
    for mention, clock in clocks:
        lines += _event(mention, clock, tuple(remind), now)
    return "".join(f"{line}\r\n" for each in [*lines, "END:VCALENDAR"] for line in _folded(each))


def _event(mention: Mention, clock: Clock, remind: Sequence[int], now: datetime) -> Iterator[str]:
    period = clock.period
    uid = sha256(f"{mention.id} {period.country} {period.action} {clock.last_day}".encode()).hexdigest()[:24]
    note = "An aid, not legal advice."
    if not clock.certain:
        note += " It may have been published earlier: the last day may be earlier."
    yield from ("BEGIN:VEVENT", f"UID:{uid}@vigie", f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    yield f"DTSTART;VALUE=DATE:{clock.last_day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{clock.last_day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{mention.brand}: last day to act on mention {mention.id} ({period.country})')}"
    yield f"DESCRIPTION:{_text(f'{period.law}. {note}')}"
    yield "TRANSP:TRANSPARENT"
    for days in remind:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{days}D", "DESCRIPTION:vigie", "END:VALARM")
    yield "END:VEVENT"


def _text(value: str) -> str:
    """RFC 5545, 3.3.11."""
    for char in "\\;,":
        value = value.replace(char, f"\\{char}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """RFC 5545, 3.1: a line of at most 75 bytes; what follows begins with a space."""
    rest, space = line, ""
    while len((space + rest).encode()) > FOLD:
        cut = FOLD - len(space)
        while len((space + rest[:cut]).encode()) > FOLD:
            cut -= 1
        yield space + rest[:cut]
        rest, space = rest[cut:], " "
    yield space + rest
