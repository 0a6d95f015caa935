"""`liren bench votes`: double ballots, the count, and the proof, on this machine."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from liren.config.bench.votes import PARTS, Wanted, measure
from liren.config.management.commands.bench_cases import lines


class Command(BaseCommand):
    """Measures on databases of its own; nothing of yours is touched."""

    help = "Race for double ballots, count many, and prove more."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to measure."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON only")
        parser.add_argument("--parts", default=",".join(PARTS))
        parser.add_argument("--homes", type=int, default=2_000, help="to be raced for")
        parser.add_argument("--ballots", type=int, default=50_000, help="to be counted")
        parser.add_argument("--leaves", type=int, default=100_000, help="in the tree")

    def handle(
        self, *, as_json: bool, parts: str, homes: int, ballots: int, leaves: int, **options: object
    ) -> None:
        """Measure, then print the figures."""
        names = parts.replace(",", " ").split()
        if unknown := set(names) - set(PARTS):
            raise CommandError(f"--parts knows {', '.join(PARTS)}, not {', '.join(unknown)}.")
        if min(homes, ballots, leaves) < 1:
            raise CommandError("--homes, --ballots and --leaves are at least 1.")
        figures = measure(Wanted(homes, ballots, leaves, tuple(names)), self.stderr.write)
        self.stdout.write(json.dumps(figures, indent=1) if as_json else "\n".join(lines(figures)))
