"""What is said, before anybody knows where: an alert as a few lines, none of them escaped yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitor.model import Alert, AlertKind, Figures, Level, Mention, Target
from monitor.notify import escape
from monitor.notify.words import Words, words_for
from monitor.text import cut, fold, one_line

_MARKS = {"crisis": "🔴", "warning": "🟠", "calm": "🟢", "test": "🔔"}
_QUOTES = 3
_QUOTE_LENGTH = 140
_THEMES = 3
_NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Quote:
    """One mention as its reader sees it; *about* is who, where and how loud, *url* is http(s) or empty."""

    about: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in one reader's words. *tone* is crisis, warning, calm or test."""

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

    @property
    def mark(self) -> str:
        return _MARKS[self.tone]

    @property
    def header(self) -> str:
        return f"{self.mark} {self.title} · {self.brand} — {self.gist}"


def compose(alert: Alert, target: Target, *, link: str, repeat: bool) -> Message:
    """What *target* is told of *alert*; *link* is where it can be dealt with."""
    words = words_for(target)
    tone = _tone(alert)
    title = words.say(_title_key(alert, tone))
    brand = _name(alert.verdict.brand)
    return Message(
        tone=tone,
        language=words.language,
        title=title,
        brand=brand,
        gist=_gist(alert, words),
        subject=f"[vigie] {brand} · {title[0].lower()}{title[1:]} · {_gist(alert, words, short=True)}",
        scope=_scope(alert, words),
        details=tuple(_details(alert, words, repeat)),
        quotes=tuple(_quote(mention, words) for mention in distinct(alert.quotes)[:_QUOTES]),
        why=_why(alert, words),
        link=escape.link(link),
        open=words.say("open"),
        read=words.say("read"),
    )


def plain(message: Message, sink: Callable[[str], str]) -> str:
    """The whole message as text; every line goes through *sink*, only addresses do not."""
    head = (message.header, message.scope, *message.details)
    lines = [sink(line) for line in head if line]
    for number, quote in enumerate(message.quotes, start=1):
        lines.append(sink(f"{number}. {quote.about} — {quote.text}"))
        lines.extend([f"   {quote.url}"] if quote.url else [])
    lines.extend([f"{sink(message.open)} → {message.link}"] if message.link else [])
    lines.extend([sink(message.why)] if message.why else [])
    return "\n".join(lines)


