"""Decide a participatory budget that lies in a Pabulib file, by one of the rules."""

import json
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.core.errors import LirenError
from liren.deliberation.domain.budget import Award, Rule, most_votes
from liren.deliberation.domain.equal_shares import equal_shares
from liren.deliberation.domain.pabulib import read_pb
from liren.deliberation.domain.projects import Instance

RULES = {Rule.MOST_VOTES: most_votes, Rule.EQUAL_SHARES: equal_shares}


class Command(BaseCommand):
    """`liren evaluate budget FILE.pb --rule equal-shares|most-votes --json`."""

    help = (
        "Decide a budget by equal shares or by most votes: winners, ties, and why not the others."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the rule, a drawn lot, and how to print."""
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--rule", required=True, choices=[rule.value for rule in Rule])
        parser.add_argument("--lot", default="", help="tied projects in the order drawn, by comma")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, decide, print."""
        rule = Rule(options["rule"])
        lot = [key.strip() for key in options["lot"].split(",") if key.strip()]
        try:
            instance = read_pb(options["file"].read_text("utf-8"))
            start = perf_counter()
            award = RULES[rule](instance, lot=lot)
            seconds = perf_counter() - start
        except (OSError, UnicodeDecodeError, LirenError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        data = as_data(instance, award) | {"seconds": round(seconds, 3)}
        self.stdout.write(json.dumps(data) if options["json"] else _lines(instance, data))


def as_data(instance: Instance, award: Award) -> dict[str, Any]:
    """What was decided, as plain data; money that is not whole is rounded for reading only."""
    return {
        "rule": award.rule.value,
        "winners": list(award.winners),
        "cost": award.cost,
        "budget": instance.budget,
        "share_with_winner": round(instance.share_with(award.winners), 4),
        "share": award.share,
        "undecided": list(award.undecided),
        "ties": [
            {"projects": list(tie.projects), "taken": tie.taken, "broken_by": tie.broken_by.value}
            for tie in award.ties
        ],
        "lost": {
            key: {
                "why": loss.why.value,
                "votes": loss.votes,
                "cost": loss.cost,
                "had": round(float(loss.had), 2),
                "missing": round(float(loss.missing), 2),
            }
            for key, loss in award.lost.items()
        },
    }


def _lines(instance: Instance, data: dict[str, Any]) -> str:
    won = [f"won       {key:<8}{instance.by_key[key].cost:>12,}" for key in data["winners"]]
    lost = [
        f"{loss['why']:<10}{key:<8}{loss['cost']:>12,}{loss['missing']:>14,.2f} missing"
        for key, loss in data["lost"].items()
    ]
    total = f"{data['cost']:,} of {data['budget']:,}, {data['share_with_winner']:.1%} of voters"
    return "\n".join([*won, *lost, total])
