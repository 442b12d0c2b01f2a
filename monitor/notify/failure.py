"""Why somebody was not told, in words that carry nothing of the address."""

from __future__ import annotations

import os
from socket import gaierror

from monitor.errors import NotifyError
from monitor.model import Target

_TRY_AGAIN = frozenset({408, 425, 429})
_GATEWAY_TIMEOUT = 504
_LONGEST_WAIT = 24 * 3600.0


def unreachable(target: Target, error: Exception) -> NotifyError:
    """The network failed; another time it may not. The text of *error* is not quoted: it may tell the address."""
    doubt = isinstance(getattr(error, "reason", error), TimeoutError | ConnectionResetError)
    return NotifyError(f"target {target.name}: {_named(error)}", retry=True, doubt=doubt)


def refused(target: Target, status: int, *, after: str = "", hint: str = "") -> NotifyError:
    """An HTTP *status* said no. *after* is its Retry-After."""
    retry = status >= 500 or 300 <= status < 400 or status in _TRY_AGAIN  # a network's login page redirects as well
    message = f"target {target.name}: the service answered {status}"
    wait = _seconds(after) if retry else None
    return NotifyError(message, retry=retry, after=wait, hint=hint, doubt=status == _GATEWAY_TIMEOUT)


def misunderstood(target: Target, hint: str) -> NotifyError:
    """The address is none for its way; no retry will change that."""
    return NotifyError(f"target {target.name}: its address is not understood", retry=False, hint=hint)


def _named(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    number = getattr(reason, "errno", None)
    if isinstance(reason, gaierror):
        return "the host of its address cannot be looked up"
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return os.strerror(number) if isinstance(number, int) and number > 0 else type(reason).__name__


def _seconds(text: str) -> float | None:
    digits = text.strip()
    return min(float(digits), _LONGEST_WAIT) if digits.isascii() and digits.isdigit() else None
