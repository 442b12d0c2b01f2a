"""Logging in and out, the first visit, and one's own wishes."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from monitor.store import Account, Role
from monitor.text.zones import zones
from monitor.web.desk import Desk
from monitor.web.keys import JUMPS, KEYS, OFF, wrong_keys
from monitor.web.paint import local, paint, set_cookie, to, tongue
from monitor.web.people.gate import COOKIE, LONGEST_NAME, Anybody, Viewer, Visitor, desk_of, form
from monitor.web.people.passwords import kept, proves, weakness
from monitor.web.tongue import LANGUAGES

router = APIRouter()

STAYS = timedelta(days=14)  # logged in
THEMES = ("", "light", "dark")


@router.get("/")
async def home() -> Response:
    return to("/inbox")


@router.get("/login")
async def login_page(request: Request, who: Anybody, next: Annotated[str, Query()] = "/inbox") -> Response:  # noqa: A002
    if who.account:
        return to(local(next))
    return paint(request, who, "login", next=local(next), fault="", name="")


@router.post("/login")
async def login(request: Request, who: Anybody) -> Response:
    """Let somebody in who knows his password; slowly who guesses."""
    desk, fields = desk_of(request), await form(request)
    name, password = (fields.get(key, [""])[0] for key in ("name", "password"))
    next_page = local(fields.get("next", ["/inbox"])[0])
    name = name.strip()[:LONGEST_NAME]
    status, fault = await _guessed(request, who, name, password)
    if fault:
        return paint(request, who, "login", status, next=next_page, fault=fault, name=name)
    return await _enter(request, desk, name, next_page)


async def _guessed(request: Request, who: Visitor, name: str, password: str) -> tuple[int, str]:
    """What is wrong with a password for *name*, and its status; no words where it is the right one."""
    desk, say = desk_of(request), tongue(request, who)
    keys = (f"account {name}", f"address {request.client.host if request.client else ''}")
    if wait := desk.throttle.wait(keys, desk.clock()):
        return 429, say("Too many wrong guesses. Wait {time}, then try again.", time=say.span(wait))
    account = await desk.ask(desk.store.people.account, name)
    if not await desk.ask(proves, password[:2000], account.password if account else ""):
        desk.throttle.failed(keys, desk.clock())
        return 401, say("Name or password are wrong.")
    desk.throttle.passed(keys[:1])
    return 200, ""


async def _enter(request: Request, desk: Desk, name: str, next_page: str) -> Response:
    """A session under a new cookie: one from before the login, which somebody may have planted, is worth nothing."""
    secret, response = token_urlsafe(32), to(next_page)
    await desk.write(desk.store.people.close_session, request.cookies.get(COOKIE, ""))
    await desk.write(desk.store.people.open_session, secret, name, desk.clock(), desk.clock() + STAYS)
    set_cookie(request, response, secret)
    return response


@router.post("/logout")
async def logout(request: Request, who: Viewer) -> Response:
    """The session ends here, not only in this browser."""
    desk = desk_of(request)
    await desk.write(desk.store.people.close_session, who.cookie)
    response = to("/login")
    response.delete_cookie(COOKIE)
    return response


@router.get("/welcome")
async def welcome_page(request: Request, who: Anybody, token: Annotated[str, Query()] = "") -> Response:
    await _must_be_first(desk_of(request), token)
    return paint(request, who, "welcome", token=token, fault="", name="")


@router.post("/welcome")
async def welcome(request: Request, who: Anybody) -> Response:
    """Make the first administrator, for who was told the token where the daemon writes."""
    desk, fields = desk_of(request), await form(request)
    token, name, password = (fields.get(key, [""])[0] for key in ("token", "name", "password"))
    await _must_be_first(desk, token)
    name = name.strip()[:LONGEST_NAME]
    fault = "A name is needed." if not name else weakness(password, name)
    if fault:
        say = tongue(request, who)
        return paint(request, who, "welcome", 400, token=token, fault=say(fault), name=name)
    hashed = await desk.ask(kept, password)
    await desk.write(_first, desk, Account(name, Role.ADMIN, hashed))
    return await _enter(request, desk, name, "/inbox")


async def _must_be_first(desk: Desk, token: str) -> None:
    right = hmac.compare_digest(token.encode(), desk.welcome.encode())
    known = await desk.ask(desk.store.people.accounts)
    if not right or known:
        raise HTTPException(403, "This address is for the first visit only. Log in, or ask an administrator.")


def _first(desk: Desk, account: Account) -> None:
    if desk.store.people.accounts():
        raise HTTPException(403, "This address is for the first visit only. Log in, or ask an administrator.")
    desk.store.people.save(account, desk.clock())


@router.get("/settings")
async def settings_page(request: Request, who: Viewer) -> Response:
    return _settings(request, who)


@router.post("/settings")
async def settings(request: Request, who: Viewer) -> Response:
    """Language, clock, theme and keys of who asks."""
    desk, fields = desk_of(request), await form(request)
    words = {name: values[-1].strip()[:500] for name, values in fields.items()}
    if who.account is None or (who.vouched and not await desk.ask(desk.store.people.account, who.name)):
        raise HTTPException(403, "Your role does not allow this. Ask an administrator.")
    keys = OFF if words.get("off") else words.get("keys", "")
    if wrong := wrong_keys(keys):
        return _settings(request, who, 400, wrong)
    wished = replace(
        who.account,
        language=words.get("language", "") if words.get("language") in LANGUAGES else "",
        timezone=words.get("timezone", "") if words.get("timezone") in zones() else "",
        theme=words.get("theme", "") if words.get("theme") in THEMES else "",
        keys=keys,
    )
    await desk.write(desk.store.people.save, wished, desk.clock())
    return to("/settings?saved=1")


@router.post("/password")
async def password(request: Request, who: Viewer) -> Response:
    """Another password for who knows his own. Whoever is logged in with the old one elsewhere is so no longer."""
    desk, fields = desk_of(request), await form(request)
    old, new = (fields.get(key, [""])[-1] for key in ("old", "new"))
    if who.account is None or who.program or not who.account.password:
        raise HTTPException(403, "Your role does not allow this. Ask an administrator.")
    status, fault = await _guessed(request, who, who.name, old)
    say = tongue(request, who)
    if status == 401:
        fault = say("That is not your password until now.")
    elif not fault and (weak := weakness(new, who.name)):
        status, fault = 400, say(weak)
    if fault:
        return _settings(request, who, status, fault=fault)
    wished = replace(who.account, password=await desk.ask(kept, new))
    await desk.write(_renewed, desk, wished)
    return await _enter(request, desk, who.name, "/settings?saved=1")


def _renewed(desk: Desk, account: Account) -> None:
    desk.store.people.save(account, desk.clock())
    desk.store.people.close_sessions(account.name)


@router.post("/theme")
async def theme(request: Request, who: Viewer) -> Response:
    """Light or dark, from the button that stands on every page."""
    desk, fields = desk_of(request), await form(request)
    wish = fields.get("theme", [""])[-1]
    known = await desk.ask(desk.store.people.account, who.name)
    if known and wish in THEMES:
        await desk.write(desk.store.people.save, replace(known, theme=wish), desk.clock())
    return to(local(fields.get("back", ["/inbox"])[-1]))


def _settings(request: Request, who: Visitor, status: int = 200, wrong: str = "", fault: str = "") -> Response:
    return paint(
        request,
        who,
        "settings",
        status,
        wrong=wrong,
        fault=fault,
        saved="saved" in request.query_params,
        languages=LANGUAGES,
        house=desk_of(request).scene().timezone,
        zones=sorted(zone for zone in zones() if "/" in zone or zone == "UTC"),
        all_keys=KEYS,
        jumps=JUMPS,
        off=who.account is not None and who.account.keys == OFF,
    )
