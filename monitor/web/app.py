"""The application: every address, the same headers on every answer, and what is said when something goes wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from importlib.resources import files
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from monitor.errors import StoreError
from monitor.web.api import feed, mentions
from monitor.web.api import incidents as incidents_api
from monitor.web.desk import Desk
from monitor.web.pages import (
    accuracy,
    acts,
    dealing,
    deliveries,
    inbox,
    incidents,
    letters,
    mention,
    muting,
    overview,
    packing,
    queries,
    sources,
    trying,
)
from monitor.web.paint import GUARDED, paint, problem, tongue, wants_json
from monitor.web.people import signing
from monitor.web.people.gate import LoginNeeded, visitor
from monitor.web.tongue import french

STATIC = {
    "vigie.css": "text/css; charset=utf-8",
    "vigie.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
PLAIN = {404: "There is no such page.", 405: "That is not done this way."}
TITLES = {400: "That was not understood", 403: "Not allowed", 404: "Not found", 405: "Not allowed", 413: "Too large"}


def app_at(desk: Desk) -> FastAPI:
    """The pages, served from *desk*."""
    app = FastAPI(title="vigie", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.desk = desk
    pages = (signing, inbox, mention, packing, letters, acts, muting, incidents, dealing, deliveries, overview, queries)
    for room in (*pages, sources, trying, accuracy, mentions, incidents_api, feed):
        app.include_router(room.router)
    app.middleware("http")(_guarded)
    _add_static(app)
    _add_refusals(app)
    return app


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in GUARDED.items():
        response.headers.setdefault(name, value)
    return response


def _add_static(app: FastAPI) -> None:
    kept = {name: (files("monitor.web") / "static" / name).read_bytes() for name in STATIC}
    tags = {name: f'"{blake2b(content, digest_size=8).hexdigest()}"' for name, content in kept.items()}

    @app.get("/static/{name}", include_in_schema=False)
    async def static(request: Request, name: str) -> Response:
        if name not in kept:
            raise HTTPException(404, "There is no such file.")
        headers = {"etag": tags[name], "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == tags[name]:
            return Response(status_code=304, headers=headers)
        return Response(kept[name], media_type=STATIC[name], headers=headers)


def _add_refusals(app: FastAPI) -> None:
    async def told(request: Request, status: int, detail: str) -> Response:
        who = await visitor(request)
        say = tongue(request, who)
        title = say(TITLES.get(status, "That did not work"))
        if wants_json(request):
            return problem(status, title, say(detail))
        return paint(request, who, "notice", status, title=title, detail=say(detail), back="/inbox")

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Response:
        ours = error.detail in french()  # what the framework says is not
        return await told(
            request, error.status_code, error.detail if ours else PLAIN.get(error.status_code, PLAIN[404])
        )

    @app.exception_handler(RequestValidationError)
    async def misread(request: Request, _error: RequestValidationError) -> Response:
        return await told(request, 404 if request.method == "GET" else 400, PLAIN[404])

    @app.exception_handler(StoreError)
    async def broken(request: Request, error: StoreError) -> Response:
        who = await visitor(request)
        say = tongue(request, who)
        title = say("The diary does not answer")
        if wants_json(request):
            return problem(503, title, str(error))
        return paint(request, who, "notice", 503, title=title, detail=say.trouble(str(error)), back="/inbox")

    @app.exception_handler(LoginNeeded)
    async def unknown(request: Request, _error: LoginNeeded) -> Response:
        if request.url.path.startswith("/api/"):
            return problem(401, "Log in first", "A program sends a token: Authorization: Bearer ...")
        if wants_json(request):
            say = tongue(request, await visitor(request))
            return problem(401, say("Log in"), say("You are not logged in any more. Load the page again to log in."))
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.method != "GET":  # a form that was open for too long: back to where it stood
            asked = urlsplit(request.headers.get("referer", "")).path or "/inbox"
        return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)
