"""Keeps the programs of one machine running together.

All children share one process group of their own, so that Ctrl-C in a terminal reaches only the
supervisor: a worker that is told twice to stop drops the job in its hands. A child that ends is
started again, later each time. When the supervisor itself is killed, Linux tells the children;
when a child is killed, its own children are handed to the supervisor, which ends them.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

log = logging.getLogger("liren.run")

LOOK_EVERY = 0.1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
GRACE = 3.0
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Program:
    """What to run, under a name for the log; `after` so many seconds, to let others start first."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0


class Child:
    """One program and its present process."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.start_at = time.monotonic() + program.after
        self._started = 0.0
        self._pause = FIRST_PAUSE

    def start(self, group: int) -> int:
        """Start the process in the group; 0 makes a new group. Gives the group."""
        self.process = subprocess.Popen(
            self.program.command,
            env={**os.environ, **self.program.environment},
            stdin=subprocess.DEVNULL,
            process_group=group,
            preexec_fn=_die_with_parent,
        )
        self._started = time.monotonic()
        return group or self.process.pid

    def note_end(self, now: float) -> None:
        """Log that the process ended, and choose when to start it again."""
        assert self.process is not None
        if now - self._started > STEADY_AFTER:
            self._pause = FIRST_PAUSE
        code, self.process = self.process.returncode, None
        log.warning("%s ended (%s), again in %.1f s", self.program.name, code, self._pause)
        self.start_at = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


class Supervisor:
    """Starts the programs, watches them, and stops them all."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.children = [Child(program) for program in programs]
        self._group = 0
        self._stopping = False

    def run(self, *, each_look: Callable[[], None]) -> None:
        """Keep all running until told to stop; `each_look` is called ten times a second."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        if _prctl is not None:
            _prctl(PR_SET_CHILD_SUBREAPER, 1)
        try:
            while not self._stopping:
                self._look(time.monotonic())
                each_look()
                time.sleep(LOOK_EVERY)
        finally:
            self._stop()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _look(self, now: float) -> None:
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                child.note_end(now)
                self._end_strays()
            if child.process is None and now >= child.start_at:
                self._start(child)

    def _start(self, child: Child) -> None:
        try:
            self._group = child.start(self._group)
        except (PermissionError, ProcessLookupError, subprocess.SubprocessError):
            # The group ended with its last member; the child opens a new one.
            self._group = child.start(0)

    def _end_strays(self) -> None:
        """End what a killed child left behind, before it holds a port or a job twice."""
        own = {child.process.pid for child in self.children if child.process is not None}
        for pid in _children_of_this_process() - own:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _stop(self) -> None:
        """Ask each once, wait a little, then end what is left of the group."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
        if self._group:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, signal.SIGKILL)
        for process in running:
            process.wait()


def _children_of_this_process() -> set[int]:
    pid = os.getpid()
    try:
        return {
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        }
    except OSError:
        return set()


def _die_with_parent() -> None:
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


# Looked up before the first fork: between fork and exec nothing may be loaded.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
