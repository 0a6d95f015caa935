"""Read a pasted chat from a file and print what would be drafted; measured where it is known."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from liren.cases.domain.place_names import Found
from liren.cases.services import names
from liren.cases.services.chat_reading import read_chat
from liren.cases.services.chat_report import chat_as_data, measured
from liren.cases.services.shipped import shipped_guesser
from liren.core.errors import LirenError
from liren.places.selectors import by_code


class Command(BaseCommand):
    """`liren evaluate chat FILE --json [--at ISO] [--place CODE] [--expected FILE.json]`."""

    help = "Read a pasted group chat: messages, drafts of cases, and what was left out and why."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the moment of pasting, the place, and what was expected."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--at", default="", help="the moment of pasting, ISO 8601")
        parser.add_argument(
            "--place", default="", help="code of the community, if it is known here"
        )
        parser.add_argument("--expected", type=Path, help="threads and kinds by line, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and print."""
        text = _read(options["file"])
        expected = _expected(options["expected"])
        now = _moment(options["at"] or str(expected.get("at", "")))
        guess, find = shipped_guesser(), _finder(options["place"], now)
        start = perf_counter()
        read = read_chat(text, guess=guess, now=now, find=find)
        seconds = perf_counter() - start
        data = chat_as_data(read) | {"at": now.isoformat(), "seconds": round(seconds, 3)}
        if expected:
            data["scores"] = measured(data, expected)
        self.stdout.write(json.dumps(data, ensure_ascii=False) if options["json"] else _lines(data))


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _expected(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    if not isinstance(found, dict):
        raise CommandError(f"{path}: one JSON object is expected")
    return found


def _moment(words: str) -> datetime:
    if not words:
        return timezone.localtime()
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise CommandError(f"--at {words}: not a moment in ISO 8601") from error
    return at if at.tzinfo else timezone.make_aware(at)


def _finder(code: str, now: datetime) -> Callable[[str], Found]:
    """Places of the tree where the database knows the code; else the words say where it is."""
    nothing = Found()
    if not code:
        return lambda text: nothing
    try:
        place = by_code(code)
        known = names.places_below(names.root_of(place.path), now=now)
    except (DatabaseError, LirenError):
        return lambda text: nothing
    return lambda text: known.names.find(text, near=place.path)


def _lines(data: dict[str, Any]) -> str:
    drafts = (
        f"{len(d['messages']):>4}  {d['voices']:>3}  {d['category'] or '—':<6} {d['title']}"
        for d in data["drafts"]
    )
    dropped = (f"      {d['reason']}: {len(d['messages'])}" for d in data["dropped"])
    scores = [f"{name:<20}{value}" for name, value in data.get("scores", {}).items()]
    return "\n".join([*drafts, *dropped, *scores])
