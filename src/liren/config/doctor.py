"""What is wrong with a set-up, and how to mend it.

Each check gives findings; a red one names its cause and the cure. A check that fails itself is a
red finding too: the doctor must not need a healthy patient.
"""

import os
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from liren.core import audit, keyring
from liren.core.models import AuditEvent, DataKey
from liren.core.office import work_calendar
from liren.core.scope import EVERYWHERE
from liren.notices.selectors.channels import for_telephones, states
from liren.ui import paper

LEAST_FREE = 1024**3
LONGEST_WAIT = timedelta(minutes=2)
OLDEST_POSTGRES = 130000
PRIVATE = 0o077
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CJK_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
SOURCE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Finding:
    """One line of the report; `optional` ones never turn the whole red."""

    name: str
    is_well: bool
    says: str
    cure: str = ""
    optional: bool = False


Check = Callable[[datetime], Iterator[Finding]]


def examine(now: datetime) -> Iterator[Finding]:
    """Make all checks."""
    for check in CHECKS:
        try:
            yield from check(now)
        except Exception as error:  # the other checks must still be made
            name = check.__name__.strip("_").replace("_", " ")
            yield Finding(
                name,
                False,
                f"{type(error).__name__}: {error}",
                "mend the lines above first; else the cause is in the words",
            )


def _python(now: datetime) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    cure = "install Python 3.11 or later, then: make clean setup PYTHON=python3.12"
    yield Finding("Python", sys.version_info >= (3, 11), version, cure)


def _data_folder(now: datetime) -> Iterator[Finding]:
    folder = Path(settings.DATA)
    yield Finding(
        "data folder",
        os.access(folder, os.W_OK),
        str(folder),
        f"give it to the user who runs Liren: chown -R $USER {folder}",
    )
    is_private = not stat.S_IMODE(folder.stat().st_mode) & PRIVATE
    says = "readable by its owner only" if is_private else "others on this machine can read it"
    yield Finding("data folder's privacy", is_private, says, f"chmod 700 {folder}")
    free = shutil.disk_usage(folder).free
    cure = "make room, or move the folder and set LIREN_DATA"
    yield Finding("free space", free >= LEAST_FREE, f"{free / 1024**3:.1f} GB", cure)


def _keys(now: datetime) -> Iterator[Finding]:
    for name in ("secret", "master", "index"):
        path = Path(settings.DATA) / "keys" / f"{name}.key"
        if os.environ.get(f"LIREN_{name.upper()}"):
            yield Finding(f"{name} key", True, "from the environment")
        elif name == "index" and os.environ.get("LIREN_MASTER"):
            yield Finding(f"{name} key", True, "as LIREN_MASTER; a change of that asks for its own")
        elif not path.exists():
            yield Finding(f"{name} key", False, f"{path} is gone", "restore it from your backup")
        else:
            is_private = not stat.S_IMODE(path.stat().st_mode) & PRIVATE
            says = "readable by its owner only" if is_private else "others can read it"
            yield Finding(f"{name} key", is_private, says, f"chmod 400 {path}")


def _keys_that_fit(now: datetime) -> Iterator[Finding]:
    """A key file that is there may be another one than that of this database."""
    shut = sum(not keyring.opens(row) for row in DataKey.objects.filter(wrapped__isnull=False))
    says = f"{shut} data keys do not open" if shut else "open every data key"
    yield Finding("master key fits", not shut, says, "put the old master.key back; see keys.md")
    last = AuditEvent.objects.order_by("-id").first()
    fits = last is None or bool(audit.holding([last]))
    says = "proves the last line of the log" if fits else "is not the one the log was kept with"
    yield Finding("index key fits", fits, says, "put the old index.key back; see keys.md")


