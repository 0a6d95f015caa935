"""`liren import categories FILE --tree NAME`: load a tree of categories."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liren.cases.services import imports, trees
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM


class Command(BaseCommand):
    """Load a tree of categories; the one that ships when no file is named."""

    help = "Load a tree of categories (code and parent, or level1, level2, level3)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FILE and the name of the tree."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--tree", default="default")
        parser.add_argument("--check", action="store_true", help="only look, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, or name every line that cannot be used."""
        path: Path = options["file"] or trees.SHIPPED / "default.csv"
        try:
            read = trees.read_tree_file(path)
            for line, reason in read.bad:
                words = _(trees.REASONS[reason])
                self.stderr.write(_("Line {line}: {reason}").format(line=line, reason=words))
            if not options["check"]:
                trees.load_tree(path=path, tree=options["tree"], by=SYSTEM, now=timezone.now())
        except LirenError as error:
            raise CommandError(imports.in_words(error.sentence, error.data)) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("{count} categories.").format(count=len(read.rows)))
