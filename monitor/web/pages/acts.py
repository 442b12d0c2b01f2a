"""Where things are done: one address for every action, on one mention, on a selection or on all that match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from monitor.errors import Stale
from monitor.store import CLOSING, Act, Claim, Deed, Store, What
from monitor.web.desk import Desk
from monitor.web.pages.filters import filters, wanted
from monitor.web.paint import local, paint, problem, to, tongue, wants_json
from monitor.web.people.gate import Triager, Visitor, desk_of, form
from monitor.web.tongue import Tongue

router = APIRouter()

CONFIRMED = 100  # mentions above which somebody must say that he means it
MOST = 100_000
TONES = ("negative", "neutral", "positive")
SNOOZES = ("1h", "4h", "tomorrow", "monday")
FIELDS = {What.ASSIGN: "to", What.TAG: "tag", What.UNTAG: "tag", What.NOTE: "note", What.REPLIED: "link"}  # their word
LONGEST = {What.NOTE: 4000, What.REPLIED: 1000}

DONE = {
    What.ASSIGN: ("1 mention assigned", "{n} mentions assigned"),
    What.OPEN: ("1 mention reopened", "{n} mentions reopened"),
    What.DONE: ("1 mention done", "{n} mentions done"),
    What.IRRELEVANT: ("1 mention irrelevant", "{n} mentions irrelevant"),
    What.SNOOZE: ("1 mention snoozed", "{n} mentions snoozed"),
    What.TAG: ("1 mention labelled", "{n} mentions labelled"),
    What.UNTAG: ("1 label taken off", "{n} labels taken off"),
    What.TONE: ("1 mention corrected", "{n} mentions corrected"),
    What.NOTE: ("Note written", "{n} notes written"),
    What.REPLIED: ("Reply noted", "{n} replies noted"),
    What.UNDO: ("Undone", "Undone for {n} mentions"),
}


@router.post("/act")
async def act(request: Request, who: Triager) -> Response:
    """Do something, and say what was done."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1] for name, values in fields.items()}
    deed = deed_of(words, who.name, desk.clock(), tongue(request, who))
    claims = await _claims(desk, who, fields, words)
    if len(claims) > CONFIRMED and "sure" not in words:
        return _ask_first(request, who, fields, len(claims))
    try:
        done = await desk.write(_do, desk.store, deed, claims, desk.clock())
    except Stale as stale:
        return refused(request, who, stale, words.get("back", "/inbox"))
    return _said(request, who, done, words.get("back", "/inbox"))


@router.post("/undo")
async def undo(request: Request, who: Triager) -> Response:
    """Undo an act; the last one of who asks where none is named."""
    desk, fields = desk_of(request), await form(request)
    back, named = fields.get("back", ["/inbox"])[-1], fields.get("act", [""])[-1]
    last = None if named.isdecimal() else await desk.ask(desk.store.triage.undoable, who.name)
    number = int(named) if named.isdecimal() else last.id if last else 0
    if not number:
        raise HTTPException(404, "There is nothing to undo.")
    try:
        done = await desk.write(desk.store.triage.undo, number, who.name, desk.clock())
    except Stale as stale:
        return refused(request, who, stale, back)
    return _said(request, who, done, back)


def deed_of(words: Mapping[str, str], who: str, now: datetime, reader: Tongue) -> Deed:
    """What a form asks to be done. Raises HTTPException for what nobody can mean."""
    asked = words.get("what", "")
    if asked in TONES:
        return Deed(What.TONE, who, asked)
    if asked not in set(What) - {What.UNDO, What.TONE}:
        raise HTTPException(400, "Nobody can do that.")
    what = What(asked)
    word = words.get("word", words.get(FIELDS.get(what, ""), "me" if what is What.ASSIGN else "")).strip()
    if what is What.ASSIGN:
        return Deed(what, who, who if word == "me" else word[:100])
    if what is What.SNOOZE:
        return Deed(what, who, until=_until(words.get("until", "tomorrow"), now, reader))
    if what in (What.TAG, What.UNTAG, What.NOTE, What.REPLIED):
        if not word:
            raise HTTPException(400, "Something has to be written there.")
        return Deed(what, who, word[: LONGEST.get(what, 40)])
    return Deed(what, who)


