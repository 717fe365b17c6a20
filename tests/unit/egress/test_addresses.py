"""Which addresses are public: by the registries, by what they carry inside, and beside what Python says."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formaops.egress.addresses import is_public

NOT_PUBLIC = {
    "this network": ["0.0.0.0", "0.1.2.3"],
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "link-local": ["169.254.0.1", "fe80::1"],
    "metadata services": ["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"],
    "carrier-grade NAT": ["100.64.0.1", "100.127.255.255"],
    "protocol assignments": ["192.0.0.1", "192.0.0.8", "2001::1", "2001:2::1", "2001:10::1"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    "benchmarks": ["198.18.0.1", "198.19.255.255"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1"],
    "reserved": ["240.0.0.1", "255.255.255.255", "::", "4000::1", "5f00::1", "8000::1", "fec0::1"],
    "mapped from IPv4": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1"],
    "6to4": ["2002:7f00:1::1", "2002:a00:1::1", "192.88.99.1"],
    "Teredo": ["2001:0:7f00:1::1"],
}
PUBLIC = [
    "1.1.1.1", "93.184.216.34", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1",
    "223.255.255.255", "2606:2800:220:1::1", "2a00:1450::1", "2001:4860:4860::8888",
]  # fmt: skip


@pytest.mark.parametrize("kind", NOT_PUBLIC)
def test_these_are_not_public(kind: str) -> None:
    assert [text for text in NOT_PUBLIC[kind] if is_public(ip_address(text))] == []


@pytest.mark.parametrize("text", PUBLIC)
def test_these_are(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_no_v4_address_is_public_that_python_takes_for_special(address: IPv4Address) -> None:
    special = address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    assert not (is_public(address) and special)


@given(st.ip_addresses(v=6) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_no_v6_address_is_public_that_is_special_or_carries_another(address: IPv6Address) -> None:
    special = address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    carrying = address.ipv4_mapped or address.sixtofour or address.teredo
    assert not (is_public(address) and (special or carrying))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_no_v4_address_becomes_public_inside_of_another(address: IPv4Address) -> None:
    number = int(address)
    inside = [number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80]
    assert not any(is_public(IPv6Address(form)) for form in inside)
