"""Request -> Reply: the only room that listens to the network."""

from monitor.fetch.addresses import Allowed
from monitor.fetch.fetcher import Fetcher, Weigh
from monitor.fetch.hops import server_of, trusted_origins
from monitor.fetch.limits import Limits
from monitor.fetch.names import Resolver
from monitor.fetch.pace import Outcome, Pace, Plan, next_poll, retry_after, told_by, unsettled
from monitor.fetch.rhythm import Rhythm, unpacked

__all__ = [
    "Allowed",
    "Fetcher",
    "Limits",
    "Outcome",
    "Pace",
    "Plan",
    "Resolver",
    "Rhythm",
    "Weigh",
    "next_poll",
    "retry_after",
    "server_of",
    "told_by",
    "trusted_origins",
    "unpacked",
    "unsettled",
]
