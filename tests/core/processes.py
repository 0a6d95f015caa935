"""Processes of their own over the database of a test, to be killed.

They are forked from one in which Django is set up: beginning anew would take each a second.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from io import TextIOWrapper
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from random import Random
from threading import Timer
from unittest import mock

from django.conf import settings
from django.db import connection

from tests.harness.environment import ROOT

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.core.ready"])


def environment() -> dict[str, str]:
    """So that another process finds the tables and the keys of this test."""
    name = str(connection.settings_dict["NAME"])
    others = os.environ["DATABASE_URL"].rpartition("/")[0]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{others}/{name}"
    own = {
        "DATABASE_URL": url,
        "LIREN_MASTER": settings.LIREN_MASTER_KEYS[0],
        "LIREN_INDEX": settings.LIREN_INDEX_KEY,
        "DJANGO_SETTINGS_MODULE": "liren.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    return {**os.environ, **own}


class Killable:
    """A process that does one piece of work; what it prints can be read."""

    def __init__(self, work: Callable[..., None], *words: object) -> None:
        heard, told = multiprocessing.Pipe(duplex=False)
        self._process = _context.Process(target=_run, args=(told, work, *words))
        with mock.patch.dict(os.environ, environment()):
            forkserver.ensure_running()
        self._process.start()
        told.close()
        self._output = TextIOWrapper(os.fdopen(os.dup(heard.fileno()), "rb"))
        heard.close()

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    def kill(self) -> bool:
        """`kill -9`; whether it still ran."""
        ran = self.runs()
        self._process.kill()
        self._process.join()
        self._output.close()
        return ran

    def kill_within(self, seconds: float, draw: Random) -> bool:
        """Wait for its first line, and kill it at some moment; whether it still ran."""
        self._output.readline()
        time.sleep(draw.uniform(0, seconds))
        return self.kill()

    def finish(self, seconds: float) -> tuple[int | None, str]:
        """Wait for its end; with what code it ended, and what it had printed."""
        patience = Timer(seconds, self._process.kill)
        patience.start()
        said = self._output.read()
        self._process.join()
        patience.cancel()
        self._output.close()
        return self._process.exitcode, said


def _run(told: Connection, work: Callable[..., None], *words: object) -> None:
    os.dup2(told.fileno(), 1)
    os.dup2(told.fileno(), 2)
    told.close()
    sys.stdout = sys.stderr = os.fdopen(1, "w", buffering=1)
    work(*words)
