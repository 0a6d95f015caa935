"""One POST to somebody else's server: to the address that was judged, within a time, no further.

It stands beside the services because it keeps time by the machine's own clock. No library: the
connection must go to the very address that was allowed, redirects must not be followed, and
neither a drop a second nor an answer without end may hold a worker.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from liren import __version__
from liren.core.errors import sentence
from liren.exchange.domain.targets import Target, is_allowed

LONGEST_BODY = 64 * 1024
LONGEST_ANSWER = 64 * 1024
WITHIN = 8.0  # seconds for everything from the connection to the last byte
UNREACHABLE = sentence("the receiver could not be reached")
UNSURE = sentence("the receiver's certificate does not hold")
TOO_SLOW = sentence("the receiver took too long")
BROKEN_OFF = sentence("the receiver broke off or answered nonsense")
NOT_ALLOWED = sentence("the address lies inside a network")
TOO_BIG = sentence("the message is too big")


class NotPosted(Exception):
    """It did not work; the argument is a message id."""


@dataclass(frozen=True)
class Posted:
    """What the receiver answered."""

    status: int


def post(target: Target, headers: Mapping[str, str], body: bytes, *, allow_private: bool) -> Posted:
    """Send a message, and say how it was answered."""
    if len(body) > LONGEST_BODY:
        raise NotPosted(TOO_BIG)
    until = time.monotonic() + WITHIN
    family, address = _resolved(target, allow_private=allow_private)
    try:
        with _connected(target, family, address, until) as connection:
            connection.sendall(_request(target, headers, body))
            return Posted(_status(connection, until))
    except ssl.SSLCertVerificationError as wrong:
        raise NotPosted(UNSURE) from wrong
    except TimeoutError as slow:
        raise NotPosted(TOO_SLOW) from slow
    except (ConnectionRefusedError, socket.gaierror) as nobody:
        raise NotPosted(UNREACHABLE) from nobody
    except (OSError, http.client.HTTPException, ValueError) as broken:
        raise NotPosted(BROKEN_OFF) from broken


def _resolved(target: Target, *, allow_private: bool) -> tuple[int, tuple[object, ...]]:
    """The address to connect to: the name is asked for once, and every answer must be allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotPosted(UNREACHABLE) from unknown
    if not all(is_allowed(str(each[4][0]), allow_private=allow_private) for each in found):
        raise NotPosted(NOT_ALLOWED)
    return found[0][0], cast(tuple[object, ...], found[0][4])


def _connected(
    target: Target, family: int, address: tuple[object, ...], until: float
) -> socket.socket:
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.settimeout(_left(until))
        plain.connect(address)
        if not target.is_secure:
            return plain
        plain.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"User-Agent: Liren/{__version__} (webhooks)",
        "Accept: */*",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _status(connection: socket.socket, until: float) -> int:
    """The number of the answer; the rest is read politely, as far as it is short."""
    source = _Bounded(connection, until)
    answer = http.client.HTTPResponse(cast(socket.socket, source), method="POST")
    answer.begin()
    with suppress(OSError, http.client.HTTPException, ValueError):  # what counts has been said
        answer.read(LONGEST_ANSWER)
    return answer.status


class _Bounded(io.RawIOBase):
    """The answer as it comes, until the time is up or enough was read."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        super().__init__()
        self._connection, self._until, self._room = connection, until, LONGEST_ANSWER

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `http.client` reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It is read and nothing else."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the wider type is not used
        """Read what is there; the time that is left shrinks with every piece."""
        if self._room <= 0:
            return 0
        self._connection.settimeout(_left(self._until))
        count = self._connection.recv_into(buffer, min(len(buffer), self._room))
        self._room -= count
        return count


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
