"""Lemmy: posts and comments of one instance and all that it knows of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling


class Wanted(StrEnum):
    POSTS = "Posts"
    COMMENTS = "Comments"


@dataclass(frozen=True, slots=True)
class Lemmy:
    """Posts or comments that a Lemmy instance finds for a search, the newest first."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of the Lemmy API v3, 50 entries a page"
    proof: ClassVar[Proof] = Proof.RECORDING

    instance: str = option("host of the instance, such as lemmy.world")
    query: str = option("words to search for")
    wanted: Wanted = option("Posts or Comments", Wanted.POSTS)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        url = f"{addresses.site(self.instance)}/api/v3/search"
        return Request(addresses.ask(url, q=self.query, type_=Wanted(self.wanted).value, sort="New", limit=50))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "a search of Lemmy")
        name = Wanted(self.wanted).value.lower()
        entries = nodes.listed(answer, name, reply, f"a list of {name}")
        said = tuple(entry for entry in entries if not _taken_back(entry))
        found = nodes.proven(said, _items(said, reply), reply)
        gone = tuple(id_ for entry in entries if _taken_back(entry) and (id_ := _id(entry)))
        page = int(addresses.asked(reply.request.url, "page") or 1) + 1
        found, after, on = polling.follow(cursor, found, further=len(entries) >= 50)
        return Page(found, after, more=Request(addresses.ask(reply.request.url, page=page)) if on else None, gone=gone)


def _taken_back(entry: nodes.Node) -> bool:
    said = entry.at("comment") if entry.at("comment").value else entry.at("post")
    return said.true("deleted") or said.true("removed")


def _id(entry: nodes.Node) -> str:
    return items.short(entry.line("comment.ap_id", "post.ap_id"))


def _items(entries: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for entry in entries:
        comment = entry.at("comment")
        said = comment if comment.value else entry.at("post")
        yield items.item(
            reply.url,
            _id(entry),
            url=said.text("ap_id"),
            title=entry.line("post.name"),
            text=said.text("content") if comment.value else said.text("body"),
            author=entry.line("creator.actor_id", "creator.name").removeprefix("https://"),
            published=said.when("published", reply.at),
            updated=said.when("updated", reply.at),
            thread=entry.line("post.ap_id"),
        )
