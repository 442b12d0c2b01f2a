"""Muting an author, a site or a phrase until some day, from where one saw it; and the list of what is muted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.errors import QueryError
from monitor.match import parse, search_expression
from monitor.sifting import asks, host_of, phrase_of
from monitor.store import Act, Deed, Muted, Store, Wanted, What
from monitor.web.pages.acts import said
from monitor.web.pages.confirming import CONFIRMED, ask_first
from monitor.web.paint import local, paint, problem, tongue, wants_json
from monitor.web.people.gate import Triager, Viewer, Visitor, desk_of, form

router = APIRouter()

SPANS = {"1d": 1, "7d": 7, "30d": 30, "365d": 365}  # days
LOOKS_BACK = timedelta(days=7)  # in what was said since then it counts at once
MOST = 5000  # mentions that are muted at once
LONGEST = 200  # characters of a phrase
KINDS = {"author": "Author", "site": "Site", "phrase": "Phrase"}


@router.get("/mutes")
async def mutes(request: Request, who: Viewer) -> Response:
    """What is muted, by whom, until when; by the configuration too."""
    desk = desk_of(request)
    found = await desk.ask(desk.store.mutes.all)
    return paint(request, who, "mutes", muted=found, ours=desk.scene().mutes, kinds=KINDS, spans=tuple(SPANS))


@router.post("/mutes")
async def mute(request: Request, who: Triager) -> Response:
    """Mute from a mention, or from the list."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1].strip() for name, values in fields.items()}
    now = desk.clock()
    wish = await desk.ask(_wish, desk.store, words, who.name, now)
    known = await desk.ask(_known, desk.store, wish, now)
    if known:
        return _refused(request, who, known, words.get("back", "/mutes"))
    concerned = await desk.ask(_concerned, desk.store, wish, now)
    if len(concerned) > CONFIRMED and "sure" not in words:
        return ask_first(request, who, fields, len(concerned), "/mutes")

    def muted() -> Act | Muted:
        quicker = _known(desk.store, wish, now)
        if quicker:
            return quicker
        done = desk.store.triage.begin(Deed(What.MUTE, who.name, wish.why, wish.until), now)
        desk.store.mutes.add(Muted(done.id, wish.kind, wish.word, wish.brand, wish.why, who.name, now, wish.until))
        return desk.store.triage.carry(done, concerned)

    done = await desk.write(muted)
    back = words.get("back", "/mutes")
    return _refused(request, who, done, back) if isinstance(done, Muted) else said(request, who, done, back)


def _wish(store: Store, words: Mapping[str, str], who: str, now: datetime) -> Muted:
    """What is to be muted. Raises HTTPException for what nobody can mean."""
    kind, days = words.get("kind", ""), SPANS.get(words.get("for", ""))
    if kind not in KINDS or not days:
        raise HTTPException(400, "Nobody can do that.")
    word = " ".join(words.get("word", "").split())[:LONGEST]
    number = words.get("mention", "")
    mention = store.mentions.get(int(number)) if number.isdecimal() and len(number) <= 18 else None
    if mention and not word:
        word = {"author": mention.item.author, "site": host_of(mention)}.get(kind, "")
    if not word:
        raise HTTPException(400, "Something has to be written there.")
    brand = mention.brand if mention and words.get("only") else words.get("brand", "")
    why = f"{kind}: {word}" + (f" ({brand})" if brand else "")
    muted = Muted(
        0, kind, word.casefold() if kind == "site" else word, brand, why, who, now, now + timedelta(days=days)
    )
    try:
        asks(muted)
    except QueryError:
        raise HTTPException(400, "Nothing can be looked for by these words.") from None
    return muted


def _known(store: Store, wish: Muted, now: datetime) -> Muted | None:
    """What mutes the same already, for its brand or for all; None where nothing does."""
    return next((each for each in store.mutes.unlifted() if each.holds(now) and _same(each, wish)), None)


def _same(known: Muted, wish: Muted) -> bool:
    return known.kind == wish.kind and known.brand in ("", wish.brand) and known.word.casefold() == wish.word.casefold()


def _refused(request: Request, who: Visitor, known: Muted, back: str) -> Response:
    """That it is muted already, by whom and until when."""
    say = tongue(request, who)
    title = say("It is muted already")
    told = say(
        "{word} is muted already, by {who}, until {time}. To mute it for another time, lift that first.",
        word=known.word,
        who=known.who,
        time=say.short(known.until),
    )
    if wants_json(request):
        return problem(409, title, told)
    return paint(request, who, "notice", 409, title=title, detail=told, back=local(back))


def _concerned(store: Store, wish: Muted, now: datetime) -> tuple[int, ...]:
    """The mentions of the last days that it mutes at once; what comes later is muted as it comes."""
    narrowed: dict[str, Any] = {"author": wish.word} if wish.kind == "author" else {}
    if wish.kind == "site":
        narrowed = {"site": wish.word}
    elif wish.kind == "phrase":
        narrowed = {"expression": search_expression(parse(phrase_of(wish.word), filters=True))}
    wanted = Wanted(brand=wish.brand, since=now - LOOKS_BACK, folded=False, keeps=asks(wish), **narrowed)
    return store.inbox.numbers(wanted, MOST)
