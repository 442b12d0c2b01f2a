"""What went wrong at the other end, in words: where the network library's failures become ours."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.errors import FetchError
from monitor.fetch.wire import Garbled, HungUp, NoAnswer, Unspeakable
from monitor.text import cut, one_line

# The first that fits. What we could not say is never quoted: it repeats the header that is refused, secrets and all.
_WORDS: tuple[tuple[type[Exception], str, str], ...] = (
    (Unspeakable, "cannot be asked: a header is malformed", "look for line breaks in the headers"),
    (Garbled, "does not answer in proper HTTP: {why}", "if it lasts, check the address"),
    (NoAnswer, "did not pick up in time", "if it lasts, check the address"),
    (ssl.SSLCertVerificationError, "shows a certificate that we do not trust: {why}", "its owner must renew it"),
    (ssl.SSLError, "does not speak proper TLS: {why}", "check whether the address should start with http://"),
    (HungUp, "hung up: {why}", "if it lasts, check the address"),
    (OSError, "cannot be reached: {why}", "if it lasts, check the address"),
)


@contextmanager
def explained(host: str) -> Iterator[None]:
    """Turns what the wire, TLS and the system raise inside into a FetchError about *host*."""
    try:
        yield
    except (Unspeakable, Garbled, NoAnswer, HungUp, OSError) as error:
        cause = _certificate(error) or error
        words, hint = next((words, hint) for kind, words, hint in _WORDS if isinstance(cause, kind))
        raise FetchError(f"{host} {words.format(why=_why(cause))}", hint=hint) from error


def _causes(error: BaseException) -> Iterator[BaseException]:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
        yield error


def _certificate(error: BaseException) -> ssl.SSLError | None:
    return next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)


def _why(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError):
        return (error.reason or "the handshake failed").replace("_", " ").lower()
    numbers = [cause.errno for cause in (error, *_causes(error)) if isinstance(cause, OSError) and cause.errno]
    if numbers:
        return os.strerror(numbers[-1])
    return cut(one_line(str(error)), 160).rstrip(".") or "the connection broke"
