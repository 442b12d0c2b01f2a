"""Dealing with an incident: take it in hand, spare everybody, end it or not, write down what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from monitor.byhand import call, go_on
from monitor.crisis import acknowledge, close
from monitor.errors import VigieError
from monitor.model import Incident, Level, Mark, Silence
from monitor.store import Dealing, Store
from monitor.text import cut, one_line
from monitor.web.pages.confirming import confirm
from monitor.web.pages.ending import concerned, question
from monitor.web.paint import local, paint, problem, to, tongue, wants_json
from monitor.web.people.gate import Triager, desk_of, form
from monitor.web.tongue import Tongue

router = APIRouter()

LENGTHS = {"1h": 1, "4h": 4, "24h": 24}  # hours of a silence
WHY = 200  # characters
NOTE = 4000

DONE = {
    "acknowledge": "You have it in hand",
    "release": "It is in nobody’s hands",
    "resolve": "It is over; who was told of it will be told so",
    "unresolve": "It goes on; nobody was told that it is over",
    "silence": "Nobody is told for a while",
    "unsilence": "The silence has ended",
    "judge": "Written down",
}


MISLED = "It goes on; will be told so: {names}"
TOO_LATE = "The end of an incident can be undone for a day, as long as its brand has no other one."

LEVELS = {"warning": Level.WARNING, "crisis": Level.CRISIS}


class Overtaken(Exception):
    """Somebody did it before; its argument says in whose hands it is."""


@router.post("/incidents")
async def open_one(request: Request, who: Triager) -> Response:
    """Open an incident by hand, because of a mention; where its brand has one already, that is it."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1].strip() for name, values in fields.items()}
    level, number = LEVELS.get(words.get("level", "")), words.get("mention", "")
    if not level or not number.isdecimal() or len(number) > 18:
        _refuse()
    scene, now = desk.scene(), desk.clock().replace(microsecond=0)

    def opened() -> int:
        incident, fresh = call(desk.store, int(number), level, scene.targets, scene.policy, now)
        if fresh:
            desk.store.dealings.add(Dealing(incident.id, now, who.name, "open"))
        return incident.id

    try:
        found = await desk.write(opened)
    except VigieError:
        raise HTTPException(404, "There is no such mention; its retention may have ended.") from None
    return to(f"/incidents/{found}")


@router.post("/incidents/{number}")
async def deal(request: Request, number: int, who: Triager) -> Response:
    """Do one of DONE; what cannot be undone is asked for twice."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1].strip() for name, values in fields.items()}
    now = desk.clock().replace(microsecond=0)
    say, page = tongue(request, who), f"/incidents/{number}"
    back = local(words.get("back", ""), page)
    if words.get("what") == "resolve" and "sure" not in words:
        scene = desk.scene()
        ending = await desk.ask(concerned, desk.store, number, scene.targets, scene.policy, now)
        if ending:
            return confirm(request, who, fields | {"back": [back]}, question(*ending, say), page, "Yes, it is over")
    try:
        dealing = await desk.write(dealt, desk.store, number, words, who.name, now)
    except Overtaken as quicker:
        told = say("{who} was quicker and has it in hand. Nothing was changed.", who=str(quicker))
        if wants_json(request):
            return problem(409, say("Somebody was quicker"), told)
        return paint(request, who, "notice", 409, title=say("Somebody was quicker"), detail=told, back=back)
    return said(request, dealing, say, back)


def said(request: Request, dealing: Dealing, say: Tongue, back: str) -> Response:
    """What was done, and by which word it is undone, to a script; to who has none, the page where he was."""
    if not wants_json(request):
        return to(back)
    told = say(MISLED, names=dealing.word) if dealing.what == "unresolve" and dealing.word else say(DONE[dealing.what])
    ended = dealing.what == "resolve"
    return JSONResponse({"said": told, "act": f"i{dealing.incident}" * ended, "undo": ended, "mentions": []})


def dealt(store: Store, number: int, words: Mapping[str, str], who: str, now: datetime) -> Dealing:
    """Do it, and write down who did; inside a transaction. Raises HTTPException for what cannot be."""
    incident = store.incidents.get(number)
    if not incident:
        raise HTTPException(404, "There is no such incident; its retention may have ended.")
    what = words.get("what", "")
    if what not in DONE:
        _refuse()
    if what == "unresolve":
        dealing = _gone_on(store, incident, who, now)
    elif what in ("acknowledge", "release", "resolve"):
        store.incidents.save(_changed(incident, what, who, now))
        dealing = Dealing(number, now, who, what)
    elif what == "silence":
        dealing = _silenced(store, incident, words, who, now)
    elif what == "unsilence":
        held = [each for each in store.orders.silences(now) if each.brand in ("", incident.brand) and each.start <= now]
        for silence in held:
            store.orders.unsilence(silence.id, now)
        dealing = Dealing(number, now, who, what)
    else:
        dealing = _judged(store, incident, words, who, now)
    store.dealings.add(dealing)
    return dealing


def _changed(incident: Incident, what: str, who: str, now: datetime) -> Incident:
    if not incident.lives:
        raise HTTPException(400, "It is over already.")
    if what == "resolve":
        return close(incident, who, now)
    if what == "acknowledge":
        if incident.acknowledged_by not in ("", who):
            raise Overtaken(incident.acknowledged_by)
        return acknowledge(incident, who, now)
    return replace(incident, acknowledged_at=None, acknowledged_by="")


def _gone_on(store: Store, incident: Incident, who: str, now: datetime) -> Dealing:
    try:
        _, misled = go_on(store, incident, who, now)
    except VigieError:
        raise HTTPException(400, TOO_LATE) from None
    return Dealing(incident.id, now, who, "unresolve", ", ".join(misled))


def _silenced(store: Store, incident: Incident, words: Mapping[str, str], who: str, now: datetime) -> Dealing:
    hours, why = LENGTHS.get(words.get("for", "")), cut(one_line(words.get("why", "")), WHY)
    if not hours:
        _refuse()
    if not why:
        raise HTTPException(400, "Something has to be written there.")
    until = now + timedelta(hours=hours)
    store.orders.silence(Silence(incident.brand, now, until, who, why))
    return Dealing(incident.id, now, who, "silence", why, until)


def _judged(store: Store, incident: Incident, words: Mapping[str, str], who: str, now: datetime) -> Dealing:
    """Whether it was a crisis, and what was learnt: rules are measured against it."""
    if words.get("real") not in ("yes", "no"):
        _refuse()
    began = min(incident.verdict.figures.began or incident.opened_at, incident.opened_at)
    end = max(incident.resolved_at or now, began + timedelta(seconds=1))
    note = words.get("note", "")[:NOTE]
    store.orders.mark(Mark(incident.brand, began, end, words["real"] == "yes", who, note, incident=incident.id))
    return Dealing(incident.id, now, who, "judge", words["real"])


def _refuse() -> NoReturn:
    raise HTTPException(400, "Nobody can do that.")
