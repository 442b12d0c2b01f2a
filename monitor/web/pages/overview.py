"""The overview: how much is said, how it sounds, of whom, where and by whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.store import Store
from monitor.web.pages.plot import HEIGHT, LEFT, WIDTH, plot
from monitor.web.paint import paint
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter()

STEPS = {"24h": (24, 1), "7d": (168, 3), "30d": (720, 24), "90d": (2160, 24)}  # hours: of the whole, of one bar


@router.get("/overview")
async def overview(request: Request, who: Viewer) -> Response:
    desk, query = desk_of(request), request.query_params
    period = query.get("since", "7d") if query.get("since") in STEPS else "7d"
    brand = query.get("brand", "")[:200]
    values = await desk.ask(_surveyed, desk.store, brand, period, desk.clock())
    frame = {"width": WIDTH, "height": HEIGHT, "left": LEFT}
    scene = desk.scene()
    return paint(
        request,
        who,
        "overview",
        brand=brand,
        period=period,
        periods=tuple(STEPS),
        brands=scene.brands,
        **frame,
        **values,
    )


def _surveyed(store: Store, brand: str, period: str, now: datetime) -> dict[str, Any]:
    whole, step = (timedelta(hours=hours) for hours in STEPS[period])
    seconds = int(step.total_seconds())
    end = datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, now.tzinfo)
    since = end - whole
    course = store.survey.course(brand, since, end, seconds)
    shares = store.survey.brands(since, end)
    return {
        "course": course,
        "plot": plot(course, since, end, step),
        "total": sum(each.total for each in course),
        "negative": sum(each.negative for each in course),
        "positive": sum(each.positive for each in course),
        "shares": shares,
        "heard": sum(each.total for each in shares),
        "loudest": store.survey.sources(brand, since, end),
        "authors": store.survey.authors(brand, since, end),
    }
