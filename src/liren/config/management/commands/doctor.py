"""`liren doctor`: what is wrong with this set-up, and how to mend it."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime

from django.core.management import BaseCommand, CommandError

from liren.config.doctor import Finding, examine


class Command(BaseCommand):
    """One line a check; the exit code is 1 when something has to be mended."""

    help = "Say what is wrong with this set-up, and how to mend it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, json: bool, **options: object) -> None:
        findings = list(examine(datetime.now(UTC)))
        if json:
            self.stdout.write(_as_json(findings))
        else:
            for finding in findings:
                self._say(finding)
        if ill := [f.name for f in findings if not f.is_well and not f.optional]:
            raise CommandError(f"To mend: {', '.join(ill)}.")

    def _say(self, finding: Finding) -> None:
        style = self.style.SUCCESS if finding.is_well else self.style.ERROR
        sign = "ok" if finding.is_well else "--" if finding.optional else "!!"
        self.stdout.write(style(f"{sign}  {finding.name}: {finding.says}"))
        if finding.cure and not finding.is_well:
            self.stdout.write(f"      {finding.cure}")


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)
