"""The mail library's connection, which tells no more at once than we take and can be hung up at any moment of it."""

from __future__ import annotations

import imaplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import ProtocolError

MOST_SAID = 2 << 20  # bytes of the answer to one question, but for messages
LINE = 100  # bytes that a line counts for beside its own: short ones take more time than room


@dataclass(slots=True)
class Gauge:
    """How many bytes may still come, and a *handle* of the connection that works while somebody reads from it."""

    left: int = MOST_SAID
    handle: socket.socket | None = None
    closed: bool = False

    def allow(self, most: int = MOST_SAID) -> None:
        self.left = most

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise ProtocolError("it says more than we take")

    def hold(self, line: socket.socket) -> None:
        self.handle = line.dup()
        if self.closed:
            self.hang_up()

    def hang_up(self) -> None:
        """Whoever reads is woken, even in the middle of a greeting or of a handshake."""
        self.closed = True
        if self.handle:
            with suppress(OSError):
                self.handle.shutdown(socket.SHUT_RDWR)
            self.handle.close()
            self.handle = None


class _Counted(imaplib.IMAP4):
    """*tls* wraps what is connected, in the name of *host*."""

    def __init__(self, gauge: Gauge, address: str, port: int, timeout: float, tls: ssl.SSLContext | None, host: str):
        self.gauge, self.patience, self.tls, self.name = gauge, timeout, tls, host
        super().__init__(address, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002 - it asks for none
        line = socket.create_connection((self.host, self.port), self.patience)
        self.gauge.hold(line)
        return self.tls.wrap_socket(line, server_hostname=self.name) if self.tls else line

    def read(self, size: int) -> bytes:
        self.gauge.spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self.gauge.spend(len(line) + LINE)
        return line

    @property
    def debug(self) -> int:
        """Nothing of what is said goes into a log, whatever the library would have."""
        return 0

    @debug.setter
    def debug(self, level: int) -> None:
        pass


class Connection(IMAPClient):  # type: ignore[misc]  # it has no types
    """To *address*, where *host* lives; encrypted from the first word on by *tls*, if that is given."""

    def __init__(
        self, gauge: Gauge, address: str, port: int, tls: ssl.SSLContext | None, host: str, timeout: float
    ) -> None:
        self.made = (gauge, address, port, timeout, tls, host)
        super().__init__(address, port, ssl=tls is not None, ssl_context=tls, timeout=timeout)

    def _create_IMAP4(self) -> Any:  # noqa: N802 - the library's name
        return _Counted(*self.made)
