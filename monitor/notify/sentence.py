"""What happened, as one sentence that somebody could say: how many, against what, by whom, since when, about what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from babel.dates import get_day_names

from monitor.model import Cause, Figures, Verdict
from monitor.notify.words import Words
from monitor.text import cut, one_line

_THEMES = 3
_LONGEST = 40
_NUMERALS = {
    "en": "two three four five six seven eight nine ten eleven twelve".split(),
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze".split(),
}


def sentence(verdict: Verdict, words: Words) -> str:
    """*verdict* in words, of which every number stands in its figures."""
    said = words.typeset(" ; " if words.language == "fr" else "; ").join(_clauses(verdict, words))
    return f"{said[:1].upper()}{said[1:]}."


def short(name: str) -> str:
    return cut(one_line(name), _LONGEST)


def themes(figures: Figures, words: Words) -> str:
    return ", ".join(words.say("theme", theme=short(theme)) for theme in figures.themes[:_THEMES])


def is_usual_known(figures: Figures) -> bool:
    return figures.usual > 0 or figures.usual_share is not None


def _clauses(verdict: Verdict, words: Words) -> Iterator[str]:
    figures = verdict.figures
    yield _what(verdict, words)
    yield words.say(
        "sentence.who",
        authors=words.say("authors", of=figures.authors, count=words.number(figures.authors)),
        sources=words.say("sources", of=figures.sources, count=words.number(figures.sources)),
    )
    if figures.total and verdict.cause is not Cause.RATINGS:
        yield _share(figures, words)
    if figures.began:
        yield words.say("sentence.began", at=words.at(figures.began, verdict.at), zone=words.zone_name)
    if figures.copies:
        yield words.say("sentence.copies", of=figures.copies, count=words.number(figures.copies))
    yield from _circumstances(figures, words)
    if figures.themes:
        yield words.say("sentence.themes", themes=themes(figures, words))


def _what(verdict: Verdict, words: Words) -> str:
    figures, cause = verdict.figures, verdict.cause
    if cause is Cause.SINGLE and figures.reach:
        where = short(figures.loudest)
        return words.say("sentence.single", reach=words.compact(figures.reach), where=where)
    counted = words.say(f"sentence.{cause}", of=figures.negatives, count=words.number(figures.negatives))
    return f"{counted} {_when(figures.window, words)}{_surge(verdict, words)}"


def _when(window: timedelta, words: Words) -> str:
    minutes = round(window.total_seconds() / 60)
    for unit, size in (("days", 1440), ("hours", 60), ("minutes", 1)):
        if minutes % size == 0 and (unit != "days" or minutes > 1440):
            count = minutes // size
            return words.say(f"sentence.last.{unit if count > 1 else unit[:-1]}", count=words.number(count))
    return ""


def _surge(verdict: Verdict, words: Words) -> str:
    figures = verdict.figures
    if verdict.cause in (Cause.SINGLE, Cause.MATCH):
        return ""
    if not is_usual_known(figures):
        return f", {words.say('surge.unknown')}"
    here = verdict.at.astimezone(words.zone)
    day = get_day_names("wide", locale=words.locale)[here.weekday()]
    usual = words.number(figures.usual) if figures.usual < 1 else words.number(round(figures.usual))
    ratio = figures.negatives / max(round(figures.usual), 1)
    moment = {"usual": usual, "day": day, "hour": words.hour(here)}
    if figures.usual < 1 or ratio < 2:
        return words.say("sentence.usual", **moment)
    return words.say("sentence.times", times=_times(round(ratio), words), **moment)


def _times(ratio: int, words: Words) -> str:
    numerals = _NUMERALS[words.language]
    return numerals[ratio - 2] if ratio - 2 < len(numerals) else words.number(ratio)


def _share(figures: Figures, words: Words) -> str:
    share = words.percent(figures.share)
    if figures.usual_share is None:
        return words.say("share", share=share)
    return words.say("share.usual", share=share, usual=words.percent(figures.usual_share))


def _circumstances(figures: Figures, words: Words) -> Iterator[str]:
    """What raised the expectation, and what could not be heard."""
    if figures.planned:
        yield words.say("sentence.planned", event=short(figures.planned))
    if figures.silent:
        names = ", ".join(map(short, figures.silent[:_THEMES]))
        yield words.say("sentence.silent", names=names, count=words.number(len(figures.silent)))
