"""One HTTP request to a carrier: no redirects, no proxies of chance, a bounded answer in time."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, ip_address
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from liren.notices.channels.protocol import CarrierSilent, DeliveryFailed

TIMEOUT = 10.0  # seconds to connect, and as many for the whole answer
LARGEST_ANSWER = 64 * 1024
# Servers of cloud providers that give out keys and stand at an address that is public in form.
METADATA = frozenset(
    map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
)


@dataclass(frozen=True)
class Answer:
    """What the carrier said."""

    status: int
    body: bytes

    def field(self, name: str) -> str:
        """A field of a JSON answer as text; empty when there is none. Dots lead into objects."""
        try:
            found: Any = json.loads(self.body)
        except ValueError:
            return ""
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return "" if found is None else str(found)


def is_address(url: str) -> bool:
    """Whether it is a web address with a host, in letters that can be sent."""
    try:
        parts = urlsplit(url)
        if not (parts.path + parts.query).isascii() or not url.isprintable() or " " in url:
            return False
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it once; whatever goes wrong on the line is a failed delivery without an address."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.connect()
        if not _may_be_asked(connection.sock.getpeername()[0]):
            raise DeliveryFailed("no gateway stands at such an address")
        with _hung_up_after(TIMEOUT, connection.sock):
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            found = Answer(answer.status, answer.read(LARGEST_ANSWER))
    except (OSError, HTTPException) as error:
        raise CarrierSilent(f"no answer ({type(error).__name__})") from error
    finally:
        connection.close()
    if not 200 <= found.status < 300:
        raise DeliveryFailed(f"HTTP {found.status}")
    return found


def _may_be_asked(text: str) -> bool:
    """A gateway may stand in the house's own network, but not where machines are told secrets."""
    address = ip_address(text.partition("%")[0])
    if not isinstance(address, IPv4Address):
        address = address.ipv4_mapped or address
    return not (address in METADATA or address.is_link_local or address.is_multicast)


@contextmanager
def _hung_up_after(seconds: float, line: socket) -> Iterator[None]:
    """End the connection in time, however slowly the answer drips."""

    def hang_up() -> None:
        with suppress(OSError):
            socket.shutdown(line, SHUT_RDWR)  # below TLS, which would wait for an answer

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
