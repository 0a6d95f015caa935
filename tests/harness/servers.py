"""The real servers, as `liren run` starts them, over a database of their own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.harness import migrated

LIREN = Path(sys.executable).parent / "liren"
START_WITHIN = 300  # a demo is built first
STOP_WITHIN = 10
DEMO_HOMES = "120"


class Servers:
    """Web, live events, worker and timer; stopped when the block ends."""

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str = "",
        demo: bool = True,
        homes: str = DEMO_HOMES,
        settings: Mapping[str, str] | None = None,
        is_migrated: bool = True,
    ) -> None:
        self.folder = folder
        self._homes = homes
        self.port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "servers.log"
        self._demo = demo
        self._environment = os.environ | {
            "LIREN_DATA": str(folder),
            "DATABASE_URL": database_url or f"sqlite:///{folder / 'liren.sqlite3'}",
            "PORT": str(self.port),
            "LIREN_LOG": "INFO",
            # Somebody must set up a second factor before anything else; no journey is theirs.
            "LIREN_REQUIRE_SECOND_FACTOR": "building_head",
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        if is_migrated and not database_url:
            migrated.found(folder)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process that watches over the others."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """Start all, wait for the first page, and say how many seconds that took."""
        began = time.monotonic()
        words = [] if self._demo else ["--no-demo"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(LIREN), "run", "--homes", self._homes, *words],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return time.monotonic() - began

    def stop(self) -> float:
        """Stop as Ctrl-C does, and say how many seconds that took."""
        if self._process is None:
            return 0.0
        began = time.monotonic()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            self._process = None
        return time.monotonic() - began

    def liren(self, *words: str) -> str:
        """Call a command over the same database, and give what it printed."""
        done = subprocess.run(
            [str(LIREN), *words], env=self._environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"liren {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            if answers(self.url):
                return
            time.sleep(0.1)
        self._process.kill()
        raise RuntimeError(f"the servers did not start:\n{self.log.read_text()[-4000:]}")


def answers(url: str) -> bool:
    """Whether a server answers there, be it with an error page."""
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def free_ports(count: int) -> int:
    """The first of so many neighbouring ports that nobody uses.

    From below those that the system lends to outgoing calls: a browser's line would hold one.
    """
    while True:
        first = random.randrange(20_000, 32_000)
        if all(is_free(first + n) for n in range(count)):
            return first


def is_free(port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
