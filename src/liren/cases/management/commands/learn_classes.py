"""`liren learn classes`: learn the classes from all labelled and confirmed messages."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liren.cases.services import imports
from liren.cases.services.learn import learn_classes
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM


class Command(BaseCommand):
    """Learn the classes anew."""

    help = "Learn the classes from what ships, labelled files, and confirmed cases."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Only how to tell about it."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn, and say from how much."""
        try:
            told = learn_classes(by=SYSTEM, now=timezone.now())
        except LirenError as error:
            raise CommandError(imports.in_words(error.sentence, error.data)) from error
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        text = _("{classes} classes from {shipped} examples, {labelled} labelled messages and "
                 "{confirmed} confirmed cases.")  # fmt: skip
        self.stdout.write(text.format_map(told))
