"""Where messages may go, and where never."""

import pytest

from liren.exchange.domain.targets import (
    AddressForbidden,
    AddressUnusable,
    is_allowed,
    read_target,
)

NEVER = [
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "224.0.0.1", "ff02::1", "0.0.0.0", "::",
    "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "255.255.255.255",
    "240.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
    "100.64.0.1", "fec0::1", "198.18.0.1", "192.0.2.1", "2001:db8::1",
]  # fmt: skip
OWN = [
    "127.0.0.1", "127.8.8.8", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "172.32.0.1", "::ffff:1.1.1.1"]


@pytest.mark.parametrize("address", NEVER)
def test_never(address: str) -> None:
    assert not is_allowed(address, allow_private=False)
    assert not is_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", OWN)
def test_inside_only_where_the_operator_says_so(address: str) -> None:
    assert not is_allowed(address, allow_private=False)
    assert is_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_allowed(address, allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "//host/", "ftp://host/", "file:///etc/passwd", "https://", "https:///path",
        "https://user:word@host/", "https://host:99999/", "https://host:x/", "https://[::1/",
        "https://host/ path", "https://host/\r\nX-A: b", "https://h\u00f6st/",
        "https://" + "a" * 500,
    ],
)  # fmt: skip
def test_no_address(url: str) -> None:
    with pytest.raises(AddressUnusable):
        read_target(url, allow_private=True)


def test_https_only_unless_the_operator_says_so() -> None:
    with pytest.raises(AddressForbidden):
        read_target("http://host/", allow_private=False)
    assert read_target("http://host/", allow_private=True).port == 80


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://host", "host", "/"),
        ("https://host:443/a?b=c#d", "host", "/a?b=c"),
        ("https://host:8443/a", "host:8443", "/a"),
        ("https://[2606:4700::1]:8443/", "[2606:4700::1]:8443", "/"),
    ],
)
def test_parts(url: str, authority: str, path: str) -> None:
    target = read_target(url, allow_private=False)
    assert (target.authority, target.path) == (authority, path)
