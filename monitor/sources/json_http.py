"""JSON over HTTP: anybody's API, told by JMESPath where its fields stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import jmespath
from jmespath.exceptions import JMESPathError

from monitor.errors import ParseError, VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, answers, items, markup
from monitor.sources.dates import instant
from monitor.sources.ratings import rating
from monitor.text import one_line

_STUMBLES = (JMESPathError, ValueError, TypeError, AttributeError, LookupError, RecursionError)


def _within(help_: str, default: str = "") -> Any:
    """An option that is a JMESPath expression over one entry."""
    return field(default=default, metadata={"help": f"within an entry: {help_}", "jmespath": "entry"})


def _over(help_: str, default: str = "") -> Any:
    """An option that is a JMESPath expression over the whole answer."""
    return field(default=default, metadata={"help": f"in the answer: {help_}", "jmespath": "answer"})


@dataclass(frozen=True, slots=True)
class Json:
    """Posts, comments or reviews of an API that answers in JSON."""

    terms: ClassVar[Terms] = Terms.AMBER
    proof: ClassVar[Proof] = Proof.RECORDING
    formats: ClassVar[str] = "JSON, its fields found by JMESPath"

    url: str = field(metadata={"help": "address to ask, the newest entries first if it can"})
    items: str = _over("where the list of entries stands; @ is the answer itself", "@")
    id: str = _within("its identity", "id")
    title: str = _within("its title")
    text: str = _within("its text, plain or HTML")
    author: str = _within("the name of its author")
    published: str = _within("its date: ISO 8601, RFC 822, or seconds or milliseconds since 1970")
    updated: str = _within("the date of its last change")
    link: str = _within("its address")
    language: str = _within("its language")
    rating: str = _within("its stars")
    best: float = field(default=5.0, metadata={"help": "the most stars that can be given"})
    worst: float = field(default=1.0, metadata={"help": "the fewest stars that can be given"})
    thread: str = _within("the identity of the discussion it is part of")
    parent: str = _within("the identity of what it answers")
    next: str = _over("the address of the next page, or what `param` must be to get it")
    param: str = field(default="", metadata={"help": "parameter of `url` that takes `next`; alone, a page number"})
    headers: Mapping[str, str] = field(
        default_factory=dict, repr=False, metadata={"help": "headers to send, such as an authorization; never shown"}
    )

    def __post_init__(self) -> None:
        for name, expression in (*self._expressions("answer"), *self._expressions("entry")):
            _compiled(name, expression)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - every poll starts with the newest
        return self._ask(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = answers.load_json(reply, "JSON")
        entries = _asked(self.items, answer, reply)
        if not isinstance(entries, list):
            raise answers.unlike(reply, f"a list at items: {self.items}")
        entries = entries[: items.MOST_READ]
        self._prove(entries, reply)
        found = [item for entry in entries if (item := self._item(entry, reply)).prose or item.rating]
        if entries and not found:
            raise ParseError(
                f"{answers.place(reply)} answered with {len(entries)} entries, and none has a text, a title or stars",
                hint="do the options title and text say where they stand?",
            )
        return Page(items.finish(found), cursor, more=self._more(answer, reply) if entries else None)

    def _expressions(self, over: str) -> tuple[tuple[str, str], ...]:
        told = ((each.name, getattr(self, each.name)) for each in fields(self) if each.metadata.get("jmespath") == over)
        return tuple((name, expression) for name, expression in told if expression)

    def _ask(self, url: str) -> Request:
        # Headers may hold a secret, and the answer may name any address: they go to our own host only.
        ours = urlsplit(url)[:2] == urlsplit(self.url)[:2]
        return Request(url, (("accept", "application/json"), *(self.headers.items() if ours else ())))

    def _prove(self, entries: list[object], reply: Reply) -> None:
        """An expression that fails for one entry costs that entry a field; for all of them, it is wrong."""
        for _, expression in self._expressions("entry"):
            if entries and not any(_fits(expression, entry) for entry in entries):
                _asked(expression, entries[0], reply)

    def _item(self, entry: object, reply: Reply) -> Item:
        found = {name: _found(expression, entry) for name, expression in self._expressions("entry")}
        told = {name: _text(value) for name, value in found.items()}
        title = one_line(markup.prose(told.get("title", "")))
        text = markup.prose(told.get("text", ""))
        author = items.person(told.get("author", ""))
        url = items.link(told.get("link", ""), reply.url)
        published = instant(found.get("published"), reply.at)
        updated = instant(found.get("updated"), reply.at)
        return Item(
            id=items.identity(told.get("id", ""), url, title, text, author, published),
            url=url,
            title=title,
            text=text,
            author=author,
            published=published or updated,
            updated=updated if published and updated and updated > published else None,
            language=items.language(told.get("language")),
            rating=rating(found.get("rating"), self.best, self.worst),
            thread=one_line(told.get("thread", "")),
            parent=one_line(told.get("parent", "")),
        )

    def _more(self, answer: object, reply: Reply) -> Request | None:
        asked = reply.request.url
        token = one_line(_text(_asked(self.next, answer, reply))) if self.next else _following(asked, self.param)
        if not token:
            return None
        url = _with(asked, self.param, token) if self.param else items.link(token, reply.url)
        return self._ask(url) if url and url != asked else None


def _asked(expression: str, value: object, reply: Reply) -> object:
    try:
        return jmespath.search(expression, value)
    except _STUMBLES as error:
        raise ParseError(
            f"{answers.place(reply)} answered with JSON that '{expression}' does not fit: {one_line(str(error))}",
            hint="either the expression is wrong, or the API has changed",
        ) from error


def _found(expression: str, value: object) -> object:
    try:
        return jmespath.search(expression, value)
    except _STUMBLES:
        return None


def _fits(expression: str, value: object) -> bool:
    try:
        jmespath.search(expression, value)
    except _STUMBLES:
        return False
    return True


def _compiled(name: str, expression: str) -> None:
    try:
        jmespath.compile(expression)
    except JMESPathError as error:
        raise VigieError(
            f"the option {name} is no JMESPath expression: {expression}",
            hint=f"{one_line(str(error))}; jmespath.org explains the language",
        ) from error


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _following(url: str, param: str) -> str:
    """The number of the page after *url*, which is page 1 where it does not say; empty without *param*."""
    if not param:
        return ""
    number = dict(parse_qsl(urlsplit(url).query)).get(param, "1")
    return str(int(number) + 1) if number.isdecimal() and len(number) < 10 else ""


def _with(url: str, param: str, value: str) -> str:
    parts = urlsplit(url)
    query = [(key, told) for key, told in parse_qsl(parts.query, keep_blank_values=True) if key != param]
    return urlunsplit(parts._replace(query=urlencode([*query, (param, value)])))
