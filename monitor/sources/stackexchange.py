"""Stack Overflow and its sister sites: questions and answers that a search finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_API = "https://api.stackexchange.com/2.3/search/excerpts"


@dataclass(frozen=True, slots=True)
class StackExchange:
    """Questions and answers of a Stack Exchange site that a search finds, the newest first."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of the Stack Exchange API 2.3, excerpts; CC BY-SA, name the author"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    query: str = option("words to search for")
    site: str = option("which site: stackoverflow, superuser, ...", "stackoverflow")
    key: str = option("key of an app of stackapps.com: 10,000 questions a day, not 300", "", secret=True)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        asked = addresses.ask(
            _API, q=self.query, site=self.site, sort="creation", order="desc", pagesize=100, key=self.key
        )
        return Request(asked)

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "a search of Stack Exchange")
        entries = nodes.listed(answer, "items", reply, "a list of items")
        found = nodes.proven(entries, _items(entries, self.site, reply), reply)
        patience = answer.number("backoff") or 0
        found, after, on = polling.follow(cursor, found, further=answer.true("has_more") and not patience)
        page = int(addresses.asked(reply.request.url, "page") or 1) + 1
        more = Request(addresses.ask(reply.request.url, page=page)) if on else None
        return Page(found, after, more=more, every=timedelta(seconds=min(max(patience, 0), 86_400)) or None)


def _items(entries: tuple[nodes.Node, ...], site: str, reply: Reply) -> Iterator[Item]:
    home = f"https://{site if '.' in site else f'{site}.com'}"
    for entry in entries:
        question, answer = entry.line("question_id"), entry.line("answer_id")
        yield items.item(
            reply.url,
            f"a{answer}" if answer else f"q{question}" if question else "",
            url=entry.text("link") or (f"{home}/a/{answer}" if answer else f"{home}/q/{question}"),
            title=entry.prose("title"),
            text=entry.prose("excerpt", "body", "body_markdown"),
            author=entry.prose("owner.display_name"),
            published=entry.when("creation_date", reply.at),
            updated=entry.when("last_edit_date", reply.at),
            thread=question,
            parent=f"q{question}" if answer else "",
        )
