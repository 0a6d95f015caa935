"""Votes: the race of double ballots, the count of many, and the proof over more.

Each part measures by itself and says why where it could not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from liren.config.bench import machine, programs
from liren.config.bench.measure import STORES, Figures, Say
from liren.voting.services import trial


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    homes: int = 2_000
    ballots: int = 50_000
    leaves: int = 100_000
    parts: Sequence[str] = ("race", "count", "proof")


def measure(wanted: Wanted, say: Say) -> Figures:
    """Everything that is wanted."""
    figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    figures["machine"] = machine.describe()
    for part in wanted.parts:
        figures[part] = PARTS[part](wanted, say)
    return figures


def _race(wanted: Wanted, say: Say) -> Figures:
    """16,000 attempts by 8 connections at 2,000 homes, on PostgreSQL."""
    say(f"racing for {wanted.homes:,} homes")
    try:
        with STORES["postgres"]() as store:
            figures: Figures = store.place.inside("race", homes=wanted.homes)
    except (programs.NotStarted, RuntimeError, OSError) as failure:
        return {"skipped": str(failure)}
    return figures


def _count(wanted: Wanted, say: Say) -> Figures:
    say(f"counting {wanted.ballots:,} ballots")
    return trial.try_count(wanted.ballots, clock=perf_counter)


def _proof(wanted: Wanted, say: Say) -> Figures:
    say(f"proving {wanted.leaves:,} ballots")
    return trial.try_proof(wanted.leaves, clock=perf_counter)


PARTS: dict[str, Callable[[Wanted, Say], Figures]] = {
    "race": _race,
    "count": _count,
    "proof": _proof,
}
