"""Every address that is nobody's public server is refused, however it is spelled."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import Allowed
from monitor.fetch.addresses import literal, loopback, private, refusal

NOBODYS = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255
:: ::1 ::127.0.0.1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
2001:db8::1 2002:7f00:1:: 2002:808:808:: 3ffe::1 3fff::1 4000::1 5f00::1 8000::1 fc00::1 fd00:ec2::254 fe80::1
fe80::1%eth0 fec0::1 ff02::1 ff0e::1
""".split()

SOMEBODYS = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
2000::1 2001:200::1 2001:4860:4860::8888 2003::1 2606:4700::1111 2a00:1450:4007::200e
""".split()


@pytest.mark.parametrize("address", NOBODYS)
def test_what_is_nobodys_public_server_is_refused_with_a_reason(address: str) -> None:
    assert refusal(ip_address(address))


@pytest.mark.parametrize("address", SOMEBODYS)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refusal(ip_address(address)) == ""


@given(st.ip_addresses())
def test_the_table_refuses_whatever_python_calls_special(address: IPv4Address | IPv6Address) -> None:
    special = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    # Python's own registry knows a few anycast addresses inside reserved blocks; we do without them.
    assert refusal(address) or not (special or address.is_private or address.is_reserved)


@given(st.ip_addresses(v=4), st.sampled_from(["::", "::ffff:", "::ffff:0:", "64:ff9b::"]))
def test_an_ipv4_address_in_disguise_is_refused_whatever_it_is(address: IPv4Address, disguise: str) -> None:
    assert refusal(ip_address(f"{disguise}{address}"))


@given(st.ip_addresses(v=6))
def test_only_the_part_of_ipv6_that_is_handed_out_is_asked(address: IPv6Address) -> None:
    assert refusal(address) or int(address) >> 125 == 1


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1.", "", "[::1]"]
)
def test_an_odd_spelling_is_a_name_and_no_address(host: str) -> None:
    assert literal(host) is None
    assert not loopback(host)
    assert not private(host)


def test_a_network_a_single_address_and_a_host_can_be_allowed() -> None:
    allowed = Allowed.of(["10.1.0.0/16", "192.168.1.7", "[fd00::7]", "Wiki.Intranet."])

    assert allowed.permits("anything", ip_address("10.1.255.1"))
    assert allowed.permits("anything", ip_address("192.168.1.7"))
    assert allowed.permits("anything", ip_address("fd00::7"))
    assert allowed.permits("wiki.intranet", ip_address("172.16.0.1"))
    assert not allowed.permits("evil.wiki.intranet", ip_address("172.16.0.1"))
    assert not allowed.permits("anything", ip_address("10.2.0.1"))
    assert not allowed.permits("anything", ip_address("::ffff:10.1.0.1"))


def test_the_host_bits_of_an_allowed_network_do_not_matter() -> None:
    assert Allowed.of(["10.1.2.3/16"]).permits("anything", ip_address("10.1.9.9"))


def test_a_network_that_is_none_is_not_taken_for_a_host() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/33"):
        Allowed.of(["10.0.0.0/33"])
