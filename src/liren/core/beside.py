"""A second process that makes ready what this one needs next, where a second processor is idle.

It runs a generator of plain values that asks no database, and gives its items in their order. While
one item is worked on here the next one is made there, and not more: the pipe holds no second one.
What is raised there is raised here. When this process is killed, that one ends at its next item.
"""

import gc
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Item = TypeVar("Item")
SELDOM = 70_000  # objects, until circles of them are looked for


class Ended(RuntimeError):
    """The second process is gone before its work was done."""


def is_idle() -> bool:
    """Whether there is a processor for it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) > 1
    return (os.cpu_count() or 1) > 1


def iterate(make: Callable[..., Iterator[Item]], *words: object) -> Iterator[Item]:
    """What `make(*words)` gives, made in a process of its own; `make` is named in a module."""
    ours, theirs = Pipe()
    command = [sys.executable, "-m", "liren.core.beside", str(theirs.fileno())]
    with ours, subprocess.Popen(command, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        try:
            ours.send((make, words))
            while (said := ours.recv()) is not None:
                if isinstance(said, BaseException):
                    raise said
                yield said
        except (EOFError, BrokenPipeError, ConnectionResetError) as gone:
            raise Ended(f"the second process ended: {process.wait()}") from gone
        finally:
            process.kill()


def main(end: "Connection[Any, Any]") -> None:
    """The second process: told what to do, it gives one item after the other, then none."""
    gc.set_threshold(SELDOM)
    try:
        make, words = end.recv()
        for item in make(*words):
            end.send(item)
        end.send(None)
    except (BrokenPipeError, ConnectionResetError, EOFError):
        return  # nobody waits for it any more
    except Exception as failure:
        failure.add_note("".join(traceback.format_tb(failure.__traceback__)))
        end.send(failure)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
