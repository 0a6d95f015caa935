"""`liren import messages FILE --place CODE`: bring in a file of messages."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liren.accounts.models import User
from liren.cases.models import ImportRun
from liren.cases.services import imports
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM, Actor
from liren.places import selectors as places

BAR = 30


class Command(BaseCommand):
    """Bring in a file of messages, account for every row, return the bad ones."""

    help = "Bring in a file of messages (CSV or XLSX)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FILE, and where the messages belong."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", required=True, help="code of the community or place")
        parser.add_argument("--mapping", default="", help="name of a remembered mapping")
        parser.add_argument("--user", default="", help="who brings it in; else the system")
        parser.add_argument("--bad", type=Path, help="where rows to look at again are written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what became of the rows."""
        try:
            run = self._run(options)
        except (LirenError, OSError) as error:
            raise CommandError(_said(error)) from error
        except KeyboardInterrupt as stopped:
            raise CommandError(_("Stopped. Call it again to go on from here.")) from stopped
        counts = _("{rows} rows: {added} added, {repeated} repeated, {skipped} empty, {bad} bad")
        self.stdout.write(
            counts.format(
                rows=run.rows, added=run.added, repeated=run.repeated, skipped=run.skipped,
                bad=len(run.bad),
            )
        )  # fmt: skip
        if run.bad:
            self.stdout.write(_("To look at again: {file}").format(file=_return_bad(run, options)))

    def _run(self, options: dict[str, Any]) -> ImportRun:
        by, now, path = _actor(options["user"]), timezone.now(), options["file"]
        place = places.by_code(options["place"])
        with path.open("rb") as file:
            run = imports.stage_import(
                file=file, name=path.name, place=place, by=by, now=now,
                mapping_name=options["mapping"],
            )  # fmt: skip
        return imports.run_import(run=run, by=by, now=now, progress=self._show)

    def _show(self, run: ImportRun) -> None:
        if not sys.stderr.isatty():
            return
        full = BAR * run.done // max(1, run.rows)
        bar = "█" * full + "·" * (BAR - full)
        end = "\n" if run.done >= run.rows else ""
        self.stderr.write(f"\r{bar} {run.done}/{run.rows}", ending=end)
        self.stderr.flush()


def _actor(username: str) -> Actor:
    if not username:
        return SYSTEM
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no user {name}.").format(name=username))
    return user


def _said(error: Exception) -> str:
    if isinstance(error, LirenError):
        return imports.in_words(error.sentence, error.data)
    return str(error)


def _return_bad(run: ImportRun, options: dict[str, Any]) -> Path:
    source: Path = options["file"]
    target = options["bad"] or Path(f"{source.stem}-bad{Path(run.file).suffix}")
    target.write_bytes(imports.bad_rows_file(run))
    return Path(target)
