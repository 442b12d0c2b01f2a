"""Dovecot from Debian's packages: one mailbox on loopback, whoever runs the tests. MIT and LGPL, <https://dovecot.org>."""

from __future__ import annotations

import contextlib
import email.message
import imaplib
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, make_msgid
from pathlib import Path

import pytest

from tests.daemon.watchman import free_port, until
from tests.peers.server import program, server

PACKAGES = "dovecot-imapd"
PASSWORD = "only-for-a-test"  # static args end at a blank

SETTINGS = """
base_dir = {where}/base
state_dir = {where}/state
log_path = {where}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
mail_location = maildir:{where}/box/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={where}/box/%u
}}
namespace inbox {{
  inbox = yes
}}
first_valid_uid = 1
first_valid_gid = 1
"""


@dataclass
class Dovecot:
    port: int
    log: Path
    user: str = "veille"

    def say(self, author: str, words: str) -> None:
        """Put a message into the mailbox, as whoever delivers mail does."""
        mail = email.message.EmailMessage()
        mail["From"] = f"{author} <{author}@example.org>"
        mail["Subject"] = words
        mail["Message-ID"] = make_msgid(domain="example.org")
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail.set_content("Vu sur un site.")
        with self.box() as box:
            box.append("INBOX", "", imaplib.Time2Internaldate(datetime.now(UTC)), mail.as_bytes())

    def unread(self) -> int:
        """How many messages nobody has opened."""
        with self.box() as box:
            box.select("INBOX", readonly=True)
            return len(box.search(None, "UNSEEN")[1][0].split())

    @contextlib.contextmanager
    def box(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port) as box:
            box.login(self.user, PASSWORD)
            yield box


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A server with an empty mailbox. Skips the test where it is not installed."""
    if not program("dovecot"):
        pytest.skip(f"no Dovecot here: apt-get install --no-install-recommends {PACKAGES}")
    if os.geteuid():
        pytest.skip("Dovecot is started by root, and leaves its rights to its own users")
    with tempfile.TemporaryDirectory(prefix="vigie-", ignore_cleanup_errors=True) as name:
        where, port = Path(name), free_port()
        where.chmod(0o755)
        for part in ("base", "state", "box"):
            (where / part).mkdir()
        os.chown(where / "box", *_ids("dovecot"))
        settings = where / "dovecot.conf"
        settings.write_text(
            SETTINGS.format(
                where=where,
                port=port,
                internal="dovecot",
                login="dovenull",
                owner="dovecot",
                group="dovecot",
                password=PASSWORD,
            )
        )
        log = where / "dovecot.log"
        with server(program("dovecot"), "-F", "-c", str(settings), log=where / "out"):
            until(lambda: _picks_up(port), f"Dovecot answers; {log.read_text() if log.exists() else ''}")
            yield Dovecot(port, log)


def _ids(user: str) -> tuple[int, int]:
    import pwd

    found = pwd.getpwnam(user)
    return found.pw_uid, found.pw_gid


def _picks_up(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
        return line.recv(4) == b"* OK"
    return False
