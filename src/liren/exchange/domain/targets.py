"""Where a webhook may go: public hosts over https; inside a house's own network only if it says so.

The address is judged after the name was resolved, and the connection is made to that address, so
that a name which changes its mind in between changes nothing.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from liren.core.errors import Invalid, sentence

LONGEST_URL = 500
# Servers of cloud providers that give out keys and stand at an address that is public in form.
METADATA = frozenset(map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192")))
METADATA_V6 = ip_address("fd00:ec2::254")
OWN = tuple(
    map(
        ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128"),
    )
)
NAT64 = ip_network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class AddressUnusable(Invalid):
    """No address that a message could be sent to."""

    code = "exchange.address_unusable"
    sentence = sentence("This is no address for messages: https://, a host, and no password in it.")


class AddressForbidden(Invalid):
    """An address inside a network."""

    code = "exchange.address_forbidden"
    sentence = sentence(
        "This address lies inside a network. Messages go to public addresses over https; the "
        "operator may allow others with LIREN_WEBHOOK_PRIVATE=1."
    )


@dataclass(frozen=True)
class Target:
    """An address in its parts."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as the header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"


def read_target(url: str, *, allow_private: bool) -> Target:
    """The parts of an address; refused when it could not be sent to."""
    if not url.isascii() or len(url) > LONGEST_URL or any(not "!" <= c <= "~" for c in url):
        raise AddressUnusable()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise AddressUnusable() from wrong
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise AddressUnusable()
    is_secure = parts.scheme == "https"
    if not is_secure and not allow_private:
        raise AddressForbidden()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_secure, parts.hostname, port or (443 if is_secure else 80), path)


def is_allowed(text: str, *, allow_private: bool) -> bool:
    """Whether a message may go to a resolved address."""
    address = _meant(ip_address(text.partition("%")[0]))
    if address in METADATA or address == METADATA_V6:
        return False
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    if any(address in network for network in OWN):
        return allow_private
    return address.is_global and not address.is_reserved


def _meant(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one: the same host by another spelling."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if inner is None and address in NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address
