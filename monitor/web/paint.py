"""How a page is painted: one set of templates, one place where hostile words are disarmed, the same headers for all."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor import __version__
from monitor.notify import escape
from monitor.web.keys import JUMPS, KEYS, keys_of
from monitor.web.people.gate import COOKIE, Visitor, desk_of
from monitor.web.tongue import LANGUAGES, Tongue, preferred

GUARDED = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
MONTH = 30 * 86400

_PAGES = Environment(
    loader=PackageLoader("monitor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=lambda value: value if hasattr(value, "__html__") else escape.html(value),
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["link"] = escape.link


@dataclass(frozen=True, slots=True)
class _Lines:
    """Text of which the lines stay lines, each disarmed as everything on a page is."""

    text: str

    def __html__(self) -> str:
        return "\n".join(html.escape(escape.html(line)) for line in self.text.replace("\r\n", "\n").split("\n"))


_PAGES.filters["lines"] = _Lines


def tongue(request: Request, who: Visitor) -> Tongue:
    """What the reader reads: as he wishes, else as his browser does, else as the configuration says."""
    scene = desk_of(request).scene()
    wish = who.account.language if who.account else ""
    language = wish if wish in LANGUAGES else preferred(request.headers.get("accept-language", ""), scene.language)
    return Tongue(language, (who.account and who.account.timezone) or scene.timezone)


def paint(request: Request, who: Visitor, page: str, /, status: int = 200, **values: Any) -> Response:
    """The page of the template *page*."""
    now = desk_of(request).clock()
    common = {
        "t": tongue(request, who),
        "who": who,
        "now": now,
        "path": request.url.path,
        "here_at": f"{request.url.path}?{request.url.query}".rstrip("?"),
        "version": __version__,
        "home": desk_of(request).scene().link.rstrip("/"),
        "keys": keys_of(who.account.keys if who.account else ""),
        "keys_said": {command: said for command, (_, said) in KEYS.items()},
        "jumps": JUMPS,
        "theme": who.account.theme if who.account else "",
    }
    written = _PAGES.get_template(f"{page}.html.j2").render(common | values)
    return remembered(request, who, HTMLResponse(written, status))


def remembered(request: Request, who: Visitor, response: Response) -> Response:
    """With the cookie, where the browser has none yet."""
    if who.fresh and not who.program:
        set_cookie(request, response, who.cookie)
    return response


def set_cookie(request: Request, response: Response, value: str) -> None:
    secure = request.url.scheme == "https" or desk_of(request).scene().link.startswith("https:")
    response.set_cookie(COOKIE, value, MONTH, httponly=True, secure=secure, samesite="lax")


def wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def problem(status: int, title: str, detail: str = "", **more: object) -> JSONResponse:
    """What went wrong, as programs read it (RFC 9457)."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    return JSONResponse(told, status, media_type="application/problem+json")


def local(path: str, otherwise: str = "/inbox") -> str:
    """*path* if it leads to a page of ours."""
    honest = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if honest else otherwise


def to(path: str) -> RedirectResponse:
    return RedirectResponse(quote(path, safe="/?&=%:+,;~#-._"), 303)
