"""`liren work`: do the stored jobs, one after another."""

import logging
from argparse import ArgumentParser
from datetime import UTC, datetime

from django.core.management import BaseCommand, call_command

from liren.core.jobs import WorkerName, requeue_orphans


class Command(BaseCommand):
    """First give back what a killed worker left behind, then work until told to stop."""

    help = "Do the stored jobs until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", default="0.2", help="seconds between two looks")
        parser.add_argument("--batch", action="store_true", help="do what is due, then end")

    def handle(self, *, interval: str, batch: bool, **options: object) -> None:
        if lost := requeue_orphans(datetime.now(UTC)):
            logging.getLogger("liren.work").warning("took up %d jobs of a lost worker", lost)
        words = ["--interval", interval, "--worker-id", str(WorkerName.own()), "--queue-name", "*"]
        call_command("db_worker", *words, *(["--batch"] if batch else []), verbosity=0)
