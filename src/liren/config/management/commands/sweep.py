"""`liren sweep`: the timer's process."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from liren.core.timer import run_due


class Command(BaseCommand):
    """Calls the sweeps as their time comes, until stopped."""

    help = "Look again and again for what became due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One round, or for ever."""
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between rounds")

    def handle(self, *, once: bool, pause: float, **options: object) -> None:
        """Run rounds."""
        while True:
            close_old_connections()
            run_due(timezone.now())
            if once:
                return
            time.sleep(pause)
