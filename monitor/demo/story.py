"""The script: who says what, where and when, in three days of an invented bakery chain."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from itertools import chain
from typing import Any

BRAND = "Brioche Valmy"
COMPETITOR = "Fournil Colombel"
START = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)  # Tuesday, six in the morning in Paris; no clock changes in sight
LENGTH = timedelta(hours=72)

_DAWN = timedelta(hours=6)  # the story's days begin when bakers open


class Scene(StrEnum):
    NOISE = "noise"
    CALM = "calm"
    LAUNCH = "launch"
    DISPATCH = "dispatch"
    CRISIS = "crisis"
    ANSWER = "answer"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Post:
    """Something somebody will say *at* this long after the start; *revision* replaces the text from *revised* on."""

    at: timedelta
    scene: Scene
    place: str
    author: str
    text: str
    title: str = ""
    rating: int | None = None
    language: str = "fr"
    revised: timedelta | None = None
    revision: str = ""
    id: str = ""

    def as_of(self, elapsed: timedelta) -> Post:
        """The post as it reads once *elapsed* has passed."""
        if self.revised is None or elapsed < self.revised:
            return replace(self, revised=None, revision="")
        return replace(self, text=self.revision)


@dataclass(frozen=True, slots=True)
class Wave:
    """Many people with one voice: how many in French and in English, between two moments, most of them near *peak*."""

    scene: Scene
    voice: str
    start: str
    end: str
    fr: int
    en: int
    peak: str = ""
    stars: tuple[int, ...] = ()


WAVES = (
    Wave(Scene.NOISE, "noise", "0 09:00", "1 05:50", 18, 8),
    Wave(Scene.CALM, "calm_good", "0 09:00", "1 05:50", 6, 3, stars=(4, 5)),
    Wave(Scene.NOISE, "noise", "1 06:10", "1 23:30", 24, 12),
    Wave(Scene.NOISE, "homonym", "1 08:00", "3 21:00", 11, 0),
    Wave(Scene.CALM, "calm_good", "1 07:00", "1 21:30", 11, 6, stars=(4, 5)),
    Wave(Scene.CALM, "calm_bad", "1 08:00", "1 21:00", 5, 3, stars=(2, 3)),
    Wave(Scene.CALM, "calm_ask", "1 08:30", "2 20:00", 7, 4),
    Wave(Scene.CALM, "colombel", "1 09:00", "3 20:00", 14, 6),
    Wave(Scene.NOISE, "noise", "2 06:10", "2 23:30", 22, 11),
    Wave(Scene.LAUNCH, "launch", "2 07:40", "2 21:00", 54, 26, peak="2 12:30", stars=(5, 5, 4)),
    Wave(Scene.CALM, "calm_bad", "2 09:00", "2 20:30", 3, 2, stars=(2, 3)),
    Wave(Scene.NOISE, "noise", "3 06:10", "3 27:30", 22, 10),
    Wave(Scene.CRISIS, "crisis", "3 07:05", "3 13:50", 98, 46, peak="3 09:50", stars=(1, 1, 1, 2)),
    Wave(Scene.CRISIS, "calmer", "3 08:30", "3 14:00", 6, 3),
    Wave(Scene.RECOVERY, "recovery", "3 13:40", "3 22:30", 34, 16, peak="3 15:45", stars=(4, 5)),
    Wave(Scene.CALM, "calm_good", "3 17:00", "3 22:30", 3, 2, stars=(4, 5)),
)

UNTITLED = frozenset({"api", "blog"})
NEWSPAPERS = frozenset({"journal", "news"})
_REVIEWED = ("api", "api", "forum", "avis", "avis")
_SPOKEN = {"fr": (*_REVIEWED, "blog"), "en": _REVIEWED}
_PRINTED = {"fr": ("journal", "journal", "forum", "api", "carnet", "magazine"), "en": ("news", "news", "forum", "api")}
_COPIED = {
    "fr": ("journal", "forum", "blog", "api", "api", "carnet", "forum", "blog", "api"),
    "en": ("news", "forum", "api", "api"),
}


def moment(written: str) -> timedelta:
    """How long after the start "2 18:40" is: day 2, twenty to seven in the evening. Hours may run past 24."""
    day, clock = written.split()
    hours, minutes = clock.split(":")
    return timedelta(days=int(day) - 1, hours=int(hours), minutes=int(minutes)) - _DAWN


def tell(seed: int = 1792) -> tuple[Post, ...]:
    """The whole story, oldest first; the same for the same *seed*."""
    rng = random.Random(seed)  # noqa: S311 - a storyteller's dice
    scripts = {language: _script(language) for language in ("fr", "en")}
    posts = chain.from_iterable(
        chain(_written(language, script), _copied(language, script, rng), _waves(language, script, rng))
        for language, script in scripts.items()
    )
    in_order = sorted(posts, key=lambda post: post.at)
    return tuple(replace(post, id=f"{post.place}-{1000 + number}") for number, post in enumerate(in_order))


def namesakes(posts: Iterable[Post]) -> Iterator[Post]:
    """Those that have the brand's name in them and speak of something else."""
    name = BRAND.split()[-1]
    return (post for post in posts if post.scene is Scene.NOISE and name in post.text)


