"""`liren bench events`: from a device's message to the order in the inbox, on this machine."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench.brokers import BrokerMissing
from liren.config.bench.events import STREAMS, Wanted, measure
from liren.config.bench.in_browser import measure_rows
from liren.config.bench.load import Refused
from liren.config.bench.measure import STORES
from liren.config.bench.programs import NotStarted
from liren.config.bench.window import BrowserMissing, find_browser
from liren.config.management.commands.bench_cases import lines


class Command(BaseCommand):
    """Measures on a database and a broker of its own; nothing of yours is touched."""

    help = "Publish events at a rate, and time the orders they become."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to measure."""
        parser.add_argument("--store", default="sqlite", choices=STORES)
        parser.add_argument("--stream", default="embedded", choices=STREAMS)
        parser.add_argument("--rate", type=float, default=8000.0, help="events a second")
        parser.add_argument("--seconds", type=float, default=5.0)
        parser.add_argument(
            "--share", type=float, default=0.2, help="of events that raise an alert"
        )
        parser.add_argument(
            "--browser",
            action="store_true",
            help="to a row in a real browser's inbox, while 20 pages a second are opened",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")

    def handle(
        self, *, store: str, stream: str, rate: float, seconds: float, as_json: bool,
        **options: object,
    ) -> None:  # fmt: skip
        """Measure, then print the figures."""
        share, browser = float(str(options["share"])), bool(options["browser"])
        if rate < 1 or seconds <= 0 or not 0 <= share <= 1:
            raise CommandError("--rate is at least 1, --seconds above 0, --share from 0 to 1.")
        if browser and stream != "embedded":
            raise CommandError("--browser measures what `liren run` starts: --stream embedded.")
        try:
            if browser:
                find_browser()
            wanted = Wanted(store, stream, rate, seconds, share, browser)
            figures = (measure_rows if browser else measure)(wanted, self.stderr.write)
        except (BrokerMissing, BrowserMissing, NotStarted, Refused) as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
