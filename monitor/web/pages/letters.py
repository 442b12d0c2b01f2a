"""Letters about a mention, drafted from its evidence as in a terminal, to be copied or printed; and their fate."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.errors import VigieError
from monitor.legal.docket import case, grounds
from monitor.legal.pleading import draft, follow
from monitor.notices import Kind, next_states
from monitor.store import Notice, Store
from monitor.web.desk import Scene
from monitor.web.pages.proof import GROUND, KIND
from monitor.web.paint import paint, to, tongue
from monitor.web.people.gate import Triager, Viewer, desk_of, form
from monitor.web.tongue import LANGUAGES

router = APIRouter()

NAME, ANSWER, WORD = 200, 20_000, 500  # characters


@router.post("/mentions/{number}/notices")
async def write(request: Request, number: int, who: Triager) -> Response:
    """Draft a letter, in the language that is asked for."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1].strip() for name, values in fields.items()}
    if words.get("kind") not in set(Kind):
        raise HTTPException(400, "Nobody can do that.")
    language = words.get("language", "")
    words["language"] = language if language in LANGUAGES else tongue(request, who).language
    try:
        made = await desk.ask(_drafted, desk.store, number, desk.scene(), words, who.name, desk.clock())
    except VigieError:
        raise HTTPException(404, "Nothing is found there that a letter could be about.") from None
    return to(f"/notices/{made.id}")


def _drafted(store: Store, number: int, scene: Scene, words: dict[str, str], who: str, now: datetime) -> Notice:
    language, laws = words["language"], scene.laws
    return draft(
        store,
        case(store, number, laws, now, language),
        words["kind"],
        language=language,
        legal=scene.legal,
        country=laws[0] if laws else "",
        recipient=words.get("to", "")[:NAME],
        answer=words.get("answer", "")[:ANSWER],
        now=now,
        timezone=scene.timezone,
        who=who,
    )


@router.get("/notices/{number}")
async def letter(request: Request, number: int, who: Viewer) -> Response:
    desk = desk_of(request)
    notice = await desk.ask(desk.store.notices.get, number)
    mention = await desk.ask(desk.store.mentions.get, notice.mention) if notice else None
    if not notice or not mention:
        raise HTTPException(404, "There is no such letter; its mention may be past its retention.")
    say = tongue(request, who)
    return paint(
        request,
        who,
        "letter",
        notice=notice,
        mention=mention,
        kind=KIND[notice.kind],
        told=[say(GROUND[each.value]) for each in grounds(mention)],
        following=next_states(notice.state),
    )


@router.post("/notices/{number}")
async def step(request: Request, number: int, who: Triager) -> Response:
    """Write down what became of it."""
    desk, fields = desk_of(request), await form(request)
    state, word = (fields.get(name, [""])[-1].strip() for name in ("state", "word"))
    try:
        await desk.ask(_followed, desk.store, number, state, word[:WORD], who.name, desk.clock())
    except VigieError:
        raise HTTPException(400, "That cannot become of this letter; look at where it stands.") from None
    return to(f"/notices/{number}")


def _followed(store: Store, number: int, state: str, word: str, who: str, now: datetime) -> None:
    follow(store, number, state, word=word, who=who, now=now)
