"""The overview: how much is said, how it sounds, what is usual, of whom, where, by whom and of what."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.crisis.themes import themes
from monitor.model import Sample
from monitor.store import Store, Wanted
from monitor.web.pages.filters import ANY, PERIODS, Filters
from monitor.web.pages.plot import HEIGHT, LEFT, WIDTH, plot
from monitor.web.pages.voice import shares_of
from monitor.web.paint import paint, tongue
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter()

READ = 100  # mentions of each kind from which is read what they are about
STEPS = {"24h": (24, 1), "7d": (168, 3), "30d": (720, 24), "90d": (2160, 24)}  # hours: of the whole, of one bar


@router.get("/overview")
async def overview(request: Request, who: Viewer) -> Response:
    desk, (brand, period) = desk_of(request), _asked(request)
    values = await desk.ask(_surveyed, desk.store, brand, period, desk.clock(), tongue(request, who).zone)
    frame = {"width": WIDTH, "height": HEIGHT, "left": LEFT}
    scene = desk.scene()
    shares = shares_of(values.pop("heard"), scene.watched, brand, scene.own)
    return paint(
        request,
        who,
        "overview",
        brand=brand,
        period=period,
        periods=tuple(STEPS),
        brands=scene.brands,
        shares=shares,
        list=Filters(status=ANY),
        listed=period if period in PERIODS else "",
        **frame,
        **values,
    )


def _surveyed(store: Store, brand: str, period: str, now: datetime, zone: tzinfo) -> dict[str, Any]:
    whole, step = (timedelta(hours=hours) for hours in STEPS[period])
    seconds = int(step.total_seconds())
    end = datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, now.tzinfo)
    since = end - whole
    course = store.survey.course(brand, since, end, seconds)
    return {
        "course": course,
        "plot": plot(course, since, end, step, zone),
        "total": sum(each.total for each in course),
        "negative": sum(each.negative for each in course),
        "positive": sum(each.positive for each in course),
        "heard": store.survey.brands(since, end),
        "loudest": store.survey.sources(brand, since, end),
        "voices": store.survey.voices(brand, since, end),
        "usual": store.survey.usual(brand, since, end),
        "delays": store.survey.delays(since),
    }


@router.get("/overview/themes")
async def subjects(request: Request, who: Viewer) -> Response:
    """What the negative mentions are about: a part of the page that takes longer than the rest of it."""
    desk, (brand, period) = desk_of(request), _asked(request)
    names = brand or " ".join(desk.scene().brands)
    found = await desk.ask(_subjects, desk.store, brand, names, desk.clock() - timedelta(hours=STEPS[period][0]))
    return paint(request, who, "themes", themes=found, brand=brand, period=period, filters=Filters(status=ANY))


def _subjects(store: Store, brand: str, names: str, since: datetime) -> tuple[str, ...]:
    """The words that mark what is negative among what is not, and was said before."""
    angry = _samples(store, Wanted(brand=brand, severity="negative", since=since))
    others = (
        Wanted(brand=brand, severity=tone, until=until) for tone, until in (("neutral", None), ("negative", since))
    )
    return themes(angry, [sample for wanted in others for sample in _samples(store, wanted)], names)


def _samples(store: Store, wanted: Wanted) -> list[Sample]:
    found = (store.mentions.get(number) for number in store.inbox.numbers(wanted, READ))
    return [
        Sample(
            id=mention.id,
            at=mention.at,
            source=mention.source,
            author=mention.item.author,
            fingerprint=mention.fingerprint,
            prose=mention.item.prose,
            sentiment=mention.sentiment.value,
            negative=mention.sentiment.label == "negative",
            insult=mention.insult.label == "likely",
            accusation=mention.accusation.label == "likely",
        )
        for mention in found
        if mention
    ]


def _asked(request: Request) -> tuple[str, str]:
    """The brand, empty for all, and one of STEPS."""
    query = request.query_params
    return query.get("brand", "")[:200], query["since"] if query.get("since") in STEPS else "7d"
