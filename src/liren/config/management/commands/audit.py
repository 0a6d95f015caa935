"""`liren audit verify|seal|roles`: whether the log is whole, and what keeps it so."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

from liren.core import anchors, chains, log_role
from liren.core.models import AuditEvent, AuditSeal

Do = Callable[..., None]


class Command(BaseCommand):
    """What each word does stands in docs/how-to/keys.md."""

    help = "Prove the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        verify = words.add_parser("verify", help="walk every chain; exit code 1 when one is broken")
        verify.add_argument("--against", metavar="FILE", help="a seal that was carried outside")
        verify.add_argument("--json", action="store_true", help="for programs")
        words.add_parser("seal", help="seal the ends of all chains now, and write the file")
        roles = words.add_parser("roles", help="SQL for PostgreSQL: the log can only be added to")
        roles.add_argument("--role", default="liren_app", help="the role that the web server uses")

    def handle(self, *, word: str, **options: object) -> None:
        does: dict[str, Do] = {"verify": self._verify, "seal": self._seal, "roles": self._roles}
        does[word](**options)

    def _verify(self, *, against: str | None, json: bool, **options: object) -> None:
        breaks = chains.verify(anchor=_anchor(against))
        counted = {"lines": AuditEvent.objects.count(), "seals": AuditSeal.objects.count()}
        if json:
            self.stdout.write(_as_json(counted, breaks))
        for broken in [] if json else breaks:
            self.stdout.write(str(broken))
        if breaks:
            raise CommandError(f"The log is not whole: {len(breaks)} chains are broken.")
        if not json:
            says = "{lines} lines and {seals} seals are what was written."
            self.stdout.write(says.format(**counted))

    def _seal(self, **options: object) -> None:
        anchors.seal_heads(datetime.now(UTC))
        seal = AuditSeal.objects.order_by("-number").first()
        if seal is None:
            raise CommandError("The log is empty.")
        self.stdout.write(str(anchors.export(seal, Path(settings.LIREN_AUDIT_FOLDER))))

    def _roles(self, *, role: str, **options: object) -> None:
        if not role.isidentifier():
            raise CommandError(f"{role} is no name for a role.")
        database = str(connection.settings_dict["NAME"])
        self.stdout.write(log_role.sql_for(role, database))


def _anchor(path: str | None) -> chains.Anchor | None:
    if path is None:
        return None
    try:
        return anchors.read(Path(path))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as wrong:
        raise CommandError(f"{path} holds no seal: {wrong}") from wrong


def _as_json(counted: dict[str, int], breaks: list[chains.Break]) -> str:
    return json.dumps({**counted, "breaks": [asdict(broken) for broken in breaks]}, indent=2)
