"""What tests of exchange share: a place that is open to Open311, and a receiver that listens."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from liren.cases.models import Case, Channel, Shown
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import SYSTEM, VISITOR
from liren.exchange.services.keys import make_key
from tests.factories.neighbourhood import Neighbourhood

BASE = "/open311/v2/"


@dataclass
class Open311:
    """A client of the door, with a key for the first community."""

    secret: str
    client: Client = field(default_factory=lambda: Client(headers={"accept-language": "en"}))

    def get(self, address: str, status: int = 200, /, **params: Any) -> Any:
        """What JSON answers, or XML as an element."""
        answer = self.client.get(BASE + address, params)
        assert answer.status_code == status, answer.content
        return self._read(address, answer)

    def post(self, status: int = 200, /, *, address: str = "requests.json", **given: Any) -> Any:
        """The same for a report; whatever is not named is sound."""
        headers = given.pop("headers", {})
        given = {"api_key": self.secret, "service_code": "0101", **given}
        given = {name: value for name, value in given.items() if value is not None}
        if not given.keys() & {"lat", "address_id", "address_string", "nowhere"}:
            given["address_id"] = "C1-3"
        answer = self.client.post(
            BASE + address, urlencode(given, doseq=True), content_type=FORM, headers=headers
        )
        assert answer.status_code == status, answer.content
        return self._read(address, answer)

    @staticmethod
    def _read(address: str, answer: Any) -> Any:
        if address.endswith(".json"):
            assert answer["Content-Type"] == "application/json; charset=utf-8"
            return json.loads(answer.content)
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        return ElementTree.fromstring(answer.content)


FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.fixture
def open311(town: Neighbourhood, now: datetime) -> Open311:
    """The first community is open, and a program there may send."""
    place = town.places["community"]
    return Open311(make_key(name="app", place=place, may_write=True, by=SYSTEM, now=now)[1])


@dataclass
class Received:
    """One message as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """A real server on this machine; `behave` says how it answers."""

    def __init__(self) -> None:
        self.got: list[Received] = []
        self.behave: Callable[[BaseHTTPRequestHandler], None] = answering(204)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Received(self.path, headers, body))
                receiver.behave(self)

            def log_message(self, *args: object) -> None:
                """A test listens by itself."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def ids(self) -> list[str]:
        """By what the messages are known."""
        return [each.headers["webhook-id"] for each in self.got]

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def answering(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer with a status and nothing else."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody else's server."""
    listening = Receiver()
    yield listening
    listening.close()


@pytest.fixture
def in_the_house(settings: Settings) -> None:
    """The operator allows addresses inside the own network, where the tests' receivers are."""
    settings.LIREN_WEBHOOK_PRIVATE = True


def said(town: Neighbourhood, text: str, at: datetime | None = None, code: str = "C1-3") -> Case:
    """What another system sent, for everybody to read."""
    place = next(place for place in town.places.values() if place.code == code)
    new = NewReport(
        text=text,
        place=place,
        channel=Channel.API,
        source="open311:1",
        category=town.categories["lamp"],
        shown=Shown.WORDS,
    )
    return report_case(new, by=VISITOR, now=at or timezone.now()).case
