"""The words of the pages, with dates and numbers, as the reader writes them.

English is written where it stands, in the pages; its French stands in french.toml. A missing one is found by a test.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

from monitor.notify.words import ordinal, typeset
from monitor.text.french import book
from monitor.text.zones import zones

LANGUAGES = {"en": "English", "fr": "Français"}
HOURS = {"en": "HH:mm", "fr": "H\u202f'h'\u202fmm"}  # 14:05, 14 h 05
MUTED = {"author": "Author", "site": "Site", "phrase": "Phrase"}  # what is muted, as its reason begins
MOMENT, WEEK = timedelta(seconds=1), timedelta(days=7)


@cache
def french() -> dict[str, str]:
    table: dict[str, str] = tomllib.loads((files("monitor.web") / "french.toml").read_text(encoding="utf-8"))
    return {english: typeset(told) for english, told in table.items()}


MISSED: set[str] = set()  # what was read in English by somebody who reads French: the tests look here


def _in_french(english: str) -> str:
    if english not in french():
        MISSED.add(english)
    return french().get(english, english)


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a reader reads: a language and a clock."""

    language: str = "en"
    timezone: str = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone if self.timezone in zones() else "UTC")

    def __call__(self, english: str, **values: object) -> str:
        """The sentence, with its {values} filled in."""
        told = _in_french(english) if self.language == "fr" else english
        return told.format(**values) if values else told

    def many(self, count: float, one: str, several: str) -> str:
        """One of two sentences with {n}, by the plural of the language: 0 and 1.5 are one in French."""
        single = Locale(self.language).plural_form(count) == "one"
        return self(one if single else several, n=self.number(count))

    def number(self, value: float) -> str:
        return str(format_decimal(round(value, 1), locale=self.language))

    def score(self, value: float) -> str:
        """From -1 to 1, with its sign; nothing has none."""
        signed = "+0.00;−0.00" if round(value, 2) else "0.00"
        return str(format_decimal(abs(value) if signed == "0.00" else value, format=signed, locale=self.language))

    def share(self, value: float) -> str:
        """From 0 to 1, to hundredths."""
        return str(format_decimal(value, format="0.00", locale=self.language))

    def percent(self, share: float) -> str:
        """A little is not nothing, and nearly all is not all."""
        told = str(format_percent(share, locale=self.language))
        if 0 < share < 0.005:
            return f"< {format_percent(0.01, locale=self.language)}"
        return f"> {format_percent(0.99, locale=self.language)}" if 0.995 <= share < 1 else told

    def moment(self, at: datetime) -> str:
        """The whole of it, for who wants to know."""
        pattern = f"EEEE d MMMM y, {HOURS['fr']}" if self.language == "fr" else f"EEEE, d MMMM y, {HOURS['en']}"
        return f"{ordinal(format_datetime(at, pattern, self.zone, self.language), self.language)} ({self.zone.key})"

    def short(self, at: datetime) -> str:
        pattern = f"EEE d MMM, {HOURS[self.language]}"
        return ordinal(format_datetime(at, pattern, self.zone, self.language), self.language)

    def clock(self, at: datetime) -> str:
        return str(format_datetime(at, HOURS[self.language], self.zone, self.language))

    def day(self, at: datetime) -> str:
        return ordinal(format_date(at.astimezone(self.zone), "d MMM", self.language), self.language)

    def date(self, day: date, pattern: str = "d MMMM y") -> str:
        return ordinal(format_date(day, pattern, self.language), self.language)

    def territory(self, code: str) -> str:
        """A country, by its name in the language of the reader; the code where it has none."""
        return str(Locale(self.language).territories.get(code, code))

    def tongue(self, code: str) -> str:
        """A language, by its name in the language of the reader; the code where it has none."""
        return str(Locale(self.language).languages.get(code, code))

    def kind(self, said: str) -> str:
        """A kind of source, by its French name where the reader reads French and it has one."""
        return french().get(f"kind: {said}", said) if self.language == "fr" else said

    def word(self, said: str) -> str:
        """A word of ours that stands in the history, in the reader's language; anybody else's as it is."""
        if self.language != "fr":
            return said
        kind, parted, what = said.partition(": ")
        if parted and kind in MUTED:
            return self("{name}: {what}", name=self(MUTED[kind]).lower(), what=what)
        return french().get(said, said)

    def trouble(self, english: str) -> str:
        """What went wrong somewhere, as it is kept, in the reader's language; as it is where it is not ours."""
        if self.language != "fr" or not english:
            return english
        return book().told(english) or english

    def span(self, length: timedelta) -> str:
        return str(format_timedelta(length, locale=self.language, threshold=1.2))

    def seconds(self, length: int) -> str:
        return self.span(timedelta(seconds=length))

    def ago(self, at: datetime, now: datetime) -> str:
        """Shortly, for a list; but with its direction and its unit: "17h" is five in the afternoon in French, and
        "2m" minutes or months."""
        length = min(at - now, -MOMENT) if abs(at - now) < MOMENT else at - now
        style: Literal["short", "long"] = "short" if abs(length) < WEEK else "long"
        return str(format_timedelta(length, locale=self.language, format=style, threshold=1.2, add_direction=True))


def preferred(accepted: str, otherwise: str) -> str:
    """The language that a browser asks for (its Accept-Language), if we speak it."""
    wishes = (part.strip()[:2].lower() for part in accepted.split(","))
    return next((wish for wish in wishes if wish in LANGUAGES), otherwise if otherwise in LANGUAGES else "en")
