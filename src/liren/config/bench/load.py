"""Sends requests over connections that are kept, and times each."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection

Request = tuple[str, str, str, dict[str, str]]  # method, path, body, headers
TIMEOUT = 60


class Refused(RuntimeError):
    """The server answered with an error: nothing that follows would be a measurement."""


@dataclass
class Timed:
    """What a stretch of load came to."""

    seconds: float
    times: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: int) -> float:
        """The time within which so many of a hundred requests were answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


class Caller:
    """One connection; it is opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def call(self, request: Request) -> float:
        """Send one request, read the whole answer, and say how long that took."""
        method, path, body, headers = request
        began = time.perf_counter()
        self._connection.request(method, path, body.encode() or None, headers)
        answer = self._connection.getresponse()
        said = answer.read()
        taken = time.perf_counter() - began
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {said[:300].decode(errors='replace')}")
        return taken

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def for_seconds(
    port: int, seconds: float, make: Callable[[int], Iterator[Request]], at_once: int
) -> Timed:
    """Load from so many callers for a while; `make` gives each its own requests."""
    until = time.perf_counter() + seconds

    def one(number: int) -> list[float]:
        caller, times = Caller(port), []
        for request in make(number):
            if time.perf_counter() >= until:
                break
            times.append(caller.call(request))
        caller.close()
        return times

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        all_times = [t for times in pool.map(one, range(at_once)) for t in times]
    return Timed(time.perf_counter() - began, all_times)


def in_a_row(port: int, request: Request, count: int) -> Timed:
    """The same request again and again over one connection."""
    caller, began = Caller(port), time.perf_counter()
    times = [caller.call(request) for _ in range(count)]
    caller.close()
    return Timed(time.perf_counter() - began, times)


def reports(token: str, places: Sequence[str], said: Iterator[str]) -> Iterator[Request]:
    """Reports of somebody at a desk, from one place after another."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for number, text in enumerate(said):
        body = {"text": text, "place": places[number % len(places)]}
        yield "POST", "/api/reports", json.dumps(body, ensure_ascii=False), headers
