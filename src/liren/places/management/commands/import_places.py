"""`liren import places FILE --under CODE`: bring in places from CSV, XLSX or GeoJSON."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from liren.places.selectors import by_code
from liren.places.services.importing import REASONS, import_places


class Command(BaseCommand):
    """Bring in places and name every line that cannot be used."""

    help = "Bring in places from a table (code, parent, kind, name …) or from GeoJSON."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FILE, and below which place."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--under", required=True, help="code of the place they lie in")
        parser.add_argument("--check", action="store_true", help="only look, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what became of the lines."""
        try:
            outcome = import_places(
                path=options["file"], under=by_code(options["under"]), by=SYSTEM,
                now=timezone.now(), check=options["check"],
            )  # fmt: skip
        except LirenError as error:
            raise CommandError(_(error.sentence).format_map(error.data)) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        for line, reason in outcome.bad + outcome.notes:
            words = _(REASONS[reason])
            self.stderr.write(_("Line {line}: {reason}").format(line=line, reason=words))
        counts = _("{added} added, {changed} changed, {unchanged} unchanged, {bad} bad")
        self.stdout.write(
            counts.format(
                added=outcome.added, changed=outcome.changed, unchanged=outcome.unchanged,
                bad=len(outcome.bad),
            )
        )  # fmt: skip