def _database(now: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = str(cursor.fetchone()[0])
            yield Finding(
                "database", mode == "wal", f"SQLite, journal {mode}", "move it to a local disk"
            )
        else:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
            is_new = version >= OLDEST_POSTGRES
            says = f"PostgreSQL {version // 10000}.{version % 100}"
            yield Finding("database", is_new, says, "upgrade to PostgreSQL 13 or later")


def _migrations(now: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    says = f"{len(waiting)} to apply" if waiting else "all applied"
    yield Finding("migrations", not waiting, says, "liren migrate")


def _port(now: datetime) -> Iterator[Finding]:
    port = int(os.environ.get("PORT", "8000"))
    with socket.socket() as probe:
        in_use = probe.connect_ex(("127.0.0.1", port)) == 0
    says = f"{port} is in use, by Liren or by another program" if in_use else f"{port} is free"
    # A running Liren holds its port, and that is well.
    yield Finding("port", True, says)


def _bundle(now: datetime) -> Iterator[Finding]:
    folder = SOURCE / "ui" / "static" / "bundle"
    is_built = folder.is_dir() and any(folder.iterdir())
    says = (
        "built"
        if is_built
        else "not built: no map on the screen, no work without a line in the field"
    )
    yield Finding("script bundle", is_built, says, "make bundle (needs the npm registry once)")


def _translations(now: datetime) -> Iterator[Finding]:
    stale = [
        path.parents[3].name
        for path in SOURCE.glob("*/locale/*/LC_MESSAGES/django.po")
        if not (made := path.with_suffix(".mo")).exists()
        or made.stat().st_mtime < path.stat().st_mtime
    ]
    says = f"not compiled: {', '.join(sorted(stale))}" if stale else "compiled"
    yield Finding("translations", not stale, says, "liren messages --compile")


def _holidays(now: datetime) -> Iterator[Finding]:
    calendar = work_calendar()
    for year in (now.year, now.year + 1):
        day = date(year, 6, 1)
        says = (
            "expected, the notice is not entered"
            if calendar.expected_years(day, day)
            else "entered"
        )
        is_known = not calendar.missing_years(day, day)
        says = says if is_known else "missing: every weekday counts as a working day"
        cure = "enter the notice of the State Council at the desk, under holidays"
        # The notice for the next year appears in November.
        yield Finding(f"holidays {year}", is_known, says, cure, optional=year > now.year)


def _jobs(now: datetime) -> Iterator[Finding]:
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at")
    oldest = waiting.filter(enqueued_at__lt=now - LONGEST_WAIT).first()
    count = waiting.count()
    says = (
        f"{count} wait"
        if oldest is None
        else f"{count} wait, the oldest since {oldest.enqueued_at}"
    )
    yield Finding("job worker", oldest is None, says, "start it: liren run, or liren work")
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - timedelta(days=1)).count()
    cure = "the worker's log has the cause of each"
    yield Finding("jobs given up since yesterday", not failed, str(failed), cure)


def _channels(now: datetime) -> Iterator[Finding]:
    """What a channel says of itself is for the desk; here it is said in the report's language."""
    with override("en"):
        found = list(_channels_that_are_on(now))
    yield from found


def _channels_that_are_on(now: datetime) -> Iterator[Finding]:
    """Each channel that is switched on, and the one that carries messages to telephones."""
    for state in states(EVERYWHERE, now):
        if state.setup.is_on:
            name = f"channel {state.channel.key} at {state.setup.place.name}"
            cure = "set it up anew at the desk, under channels"
            yield Finding(name, not state.problem, state.problem or "works", cure)
    usual = for_telephones()
    problem = usual.problem if usual else "LIREN_PHONE_CHANNEL names no channel that is there"
    says = problem or (usual.channel.key if usual else "")
    cure = "set up text messages at the desk, under channels"
    yield Finding("messages to telephones", not problem, says, cure, optional=usual is not None)


def _paper(now: datetime) -> Iterator[Finding]:
    missing = paper.problem()
    says = f"{missing} is missing: no posters" if missing else "posters can be made"
    yield Finding("paper", not missing, says, "make clean setup", optional=True)


def _fonts(now: datetime) -> Iterator[Finding]:
    folders = [Path(folder).expanduser() for folder in CJK_FOLDERS]
    found = any(True for folder in folders for _ in folder.rglob("*CJK*"))
    says = "found" if found else "not found: pictures of pages show boxes for Chinese"
    yield Finding("Chinese font", found, says, "install fonts-noto-cjk", optional=True)


def _browser(now: datetime) -> Iterator[Finding]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    says = found or "not found: the journeys of make test are skipped"
    yield Finding("Chromium", bool(found), says, "install chromium", optional=True)


CHECKS: tuple[Check, ...] = (
    _python,
    _data_folder,
    _keys,
    _database,
    _migrations,
    _keys_that_fit,
    _port,
    _bundle,
    _translations,
    _holidays,
    _jobs,
    _channels,
    _paper,
    _fonts,
    _browser,
)
