"""Where we do not go: the addresses that are nobody's public server, and what the operator permits nevertheless."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# After the IANA registries of special-purpose addresses. Spelled out because `ipaddress.is_global` calls multicast,
# NAT64, 6to4 and site-local addresses global, and because its answer changes with the version of Python.
_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address inside a provider's network"),
        ("127.0.0.0/8", "this very machine"),
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("169.254.0.0/16", "a link-local address, where clouds keep their metadata"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "an address reserved for protocols"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.31.196.0/24", "an address reserved for protocols"),
        ("192.52.193.0/24", "an address reserved for protocols"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private address"),
        ("192.175.48.0/24", "an address reserved for protocols"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "an unspecified address"),
        ("::1/128", "this very machine"),
        ("::/96", "an IPv4 address in disguise"),
        ("::ffff:0:0/96", "an IPv4 address in disguise"),
        ("::ffff:0:0:0/96", "an IPv4 address in disguise"),
        ("64:ff9b::/96", "an IPv4 address behind a translator"),
        ("64:ff9b:1::/48", "an IPv4 address behind a translator"),
        ("100::/64", "an address that discards"),
        ("2001::/32", "a Teredo tunnel"),
        ("2001::/23", "an address reserved for protocols"),
        ("2001:db8::/32", "an address for documentation"),
        ("2002::/16", "a 6to4 tunnel"),
        ("2620:4f:8000::/48", "an address reserved for protocols"),
        ("3ffe::/16", "a reserved address"),
        ("3fff::/20", "an address for documentation"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address, where clouds keep their metadata"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
        # Whatever else lies outside 2000::/3, the only part of IPv6 that is handed out.
        ("::/3", "a reserved address"),
        ("4000::/2", "a reserved address"),
        ("8000::/1", "a reserved address"),
    )
)


@lru_cache(maxsize=4096)
def refusal(address: Address) -> str:
    """Why we do not talk to *address*; empty where nothing speaks against it."""
    return next((why for network, why in _REFUSED if address in network), "")


@lru_cache(maxsize=4096)
def literal(host: str) -> Address | None:
    """The address that *host* spells out in the ordinary way; None for names and for odd spellings."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def loopback(host: str) -> bool:
    """Whether *host* is this machine by its very spelling."""
    address = literal(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def private(host: str) -> bool:
    """Whether an operator who writes *host* literally can only mean a machine of his own."""
    address = literal(host)
    return loopback(host) or (address is not None and refusal(address) == "a private address")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator permits although the table refuses it: whole networks, and hosts wherever they live."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Allowed:
        """Reads "10.1.0.0/16", "192.168.1.7" or "wiki.intranet"; ValueError for a network that is none."""
        networks: list[Network] = []
        hosts: set[str] = set()
        for entry in (entry.strip().strip("[]").lower() for entry in entries):
            if "/" in entry or literal(entry):
                networks.append(ip_network(entry, strict=False))
            else:
                hosts.add(entry.rstrip("."))
        return cls(tuple(networks), frozenset(hosts))

    def permits(self, host: str, address: Address) -> bool:
        return host.rstrip(".") in self.hosts or any(address in network for network in self.networks)
