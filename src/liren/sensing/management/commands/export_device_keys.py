"""`liren export device-keys`: the files by which mosquitto or NATS know the devices."""

import os
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError

from liren.sensing.domain import broker_files as files
from liren.sensing.domain.secrets import hash_of, nats_hash_of
from liren.sensing.selectors.speakers import speakers


class Command(BaseCommand):
    """Writes hashes of keys, never a key."""

    help = "Write devices.keys and devices.acl for mosquitto, or accounts.conf for NATS."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For whom, and where to."""
        parser.add_argument("--for", dest="broker", choices=("mosquitto", "nats"), required=True)
        parser.add_argument("--folder", type=Path, required=True)
        parser.add_argument(
            "--stream",
            default=os.environ.get("LIREN_STREAM", ""),
            help="the address that ingest is given; its key is entered too",
        )

    def handle(self, *, broker: str, folder: Path, stream: str, **options: object) -> None:
        """Write; say how many can speak, and how many have no key of this form yet."""
        key = unquote(urlsplit(stream.split(",")[0]).password or "")
        if not key:
            raise CommandError("LIREN_STREAM (or --stream) has to hold ingest's own key.")
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        found = speakers()
        if broker == "mosquitto":
            missing = sum(not one.hash for one in found)
            _write(folder / "devices.keys", files.mosquitto_keys(found, hash_of(key)))
            _write(folder / "devices.acl", files.mosquitto_rights(found))
        else:
            missing = sum(not one.bcrypt for one in found)
            _write(folder / "accounts.conf", files.nats_accounts(found, nats_hash_of(key)))
        self.stdout.write(f"{len(found) - missing} devices and gateways may speak.")
        if missing:
            self.stdout.write(f"{missing} of them have no key for {broker}: give them a new one.")


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for its owner's group only: a broker may read it at any moment."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o640)
    beside.write_text(text, "utf-8")
    beside.replace(path)