def distinct(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """*mentions* without those that would read like an earlier one."""
    seen: dict[str, Mention] = {}
    for mention in mentions:
        seen.setdefault(mention.fingerprint or fold(_excerpt(mention)).text, mention)
    return tuple(seen.values())


def _excerpt(mention: Mention) -> str:
    title, text = one_line(mention.item.title), one_line(mention.item.text)
    return cut(" — ".join(filter(None, (title, text))), _QUOTE_LENGTH)


def _name(text: str) -> str:
    return cut(one_line(text), _NAME_LENGTH)


def _tone(alert: Alert) -> str:
    if alert.kind is AlertKind.TEST:
        return "test"
    if alert.kind is AlertKind.RESOLVED:
        return "calm"
    return "crisis" if alert.verdict.level is Level.CRISIS else "warning"


def _title_key(alert: Alert, tone: str) -> str:
    return f"title.{alert.kind}" if tone in ("calm", "test") else f"title.{alert.kind}.{tone}"


def _gist(alert: Alert, words: Words, *, short: bool = False) -> str:
    if alert.kind is AlertKind.TEST:
        return words.say("gist.test")
    if alert.kind is AlertKind.RESOLVED:
        ended = alert.incident.resolved_at or alert.at
        duration = words.duration(ended - alert.incident.opened_at)
        return words.say("gist.resolved", duration=duration, peak=words.number(alert.incident.peak))
    figures = alert.verdict.figures
    return words.say(
        "gist.short" if short else "gist.trouble",
        of=figures.negatives,
        negatives=words.number(figures.negatives),
        window=words.duration(figures.window),
        surge=_surge(figures, words, short=short),
    )


def _surge(figures: Figures, words: Words, *, short: bool) -> str:
    if not _known(figures):
        return words.say("surge.unknown")
    # Figures.ratio is against at least one: beside a smaller usual it would look like a mistake.
    key = "surge.rare" if figures.usual < 1 else "surge.short" if short else "surge"
    return words.say(key, of=figures.usual, ratio=words.tenths(figures.ratio), usual=words.tenths(figures.usual))


def _known(figures: Figures) -> bool:
    return figures.usual > 0 or figures.usual_share is not None


def _scope(alert: Alert, words: Words) -> str:
    if alert.kind is AlertKind.TEST:
        return ""
    if alert.kind is AlertKind.RESOLVED:
        ended = alert.incident.resolved_at or alert.at
        start, end = (words.time(moment, alert.at) for moment in (alert.incident.opened_at, ended))
        return _sentence(words.say("from.to", start=start, end=end, zone=words.zone_name))
    return _sentence(" · ".join(_crowd(alert, words)))


def _crowd(alert: Alert, words: Words) -> Iterator[str]:
    figures = alert.verdict.figures
    if figures.began:
        yield words.say("since", time=words.time(figures.began, alert.at), zone=words.zone_name)
    share = words.percent(figures.share)
    if figures.usual_share is None:
        yield words.say("share", share=share)
    else:
        yield words.say("share.usual", share=share, usual=words.percent(figures.usual_share))
    yield words.say("sources", of=figures.sources, count=words.number(figures.sources))
    yield words.say("authors", of=figures.authors, count=words.number(figures.authors))
    if figures.copies:
        yield words.say("copies", count=words.number(figures.copies))


def _details(alert: Alert, words: Words, repeat: bool) -> Iterator[str]:
    figures = alert.verdict.figures
    if alert.kind is AlertKind.TEST:
        yield words.say("nothing")
    else:
        flags = " · ".join((*_flags(figures, words), *_themes(figures, words)))
        yield from [_sentence(flags)] if flags else []
        yield from [words.say("legal")] if figures.insults or figures.accusations else []
    yield from [words.say("repeat")] if repeat else []


def _flags(figures: Figures, words: Words) -> Iterator[str]:
    for key, count in (("insults", figures.insults), ("accusations", figures.accusations)):
        if count:
            yield words.say(key, count=words.number(count))


def _themes(figures: Figures, words: Words) -> Iterator[str]:
    themes = [words.say("theme", theme=_name(theme)) for theme in figures.themes[:_THEMES]]
    if themes:
        yield words.say("themes", of=len(themes), themes=", ".join(themes))


def _grounds(mention: Mention, words: Words) -> Iterator[str]:
    """What law its words may touch: elements of it, and never that it is so."""
    for ground in mention.finding.grounds:
        yield words.say(f"ground.{ground}")
    if mention.finding.unsure:
        yield words.say("unsure")


def _quote(mention: Mention, words: Words) -> Quote:
    item = mention.item
    stars = f"★{words.number(item.rating.value)}/{words.number(item.rating.best)}" if item.rating else ""
    author = _name(item.author) if item.rights.show else ""
    copies = words.say("family", of=mention.copies, count=words.number(mention.copies)) if mention.copies else ""
    parts = (stars, _name(mention.source), author, _reach(mention, words), copies, *_grounds(mention, words))
    about = " · ".join(part for part in parts if part)
    text = words.say("quote", text=_excerpt(mention))
    return Quote(about, text if item.rights.show else words.say("hidden"), escape.link(item.url))


def _reach(mention: Mention, words: Words) -> str:
    if mention.item.reach:
        return words.say("reach", reach=words.compact(mention.item.reach))
    if mention.reach and not mention.reach.known:
        low, high = words.number(mention.reach.low), words.number(mention.reach.high)
        return words.say("reach.guess", low=low, high=high)
    return ""


def _why(alert: Alert, words: Words) -> str:
    if alert.kind is AlertKind.TEST:
        return ""
    figures = alert.verdict.figures
    expected = words.say(
        "expected" if _known(figures) else "surge.unknown",
        low=words.number(figures.low),
        high=words.number(figures.high),
        usual=words.tenths(figures.usual),
    )
    judged = words.say(
        "why",
        rule=_name(alert.verdict.rule),
        negatives=words.number(figures.negatives),
        window=words.duration(figures.window),
        expected=expected,
    )
    return f"{judged} · {words.say('incident', id=alert.incident.id, number=alert.number)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
