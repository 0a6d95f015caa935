"""`liren import labels FILE --tree NAME`: keep labelled messages to learn from."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liren.cases.services import imports
from liren.cases.services.learn import import_labels
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM


class Command(BaseCommand):
    """Keep labelled messages in the data folder."""

    help = "Keep labelled messages (label, title, detail or tokens) to learn classes from."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FILE and the tree its labels belong to."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--tree", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep them, and say how many of each class."""
        try:
            counts = import_labels(
                path=options["file"], tree=options["tree"], by=SYSTEM, now=timezone.now()
            )
        except LirenError as error:
            raise CommandError(imports.in_words(error.sentence, error.data)) from error
        for code, count in sorted(counts.items()):
            self.stdout.write(f"{code}\t{count}")
        total = sum(counts.values())
        self.stdout.write(_("{count} labelled messages are kept.").format(count=total))
