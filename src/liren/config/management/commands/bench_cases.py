"""`liren bench cases`: how fast the loop is on this machine."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench.measure import STORES, Figures, Wanted, measure


class Command(BaseCommand):
    """Measures on databases of its own; nothing of yours is touched."""

    help = "Measure cases a second, lists, and starts; on SQLite, and PostgreSQL where it is found."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to measure."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")
        parser.add_argument("--sizes", default="10000,100000,1000000", help="cases in the tables")
        parser.add_argument("--stores", default="sqlite,postgres")
        parser.add_argument("--seconds", type=float, default=15.0, help="of load, each way")
        parser.add_argument("--requests", type=int, default=100, help="to each list")
        parser.add_argument("--no-start", action="store_false", dest="starts")

    def handle(
        self,
        *,
        as_json: bool,
        sizes: str,
        stores: str,
        seconds: float,
        starts: bool,
        **options: Any,
    ) -> None:
        """Measure, then print the figures."""
        numbers, names = sizes.replace(",", " ").split(), stores.replace(",", " ").split()
        if not all(number.isdigit() for number in numbers):
            raise CommandError(f"--sizes must be numbers with commas between them, not {sizes!r}.")
        if unknown := set(names) - set(STORES):
            raise CommandError(f"--stores knows {', '.join(STORES)}, not {', '.join(unknown)}.")
        wanted = Wanted(
            tuple(map(int, numbers)), tuple(names), seconds, options["requests"], starts
        )
        figures = measure(wanted, self.stderr.write)
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))


def lines(figures: Figures, before: str = "") -> list[str]:
    """One figure a line, each under its full name."""
    found: list[str] = []
    for name, value in figures.items():
        full = f"{before}{name}"
        found += lines(value, f"{full}.") if isinstance(value, dict) else [f"{full:<56}{value}"]
    return found
