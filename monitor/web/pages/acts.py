"""Where things are done: one address for every action, on one mention, on a selection or on all that match."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from monitor.errors import Stale
from monitor.store import Act, Claim, What
from monitor.web.desk import Desk
from monitor.web.pages import dealing, deeds
from monitor.web.pages.confirming import CONFIRMED, ask_first
from monitor.web.pages.filters import filters, wanted
from monitor.web.paint import local, paint, problem, to, tongue, wants_json
from monitor.web.people.gate import Triager, Visitor, desk_of, form
from monitor.web.tongue import Tongue

router = APIRouter()

MOST = 100_000
WORD = 2000  # characters of what is said to whom a mention is handed over

DONE = {
    What.ASSIGN: ("1 mention assigned", "{n} mentions assigned"),
    What.OPEN: ("1 mention reopened", "{n} mentions reopened"),
    What.DONE: ("1 mention done", "{n} mentions done"),
    What.IRRELEVANT: ("1 mention irrelevant", "{n} mentions irrelevant"),
    What.SNOOZE: ("1 mention snoozed", "{n} mentions snoozed"),
    What.TAG: ("1 mention labelled", "{n} mentions labelled"),
    What.UNTAG: ("1 label taken off", "{n} labels taken off"),
    What.TONE: ("1 mention corrected", "{n} mentions corrected"),
    What.JUDGE: ("1 mention judged", "{n} mentions judged"),
    What.NOTE: ("Note written", "{n} notes written"),
    What.SEEN: ("Seen", "{n} mentions seen"),
    What.REPLIED: ("Reply noted", "{n} replies noted"),
    What.ESCALATE: ("1 mention handed over", "{n} mentions handed over"),
    What.MUTE: ("Muted, with 1 mention of the last days", "Muted, with {n} mentions of the last days"),
}


@router.post("/act")
async def act(request: Request, who: Triager) -> Response:
    """Do something, and say what was done."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1] for name, values in fields.items()}
    deed = deeds.deed_of(words, who.name, desk.clock(), tongue(request, who))
    claims = await _claims(desk, who, fields, words)
    if "sure" not in words:
        count = len(await desk.ask(deeds.with_copies, desk.store, deed, claims))
        if count > CONFIRMED:
            return ask_first(request, who, fields, count, "/act")
    drawn = "drawn" in words and deed.what is What.TONE
    try:
        done = await desk.write(deeds.do_on_texts, desk.store, deed, claims, desk.clock(), drawn=drawn)
    except Stale as stale:
        return refused(request, who, stale, words.get("back", "/inbox"))
    return said(request, who, done, words.get("back", "/inbox"))


@router.post("/escalate")
async def escalate(request: Request, who: Triager) -> Response:
    """Give a mention to somebody, and have a target told of it by the outbox."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1].strip() for name, values in fields.items()}
    to_whom, target, back = words.get("to", "")[:100], words.get("target", ""), words.get("back", "/inbox")
    if target and target not in {each.name for each in desk.scene().targets}:
        raise HTTPException(400, "Nobody is called like that.")
    if not to_whom and not target:
        raise HTTPException(400, "Something has to be written there.")
    claim, word = claim_of(words.get("m", "")), words.get("word", "")[:WORD]
    given = who.name if to_whom == "me" else to_whom or target
    try:
        done = await desk.write(deeds.escalate, desk.store, claim, given, target, word, who.name, desk.clock())
    except Stale as stale:
        return refused(request, who, stale, back)
    return said(request, who, done, back)


@router.post("/undo")
async def undo(request: Request, who: Triager) -> Response:
    """Undo an act, or the end of an incident (`i3`); the last one of who asks where none is named."""
    desk, fields = desk_of(request), await form(request)
    back, named = fields.get("back", ["/inbox"])[-1], fields.get("act", [""])[-1]
    named = named or await desk.ask(deeds.undoable, desk.store, who.name, desk.clock())
    number = int(digits) if (digits := named.removeprefix("i")).isdecimal() and len(digits) <= 18 else 0
    if not number:
        raise HTTPException(404, "There is nothing to undo.")
    if named.startswith("i"):
        now = desk.clock().replace(microsecond=0)
        gone_on = await desk.write(dealing.dealt, desk.store, number, {"what": "unresolve"}, who.name, now)
        return dealing.said(request, gone_on, tongue(request, who), local(back))
    try:
        done = await desk.write(deeds.undo, desk.store, number, who.name, desk.clock())
    except Stale as stale:
        return refused(request, who, stale, back)
    return said(request, who, done, back)


async def _claims(desk: Desk, who: Visitor, fields: Mapping[str, list[str]], words: Mapping[str, str]) -> list[Claim]:
    """What is to be done on: those that are named, or all that match a list."""
    if words.get("all"):
        sought = wanted(filters(dict(parse_qsl(words.get("query", "")))), who.name, desk)
        return [Claim(number) for number in await desk.ask(desk.store.inbox.numbers, sought, MOST)]
    claims = list({claim.mention: claim for claim in map(claim_of, fields.get("m", ()))}.values())
    if not claims:
        raise HTTPException(400, "No mention is selected.")
    return claims


def claim_of(said: str) -> Claim:
    """A mention as a form names it, `number.version`."""
    number, _, version = said.partition(".")
    if not number.isdecimal() or len(number) > 18 or not (version or "0").isdecimal() or len(version) > 18:
        raise HTTPException(400, "That is no mention.")
    return Claim(int(number), int(version) if version else None)


def said(request: Request, who: Visitor, done: Act, back: str) -> Response:
    """What was done, to a script; to who has none, the page where he was."""
    if not wants_json(request):
        return to(local(back))
    say = tongue(request, who)
    told = _told(say, done)
    if done.stale:
        told += ". " + say.many(
            len(done.stale), "1 was left alone: somebody was quicker", "{n} were left alone: somebody was quicker"
        )
    numbers = list(done.mentions[:1000])
    return JSONResponse({"act": done.id, "said": told, "mentions": numbers, "undo": done.undoes is None})


def _told(say: Tongue, done: Act) -> str:
    if done.deed.what is What.UNDO:
        what = say.many(len(done.mentions), *DONE[What(done.deed.word)])
        return say("Undone: {what}", what=what[:1].lower() + what[1:])
    return say.many(len(done.mentions), *DONE[done.deed.what])


def refused(request: Request, who: Visitor, stale: Stale, back: str) -> Response:
    """Somebody was quicker: who, when, and what he did."""
    say = tongue(request, who)
    told = say(
        "{who} was quicker, at {time}: {what}. Nothing was changed; look again, then decide.",
        who=stale.who or "vigie",
        time=say.clock(stale.at),
        what=say(DEEDS.get(stale.what, "Undo")) + (f" ({say.word(stale.word)})" if stale.word else ""),
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
    "judge": "Judge",
    "note": "Note",
    "seen": "Seen",
    "replied": "Replied",
    "escalate": "Hand over",
    "mute": "Mute",
    "undo": "Undo",
}
