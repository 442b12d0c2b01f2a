"""A login that lasts one poll: the long-lived token that its owner gave us, exchanged for a short-lived one."""

from __future__ import annotations

from urllib.parse import urlencode

from monitor.errors import ParseError
from monitor.model import Reply, Request
from monitor.sources import answers, nodes

GOOGLE = "https://oauth2.googleapis.com/token"
_FORM = (("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json"))


def exchange(url: str, **form: str) -> Request:
    """The question for a short-lived token."""
    return Request(url, _FORM, urlencode(form).encode())


def refresh(url: str, client_id: str, client_secret: str, refresh_token: str) -> Request:
    return exchange(
        url,
        grant_type="refresh_token",
        client_id=client_id,
        client_secret=client_secret,
        refresh_token=refresh_token,
    )


def bearer(reply: Reply) -> tuple[tuple[str, str], ...]:
    """The header that an exchange earned us."""
    token = nodes.answer(reply, "a token").line("access_token")
    if not token:
        raise ParseError(f"{answers.place(reply)} gave no token", hint="authorise us again, and renew the secret")
    return (("authorization", f"Bearer {token}"),)
