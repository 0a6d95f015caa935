"""Processor time of processes and what they started, and how busy the machine is; from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid: int) -> float:
    """What a process and everything below it has used so far."""
    own = _used(pid)
    return own + sum(processor_seconds(child) for child in _children(pid))


def _used(pid: int) -> float:
    """Its own time and that of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICKS


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in listed.read_text().split()]
        except OSError:
            continue
    return found


def describe() -> dict[str, object]:
    """What the figures were measured on."""
    one, five, _ = os.getloadavg()
    return {"processors": os.cpu_count(), "load_1_min": one, "load_5_min": five}
