"""Read one ledger without the database, and write down what became of every row."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liren.core.errors import LirenError
from liren.ledgers.domain.profiles import NO_PROFILE, Profile, read_profile
from liren.ledgers.domain.reading import open_ledger
from liren.ledgers.domain.reports import ledger_data


class Command(BaseCommand):
    """`liren evaluate ledger FILE [--profile NAME] --json OUT.json`."""

    help = (
        "Read a workbook or CSV: rows, errors, duplicates and skipped of each sheet; no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, a remembered mapping, and where to write."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--profile", default="", help="a mapping as JSON, instead of a suggestion"
        )
        parser.add_argument("--at", default="", help="today, ISO 8601, to judge dates by")
        parser.add_argument("--json", nargs="?", const="-", metavar="OUT.json", help="- prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, write, and say how many rows there were of each kind."""
        today = options["at"] or timezone.localdate().isoformat()
        try:
            profile = _profile(options["profile"])
            with open_ledger(options["file"], today=today, profile=profile) as ledger:
                data = ledger_data(ledger)
        except (LirenError, OSError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        give(self, data, options["json"], _lines(data))


def _profile(name: str) -> Profile:
    if not name:
        return NO_PROFILE
    path = Path(name) if name.endswith(".json") else Path(f"{name}.json")
    try:
        return read_profile(json.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise CommandError(f"{path}: {error}") from error


def give(command: BaseCommand, data: dict[str, Any], to: str | None, lines: list[str]) -> None:
    """Write the data where they are wanted; people in front of the screen read the counts."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    if to == "-":
        command.stdout.write(text)
        return
    if to:
        try:
            Path(to).write_text(f"{text}\n", "utf-8")
        except OSError as error:
            raise CommandError(f"{to}: {error.strerror}") from error
    command.stdout.write("\n".join(lines))


def _lines(data: dict[str, Any]) -> list[str]:
    found = []
    for name, sheet in data["sheets"].items():
        counts = "  ".join(f"{kind} {count}" for kind, count in sheet["counts"].items())
        found.append(f"{name or data['file']:<24}{sheet['last_row']:>8} rows: {counts}")
    return found
