"""Isso: the newest comments of a site, where its owner lets them be listed, or those of one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option

_TAKEN_BACK = 4  # an answered comment that was deleted leaves its place behind, without words


@dataclass(frozen=True, slots=True)
class Isso:
    """The newest comments of a site that uses Isso, or those of one of its pages."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of /latest, or of / for one page"
    needs: ClassVar[str] = "for the whole site, `latest-enabled = true` in its isso.cfg"
    proof: ClassVar[Proof] = Proof.SERVER
    refusals: ClassVar[Mapping[str, str]] = {
        "404": "this Isso does not list its newest comments: set latest-enabled = true in its isso.cfg, or name a page",
    }

    url: str = option("address of the Isso server")
    page: str = option("one page only: its path, such as /blog/launch/", "")
    site: str = option("address of the site that is commented, for links", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        if self.page:
            return Request(addresses.ask(addresses.under(self.url, ""), uri=self.page))
        return Request(addresses.ask(addresses.under(self.url, "latest"), limit=100))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "comments of Isso")
        top = nodes.listed(answer, "replies" if self.page else "", reply, "a list of comments")
        comments = tuple(_unfolded(top))
        said = tuple(each for each in comments if each.number("mode") != _TAKEN_BACK)
        gone = tuple(each.line("id") for each in comments if each.number("mode") == _TAKEN_BACK)
        return Page(nodes.proven(said, self._items(said, reply), reply), cursor, gone=gone)

    def _items(self, comments: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
        for comment in comments:
            page, number = comment.text("uri") or self.page, comment.line("id")
            home = self.site or self.url
            yield items.item(
                reply.url,
                number,
                url=f"{addresses.under(home, page)}#isso-{number}" if page else "",
                text=comment.prose("text"),
                author=comment.line("author"),
                published=comment.when("created", reply.at),
                updated=comment.when("modified", reply.at),
                thread=page,
                parent=comment.line("parent"),
            )


def _unfolded(comments: tuple[nodes.Node, ...]) -> Iterator[nodes.Node]:
    """Comments and their answers; Isso folds them one deep."""
    for comment in comments:
        yield comment
        yield from comment.each("replies")
