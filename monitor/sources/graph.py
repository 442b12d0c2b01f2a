"""What the Graph API of Meta says alike on Facebook, Instagram and Threads."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model import Item, Page, Reply, Request
from monitor.sources import addresses, items, nodes, polling

VERSION = "v26.0"
REFUSALS: Mapping[str, str] = {
    '"code":190': "the access token has expired or was revoked: make a new long-lived one",
    '"code": 190': "the access token has expired or was revoked: make a new long-lived one",
    '"code":4,': "the app asks too often: ask less often",
    '"code": 4,': "the app asks too often: ask less often",
}


def entries(reply: Reply, promised: str) -> tuple[nodes.Node, tuple[nodes.Node, ...]]:
    """The answer, and the objects of its list."""
    answer = nodes.answer(reply, promised)
    return answer, nodes.listed(answer, "data", reply, f"a list of {promised}")


def page(answer: nodes.Node, found: tuple[Item, ...], reply: Reply, cursor: str) -> Page:
    """The page, and the further one as we would ask for it: the address that Meta gives holds the token."""
    token = answer.line("paging.cursors.after") if answer.text("paging.next") else ""
    found, after, on = polling.follow(cursor, found, further=token)
    more = Request(addresses.ask(reply.request.url, after=token), reply.request.headers) if on else None
    return Page(found, after, more=more)


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {token}"),)


def comment(said: nodes.Node, reply: Reply, *, title: str = "", thread: str = "", parent: str = "") -> Item:
    """A comment of Facebook or Instagram. Whose it is, is told to the page's own token only."""
    address = said.text("permalink_url", "permalink")
    return items.item(
        reply.url,
        said.line("id") or _number(address),
        url=address,
        title=title,
        text=said.text("message", "text", "caption"),
        author=said.line("from.name", "username", "from.username"),
        published=said.when("created_time", reply.at) or said.when("timestamp", reply.at),
        thread=thread,
        parent=said.line("parent.id") or parent,
    )


def _number(address: str) -> str:
    return addresses.asked(address, "comment_id")
