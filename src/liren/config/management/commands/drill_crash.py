"""`liren drill crash`: ingest and the stream's nodes are killed under load; nothing is lost."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench.brokers import BrokerMissing
from liren.config.bench.drill import STREAMS, Wanted, drill
from liren.config.bench.measure import STORES
from liren.config.bench.programs import NotStarted
from liren.config.management.commands.bench_cases import lines


class Command(BaseCommand):
    """Works on a database and brokers of its own; fails where something was lost or doubled."""

    help = "Kill the consumer, then a node of the stream, again and again, and count."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to try."""
        parser.add_argument("--stream", default="embedded", choices=STREAMS)
        parser.add_argument("--store", default="sqlite", choices=STORES)
        parser.add_argument("--kills", type=int, default=10)
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")

    def handle(
        self, *, stream: str, store: str, kills: int, as_json: bool, **options: object
    ) -> None:
        """Kill, then print the figures."""
        if not 1 <= kills <= 1000:
            raise CommandError("--kills is from 1 to 1000.")
        try:
            figures = drill(Wanted(stream, store, kills), self.stderr.write)
        except (BrokerMissing, NotStarted) as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
        if figures["acknowledged_and_lost"] or figures["doubled"]:
            raise CommandError("Something was lost or doubled; see the figures.")
