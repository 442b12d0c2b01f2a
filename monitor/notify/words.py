"""Every sentence a reader gets, in English and French side by side, with numbers and times as they write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from monitor.model import Target

LANGUAGES = ("en", "fr")
NARROW = "\u202f"  # the no-break space of French typography

# (English, French). Two forms parted by "|" are for one and for many; French counts 0 and 1.5 as one.
SENTENCES: dict[str, tuple[str, str]] = {
    "title.opened.crisis": ("Crisis likely", "Crise probable"),
    "title.opened.warning": ("Worth a look", "À surveiller"),
    "title.escalated.crisis": ("Crisis growing", "La crise s’aggrave"),
    "title.escalated.warning": ("Still rising", "Toujours en hausse"),
    "title.resolved": ("Back to normal", "Retour à la normale"),
    "title.test": ("Test", "Essai"),
    "gist.trouble": (
        "{negatives} negative mention in {window} ({surge})|{negatives} negative mentions in {window} ({surge})",
        "{negatives} négatif en {window} ({surge})|{negatives} négatifs en {window} ({surge})",
    ),
    "gist.short": (
        "{negatives} negative in {window} ({surge})",
        "{negatives} négatif en {window} ({surge})|{negatives} négatifs en {window} ({surge})",
    ),
    "surge": (
        "×{ratio} against {usual} expected",
        "×{ratio} vs {usual} attendu|×{ratio} vs {usual} attendus",
    ),
    "surge.short": ("×{ratio}", "×{ratio}"),
    "surge.rare": ("{usual} expected", "{usual} attendu"),
    "surge.unknown": ("usual not yet known", "habituel pas encore connu"),
    "gist.resolved": ("lasted {duration}, peak {peak}", "a duré {duration}, pic à {peak}"),
    "gist.test": ("vigie can reach you here", "vigie sait vous joindre ici"),
    "since": ("since {time} ({zone})", "depuis {time} ({zone})"),
    "from.to": ("from {start} to {end} ({zone})", "de {start} à {end} ({zone})"),
    "moment": ("{day}, {time}", "{day} à {time}"),
    "share": ("{share} negative", "{share} de négatifs"),
    "share.usual": ("{share} negative (usually {usual})", "{share} de négatifs (habituel {usual})"),
    "sources": ("{count} source|{count} sources", "{count} source|{count} sources"),
    "authors": ("{count} author|{count} authors", "{count} auteur|{count} auteurs"),
    "copies": ("copies counted once: {count}", "copies comptées une fois : {count}"),
    "insults": ("insults: {count}", "injures : {count}"),
    "accusations": ("accusations: {count}", "accusations : {count}"),
    "themes": ("theme: {themes}|themes: {themes}", "thème : {themes}|thèmes : {themes}"),
    "theme": ("“{theme}”", "« {theme} »"),
    "legal": (
        "⚖️ The legal clock runs: three months from first publication (French press law). Not legal advice.",
        "⚖️ Le délai légal court : trois mois dès la première publication (loi de 1881). Pas un avis juridique.",
    ),
    "ground.injure": ("elements of an insult", "éléments d’injure"),
    "ground.diffamation": ("elements of defamation", "éléments de diffamation"),
    "ground.denigrement": ("elements of disparagement", "éléments de dénigrement"),
    "unsure": ("unsure", "incertain"),
    "nothing": (
        "This is a test: nothing has happened, and there is nothing to do.",
        "Ceci est un essai : il ne s’est rien passé, et il n’y a rien à faire.",
    ),
    "repeat": (
        "↻ Possible repeat of a message cut off by a restart.",
        "↻ Répétition possible d’un message coupé par un redémarrage.",
    ),
    "reach": ("reach {reach}", "portée {reach}"),
    "reach.guess": ("reach unknown: {low} to {high}", "portée inconnue : de {low} à {high}"),
    "family": ("+{count} copy|+{count} copies", "+{count} copie|+{count} copies"),
    "quote": ("“{text}”", "« {text} »"),
    "hidden": (
        "(text not shown here: its source does not allow it)",
        "(texte non montré ici : sa source ne le permet pas)",
    ),
    "why": (
        "Why: rule {rule} · {negatives} in {window}, {expected}",
        "Pourquoi : règle {rule} · {negatives} en {window}, {expected}",
    ),
    "expected": (
        "expected {low} to {high} (usually {usual})",
        "attendu de {low} à {high} (habituel {usual})",
    ),
    "incident": ("incident #{id}, message {number}", "incident nº {id}, message {number}"),
    "open": ("Open the incident", "Ouvrir l’incident"),
    "read": ("read", "lire"),
    "minutes": ("{count} min", "{count} min"),
    "hours": ("{count} h", "{count} h"),
    "days": ("{count} d", "{count} j"),
}

_BEFORE = re.compile(r" (?=[:;!?»%]|(?:min|h|j)\b)")
_AFTER = re.compile(r"(?<=[«º]) ")


def typeset(sentence: str) -> str:
    """A French sentence with narrow no-break spaces where its typography wants them."""
    return _AFTER.sub(NARROW, _BEFORE.sub(NARROW, sentence))


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

    @property
    def locale(self) -> Locale:
        return Locale(self.language)

    def say(self, key: str, of: float = 1, **values: object) -> str:
        """The sentence *key* for *of* things. Values are put in as they are: whoever shows them escapes them."""
        one, _, many = SENTENCES[key][LANGUAGES.index(self.language)].partition("|")
        chosen = many if many and self.locale.plural_form(of) != "one" else one
        return (typeset(chosen) if self.language == "fr" else chosen).format(**values)

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

    def time(self, at: datetime, near: datetime) -> str:
        """The hour and minute of *at* for this reader, with its day unless that is the day of *near*."""
        here = at.astimezone(self.zone)
        hour = format_time(here, "HH:mm", locale=self.locale)
        if here.date() == near.astimezone(self.zone).date():
            return hour
        return self.say("moment", day=format_date(here, "d MMM", locale=self.locale), time=hour)


def words_for(target: Target) -> Words:
    """The words that *target* reads: English where its language has no catalogue."""
    language = target.language[:2].lower()
    return Words(language if language in LANGUAGES else "en", *zone(target.timezone))
