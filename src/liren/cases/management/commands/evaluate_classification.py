"""Learn from labelled files, judge another, and say how well that went."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.cases.domain.classification.evaluation import Evaluation, evaluate
from liren.cases.domain.classification.labelled import read_labelled, without_copies
from liren.cases.domain.classification.learning import learn
from liren.core.errors import LirenError


class Command(BaseCommand):
    """`liren evaluate classification --train FILE… --test FILE… --json`."""

    help = "Learn classes from labelled message files and measure them on a file held back."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and how to print."""
        parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="FILE")
        parser.add_argument("--test", nargs="+", type=Path, required=True, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, and print."""
        try:
            measured, figures = _measure(options["train"], options["test"])
        except LirenError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(figures) if options["json"] else _table(measured, figures))


def _measure(train: list[Path], test: list[Path]) -> tuple[Evaluation, dict[str, Any]]:
    known = without_copies(row for path in train for row in read_labelled(path))
    unknown = [row.sample for path in test for row in read_labelled(path)]
    start = perf_counter()
    classifier = learn(known)
    seconds = perf_counter() - start
    measured = evaluate(classifier, unknown, clock=perf_counter)
    learnt = {"trained_on": len(known), "classes": len(classifier.labels)}
    return measured, {**asdict(measured), **learnt, "seconds_to_learn": round(seconds, 2)}


def _table(measured: Evaluation, figures: dict[str, Any]) -> str:
    right = "—" if measured.auto_accuracy is None else f"{measured.auto_accuracy:.2%}"
    rows = (
        ("macro F1", f"{measured.macro_f1:.4f}"),
        ("weighted F1", f"{measured.weighted_f1:.4f}"),
        ("right among the first two", f"{measured.top2_accuracy:.2%}"),
        ("judged automatically", f"{measured.auto_coverage:.2%}"),
        ("of these right", right),
        ("milliseconds a message", f"{measured.ms_per_message:.2f}"),
        ("messages a second in a batch", f"{measured.per_second_batch:.0f}"),
        ("messages judged", str(measured.messages)),
        ("messages learnt from", str(figures["trained_on"])),
        ("classes", str(figures["classes"])),
        ("seconds to learn", f"{figures['seconds_to_learn']:.1f}"),
    )
    return "\n".join(f"{name:<30}{value:>10}" for name, value in rows)
