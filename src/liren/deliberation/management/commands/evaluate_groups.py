"""Form the opinion groups of a conversation that lies in files, and say how long that took."""

import json
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from threadpoolctl import threadpool_limits

from liren.core.errors import LirenError
from liren.deliberation.domain.groups import find_groups
from liren.deliberation.domain.opinions import read_conversation
from liren.deliberation.domain.sayings import Saying, sayings_of


class Command(BaseCommand):
    """`liren evaluate groups DIR --json`; DIR holds `comments.csv` and `votes.csv`."""

    help = "Form the opinion groups of a conversation: groups, what each says, what unites all."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and how to print."""
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, group on one thread, print."""
        try:
            opinions = read_conversation(options["folder"])
        except LirenError as error:
            raise CommandError(str(error)) from error
        with threadpool_limits(1):
            start = perf_counter()
            grouping = find_groups(opinions)
            seconds = perf_counter() - start
        sayings = sayings_of(opinions, grouping)
        found: dict[str, Any] = {
            "k": grouping.k,
            "sizes": list(grouping.sizes),
            "silhouette": round(grouping.silhouette, 6),
            "explained": [round(share, 6) for share in grouping.explained],
            "groups": {str(person): group for person, group in grouping.groups.items()},
            "none_because": grouping.none_because,
            "says": [[_as_data(saying) for saying in group] for group in sayings.groups],
            "consensus": [_as_data(saying) for saying in sayings.consensus],
            "most": [_as_data(saying) for saying in sayings.most],
            "seconds": round(seconds, 4),
        }
        self.stdout.write(json.dumps(found) if options["json"] else _lines(found))


def _as_data(saying: Saying) -> dict[str, Any]:
    return {
        "statement": saying.statement,
        "says": "agree" if saying.is_agreed else "disagree",
        "share": round(saying.share, 4),
        "votes": saying.votes,
    }


def _lines(found: dict[str, Any]) -> str:
    if not found["k"]:
        return f"no groups: {found['none_because']}"
    heads = [f"{found['k']} groups of {', '.join(map(str, found['sizes']))} people"]
    for number, says in enumerate(found["says"]):
        heads.append(f"group {number}: {_in_words(says)}")
    heads.append(f"all groups: {_in_words(found['consensus'])}")
    return "\n".join([*heads, f"{found['seconds']} seconds"])


def _in_words(sayings: list[dict[str, Any]]) -> str:
    return ", ".join(f"{s['says']} {s['statement']} ({s['share']:.0%})" for s in sayings) or "–"
