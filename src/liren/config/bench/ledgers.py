"""A large workbook from the file to the register: looked at, read, planned, applied."""

import resource
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from django.utils import timezone

from liren.accounts.models import User
from liren.config.bench import programs, town
from liren.config.bench.measure import STORES, Figures, Say
from liren.ledgers.services import trial
from liren.places.models import Kind
from liren.places.selectors import places


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    rows: int = 100_000
    stores: Sequence[str] = ("sqlite", "postgres")


def measure(wanted: Wanted, say: Say) -> Figures:
    """The whole way on each store, in a process of its own; why not, where one cannot be had."""
    figures: Figures = {}
    for name in wanted.stores:
        try:
            with STORES[name]() as store:
                say(f"{name}: bringing in {wanted.rows:,} rows")
                store.place.inside("prepare")
                figures[name] = store.place.inside("bring_ledger", rows=wanted.rows)
        except (programs.NotStarted, RuntimeError, OSError) as failure:
            figures[name] = {"skipped": str(failure)}
    return figures


def bring(rows: int) -> Figures:
    """Bring an invented workbook in, as the worker does, and say what each step took.

    The second process that an import may take counts too: its time, and its memory with ours.
    """
    clerk = User.objects.get(username=town.CLERK)
    scope = clerk.scope_for(trial.PERMISSION)
    community = places(scope).filter(kind=Kind.COMMUNITY).earliest("path")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        trial.write(path, rows)
        before = _used(resource.RUSAGE_SELF)[0]
        figures = trial.bring(
            path, place=community, by=clerk, now=timezone.now(), clock=perf_counter
        )
    (own, peak), (second, more) = _used(resource.RUSAGE_SELF), _used(resource.RUSAGE_CHILDREN)
    spent = {"own": round(own - before, 1), "second": round(second, 1)}
    return {**figures, "processor_seconds": spent, "peak_megabytes": peak + more}


def _used(who: int) -> tuple[float, int]:
    """Seconds of a processor, and megabytes at most."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
