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
    "title.reopened.crisis": ("Crisis back", "La crise reprend"),
    "title.reopened.warning": ("It is back", "Cela reprend"),
    "title.reminded.crisis": ("Crisis still on", "La crise dure"),
    "title.reminded.warning": ("Still on", "Toujours en cours"),
    "title.unanswered.crisis": ("Crisis without an answer", "Crise sans réponse"),
    "title.unanswered.warning": ("Nobody has answered", "Personne n’a répondu"),
    "title.updated.crisis": ("Crisis under way", "Crise en cours"),
    "title.updated.warning": ("Under way", "En cours"),
    "title.calming": ("Calming down", "Retour au calme"),
    "title.resolved": ("Back to normal", "Retour à la normale"),
    "title.exercise": ("EXERCISE: {title}", "EXERCICE : {title}"),
    "title.digest.daily": ("The last day", "Le dernier jour"),
    "title.digest.weekly": ("The last week", "La dernière semaine"),
    "title.test": ("Test", "Essai"),
    "gist.short": (
        "{negatives} negative in {window} ({surge})",
        "{negatives} négatif en {window} ({surge})|{negatives} négatifs en {window} ({surge})",
    ),
    "surge": ("×{ratio}", "×{ratio}"),
    "surge.rare": ("{usual} expected", "{usual} attendu"),
    "surge.unknown": ("usual not yet known", "habituel pas encore connu"),
    "gist.resolved": ("lasted {duration}, peak {peak}", "a duré {duration}, pic à {peak}"),
    "gist.test": ("vigie can reach you here", "vigie sait vous joindre ici"),
    "gist.digest": (
        "mentions: {mentions}, negative: {negatives} · {incidents}",
        "mentions : {mentions}, négatives : {negatives} · {incidents}",
    ),
    "incidents": ("{count} incident|{count} incidents", "{count} incident|{count} incidents"),
    "brands": ("{count} brand|{count} brands", "{count} marque|{count} marques"),
    "sentence.crowd": (
        "{count} negative mention|{count} negative mentions",
        "{count} mention négative|{count} mentions négatives",
    ),
    "sentence.ratings": ("{count} bad rating|{count} bad ratings", "{count} mauvaise note|{count} mauvaises notes"),
    "sentence.single": (
        "one accusation that may reach {reach} people, on {where}",
        "une accusation qui peut toucher {reach} personnes, sur {where}",
    ),
    "sentence.match": (
        "{count} mention of the kind you asked for|{count} mentions of the kind you asked for",
        "{count} mention du genre que vous suivez|{count} mentions du genre que vous suivez",
    ),
    "sentence.last.minute": ("in the last minute", "en une minute"),
    "sentence.last.minutes": ("in the last {count} minutes", "ces {count} dernières minutes"),
    "sentence.last.hour": ("in the last hour", "en une heure"),
    "sentence.last.hours": ("in the last {count} hours", "ces {count} dernières heures"),
    "sentence.last.days": ("in the last {count} days", "ces {count} derniers jours"),
    "sentence.times": (
        ", {times} times the usual {usual} for a {day} at {hour}",
        ", soit {times} fois l’habituel ({usual}) d’un {day} à {hour}",
    ),
    "sentence.usual": (
        ", where {usual} is usual for a {day} at {hour}",
        ", contre {usual} d’habitude un {day} à {hour}",
    ),
    "sentence.who": ("{authors} on {sources}", "{authors} sur {sources}"),
    "sentence.began": ("began at {time} ({zone})", "début à {time} ({zone})"),
    "sentence.copies": (
        "{count} copy of another text counted once|{count} copies of one text counted once",
        "{count} copie d’un autre texte comptée une fois|{count} copies d’un même texte comptées une fois",
    ),
    "sentence.planned": ("in spite of what was planned, {event}", "malgré ce qui était prévu, {event}"),
    "sentence.silent": (
        "silent sources: {count} ({names}), so it may be more",
        "sources muettes : {count} ({names}), c’est peut-être plus",
    ),
    "sentence.themes": ("what they say: {themes}", "ce qu’ils disent : {themes}"),
    "follow.up": (
        "It is a follow-up: the same story began on {start}.",
        "C’est une suite : la même histoire a commencé le {start}.",
    ),
    "unanswered": (
        "Nobody has acknowledged it for {duration}.",
        "Personne ne l’a pris en charge depuis {duration}.",
    ),
    "acknowledged": ("Acknowledged by {who} at {time}.", "Pris en charge par {who} à {time}."),
    "acknowledge": ("To acknowledge it: vigie ack i{id}", "Pour le prendre en charge : vigie ack i{id}"),
    "calming": ("Calmer since {time}.", "Plus calme depuis {time}."),
    "closed": ("Closed by {who}.", "Clos par {who}."),
    "exercise": (
        "This is an exercise: nothing has happened. Do as if it had, and acknowledge it: vigie ack drill",
        "Ceci est un exercice : il ne s’est rien passé. Faites comme si, et prenez-le en charge : vigie ack drill",
    ),
    "picture": (
        "Curve of the last {hours} h of {brand}: {last} negative this hour, {most} at most, {low} to {high} expected",
        "Courbe de {brand} sur {hours} h : {last} négatives cette heure, {most} au plus, {low} à {high} attendues",
    ),
    "digest.brand": (
        "{brand}: {total} mentions ({change}), {share} negative (before: {before})",
        "{brand} : {total} mentions ({change}), {share} de négatives (avant : {before})",
    ),
    "digest.quiet": ("{brand}: nobody spoke of it", "{brand} : personne n’en a parlé"),
    "digest.incident": (
        "#{id} {brand}: {level}, {start} to {end}, peak {peak}",
        "nº {id} {brand} : {level}, de {start} à {end}, pic à {peak}",
    ),
    "digest.now": ("now", "maintenant"),
    "digest.missed": (
        "Not sent to you: #{id} {brand}, {kinds} ({why})",
        "Non envoyé : nº {id} {brand}, {kinds} ({why})",
    ),
    "digest.more": ("and {count} more", "et {count} autres"),
    "digest.empty": ("Nothing happened.", "Il ne s’est rien passé."),
    "level.warning": ("warning", "vigilance"),
    "level.crisis": ("crisis", "crise"),
    "kind.opened": ("its beginning", "le début"),
    "kind.escalated": ("a rise", "une aggravation"),
    "kind.reopened": ("its return", "la reprise"),
    "kind.reminded": ("a reminder", "un rappel"),
    "kind.unanswered": ("a call for an answer", "un appel sans réponse"),
    "kind.resolved": ("its end", "la fin"),
    "kind.test": ("a test", "un essai"),
    "kind.updated": ("an update", "une mise à jour"),
    "missed.silence": ("silence was ordered", "silence demandé"),
    "missed.quiet": ("quiet hours", "heures calmes"),
    "missed.greater": ("part of a greater crisis", "partie d’une crise plus grande"),
    "missed.budget": ("enough messages that day", "assez de messages ce jour-là"),
    "missed.overtaken": ("a later message said more", "un message plus récent en disait plus"),
    "missed.failed": ("you could not be reached", "vous étiez injoignable"),
    "from.to": ("from {start} to {end} ({zone})", "de {start} à {end} ({zone})"),
    "moment": ("{day}, {time}", "{day} à {time}"),
    "share": ("{share} negative", "{share} de négatifs"),
    "share.usual": ("{share} negative (usually {usual})", "{share} de négatifs (habituel {usual})"),
    "sources": ("{count} source|{count} sources", "{count} source|{count} sources"),
    "authors": ("{count} author|{count} authors", "{count} auteur|{count} auteurs"),
    "insults": ("insults: {count}", "injures : {count}"),
    "accusations": ("accusations: {count}", "accusations : {count}"),
    "theme": ("“{theme}”", "« {theme} »"),
    "legal": (
        "⚖️ The legal clock runs: three months from first publication (French press law). Not legal advice.",
        "⚖️ Le délai légal court : trois mois dès la première publication (loi de 1881). Pas un avis juridique.",
    ),
    "nothing": (
        "This is a test: nothing has happened, and there is nothing to do.",
        "Ceci est un essai : il ne s’est rien passé, et il n’y a rien à faire.",
    ),
    "repeat": (
        "↻ Possible repeat of a message cut off by a restart.",
        "↻ Répétition possible d’un message coupé par un redémarrage.",
    ),
    "reach": ("reach {reach}", "portée {reach}"),
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
    "incident": ("incident #{id}", "incident nº {id}"),
    "open": ("Open the incident", "Ouvrir l’incident"),
    "open.digest": ("Open vigie", "Ouvrir vigie"),
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

    def time(self, at: datetime, near: datetime) -> str:
        """The hour and minute of *at* for this reader, with its day unless that is the day of *near*."""
        here = at.astimezone(self.zone)
        hour = format_time(here, "HH:mm", locale=self.locale)
        if here.date() == near.astimezone(self.zone).date():
            return hour
        return self.say("moment", day=format_date(here, "d MMM", locale=self.locale), time=hour)

    def day_time(self, at: datetime) -> str:
        """The day, hour and minute of *at* for this reader."""
        return self.time(at, at - timedelta(days=2))

    def day(self, here: datetime) -> str:
        """What a day is called under a curve; *here* is on the reader's clock already."""
        return format_date(here, "E d", locale=self.locale)


def words_for(target: Target) -> Words:
    """The words that *target* reads: English where its language has no catalogue."""
    language = target.language[:2].lower()
    return Words(language if language in LANGUAGES else "en", *zone(target.timezone))
