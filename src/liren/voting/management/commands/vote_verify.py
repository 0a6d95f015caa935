"""Count a published vote again, from its file alone, and look up receipts in it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from liren.core.errors import LirenError, sentence
from liren.voting.domain.areas import area_text
from liren.voting.domain.ballots import CHOICES
from liren.voting.domain.publication import stated
from liren.voting.domain.recount import FoundBallot, Recount, verify

SENTENCES = {
    "roll": sentence("The roll is the one whose fingerprint is stated, each home in one head"),
    "took_part": sentence("Everybody who took part is on the roll, once"),
    "silence": sentence("Nobody is counted as silent who took part"),
    "ballots": sentence("There is a ballot for each of those who took part, and no other"),
    "choices": sentence("Each ballot says what could be said"),
    "root": sentence("The root stands for exactly this roll, question and ballots"),
    "result": sentence("The ballots come to the stated result"),
    "result_with_silence": sentence("So they do with those who are silent, if any"),
    "posted_root": sentence("The root is the one that was posted"),
}


class Command(BaseCommand):
    """`liren vote verify FILE [--receipt CODE]… [--root HEX] [--json]`; no database is used."""

    help = "Recount a published vote and check receipts, from the published file alone."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, receipts, the root as it was posted, and how to print."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--receipt", action="append", default=[], metavar="CODE")
        parser.add_argument("--root", default="", help="the root as it was posted on paper")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, compare, print; what is not as stated is an error of the command."""
        try:
            recount = verify(options["file"].read_text("utf-8"), posted_root=options["root"])
            receipts = {code: recount.find(code) for code in options["receipt"]}
        except LirenError as error:
            raise CommandError(_(error.sentence).format_map(error.data)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        data = as_data(recount, receipts)
        lines = json.dumps(data, ensure_ascii=False) if options["json"] else _lines(data)
        self.stdout.write(lines)
        if not data["is_true"]:
            raise CommandError(_("Not everything is as stated."), returncode=1)


def as_data(recount: Recount, receipts: dict[str, FoundBallot]) -> dict[str, Any]:
    """What was found, as plain data; areas are in 0.01 m²."""
    return {
        "is_true": recount.is_true and all(found.is_whole for found in receipts.values()),
        "checks": {check.key: check.is_true for check in recount.checks},
        "root": recount.root,
        "result": stated(recount.outcome),
        "result_with_silence": stated(recount.with_silence) if recount.with_silence else None,
        "receipts": {
            code: {
                "is_found": found.is_whole,
                "chosen": list(found.chosen),
                "area": found.weight.area,
                "slips": found.slips,
            }
            for code, found in receipts.items()
        },
    }


def _lines(data: dict[str, Any]) -> str:
    checks = [f"{'✓' if ok else '✗'} {_(SENTENCES[key])}" for key, ok in data["checks"].items()]
    result, words = data["result"], {choice.value: _(text) for choice, text in CHOICES.items()}
    weights = [
        f"  {words.get(name, _seen(name))}: {heads} · {area_text(area)} m²"
        for name, (heads, area) in [
            (_("Taking part"), result["taking_part"]),
            *result["chosen"].items(),
        ]
    ]
    receipts = [
        f"{'✓' if found['is_found'] else '✗'} {code}: "
        f"{', '.join(words.get(name, _seen(name)) for name in found['chosen']) or '–'}"
        f" · {area_text(found['area'])} m²"
        for code, found in data["receipts"].items()
    ]
    return "\n".join([*checks, *weights, *receipts])


def _seen(name: str) -> str:
    """A candidate's name cannot draw lines of its own into what was found."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in name)
