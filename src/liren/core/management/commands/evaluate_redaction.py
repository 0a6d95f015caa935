"""Cover marked texts as the public list does; count what leaks, goes for nothing, or waits."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liren.core.redaction.measure import (
    Outcome,
    UnreadableTexts,
    figures,
    measured,
    read_planted,
)


class Command(BaseCommand):
    """`liren evaluate redaction FILE… --json`."""

    help = "Measure what neighbours would read of texts in which personal data are marked."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and how to print."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, and print."""
        try:
            outcomes = [one for path in options["files"] for one in measured(_read(path))]
        except UnreadableTexts as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_json(outcomes) if options["json"] else _table(outcomes))


def _read(path: Path) -> Any:
    try:
        return read_planted(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableTexts(file=path, reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableTexts(file=path, reason="it is not UTF-8 text") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableTexts(file=path, reason=f"{type(error).__name__} {error}") from error


def _json(outcomes: list[Outcome]) -> str:
    rows = [
        {
            "text": one.planted.text,
            "published": None if one.is_waiting else one.published,
            "waiting": one.is_waiting,
            "why": list(one.why),
            "readable": list(one.leaked),
            "removed_for_nothing": list(one.removed),
        }
        for one in outcomes
    ]
    return json.dumps({**figures(outcomes), "rows": rows}, ensure_ascii=False)


def _table(outcomes: list[Outcome]) -> str:
    lines = [f"{name.replace('_', ' '):<28}{count:>8}" for name, count in figures(outcomes).items()]
    for one in outcomes:
        if one.is_leak:
            lines.append(f"LEAK     {one.published}   ({'; '.join(one.leaked)})")
        if one.removed:
            lines.append(f"removed  {one.published}   ({'; '.join(one.removed)})")
        if one.is_waiting:
            lines.append(f"waits    {one.published}   ({'; '.join(one.why)})")
    return "\n".join(lines)
