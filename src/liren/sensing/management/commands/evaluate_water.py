"""Replay a file of water readings through a rule, in the order of time, knowing only the past."""

import json
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.core.errors import LirenError
from liren.sensing.domain.presets import preset, presets
from liren.sensing.domain.replay import Episode, replayed
from liren.sensing.domain.rules import Rule, read_rule
from liren.sensing.domain.water_file import read_water

ALWAYS = ("water-never-stops", "water-meter-silent")  # beside every rule about use


class Command(BaseCommand):
    """`liren evaluate water FILE.csv.gz --rule NAME|learned --json`."""

    help = "Replay water readings through a rule: which alerts, raised and cleared when, and why."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the rule, and how to print."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--rule", default="learned", help="learned, another preset, or a rule's own file"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, replay, print."""
        start = perf_counter()
        try:
            rules = _rules(options["rule"])
            readings = read_water(options["file"])
        except (LirenError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        alerts = [_as_data(one) for one in replayed(rules, readings)]
        found = {
            "rule": rules[0].key,
            "households": len({reading.device for reading in readings}),
            "readings": len(readings),
            "seconds": round(perf_counter() - start, 2),
            "alerts": alerts,
        }
        self.stdout.write(
            json.dumps(found, ensure_ascii=False) if options["json"] else _lines(found)
        )


def _rules(name: str) -> list[Rule]:
    """The rule of a name, short or whole, or of a file; and those that go beside it."""
    short = f"water-{name}"
    if name in presets() or short in presets():
        rule = preset(short if short in presets() else name)
    elif (file := Path(name)).suffix == ".toml":
        rule = read_rule(file.read_text("utf-8"))
    else:
        raise CommandError(f"No rule {name}. There are: {', '.join(presets())}.")
    return [rule, *(preset(other) for other in ALWAYS if other != rule.key)]


def _as_data(episode: Episode) -> dict[str, Any]:
    cleared = episode.cleared_at
    return {
        "household": episode.device,
        "kind": episode.found.value,
        "raised_at": f"{episode.raised_at:%Y-%m-%dT%H:%M:%S}",
        "cleared_at": f"{cleared:%Y-%m-%dT%H:%M:%S}" if cleared else None,
        "reason": episode.reason,
        "rule": episode.rule,
    }


def _lines(found: dict[str, Any]) -> str:
    rows = [
        f"{one['household']:<8}{one['kind']:<12}{one['raised_at']}  "
        f"{one['cleared_at'] or '-':<19}  {one['reason']}"
        for one in found["alerts"]
    ]
    return "\n".join([*rows, f"{len(rows)} alerts in {found['seconds']} seconds"])
