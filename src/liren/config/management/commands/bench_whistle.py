"""`liren bench whistle`: from blowing to the row in another browser's inbox, on this machine."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench.measure import STORES
from liren.config.bench.whistle import Wanted, measure
from liren.config.bench.window import BrowserMissing
from liren.config.management.commands.bench_cases import lines


class Command(BaseCommand):
    """Measures on databases of its own; nothing of yours is touched."""

    help = "Blow the whistle again and again while cases are reported, and time the row it becomes."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to measure."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")
        parser.add_argument("--times", type=int, default=1000, help="how often it is blown")
        parser.add_argument("--rate", type=float, default=20.0, help="cases a second meanwhile")
        parser.add_argument("--stores", default="sqlite,postgres")

    def handle(
        self, *, as_json: bool, times: int, rate: float, stores: str, **options: object
    ) -> None:
        """Measure, then print the figures."""
        names = stores.replace(",", " ").split()
        if unknown := set(names) - set(STORES):
            raise CommandError(f"--stores knows {', '.join(STORES)}, not {', '.join(unknown)}.")
        if times < 1 or rate < 0:
            raise CommandError("--times is at least 1, and --rate at least 0.")
        try:
            figures = measure(Wanted(times, rate, tuple(names)), self.stderr.write)
        except BrowserMissing as missing:
            raise CommandError(f"The inbox cannot be opened: {missing}.") from missing
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
