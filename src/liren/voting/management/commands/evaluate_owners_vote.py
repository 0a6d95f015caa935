"""Count test cases of the owners' vote, so that anybody can check the rule."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.core.errors import LirenError
from liren.voting.domain.ballots import Choice
from liren.voting.domain.counting import Result
from liren.voting.domain.vectors import count_cases


class Command(BaseCommand):
    """`liren evaluate owners-vote CASES.json --json`."""

    help = "Count cases of owners' votes (Civil Code art. 278): totals, quorum, outcome, rejected."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and how to print."""
        parser.add_argument("file", type=Path, metavar="CASES.json")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and print."""
        try:
            counted = count_cases(options["file"].read_text("utf-8"))
        except (OSError, UnicodeDecodeError, LirenError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        found = {case: as_data(result) for case, result in counted.items()}
        self.stdout.write(json.dumps(found) if options["json"] else "\n".join(_lines(found)))


def as_data(result: Result) -> dict[str, Any]:
    """A result with the keys of the shared cases; only here are areas square metres again."""
    totals, outcome = result.totals, result.outcome
    agree = totals.of(Choice.AGREE)
    return {
        "total_area": totals.everybody.area / 100,
        "total_heads": totals.everybody.heads,
        "participating_area": totals.taking_part.area / 100,
        "participating_heads": totals.taking_part.heads,
        "agree_area": agree.area / 100,
        "agree_heads": agree.heads,
        "threshold": str(result.matter.approval),
        "quorum": outcome.verdict.is_quorate,
        "passed": outcome.has_passed,
        "rejected": [{"ballot": r.ballot.id, "why": r.why.value} for r in result.rejected],
    }


def _lines(found: dict[str, dict[str, Any]]) -> list[str]:
    return [
        f"{case:<8}{'passed' if data['passed'] else 'not passed':<12}"
        f"{data['agree_heads']:>6} of {data['participating_heads']} of {data['total_heads']} heads"
        f"{data['agree_area']:>12.2f} of {data['participating_area']:.2f}"
        f" of {data['total_area']:.2f} m²  {data['threshold']}"
        for case, data in found.items()
    ]
