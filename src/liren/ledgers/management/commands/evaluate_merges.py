"""Read several ledgers without the database, and write down who stands in more than one line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liren.core.errors import LirenError
from liren.ledgers.domain.matching import match
from liren.ledgers.domain.merges import merges_data
from liren.ledgers.domain.reading import open_ledger
from liren.ledgers.management.commands.evaluate_ledger import give


class Command(BaseCommand):
    """`liren evaluate merges FILE… --json OUT.json`."""

    help = "Join the people of several ledgers: joins, reviews, conflicts; no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and where to write."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--at", default="", help="today, ISO 8601, to judge dates by")
        parser.add_argument("--json", nargs="?", const="-", metavar="OUT.json", help="- prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all, match, write."""
        today = options["at"] or timezone.localdate().isoformat()
        records = []
        for path in options["files"]:
            try:
                with open_ledger(path, today=today) as ledger:
                    records += list(ledger.records())
            except (LirenError, OSError) as error:
                raise CommandError(f"{path}: {error}") from error
        data = merges_data(match(records))
        give(self, data, options["json"], _lines(data))


def _lines(data: dict[str, Any]) -> list[str]:
    groups = data["groups"]
    figures = {
        "people in more than one line": len(groups),
        "of these for review": sum(group["needs_review"] for group in groups),
        "of these with conflicts": sum(bool(group["conflicts"]) for group in groups),
        "people": data["distinct_persons"],
        "pairs for review": len(data["reviews"]),
        "alike and kept apart": len(data["never_merge"]),
    }
    return [f"{name:<32}{count:>8}" for name, count in figures.items()]
