"""A mailbox: what its address means, and how a letter gets to its server."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from monitor.model import Target
from monitor.notify import address, escape, failure
from monitor.notify.address import NotifyEmail

_HINT = "it looks like mailtos://user:password@host?from=me@here.example&to=you@there.example"
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")


class PartlyRefused(smtplib.SMTPException):
    """Some recipients got the letter, *refused* of *total* did not."""

    def __init__(self, refused: int, total: int) -> None:
        super().__init__(f"{refused} of {total} recipients refused")
        self.refused = refused
        self.total = total


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a letter goes, and through which server. *security* is insecure, starttls or ssl."""

    host: str
    port: int
    security: str
    verify: bool
    user: str
    password: str = field(repr=False)
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    headers: tuple[tuple[str, str], ...]


def mailbox(target: Target) -> Mailbox:
    """The mailbox behind the address of *target*."""
    if not target.address.lower().startswith(("mailto://", "mailtos://")):
        raise failure.misunderstood(target, _HINT)
    service = address.service(target, _HINT)
    if not isinstance(service, NotifyEmail) or not service.targets:
        raise failure.misunderstood(target, _HINT)
    if service.pgp_mode != "no":
        raise failure.misunderstood(target, "mail is not encrypted by this way; give the target the way apprise")
    if not all(map(_HEADER_NAME.fullmatch, service.headers)):
        raise failure.misunderstood(target, "the name of a header after + has letters, digits and hyphens only")
    try:
        return _read(service)
    except (ValueError, MessageError, TypeError):
        raise failure.misunderstood(target, _HINT) from None


def _read(service: NotifyEmail) -> Mailbox:
    name, sender = service.from_addr
    return Mailbox(
        host=str(service.smtp_host),
        port=int(service.port or 0),
        security=str(service.secure_mode),
        verify=bool(service.verify_certificate),
        user=service.user or "",
        password=service.password or "",
        sender=_person(name or "vigie", str(sender)),
        to=tuple(_person(name, to) for name, to in service.targets),
        cc=_people(service.cc, service.names),
        bcc=_people(service.bcc, service.names),
        reply_to=_people(service.reply_to, service.names),
        headers=tuple((name, escape.line(value)) for name, value in service.headers.items()),
    )


def _people(addresses: Iterable[str], names: Mapping[str, object]) -> tuple[Address, ...]:
    return tuple(_person(names.get(to), to) for to in sorted(addresses))


def _person(name: object, addr_spec: str) -> Address:
    return Address(display_name=escape.line(str(name or "")), addr_spec=addr_spec)


def post(box: Mailbox, letter: EmailMessage, timeout: float) -> None:
    """Hands *letter* to the server of *box*; smtplib's exceptions, and PartlyRefused. *timeout* is for each step."""
    recipients = [person.addr_spec for person in (*box.to, *box.cc, *box.bcc)]
    smtp = _connect(box, timeout)
    try:
        if box.security == "starttls":
            smtp.starttls(context=_trust(box))
        if box.user and box.password:
            smtp.login(box.user, box.password)
        refused = _send(smtp, box.sender.addr_spec, recipients, letter)
    finally:
        # Once the letter is taken, a server that is rude at the end of the call changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()
    if refused:
        raise PartlyRefused(len(refused), len(recipients))


def _send(smtp: smtplib.SMTP, sender: str, recipients: list[str], letter: EmailMessage) -> dict[str, tuple[int, bytes]]:
    """As smtplib's own send_message does, but without its > before a line that begins with From."""
    if all(each.isascii() for each in (sender, *recipients)):
        return smtp.sendmail(sender, recipients, letter.as_bytes(policy=SMTP))
    options = ("SMTPUTF8", "BODY=8BITMIME")
    return smtp.sendmail(sender, recipients, letter.as_bytes(policy=SMTPUTF8), mail_options=options)


def _connect(box: Mailbox, timeout: float) -> smtplib.SMTP:
    if box.security == "ssl":
        return smtplib.SMTP_SSL(box.host, box.port, timeout=timeout, context=_trust(box))
    return smtplib.SMTP(box.host, box.port, timeout=timeout)


def _trust(box: Mailbox) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not box.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
