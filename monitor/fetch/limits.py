"""How much of our time, memory and connections somebody else's server may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Durations are in seconds, sizes in bytes.

    *total* is all that one poll may spend on the network, redirects and body included; *queue* is how long it may
    wait for its turn before that. *wire* counts what arrives, headers and framing included; *decoded* what it becomes.
    """

    total: float = 20.0
    connect: float = 10.0
    look_up: float = 5.0
    queue: float = 60.0
    wire: int = 6_000_000
    decoded: int = 8_000_000
    redirects: int = 5
    in_flight: int = 200
    per_host: int = 2
    per_loopback: int = 8
    pause: float = 1.0
