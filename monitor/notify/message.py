"""What is said, before anybody knows where: news as a few lines, none of them escaped yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from monitor.model import (
    Alert,
    AlertKind,
    Digest,
    Figures,
    Handover,
    IncidentState,
    Level,
    Mention,
    News,
    Reminder,
    Target,
)
from monitor.notify import digest, escape
from monitor.notify.quotes import Quote, distinct, quote
from monitor.notify.sentence import is_usual_known, sentence, short
from monitor.notify.words import Words, words_for
from monitor.text import cut, one_line

_MARKS = {"crisis": "🔴", "warning": "🟠", "calm": "🟢", "test": "🔔", "digest": "📋"}
_QUOTES = 3
_WORD = 500  # characters of what somebody says who hands a mention over


@dataclass(frozen=True, slots=True)
class Message:
    """An alert or a digest in one reader's words. *tone* is crisis, warning, calm, test or digest; *alt* are the
    numbers of its picture, if it has one."""

    tone: str
    language: str
    title: str
    brand: str
    gist: str
    subject: str
    scope: str
    details: tuple[str, ...]
    quotes: tuple[Quote, ...]
    why: str
    link: str
    open: str
    read: str
    alt: str = ""

    @property
    def mark(self) -> str:
        return _MARKS[self.tone]

    @property
    def header(self) -> str:
        return f"{self.mark} {self.title} · {self.brand} — {self.gist}"


@dataclass(frozen=True, slots=True)
class _Letter:
    """What every message has: its reader's words, where it leads, and whether it may be told for the second time."""

    words: Words
    link: str
    repeat: bool

    def write(
        self,
        tone: str,
        heading: tuple[str, str, str],
        *,
        opens: str,
        scope: str,
        details: Iterable[str],
        quoted: Iterable[Mention],
        why: str = "",
        alt: str = "",
        loud: bool = False,
    ) -> Message:
        """*heading* is the title, the brand and the gist, *opens* the key of what the link is called; *loud*: the title
        begins in the subject as it does everywhere."""
        words, (title, brand, gist) = self.words, heading
        return Message(
            tone=tone,
            language=words.language,
            title=title,
            brand=brand,
            gist=gist,
            subject=f"[vigie] {brand} · {title if loud else _lower(title)} · {gist}",
            scope=scope,
            details=(*details, *([words.say("repeat")] if self.repeat else [])),
            quotes=tuple(quote(mention, words) for mention in quoted),
            why=why,
            link=escape.link(self.link),
            open=words.say(opens),
            read=words.say("read"),
            alt=alt,
        )


def compose(told: News, target: Target, *, link: str, repeat: bool) -> Message:
    """What *target* is told; *link* is where it can be dealt with."""
    letter = _Letter(words_for(target), link, repeat)
    if isinstance(told, Reminder):
        return _reminded(told, letter)
    if isinstance(told, Handover):
        return _handed(told, letter)
    return _reviewed(told, letter) if isinstance(told, Digest) else _alarmed(told, letter)


def _alarmed(alert: Alert, letter: _Letter) -> Message:
    words, tone = letter.words, _tone(alert)
    title = words.say(_title_key(alert, tone))
    if alert.incident.exercise:
        title = words.say("title.exercise", title=_lower(title))
    return letter.write(
        tone,
        (title, short(alert.verdict.brand), _gist(alert, words)),
        opens="open",
        scope=_scope(alert, words),
        details=_details(alert, words),
        quoted=distinct(alert.quotes)[:_QUOTES],
        why=_why(alert, words),
        alt=picture_words(alert, words) if alert.curve else "",
        loud=alert.incident.exercise,
    )


def _reviewed(told: Digest, letter: _Letter) -> Message:
    words = letter.words
    return letter.write(
        "digest",
        digest.headline(told, words),
        opens="open.digest",
        scope=digest.period(told, words),
        details=digest.lines(told, words),
        quoted=distinct(digest.worst(told))[:_QUOTES],
    )


def _reminded(told: Reminder, letter: _Letter) -> Message:
    """That the time to act on a mention ends."""
    words = letter.words
    gist = words.say("gist.clock", of=told.left, left=told.left, day=told.last_day.isoformat())
    doubt = [] if told.certain else [words.say("clock.doubt")]
    return letter.write(
        "warning",
        (words.say("title.clock"), short(told.mention.brand), gist),
        opens="open.clock",
        scope=words.say("clock.law", country=told.country, law=told.law),
        details=(*doubt, words.say("clock.aid")),
        quoted=(told.mention,),
    )


def _handed(told: Handover, letter: _Letter) -> Message:
    """That somebody asks to look at a mention."""
    words, who = letter.words, short(told.who)
    word = [words.say("handover.word", who=who, word=cut(one_line(told.word), _WORD))] if told.word else []
    return letter.write(
        "warning",
        (words.say("title.handover"), short(told.mention.brand), words.say("gist.handover", who=who)),
        opens="open.clock",
        scope=words.day_time(told.mention.at),
        details=word,
        quoted=(told.mention,),
    )


def plain(message: Message, sink: Callable[[str], str]) -> str:
    """The whole message as text; every line goes through *sink*, only addresses do not."""
    head = (message.header, message.scope, *message.details, message.alt)
    lines = [sink(line) for line in head if line]
    for number, each in enumerate(message.quotes, start=1):
        lines.append(sink(f"{number}. {each.about} — {each.text}"))
        lines.extend([f"   {each.url}"] if each.url else [])
    lines.extend([f"{sink(message.open)} → {message.link}"] if message.link else [])
    lines.extend([sink(message.why)] if message.why else [])
    return "\n".join(lines)


