"""The gate: who asks, whether he may, and whether it was he who asked.

A browser is known by one cookie, from before the login on; the token in every form is made of it (and the cookie is
renewed at the login), so that no other site can have a form of ours sent. A program is known by its bearer token.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from monitor.store import Account, Role
from monitor.web.desk import Desk

COOKIE = "vigie"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEAVIEST = 1_000_000  # bytes of a form: a hundred thousand numbers
LONGEST_NAME = 100


class LoginNeeded(Exception):
    """Nobody is logged in, and somebody must be."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. *cookie* is that of the browser, *fresh* if it has none yet; *account* None for who is not known."""

    cookie: str
    fresh: bool
    account: Account | None
    vouched: bool = False
    program: bool = False

    @property
    def csrf(self) -> str:
        return hmac.digest(self.cookie.encode(), b"a form of ours", "sha256").hex()

    @property
    def name(self) -> str:
        return self.account.name if self.account else ""

    def may(self, role: str) -> bool:
        return self.account is not None and self.account.role >= Role[role.upper()]


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def visitor(request: Request) -> Visitor:
    """Who asks, whoever it is."""
    desk, cookie = desk_of(request), request.cookies.get(COOKIE, "")
    known = cookie or token_urlsafe(32)
    if bearer := _bearer(request):
        return Visitor(known, not cookie, await desk.ask(desk.store.people.of_token, bearer), program=True)
    if name := _vouched_for(request):
        account = await desk.ask(desk.store.people.account, name) or Account(name, Role.VIEWER)
        return Visitor(known, not cookie, account, vouched=True)
    account_ = await desk.ask(desk.store.people.of_session, cookie, desk.clock()) if cookie else None
    return Visitor(known, not cookie, account_)


def _bearer(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _vouched_for(request: Request) -> str:
    """The name that a proxy whom we believe gives."""
    scene = desk_of(request).scene()
    host = request.client.host if request.client else ""
    name = request.headers.get(scene.user_header, "") if scene.user_header and scene.vouched(host) else ""
    return name.strip()[:LONGEST_NAME]


async def form(request: Request) -> dict[str, list[str]]:
    """The fields of a form."""
    size = request.headers.get("content-length", "0")
    body = b"" if not size.isdigit() or int(size) > HEAVIEST else await request.body()
    if len(body) > HEAVIEST or (int(size) > HEAVIEST if size.isdigit() else True):
        raise HTTPException(413, "That is more than a form of ours holds.")
    fields: dict[str, list[str]] = {}
    for key, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
        fields.setdefault(key, []).append(value)
    return fields


async def known_form(request: Request, who: Annotated[Visitor, Depends(visitor)]) -> Visitor:
    """Who asks, once it is sure that he asked: a form of ours, sent from our page."""
    if request.method not in SAFE and not who.program:
        given = request.headers.get("x-csrf") or (await form(request)).get("csrf", [""])[0]
        if not hmac.compare_digest(given.encode(), who.csrf.encode()):
            raise HTTPException(403, "This form is too old, or not ours. Go back, load the page again and repeat it.")
    return who


def at_least(role: Role) -> Any:
    """The dependency that lets in who has *role* or more."""

    async def gate(who: Annotated[Visitor, Depends(known_form)]) -> Visitor:
        if who.account is None:
            raise LoginNeeded
        if who.account.role < role:
            raise HTTPException(403, "Your role does not allow this. Ask an administrator.")
        return who

    return Depends(gate)


Anybody = Annotated[Visitor, Depends(known_form)]
Viewer = Annotated[Visitor, at_least(Role.VIEWER)]
Triager = Annotated[Visitor, at_least(Role.TRIAGE)]
Admin = Annotated[Visitor, at_least(Role.ADMIN)]
