"""E-mail, as a page and as text, threaded by incident.

apprise understands the address; the letter is ours. apprise's own has a random Message-ID after ours, a text part made
from the page, and cannot tell a full mailbox from one that does not exist.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from hashlib import blake2b

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.errors import NotifyError
from monitor.model import Alert, Target
from monitor.notify import escape, failure
from monitor.notify.mailbox import Mailbox, PartlyRefused, mailbox, post
from monitor.notify.message import compose, plain
from monitor.notify.parcel import Parcel
from monitor.notify.patience import within

_SUBJECT = 200
CURVE = "curve@vigie"  # the picture's name within its letter
_COLOURS = {"crisis": "#b3261e", "warning": "#a85400", "calm": "#1b6e3c", "test": "#3b5b92", "digest": "#3b5b92"}
_PAGES = Environment(
    loader=PackageLoader("monitor.notify"),
    autoescape=True,
    finalize=escape.html,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Mail:
    """*timeout*: seconds for the whole conversation."""

    timeout: float = 30.0

    def check(self, target: Target) -> None:
        mailbox(target)

    def payload(self, parcel: Parcel) -> dict[str, object]:
        message = compose(parcel.told, parcel.target, link=parcel.link, repeat=parcel.repeat)
        page = _PAGES.get_template("alert.html.j2")
        return {
            "subject": escape.line(message.subject)[:_SUBJECT],
            "text": plain(message, escape.terminal),
            "html": page.render(message=message, colour=_COLOURS[message.tone], curve=CURVE if parcel.picture else ""),
        }

    async def send(self, parcel: Parcel) -> str:
        target = parcel.target
        box = mailbox(target)
        letter = _letter(parcel, box, self.payload(parcel))
        try:
            # A step is given longer than the whole: it only has to end at some time, the whole has to end in time.
            call = partial(_posted, box, letter, self.timeout + 1)
            return await within(self.timeout, parcel.noting(call))
        except (smtplib.SMTPException, UnicodeError) as error:
            raise _failed(target, error) from None
        except OSError as error:
            raise failure.unreachable(target, error) from None


def _posted(box: Mailbox, letter: EmailMessage, timeout: float) -> str:
    post(box, letter, timeout)
    return f"mail {letter['Message-ID']}"


def _letter(parcel: Parcel, box: Mailbox, content: dict[str, object]) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = str(content["subject"])
    letter["From"] = box.sender
    for name, people in (("To", box.to), ("Cc", box.cc), ("Reply-To", box.reply_to)):
        if people:
            letter[name] = people
    for name, value in (*_identity(parcel, box.sender.domain), *box.headers):
        if name not in letter:
            letter[name] = value
    letter.set_content(str(content["text"]))
    letter.add_alternative(str(content["html"]), subtype="html")
    if parcel.picture:
        page = letter.get_body(("html",))
        assert isinstance(page, EmailMessage)
        page.add_related(
            parcel.picture.png, "image", "png", cid=f"<{CURVE}>", disposition="inline", filename="curve.png"
        )
    return letter


def _identity(parcel: Parcel, domain: str) -> tuple[tuple[str, str], ...]:
    """The headers by which mailboxes know a copy of one message, and programs the messages of one incident.

    The first message of an incident is the root of its thread. A target that was spared it gets replies to a letter
    that it never saw, which mail readers thread just as well (RFC 5256, REFERENCES, step 1B).
    """
    told = parcel.told
    reader = f"{blake2b(parcel.target.name.encode(), digest_size=6).hexdigest()}@{domain}"
    own = f"<{parcel.key}.{reader}>"
    threaded = isinstance(told, Alert) and not told.kind.own
    root = _root(told, reader) if isinstance(told, Alert) and threaded else own
    first = not isinstance(told, Alert) or told.number == 1
    return (
        ("Message-ID", root if first else own),
        ("Date", format_datetime(told.at)),
        ("X-Vigie-Alert", told.key),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no holiday notices in return
        *((("In-Reply-To", root), ("References", root)) if threaded and not first else ()),
    )


def _root(alert: Alert, reader: str) -> str:
    return f"<vigie-{alert.incident.id}-{alert.incident.opened_at:%Y%m%d%H%M%S}.{reader}>"


def _failed(target: Target, error: Exception) -> NotifyError:
    who = f"target {target.name}"
    if isinstance(error, PartlyRefused):
        # Trying again would wake those twice who have it.
        message = f"{who}: {error.refused} of {error.total} recipients refused, the others have the message"
        return NotifyError(message, retry=False, hint="give each recipient a target of its own")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return NotifyError(f"{who}: recipient refused ({codes[0]})", retry=all(code < 500 for code in codes))
    if isinstance(error, smtplib.SMTPResponseException):
        what = "login refused" if isinstance(error, smtplib.SMTPAuthenticationError) else "the mail server said no"
        return NotifyError(f"{who}: {what} ({error.smtp_code})", retry=error.smtp_code < 500)
    # A server that hangs up may come back; one that lacks STARTTLS or non-ASCII addresses will not.
    hung_up = isinstance(error, smtplib.SMTPServerDisconnected)
    return NotifyError(f"{who}: {type(error).__name__}", retry=hung_up, doubt=hung_up)
