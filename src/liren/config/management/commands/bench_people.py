"""`liren bench people`: the register at the size of a district, on this machine."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench.measure import STORES
from liren.config.bench.people import Wanted, measure
from liren.config.management.commands.bench_cases import lines


class Command(BaseCommand):
    """Measures on databases of its own; nothing of yours is touched."""

    help = "Fill a register with many people, then list, search and count."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to measure."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")
        parser.add_argument("--people", type=int, default=1_000_000)
        parser.add_argument("--stores", default=",".join(STORES))
        parser.add_argument("--times", type=int, default=30, help="each read")

    def handle(
        self, *, as_json: bool, people: int, stores: str, times: int, **options: object
    ) -> None:
        """Measure, then print the figures."""
        names = stores.replace(",", " ").split()
        if unknown := set(names) - set(STORES):
            raise CommandError(f"--stores knows {', '.join(STORES)}, not {', '.join(unknown)}.")
        if people < 1000 or times < 1:
            raise CommandError("--people is at least 1000, --times at least 1.")
        figures = measure(Wanted(people, tuple(names), times), self.stderr.write)
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
