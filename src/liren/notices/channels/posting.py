"""One HTTP request to a carrier: no redirects, no proxies of chance, a bounded answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from liren.notices.channels.protocol import DeliveryFailed

TIMEOUT = 10
LARGEST_ANSWER = 64 * 1024


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
    """Whether it is a web address with a host."""
    try:
        parts = urlsplit(url)
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
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        found = Answer(answer.status, answer.read(LARGEST_ANSWER))
    except (OSError, HTTPException) as error:
        raise DeliveryFailed(f"no answer ({type(error).__name__})") from error
    finally:
        connection.close()
    if not 200 <= found.status < 300:
        raise DeliveryFailed(f"HTTP {found.status}")
    return found
