"""Bluesky: what its search finds, asked through one's own server with an app password."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from monitor.errors import ParseError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_LOGIN = "com.atproto.server.createSession"
_SEARCH = "app.bsky.feed.searchPosts"


@dataclass(frozen=True, slots=True)
class Bluesky:
    """Posts that Bluesky's search finds, the newest first."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of app.bsky.feed.searchPosts, 100 posts a page; one login a poll"
    needs: ClassVar[str] = "an account of your own and an app password (Settings, Privacy and security, App passwords)"
    proof: ClassVar[Proof] = Proof.SERVER
    refusals: ClassVar[Mapping[str, str]] = {
        "401": "the handle or the app password is wrong, or the app password was revoked",
        "authfactortokenrequired": "this is the account's own password: make an app password for us",
        "429": "Bluesky allows 300 logins a day: ask less often, with every: 15m",
    }

    query: str = option("words to search for")
    handle: str = option("handle of your account, such as brand.bsky.social")
    password: str = option("app password of your account, never the account's own", secret=True)
    server: str = option("server of your account", "bsky.social")
    language: str = option("posts in one language only", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - every poll begins with a login
        login = json.dumps({"identifier": self.handle, "password": self.password}).encode()
        return Request(f"{addresses.site(self.server)}/xrpc/{_LOGIN}", (("content-type", "application/json"),), login)

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "posts of Bluesky")
        if _LOGIN in reply.request.url:
            return Page((), cursor, more=self._enter(answer))
        posts = nodes.listed(answer, "posts", reply, "a list of posts")
        found = nodes.proven(posts, (_item(post, reply) for post in posts), reply)
        token = answer.text("cursor")
        found, after, on = polling.follow(cursor, found, further=token)
        more = Request(addresses.ask(reply.request.url, cursor=token), reply.request.headers) if on else None
        return Page(found, after, more=more, every=timedelta(minutes=10))

    def _enter(self, answer: nodes.Node) -> Request:
        token = answer.line("accessJwt")
        if not token:
            raise ParseError("the login at Bluesky gave no token", hint="the interface has changed?")
        url = f"{addresses.site(self.server)}/xrpc/{_SEARCH}"
        asked = addresses.ask(url, q=self.query, sort="latest", limit=100, lang=self.language)
        return Request(asked, (("authorization", f"Bearer {token}"),))


def _item(post: nodes.Node, reply: Reply) -> Item:
    author = post.at("author")
    return record(post.line("uri"), author.line("did"), post.at("record"), reply.at, author.line("handle"))


def record(uri: str, did: str, said: nodes.Node, at: datetime, handle: str = "") -> Item:
    """The post that is written down under *uri* (at://did/collection/key)."""
    return items.item(
        "",
        uri,
        url=f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}" if did and uri else "",
        text=said.text("text"),
        author=handle or did,
        published=said.when("createdAt", at),
        language=said.line("langs.0"),
        thread=said.line("reply.root.uri"),
        parent=said.line("reply.parent.uri"),
    )
