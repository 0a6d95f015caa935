"""A second process that makes ready what this one needs next, where a second processor is idle.

It runs a generator of plain values and gives its items in their order. While one item is worked on
here the next one is made there, and not more: the pipe holds no second one. What is raised there is
raised here. When this process is killed, that one ends with its next item.
"""

import gc
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

SELDOM = 70_000  # objects, until circles of them are looked for


class Ended(RuntimeError):
    """The second process is gone before its work was done."""


def is_idle() -> bool:
    """Whether there is a processor for it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) > 1
    return (os.cpu_count() or 1) > 1


class Items:
    """What the second process gives."""

    def __init__(self, end: "Connection[Any, Any]", process: "subprocess.Popen[bytes]") -> None:
        self._end, self._process, self._is_over = end, process, False

    def __iter__(self) -> "Items":
        return self

    def __next__(self) -> Any:
        if self._is_over:
            raise StopIteration
        try:
            said = self._end.recv()
        except (EOFError, ConnectionResetError) as gone:
            raise Ended(f"the second process ended: {self._process.wait()}") from gone
        if said is None:
            self._is_over = True
            raise StopIteration
        if isinstance(said, BaseException):
            self._is_over = True
            raise said
        return said

    def has_next(self, within: float = 0.0) -> bool:
        """Whether the next item, or word of its end, is there within some seconds."""
        return not self._is_over and self._end.poll(within)


@contextmanager
def running(make: Callable[..., Iterator[Any]] | str, *words: object) -> Iterator[Items]:
    """Begin `make(*words)` in a process of its own; it ends with the block.

    A generator that reads tables is given by its dotted name: that process sets Django up first.
    """
    ours, theirs = Pipe()
    command = [sys.executable, "-P", "-m", "liren.core.beside", str(theirs.fileno())]
    with (
        ours,
        subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL) as process,
    ):
        theirs.close()
        try:
            ours.send((make, words))
            yield Items(ours, process)
        finally:
            process.kill()


def main(end: "Connection[Any, Any]") -> None:
    """The second process: told what to do, it gives one item after the other, then none."""
    gc.set_threshold(SELDOM)
    try:
        make, words = end.recv()
        for item in (_named(make) if isinstance(make, str) else make)(*words):
            end.send(item)
        end.send(None)
    except (BrokenPipeError, ConnectionResetError, EOFError):
        return  # nobody waits for it any more
    except Exception as failure:
        failure.add_note("".join(traceback.format_tb(failure.__traceback__)))
        end.send(failure)


def _named(name: str) -> Any:
    import django
    from django.utils.module_loading import import_string

    django.setup()
    return import_string(name)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
