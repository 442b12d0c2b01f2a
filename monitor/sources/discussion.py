"""Comment sections, forum threads and questions, as a page tells them machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, answers, items, markup, option, schema_org
from monitor.sources.dates import instant
from monitor.sources.schema_org import Object, first, text

_ANSWERS = frozenset({"Comment", "UserComments", "Answer"})
_SAID = _ANSWERS | {"DiscussionForumPosting", "SocialMediaPosting", "Question"}


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments, forum posts, questions or answers of a page."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "schema.org Comment, DiscussionForumPosting, Question, Answer in JSON-LD or microdata"
    proof: ClassVar[Proof] = Proof.RECORDING
    pages: ClassVar[bool] = True

    url: str = option("address of the page, the newest first if it can")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the same page each time
        return Request(self.url, (("accept", schema_org.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        html = answers.html(reply)
        told = schema_org.documents(html)
        known = schema_org.named(told)
        posts = [(each, about) for each, about in schema_org.walk(told, _ANSWERS) if schema_org.types(each) & _SAID]
        if not posts and not _is_silent(told):
            hint = f"blocked or changed? {schema_org.speaks_of(told)}; see the page in a browser"
            raise answers.unlike(reply, "a page with schema.org comments or posts", hint)
        found = (_item(each, about, known, reply) for each, about in posts)
        return Page(items.finish(item for item in found if item.prose), cursor, title=answers.title(html))


def _is_silent(told: object) -> bool:
    """Whether the page has a place for comments, and nobody has written one."""
    return any("commentCount" in each or "comment" in each for each, _ in schema_org.walk(told))


def _item(post: Object, about: str, known: dict[str, Object], reply: Reply) -> Item:
    url = items.link(text(first(post, "url", "mainEntityOfPage")), reply.url)
    words = markup.prose(text(first(post, "text", "articleBody", "commentText", "description")))
    names = schema_org.names(first(post, "author", "creator"), known)
    return items.item(
        reply.url,
        schema_org.identity(post, url, reply.url) or items.digest(words, *names),
        url=url or reply.url,
        title=markup.prose(text(first(post, "headline", "name")) or about),
        text=words,
        author=", ".join(schema_org.names(first(post, "author", "creator"), known)),
        published=instant(text(first(post, "datePublished", "dateCreated", "commentTime")), reply.at),
        updated=instant(text(first(post, "dateModified")), reply.at),
        language=next(schema_org.names(first(post, "inLanguage"), known), ""),
        thread=reply.url.partition("#")[0],
        parent=text(first(post, "parentItem")),
    )
