"""What becomes of a notice: drafted, sent, acknowledged, decided, appealed."""

from __future__ import annotations

from enum import StrEnum

from monitor.errors import VigieError

STATES = ("drafted", "sent", "acknowledged", "decided", "appealed")
# A platform may decide without acknowledging; an appeal is acknowledged and decided like the notice.
_NEXT = {
    "drafted": ("sent",),
    "sent": ("acknowledged", "decided"),
    "acknowledged": ("decided",),
    "decided": ("appealed",),
    "appealed": ("acknowledged", "decided"),
}


class Kind(StrEnum):
    """*dsa*: to the host, under article 16 of Regulation (EU) 2022/2065; *formal*: to whoever published; *reply*: the
    right of reply."""

    DSA = "dsa"
    FORMAL = "formal"
    REPLY = "reply"


def next_states(state: str) -> tuple[str, ...]:
    """What may become of a notice that is *state*."""
    return _NEXT[state]


def following(state: str, to: str) -> str:
    """*to*, if it may follow *state*; VigieError otherwise."""
    if to not in _NEXT[state]:
        raise VigieError(f"a notice that is {state} cannot be {to}", hint=f"next: {' or '.join(_NEXT[state])}")
    return to
