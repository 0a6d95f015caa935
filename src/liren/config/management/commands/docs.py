"""`liren docs`: write the pages of docs/reference, or say which are stale."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from liren.config import reference


class Command(BaseCommand):
    """Writes only what changed."""

    help = "Write the generated pages of docs/reference; or check that they are current."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a page is stale")

    def handle(self, *, check: bool, **options: object) -> None:
        folder = Path(settings.ROOT) / "docs" / "reference"
        stale = [name for name, text in reference.pages().items() if _differs(folder / name, text)]
        if check and stale:
            raise CommandError(f"stale, run `liren docs`: {', '.join(stale)}")
        for name in stale:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(reference.pages()[name], "utf-8")
            self.stdout.write(f"{name}: written")


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text("utf-8") != text
