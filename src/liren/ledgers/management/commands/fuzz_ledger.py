"""Read damaged cells and workbooks, and count what was not foreseen."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.ledgers.services.trial import try_damaged


class Command(BaseCommand):
    """`liren fuzz ledger --cells 50000 --seed S [--json]`."""

    help = "Read damaged and random cells and workbooks; every refusal must be a sentence."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, from which seed."""
        parser.add_argument("--cells", type=int, default=50_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try, print; fails where something was not foreseen."""
        figures = try_damaged(options["cells"], options["seed"])
        text = json.dumps(figures, ensure_ascii=False)
        shown = [f"{name:<28}{count}" for name, count in figures["outcomes"].items()]
        self.stdout.write(text if options["json"] else "\n".join(shown))
        if figures["unhandled"]:
            raise CommandError(f"{figures['unhandled']} not foreseen: {figures['failures'][:3]}")