def picture_words(alert: Alert, words: Words) -> str:
    """The numbers of the curve, for who does not see it: what is expected, once something is."""
    bars, last = alert.curve, alert.curve[-1]
    return words.say(
        "picture" if any(bar.usual or bar.high for bar in bars) else "picture.unknown",
        hours=len(bars),
        brand=short(alert.verdict.brand),
        most=words.number(max(bar.negatives for bar in bars)),
        last=words.number(last.negatives),
        hour=words.time(last.at, alert.at),
        low=words.number(round(last.low)),
        high=words.number(round(last.high)),
    )


def _tone(alert: Alert) -> str:
    if alert.kind is AlertKind.BLIND:
        return "warning"
    if alert.kind.own:
        return "test" if alert.kind is AlertKind.TEST else "calm"
    if alert.kind is AlertKind.RESOLVED or alert.incident.state is IncidentState.CALMING:
        return "calm"
    return "crisis" if alert.incident.level is Level.CRISIS else "warning"


def _title_key(alert: Alert, tone: str) -> str:
    if alert.kind.own:
        return f"title.{alert.kind}"
    if alert.kind is AlertKind.REOPENED and alert.incident.resumed_by:
        return "title.resumed.crisis" if tone == "crisis" else "title.resumed.warning"
    if tone == "calm" and alert.kind is not AlertKind.RESOLVED:
        return "title.calming"
    if alert.turned:
        return "title.turned"
    return f"title.{alert.kind}" if tone in ("calm", "test") else f"title.{alert.kind}.{tone}"


def _gist(alert: Alert, words: Words) -> str:
    if alert.kind.own:
        return words.say(f"gist.{alert.kind}", duration=words.duration(alert.verdict.figures.window))
    if alert.kind is AlertKind.RESOLVED:
        ended = alert.incident.resolved_at or alert.at
        duration = words.duration(ended - alert.incident.began_at)
        return words.say("gist.resolved", duration=duration, peak=words.number(alert.incident.peak))
    figures = alert.verdict.figures
    return words.say(
        "gist.short",
        of=figures.negatives,
        negatives=words.number(figures.negatives),
        window=words.duration(figures.window),
        surge=_surge(figures, words),
    )


def _surge(figures: Figures, words: Words) -> str:
    if not is_usual_known(figures):
        return words.say("surge.unknown")
    # Figures.ratio is against at least one: beside a smaller usual it would look like a mistake.
    key = "surge.rare" if figures.usual < 1 else "surge"
    return words.say(key, of=figures.usual, ratio=words.tenths(figures.ratio), usual=words.tenths(figures.usual))


def _scope(alert: Alert, words: Words) -> str:
    if alert.kind.own:
        return ""
    if alert.kind is not AlertKind.RESOLVED:
        return sentence(alert.verdict, words)
    ended = alert.incident.resolved_at or alert.at
    return _upper(words.between(alert.incident.began_at, ended))


def _details(alert: Alert, words: Words) -> Iterator[str]:
    if alert.incident.exercise:
        yield words.say("exercise")
    if alert.kind is AlertKind.TEST:
        yield words.say("nothing")
    elif alert.kind.own:
        why = alert.verdict.rule if alert.verdict.rule in ("sources", "storage", "chain") else "over"
        yield words.say(f"blind.{why}")
    else:
        yield from _standing(alert, words)
        figures = alert.verdict.figures
        flags = " · ".join(_flags(figures, words))
        yield from [_upper(flags)] if flags else []
        yield from [words.say("legal")] if figures.insults or figures.accusations else []


def _standing(alert: Alert, words: Words) -> Iterator[str]:
    """Where the incident stands: whose story it is, who has it in hand."""
    incident = alert.incident
    if incident.reopened_at and alert.kind is not AlertKind.RESOLVED:
        yield words.say("follow.up", at=words.at(incident.opened_at, alert.at))
    if alert.kind is AlertKind.UNANSWERED:
        yield words.say("unanswered", duration=words.duration(alert.at - incident.began_at))
    if incident.state is IncidentState.CALMING and incident.calm_since:
        yield words.say("calming", since=words.since(incident.calm_since, alert.at))
    if incident.acknowledged_at:
        at = words.at(incident.acknowledged_at, alert.at)
        yield words.say("acknowledged", who=short(incident.acknowledged_by), at=at)
    if incident.resolved_by:
        yield words.say("closed", who=short(incident.resolved_by))
    if incident.resumed_by and alert.kind is AlertKind.REOPENED:
        yield words.say("resumed", who=short(incident.resumed_by))


def _flags(figures: Figures, words: Words) -> Iterator[str]:
    for key, count in (("insults", figures.insults), ("accusations", figures.accusations)):
        if count:
            yield words.say(key, count=words.number(count))


def _why(alert: Alert, words: Words) -> str:
    if alert.kind.own:
        return ""
    known = words.say("incident", id=alert.incident.id)
    if alert.kind is AlertKind.RESOLVED:
        return known
    figures = alert.verdict.figures
    expected = words.say(
        "expected" if is_usual_known(figures) else "surge.unknown",
        low=words.number(figures.low),
        high=words.number(figures.high),
        usual=words.tenths(figures.usual),
    )
    judged = words.say(
        "why",
        rule=short(words.rule(alert.verdict.rule)),
        negatives=words.number(figures.negatives),
        window=words.duration(figures.window),
        expected=expected,
    )
    return f"{judged} · {known}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
