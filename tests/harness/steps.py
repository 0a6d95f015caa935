"""The steps of a run: each is timed; one that fails does not keep the others from running."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.environment import ROOT
from tests.harness.required import is_required

BIN = Path(sys.executable).parent
NOTHING_COLLECTED = 5
Step = Callable[[], int]


@dataclass
class Report:
    """What ran, how long it took, what failed and what was skipped."""

    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def step(self, name: str, run: Step) -> None:
        """Run a step and note its outcome."""
        say(f"── {name}")
        began = time.monotonic()
        code = run()
        seconds = time.monotonic() - began
        self.lines.append(f"{'ok' if code == 0 else 'FAILED':<8}{seconds:7.1f} s  {name}")
        if code:
            self.failed.append(name)

    def skip(self, name: str, kind: str, reason: str) -> None:
        """Note what this machine has not got; a failure where `LIREN_REQUIRE` names it."""
        required = is_required(kind)
        outcome = "FAILED" if required else "skipped"
        because = f"{reason}; LIREN_REQUIRE names {kind}" if required else reason
        self.lines.append(f"{outcome:<8}          {name}: {because}")
        if required:
            self.failed.append(name)

    def finish(self) -> int:
        """Print the lines; the exit code says whether all is well."""
        say("\n" + "\n".join(self.lines))
        return 1 if self.failed else 0


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201  # a command


def tool(name: str, *words: str) -> Step:
    """A program of the virtual environment."""
    return lambda: _run([str(BIN / name), *words])


def begun(name: str, *words: str) -> Step:
    """A program of the virtual environment that has begun beside the steps before its own."""
    running = subprocess.Popen(
        [str(BIN / name), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def wait() -> int:
        said, _ = running.communicate()
        if said:
            say(said)
        return running.returncode

    return wait


def pytest(*words: str, environment: Mapping[str, str] | None = None) -> Step:
    """Some of the tests; what was skipped or failed is named at the end."""

    def run() -> int:
        code = _run([sys.executable, "-m", "pytest", "-rsfE", *words], environment)
        return 0 if code == NOTHING_COLLECTED else code

    return run


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}).returncode
