"""`liren bench ledger`: a large workbook read, parsed and matched on this machine."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from time import perf_counter, process_time

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench import machine
from liren.config.management.commands.bench_cases import lines
from liren.ledgers.services import trial


class Command(BaseCommand):
    """Measures on a workbook made up for it; nothing of yours is touched."""

    help = "Read, parse and match a workbook of many rows: seconds, rows a second, peak memory."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many rows."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")
        parser.add_argument("--rows", type=int, default=100_000)

    def handle(self, *, as_json: bool, rows: int, **options: object) -> None:
        """Measure, then print the figures."""
        if rows < 1:
            raise CommandError("--rows is at least 1.")
        start = process_time()
        figures = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.describe(),
            "ledger": trial.try_reading(rows, clock=perf_counter, say=self.stderr.write),
            "processor_seconds": round(process_time() - start, 1),
        }
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
