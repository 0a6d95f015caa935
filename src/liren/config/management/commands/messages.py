"""`liren messages`: keep, check or compile the catalogues of translations."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from liren.config import catalogues

SOURCE = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    """Update by default; each module's catalogue lies in its own `locale` folder."""

    help = "Update the catalogues of translations from the sources; or check, or compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="fail where work is left")
        choice.add_argument("--compile", action="store_true", help="write what Django reads")

    def handle(self, *, check: bool, compile: bool, **options: object) -> None:
        modules = catalogues.modules(SOURCE)
        if check:
            found = [problem for module in modules for problem in catalogues.problems(module)]
            found += catalogues.contradictions(SOURCE)
            if found:
                raise CommandError("\n".join([*found, f"{len(found)} left for translators."]))
        elif compile:
            for module in modules:
                catalogues.compile_catalogue(module)
        else:
            for module in modules:
                if catalogues.update(module):
                    self.stdout.write(f"{module.name}: updated")
