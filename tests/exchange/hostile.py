"""Requests that nobody should send: seeded, so that what broke once can be sent again.

Every part of a request is drawn by itself (method, address, parameters, headers, body), mostly from
what is nearly right, because nonsense alone is turned away at the first line.
"""

import io
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes, urlencode

FORM = "application/x-www-form-urlencoded"
ODD_METHODS = ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"]
METHODS = ["GET"] * 25 + ["POST"] * 25 + ODD_METHODS
SOUND_ADDRESSES = ["services", "services/0101", "requests", "requests", "requests/261116-1"]
RESOURCES = ["discovery", "services", "requests", "services/", "requests/", "tokens/", "", "x"]
ENDINGS = [".json"] * 20 + [".xml"] * 20 + [
    "", ".", ".JSON", ".xml.json", ".json/", ".yaml", ".xml%00", ".j%73on", ".xml;.json", "..json",
]  # fmt: skip
TRICKS = [
    "../", "..%2f", "%2e%2e/", "//", "/./", "%00", "%0a", "%0d%0aX-A: b", "\\", ";", "%ff",
    "%c0%ae", "%F0%9F%92%A7", "?", "#", "&", "%25", "%u0041", "../../../../etc/passwd", "a" * 3000,
]  # fmt: skip
NAMES = [
    "jurisdiction_id", "api_key", "service_code", "service_request_id", "start_date", "end_date",
    "status", "page", "page_size", "lat", "long", "address_string", "address_id", "description",
    "media_url", "phone", "email", "first_name", "last_name", "device_id", "account_id",
    "attribute[place_note]", "attribute[place_note][]", "attribute[]", "attribute[x", "[]", "", "x",
]  # fmt: skip
VALUES = [
    "", " ", "0", "-1", "1", "1e309", "1e-400", "nan", "inf", "-0", "9" * 400, "0x10",
    "\u0661\u0662", "null", "true", "[]", "{}", "'", '"', "';--", "<x>", "]]>", "&lt;&#0;&amp;",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///'>]>", "\0", "a\0b", "\x01\x02\x1b", "\ufffe\uffff",
    "\u202e反转", "\ud800", "💧" * 50, "é" * 40, "e\u0301" * 3000, "路灯" * 3000, "A" * 70_000,
    "%s%s%n", "{name}", "{0.__class__}", "../../etc/passwd", "http://127.0.0.1/", "http://[::1",
    "javascript:alert(1)", "file:///etc/passwd", "2026-01-01T00:00:00Z", "2026-13-45T99:99:99Z",
    "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    "2026-01-01T00:00:00 08:00", "2026-01-01", "open", "closed", "open,lost", "0101", "9999",
    "0101,,0301", ",", "," * 2000, "261116-1", "261116-" + "9" * 30, "C1-3", "C1-3-2-502",
    "990105003007", "31.2", "120.1", "181", "1_0", "1.2.3", "13800000001", "+1 (555) 0100", "电话",
]  # fmt: skip
TYPES = [FORM] * 20 + [
    f"{FORM}; charset=utf-8", f"{FORM}; charset=utf-16", f"{FORM}; charset=rot13",
    f"{FORM}; charset=", f'{FORM}; charset="', f"{FORM}; charset=idna", f"{FORM}; charset=base64",
    f"{FORM}; a=" + "b" * 20_000, f"{FORM};;;;=", "multipart/form-data; boundary=x",
    "multipart/form-data", "application/json", "text/xml; charset=utf-7", "text/plain", "", "x",
]  # fmt: skip
BODIES = [
    b"", b"&", b"=", b"&&&===", b"%", b"%%%", b"\xff\xfe\x00", b"a" * 100_000, b"[1, 2",
    b"<a><b></a>", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    b"&".join(b"a=1" for _ in range(900)), b"x" * (1024 * 1024 + 1),
    "api_key=键".encode("gb18030"), b"\x1f\x8b\x08\x00",
]  # fmt: skip
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Hostile:
    """One request, in the terms of WSGI."""

    number: int
    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, Any]:
        """As a server hands it to the application: bytes dressed up as Latin-1."""
        path, _, more = self.path.partition("?")
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": f"{more}&{self.query}" if more else self.query,
            "CONTENT_TYPE": self.content_type,
            "CONTENT_LENGTH": str(len(self.body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "HTTP_HOST": "localhost",
            **{f"HTTP_{n.upper().replace('-', '_')}": v for n, v in self.headers.items()},
        }


def send(application: Application, one: Hostile) -> tuple[int, str, bytes]:
    """Send it past Django's own client, which would put much of it right: status, type, body."""
    answered: list[Any] = []
    body = application(
        one.environ(), lambda status, headers, *more: answered.extend((status, headers))
    )
    content = b"".join(body)
    getattr(body, "close", lambda: None)()
    kinds = [value for name, value in answered[1] if name == "Content-Type"]
    return int(answered[0].split()[0]), "".join(kinds), content


def requests(count: int, *, seed: int, key: str, sound: dict[str, str]) -> Iterator[Hostile]:
    """So many requests; the same seed gives the same ones. `key` lets some of them in."""
    for number in range(count):
        yield _one(number, random.Random(f"{seed}:{number}"), key, sound)


def _one(number: int, dice: random.Random, key: str, sound: dict[str, str]) -> Hostile:
    given = _given(dice, key, sound)
    query, body = _encoded(dice, given), b""
    method = dice.choice(METHODS)
    if method not in ("GET", "HEAD"):
        body, query = query.encode("ascii"), query if dice.random() < 0.1 else ""
        body = dice.choice(BODIES) if dice.random() < 0.15 else body
    return Hostile(
        number,
        method,
        _path(dice, method),
        query[:60_000],
        body,
        dice.choice(TYPES),
        _headers(dice),
    )


def _path(dice: random.Random, method: str) -> str:
    if method == "POST" and dice.random() < 0.7:
        return "/open311/v2/requests" + dice.choice((".json", ".xml"))
    resource = dice.choice(RESOURCES)
    key = (
        quote(dice.choice(VALUES)[:500], safe="", errors="replace") if resource[-1:] == "/" else ""
    )
    path = f"/open311/v2/{resource}{key}{dice.choice(ENDINGS)}"
    if dice.random() < 0.2:
        at = dice.randrange(len("/open311/v2/"), len(path) + 1)
        path = path[:at] + dice.choice(TRICKS) + path[at:]
    return path


def _given(dice: random.Random, key: str, sound: dict[str, str]) -> list[tuple[str, str]]:
    """Sound parameters, of which some are dropped and some are bent; and some that are neither."""
    given = [(name, value) for name, value in sound.items() if dice.random() < 0.85]
    if dice.random() < 0.8:
        given.append(("api_key", key))
    given = [(n, dice.choice(VALUES) if dice.random() < 0.12 else v) for n, v in given]
    for _ in range(dice.choice((0, 0, 1, 1, 2, 5, 40, 300))):
        given.append((dice.choice(NAMES), dice.choice(VALUES)))
    dice.shuffle(given)
    return given


def _encoded(dice: random.Random, given: list[tuple[str, str]]) -> str:
    """As UTF-8, or in an encoding that is not, or not encoded at all as far as ASCII goes."""
    way = dice.choice(("utf-8",) * 8 + ("gb18030", "utf-16", "raw", "random"))
    if way == "raw":
        text = "&".join(f"{name}={value}" for name, value in given)
        return "".join(c if "!" <= c <= "~" else quote(c, errors="replace") for c in text)
    if way == "random":
        return quote_from_bytes(dice.randbytes(dice.randrange(200)), safe="&=")
    return urlencode(given, encoding=way, errors="replace")


def _headers(dice: random.Random) -> dict[str, str]:
    every = {
        "Idempotency-Key": dice.choice(["", "a", "k" * 500, "\xff\xfe", "same"]),
        "Accept-Language": dice.choice(["zh-CN", "xx" * 200, "*;q=0", "en;q=nan"]),
        "X-Forwarded-For": dice.choice(["127.0.0.1", "," * 99, "\xe9"]),
        "Accept": dice.choice(["*/*", "image/png", ""]),
        "Host": dice.choice(["testserver"] * 9 + ["evil.example", "[::1", "a b", ""]),
        "Cookie": dice.choice(["sessionid=\xff", "a=" + "b" * 4000, ";;;=", "liren_mode=\0"]),
    }
    return {name: value for name, value in every.items() if dice.random() < 0.12}
