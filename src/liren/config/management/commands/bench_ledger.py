"""`liren bench ledger`: a large workbook read, and brought into the register, on this machine."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from time import perf_counter, process_time

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench import machine
from liren.config.bench.ledgers import Wanted, measure
from liren.config.bench.measure import STORES
from liren.config.management.commands.bench_cases import lines
from liren.ledgers.services import trial


class Command(BaseCommand):
    """Measures a workbook made up for it on databases of its own; nothing of yours is touched."""

    help = "Read a workbook of many rows, then bring it in: seconds, rows a second, peak memory."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many rows."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")
        parser.add_argument("--rows", type=int, default=100_000)
        parser.add_argument("--stores", default=",".join(STORES), help="empty: only read it")

    def handle(self, *, as_json: bool, rows: int, stores: str, **options: object) -> None:
        """Measure, then print the figures."""
        if rows < 1:
            raise CommandError("--rows is at least 1.")
        names = stores.replace(",", " ").split()
        if unknown := set(names) - set(STORES):
            raise CommandError(f"--stores knows {', '.join(STORES)}, not {', '.join(unknown)}.")
        start = process_time()
        figures = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.describe(),
            "ledger": trial.try_reading(rows, clock=perf_counter, say=self.stderr.write),
            "processor_seconds": round(process_time() - start, 1),
            "applied": measure(Wanted(rows, tuple(names)), self.stderr.write),
        }
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
