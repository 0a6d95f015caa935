"""The programs that are measured, each over a folder and a database of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIRST_PORT = 19_100
START_WITHIN = 300.0
STOP_WITHIN = 20.0
WORKERS = 4
THREADS = 2
GRANIAN = ("-m", "granian", "--no-ws", "--log-level", "warning", "--interface", "wsgi")


class NotStarted(RuntimeError):
    """A program ended, or did not answer in time."""


@dataclass(frozen=True)
class Place:
    """Where the programs keep what they need: a folder and a database."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a program of ours reads to work there."""
        ours = {"LIREN_DATA": str(self.folder), "DATABASE_URL": self.database_url}
        settings = {"DJANGO_SETTINGS_MODULE": "liren.config.settings", "LIREN_CONSOLE": "0"}
        return os.environ | ours | settings

    def inside(self, verb: str, **words: object) -> Any:
        """Have `bench.inside` do something there, in a process of its own; gives its answer."""
        command = (sys.executable, "-m", "liren.config.bench.inside", verb, json.dumps(words))
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise NotStarted(f"{verb}: {done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def web(place: Place) -> Iterator[tuple[int, int]]:
    """The web server as `liren run` starts it, with four workers; its port and process."""
    port = free_port()
    size = ("--workers", str(WORKERS), "--blocking-threads", str(THREADS))
    command = (*GRANIAN, "--port", str(port), *size, "liren.config.wsgi:application")
    with running([sys.executable, *command], place, {}) as process:
        wait_for(port, process, place.folder / "log")
        yield port, process.pid


@contextmanager
def everything(place: Place) -> Iterator[tuple[int, int]]:
    """All that `liren run` starts, over a neighbourhood that is there already; port and process."""
    port = free_port()
    command = [sys.executable, "-m", "django", "run", "--no-demo"]
    with running(command, place, {"PORT": str(port)}) as process:
        wait_for(port, process, place.folder / "log")
        yield port, process.pid


def seconds_to_start(place: Place, *words: str) -> float:
    """How long `liren run` takes until the first page is served; it is stopped afterwards."""
    port, began = free_port(), time.monotonic()
    command = [sys.executable, "-m", "django", "run", *words]
    with running(command, place, {"PORT": str(port)}) as process:
        wait_for(port, process, place.folder / "log")
        return time.monotonic() - began


@contextmanager
def running(
    command: Sequence[str], place: Place, more: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program over a place, for as long as the block lasts."""
    with (place.folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=place.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if not _is_free(port):
            return
        time.sleep(0.05)
    raise NotStarted(log.read_text(errors="replace")[-2000:])


def wait_for_door(port: int) -> None:
    """Until somebody listens there, whoever started it."""
    until = time.monotonic() + START_WITHIN
    while _is_free(port):
        if time.monotonic() > until:
            raise NotStarted(f"nobody listens at {port}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the first page is served."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if _serves(port):
            return
        time.sleep(0.05)
    raise NotStarted(log.read_text(errors="replace")[-2000:])


def _serves(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port that nobody uses, with free ones after it for live events and devices."""
    for port in range(FIRST_PORT, FIRST_PORT + 600, 3):
        if all(map(_is_free, range(port, port + 3))):
            return port
    raise NotStarted("no free port was found")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
