"""Mail: newsletters, alerts and notices of review sites, one message each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import ClassVar
from urllib.parse import quote, urlsplit

from monitor.errors import ParseError, VigieError
from monitor.model import Item, Page, Tap
from monitor.sources import Proof, Source, Terms, answers, items, markup, option, tree
from monitor.sources.dates import instant
from monitor.text import clean

_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, IndexError, RecursionError)
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)
_ALERTS = "googlealerts-noreply@google.com"
_LONGEST = 100_000
_SCHEMES = {"tls": "imaps", "starttls": "imap+starttls", "none": "imap"}
_FOOTER = ("/alerts", "support.google.", "/preferences")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The messages of a mailbox; each hit of a Google alert is an item of its own."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "MIME messages over IMAP"
    needs: ClassVar[str] = "a mailbox of your own, better one that receives nothing else"
    proof: ClassVar[Proof] = Proof.SERVER

    server: str = option("host of the mail server")
    user: str = option("name to log in with")
    password: str = option("password", secret=True)
    folder: str = option("folder to read", "INBOX")
    senders: tuple[str, ...] = field(
        default=(), metadata={"help": "only messages from these addresses or domains; all of them if it is left out"}
    )

    port: int = option("port of the mail server; 0 is the usual one", 0)
    security: str = option("how the line is secured: tls, starttls or none", "tls")

    def __post_init__(self) -> None:
        if self.security not in _SCHEMES:
            raise VigieError(f"security cannot be {self.security!r}", hint="it is tls, starttls or none")

    def gaps(self) -> Source | None:
        return None  # the mailbox keeps what came while we were away

    def tap(self, cursor: str) -> Tap:
        host = f"[{self.server}]" if ":" in self.server else self.server
        place = f"{host}:{self.port}" if self.port else host
        url = f"{_SCHEMES[self.security]}://{place}/{quote(self.folder, safe='')}"
        return Tap(url, login=(self.user, self.password), after=cursor)

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page:
        """*message* is one whole message. The cursor is whoever fetches it to keep."""
        try:
            mail = message_from_bytes(message, policy=policy.default)
            found = tuple(_items(mail, at)) if self._wanted(_sender(mail)) else ()
        except _STUMBLES as error:
            raise ParseError(
                f"a message cannot be read: {type(error).__name__}", hint="look at it in a mail client"
            ) from error
        return Page(items.finish(item for item in found if item.prose), cursor)

    def _wanted(self, sender: str) -> bool:
        wanted = [told.lower().lstrip("@") for told in self.senders]
        return not wanted or any(sender == told or sender.endswith((f"@{told}", f".{told}")) for told in wanted)


def _items(mail: EmailMessage, at: datetime) -> Iterator[Item]:
    html, plain = _body(mail, "html"), _body(mail, "plain")
    if _sender(mail) == _ALERTS and html:
        yield from _hits(mail, html, at)
        return
    number = clean(str(mail.get("message-id", "")))
    yield items.item(
        "",
        number,
        title=clean(str(mail.get("subject", ""))),
        text=(_QUOTED.sub("", plain) if plain else markup.prose(html))[:_LONGEST],
        author=clean(str(mail.get("from", ""))),
        published=instant(clean(str(mail.get("date", ""))), at),
        thread=clean(str(mail.get("list-id", ""))),
        parent=clean(str(mail.get("in-reply-to", ""))),
    )


def _hits(mail: EmailMessage, html: str, at: datetime) -> Iterator[Item]:
    """The articles of a Google alert: each is a link out of Google, with its snippet in the same cell."""
    published = instant(clean(str(mail.get("date", ""))), at)
    for cell in tree.read(html):
        if cell.name != "td" or any(below.name == "td" for below in cell if below is not cell):
            continue
        link = next((each for each in cell if each.name == "a" and _leads_out(each.get("href"))), None)
        title = link.text() if link else ""
        if link and title:
            url = items.link(link.get("href"), "")
            text = cell.text().replace(title, "", 1)
            yield items.item("", url, url=url, title=title, text=text, published=published)


def _leads_out(href: str) -> bool:
    url = items.link(href, "")
    host = urlsplit(url).hostname or "" if url else ""
    return bool(host) and not host.endswith((".google.com", ".google.fr")) and not any(part in url for part in _FOOTER)


def _sender(mail: EmailMessage) -> str:
    told = mail["from"]
    addresses = getattr(told, "addresses", ())
    return str(addresses[0].addr_spec).lower() if addresses else ""


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    return answers.decode(data, str(part.get("content-type", ""))) if isinstance(data, bytes) else ""