def _script(language: str) -> dict[str, Any]:
    return tomllib.loads(files("monitor.demo").joinpath(f"{language}.toml").read_text("utf-8"))


def _written(language: str, script: dict[str, Any]) -> Iterator[Post]:
    for post in script["post"]:
        revised = moment(post["revised"]) if "revised" in post else None
        yield Post(
            **{**post, "at": moment(post["at"]), "scene": Scene(post["scene"]), "revised": revised},
            language=language,
        )


def _copied(language: str, script: dict[str, Any], rng: random.Random) -> Iterator[Post]:
    """One press dispatch, and everybody who pastes it: with the name of a site, a handle or a link around it."""
    dispatch, author_of = script["dispatch"], _names(script["authors"], rng)
    at = moment(dispatch["at"])
    for place in _COPIED[language]:
        title, text = dispatch["title"] + rng.choice(dispatch["sites"]), dispatch["text"]
        if place in UNTITLED:
            title, text = (
                "",
                f"{rng.choice(dispatch['heads'])}{dispatch['title']}. {text}{rng.choice(dispatch['tails'])}",
            )
        author = dispatch["author"] if place in NEWSPAPERS else author_of()
        yield Post(at, Scene.DISPATCH, place, author, text, title, language=language)
        at += timedelta(minutes=rng.randint(3, 16))


def _waves(language: str, script: dict[str, Any], rng: random.Random) -> Iterator[Post]:
    slots = {name: _deck(values, rng) for name, values in script["slots"].items()}
    voices = {
        name: {part: _deck(cards, rng) for part, cards in voice.items()} for name, voice in script["voices"].items()
    }
    author = _names(script["authors"], rng)
    told: set[str] = set()
    for wave in WAVES:
        for _ in range(wave.fr if language == "fr" else wave.en):
            post = _said(wave, language, voices[wave.voice], slots, author(), rng)
            while post.text in told:
                post = _said(wave, language, voices[wave.voice], slots, post.author, rng)
            told.add(post.text)
            yield post


def _said(
    wave: Wave,
    language: str,
    voice: dict[str, Callable[[], str]],
    slots: dict[str, Callable[[], str]],
    author: str,
    rng: random.Random,
) -> Post:
    places = _PRINTED if wave.scene is Scene.NOISE else _SPOKEN
    place = rng.choice([place for place in places[language] if wave.stars or place != "avis"])
    parts = ["openings", "endings"] if place == "api" and rng.random() < 0.5 else ["openings", "details", "endings"]
    text = " ".join(voice[part]() for part in parts)
    return Post(
        at=_when(wave, rng),
        scene=wave.scene,
        place=place,
        author=author,
        text=text.format_map({name: draw() for name, draw in slots.items() if f"{{{name}}}" in text}),
        title="" if place in UNTITLED else voice["titles"](),
        rating=rng.choice(wave.stars) if place == "avis" else None,
        language=language,
    )


def _when(wave: Wave, rng: random.Random) -> timedelta:
    start, end = moment(wave.start).total_seconds(), moment(wave.end).total_seconds()
    peak = moment(wave.peak).total_seconds() if wave.peak else None
    return timedelta(seconds=round(rng.triangular(start, end, peak) if peak else rng.uniform(start, end)))


def _deck(cards: list[str], rng: random.Random) -> Callable[[], str]:
    """Draws every card once, in an order of its own, before any of them comes again."""

    def shuffled() -> Iterator[str]:
        while True:
            yield from rng.sample(cards, len(cards))

    drawn = shuffled()
    return lambda: next(drawn)


def _names(authors: dict[str, list[str]], rng: random.Random) -> Callable[[], str]:
    """People, each of them once as long as there are any left."""
    return _deck([f"{first} {last}" for first in authors["first"] for last in authors["last"]], rng)
