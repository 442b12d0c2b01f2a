"""How one reader is spoken to: the sentences of his language, with numbers and times as he writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from monitor.model import Target
from monitor.notify.sentences import SENTENCES

LANGUAGES = ("en", "fr")
NARROW = "\u202f"  # the no-break space of French typography
HOURS = {"en": "HH:mm", "fr": f"H{NARROW}'h'{NARROW}mm"}

_BEFORE = re.compile(r" (?=[:;!?»%]|(?:min|h|j)\b)")
_FIRST = re.compile(r"(?<!\d)1(?= [a-zéû]{3})")
_AFTER = re.compile(r"(?<=[«º]) ")


def typeset(sentence: str) -> str:
    """A French sentence with narrow no-break spaces where its typography wants them."""
    return _AFTER.sub(NARROW, _BEFORE.sub(NARROW, sentence))


def ordinal(day: str, language: str) -> str:
    """A date as it is read: the first of a month is "1er" in French."""
    return _FIRST.sub("1er", day) if language == "fr" else day


def zone(name: str) -> tuple[str, tzinfo]:
    """The zone called *name*; UTC where there is none, since a time in UTC is better than no message."""
    try:
        return name, ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return "UTC", UTC


@dataclass(frozen=True, slots=True)
class Words:
    """How one reader is spoken to."""

    language: str
    zone_name: str
    zone: tzinfo

    def typeset(self, sentence: str) -> str:
        return typeset(sentence) if self.language == "fr" else sentence

    @property
    def locale(self) -> Locale:
        return Locale(self.language)

    def say(self, key: str, of: float = 1, **values: object) -> str:
        """The sentence *key* for *of* things. Values are put in as they are: whoever shows them escapes them."""
        one, _, many = SENTENCES[key][LANGUAGES.index(self.language)].partition("|")
        chosen = many if many and self.locale.plural_form(of) != "one" else one
        return self.typeset(chosen).format(**values)

    def number(self, value: float) -> str:
        return format_decimal(value, format="#,##0.#", locale=self.locale)

    def tenths(self, value: float) -> str:
        return format_decimal(value, format="#,##0.0", locale=self.locale)

    def percent(self, share: float) -> str:
        return format_percent(share, locale=self.locale)

    def compact(self, value: int) -> str:
        return format_compact_decimal(value, locale=self.locale)

    def duration(self, length: timedelta) -> str:
        """The two largest units of *length*, to the minute."""
        minutes = max(0, round(length.total_seconds() / 60))
        days, hours = divmod(minutes // 60, 24) if minutes >= 48 * 60 else (0, minutes // 60)
        parts = (("days", days), ("hours", hours), ("minutes", 0 if days else minutes % 60))
        said = [self.say(unit, count=count) for unit, count in parts if count]
        return " ".join(said) or self.say("minutes", count=0)

    def hour(self, here: datetime) -> str:
        """The hour and minute of *here*, which is on the reader's clock already: 14:05, 14 h 05."""
        return format_time(here, HOURS[self.language], locale=self.locale)

    def time(self, at: datetime, near: datetime) -> str:
        """The hour and minute of *at* for this reader, with its day unless that is the day of *near*."""
        here = at.astimezone(self.zone)
        hour = self.hour(here)
        if self._same_day(at, near):
            return hour
        return self.say("moment", day=ordinal(format_date(here, "d MMM", locale=self.locale), self.language), time=hour)

    def at(self, at: datetime, near: datetime) -> str:
        """As `time`, with the word that goes before it."""
        return self.say("at" if self._same_day(at, near) else "on", time=self.time(at, near))

    def since(self, at: datetime, near: datetime) -> str:
        """As `at`, for what lasts."""
        return self.say("since" if self._same_day(at, near) else "since.day", time=self.time(at, near))

    def _same_day(self, at: datetime, near: datetime) -> bool:
        return at.astimezone(self.zone).date() == near.astimezone(self.zone).date()

    def between(self, start: datetime, end: datetime) -> str:
        """From when to when, with the days unless it is one, which is known."""
        days = {moment.astimezone(self.zone).date() for moment in (start, end)}
        times = [self.time(moment, end) if len(days) == 1 else self.day_time(moment) for moment in (start, end)]
        key = "from.to" if len(days) == 1 else "from.to.days"
        return self.say(key, start=times[0], end=times[1], zone=self.zone_name)

    def rule(self, name: str) -> str:
        """What a rule is called: by the name that it was given, else by that of its kind in this language."""
        return self.say(f"rule.{name}") if f"rule.{name}" in SENTENCES else name

    def day_time(self, at: datetime) -> str:
        """The day, hour and minute of *at* for this reader."""
        return self.time(at, at - timedelta(days=2))

    def below(self, here: datetime) -> str:
        """What stands under a curve: a day at its midnight, else an hour; *here* is on the reader's clock already."""
        return self.hour(here) if here.hour or here.minute else format_date(here, "E d", locale=self.locale)


def words_for(target: Target) -> Words:
    """The words that *target* reads: English where its language has no catalogue."""
    language = target.language[:2].lower()
    return Words(language if language in LANGUAGES else "en", *zone(target.timezone))
