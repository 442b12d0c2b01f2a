"""The incidents: what was called, why, who was told of it and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.byhand import RULE, resumable
from monitor.model import Alert, AlertKind, Incident, Target
from monitor.notify import curve_words, picture_words, preview
from monitor.notify.sentence import is_usual_known
from monitor.notify.words import words_for
from monitor.report import draw, svg
from monitor.store import Row, Store
from monitor.web.pages import portrait
from monitor.web.pages.answering import due
from monitor.web.pages.dealing import LENGTHS
from monitor.web.pages.deliveries import DELIVERIES
from monitor.web.pages.filters import ANY, Filters
from monitor.web.pages.plot import HEIGHT, LEFT, WIDTH, plot
from monitor.web.paint import paint, tongue
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter()

STATES = {
    "open": "Open",
    "escalating": "Escalating",
    "calming": "Calming",
    "resolved": "Resolved",
    "reopened": "Reopened",
}
LEVELS = {0: "Calm", 1: "Warning", 2: "Crisis"}
KINDS = {
    "opened": "Opened",
    "escalated": "Escalated",
    "reopened": "Reopened",
    "reminded": "Told again",
    "unanswered": "Nobody answered",
    "updated": "Updated",
    "resolved": "Resolved",
    "test": "Test",
}
DEALT = {
    "open": "{who} opened it by hand",
    "acknowledge": "{who} took it in hand",
    "release": "{who} gave it back",
    "resolve": "{who} said that it is over",
    "unresolve": "{who} took back that it is over",
    "silence": "{who} silenced it: {word}",
    "unsilence": "{who} ended the silence",
    "judge": "{who} wrote down what it was",
}
SHOWN = 12  # mentions behind an incident
HOUR = timedelta(hours=1)
AROUND = timedelta(days=3)


@router.get("/incidents")
async def incidents(request: Request, who: Viewer) -> Response:
    desk = desk_of(request)
    found = await desk.ask(desk.store.incidents.all, 100)
    marks = {mark.incident: mark.real for mark in await desk.ask(desk.store.orders.marks)}
    return paint(request, who, "incidents", incidents=found, states=STATES, levels=LEVELS, marks=marks)


@router.get("/incidents/{number}")
async def incident(request: Request, number: int, who: Viewer) -> Response:
    desk = desk_of(request)
    values = await desk.ask(_told, desk.store, number, desk.clock(), tongue(request, who).zone)
    if values is None:
        raise HTTPException(404, "There is no such incident; its retention may have ended.")
    say = tongue(request, who)
    reader = Target("page", "apprise", "", say.language, say.timezone)
    told: Sequence[tuple[Alert, Any]] = values.pop("told")
    rule = values.pop("rule")
    words: dict[str, Any] = {"states": STATES, "levels": LEVELS, "deliveries_said": DELIVERIES, "kinds": KINDS}
    frame: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "lengths": LENGTHS, "dealt": DEALT}
    return paint(
        request,
        who,
        "incident",
        messages=[(alert, preview(alert, reader), deliveries) for alert, deliveries in told],
        curve=_curve(told, reader),
        rule=rule and words_for(reader).rule(rule),
        portrait=portrait,
        country=desk.scene().country,
        within=desk.scene().triage.within,
        due=due,
        filters=Filters(status=ANY),
        **frame,
        **words,
        **values,
    )


def _curve(told: Sequence[tuple[Alert, Any]], reader: Target) -> tuple[str, Sequence[Any]] | None:
    """The curve of the last message that has one, as the messages show it, and its hours for the table beside it."""
    alert = next((alert for alert, _ in told if alert.curve), None)
    if not alert:
        return None
    drawing = draw(alert.curve, reader.timezone, alert.verdict.figures.began, curve_words(reader))
    words = picture_words(alert, reader)
    return svg(drawing, words, words, styled=False), alert.curve


def _told(store: Store, number: int, now: datetime, zone: tzinfo) -> dict[str, Any] | None:
    found = store.incidents.get(number)
    if not found:
        return None
    end = min(now, (found.resolved_at or now) + AROUND / 3).replace(minute=0, second=0, microsecond=0) + HOUR
    since = max(found.opened_at - AROUND, end - timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    began = min(found.verdict.figures.began or found.opened_at, found.opened_at)
    over = found.resolved_at or now
    alerts = store.incidents.alerts(50, number)
    course = store.survey.course(found.brand, since, end, 3600)
    return {
        "incident": found,
        "shown_in": number,
        "figures": found.verdict.figures,
        "act": store.triage.last(),
        "known": is_usual_known(found.verdict.figures),
        "course": course,
        "plot": plot(course, since, end, HOUR, zone),
        "rows": _rows(store, found.verdict.figures.mentions[:SHOWN]),
        "families": [
            (each, store.mentions.get(each.first)) for each in store.survey.families(found.brand, began, over)
        ],
        "loudest": store.survey.sources(found.brand, began, over, 8),
        "authors": store.survey.authors(found.brand, began, over, 8),
        "told": [(alert, store.outbox.of(alert.id)) for alert in alerts],
        "rule": _opened_by(found, alerts),
        "dealings": store.dealings.of(number),
        "undoable": resumable(store, found, now),
        "mark": store.orders.mark_of(number),
        "silence": next(
            (s for s in store.orders.silences(now) if s.brand in ("", found.brand) and s.start <= now), None
        ),
    }


def _opened_by(incident: Incident, alerts: Sequence[Alert]) -> str:
    """The rule that called it, which may be another than the one that speaks now; none where a person did."""
    opened = next((alert for alert in alerts if alert.kind is AlertKind.OPENED), None)
    rule = (opened or incident).verdict.rule
    return "" if rule == RULE else rule


def _rows(store: Store, numbers: Sequence[int]) -> tuple[Row, ...]:
    return tuple(filter(None, map(store.inbox.row, numbers)))