def _until(said: str, now: datetime, reader: Tongue) -> datetime:
    """When a snooze ends: in some hours, or at nine of the reader's own clock."""
    if said in ("1h", "4h"):
        return now + timedelta(hours=int(said[0]))
    local_now = now.astimezone(reader.zone)
    if said in SNOOZES:
        days = 1 if said == "tomorrow" else 7 - local_now.weekday()
        return datetime.combine(local_now.date() + timedelta(days=days), time(9), reader.zone)
    try:
        until = datetime.fromisoformat(said)
    except ValueError:
        raise HTTPException(400, "That is no moment: write it as 2026-11-22T09:00.") from None
    until = until if until.tzinfo else until.replace(tzinfo=reader.zone)
    if until <= now:
        raise HTTPException(400, "That moment is past.")
    return until


async def _claims(desk: Desk, who: Visitor, fields: Mapping[str, list[str]], words: Mapping[str, str]) -> list[Claim]:
    """What is to be done on: those that are named, or all that match a list."""
    if words.get("all"):
        sought = wanted(filters(dict(parse_qsl(words.get("query", "")))), who.name, desk)
        return [Claim(number) for number in await desk.ask(desk.store.inbox.numbers, sought, MOST)]
    claims = list({claim.mention: claim for claim in map(_claim, fields.get("m", ()))}.values())
    if not claims:
        raise HTTPException(400, "No mention is selected.")
    return claims


def _claim(said: str) -> Claim:
    number, _, version = said.partition(".")
    if not number.isdecimal() or len(number) > 18 or not (version or "0").isdecimal():
        raise HTTPException(400, "That is no mention.")
    return Claim(int(number), int(version) if version else None)


def _do(store: Store, deed: Deed, claims: list[Claim], now: datetime) -> Act:
    """Do it; what closes a text closes its copies with it."""
    named = {claim.mention for claim in claims}
    if deed.what in CLOSING | {What.ASSIGN, What.OPEN}:
        copies = (copy for claim in claims for copy in store.triage.copies(claim.mention))
        claims = [*claims, *(Claim(copy) for copy in dict.fromkeys(copies) if copy not in named)]
    return store.triage.do(deed, claims, now)


def _said(request: Request, who: Visitor, done: Act, back: str) -> Response:
    if not wants_json(request):
        return to(local(back))
    say = tongue(request, who)
    told = say.many(len(done.mentions), *DONE[done.deed.what])
    if done.stale:
        told += ". " + say.many(
            len(done.stale), "1 was left alone: somebody was quicker", "{n} were left alone: somebody was quicker"
        )
    numbers = list(done.mentions[:1000])
    return JSONResponse({"act": done.id, "said": told, "mentions": numbers, "undo": done.undoes is None})


def refused(request: Request, who: Visitor, stale: Stale, back: str) -> Response:
    """Somebody was quicker: who, when, and what he did."""
    say = tongue(request, who)
    told = say(
        "{who} was quicker, at {time}: {what}. Nothing was changed; look again, then decide.",
        who=stale.who or "vigie",
        time=say.clock(stale.at),
        what=say(DEEDS.get(stale.what, "Undo")) + (f" ({stale.word})" if stale.word else ""),
    )
    if wants_json(request):
        return problem(409, say("Somebody was quicker"), told, mentions=list(stale.mentions))
    return paint(request, who, "notice", 409, title=say("Somebody was quicker"), detail=told, back=local(back))


DEEDS = {
    "assign": "Assign",
    "open": "Reopen",
    "done": "Done",
    "irrelevant": "Irrelevant",
    "snooze": "Snooze",
    "tag": "Label",
    "untag": "Take off the label",
    "tone": "Correct",
    "note": "Note",
    "replied": "Replied",
    "undo": "Undo",
}


def _ask_first(request: Request, who: Visitor, fields: dict[str, list[str]], count: int) -> Response:
    say = tongue(request, who)
    question = say.many(count, "This changes 1 mention. Do you mean it?", "This changes {n} mentions. Do you mean it?")
    if wants_json(request):
        return problem(428, say("Confirm"), question, count=count)
    kept = [(name, value) for name, values in fields.items() for value in values if name != "csrf"]
    back = local(fields.get("back", ["/inbox"])[-1])
    return paint(request, who, "confirm", 428, question=question, fields=kept, back=back)
