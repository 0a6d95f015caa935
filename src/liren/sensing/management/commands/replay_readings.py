"""`liren replay readings FILE.csv`: what was recorded once goes through ingest again."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liren.core.errors import LirenError
from liren.sensing.services.replaying import lines_of, play


class Command(BaseCommand):
    """All lines, or none; `liren ingest` takes them at once where it runs."""

    help = "Play a table number,time,what,value; rules judge it, so alarms in it raise orders."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: object) -> None:
        """Read all, then have all wait."""
        try:
            with file.open(encoding="utf-8") as text:
                lines = lines_of(text, now=timezone.now())
            self.stdout.write(f"{play(lines)} lines wait for ingest.")
        except (LirenError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
