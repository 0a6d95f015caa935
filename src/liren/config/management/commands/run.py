"""`liren run`: everything that Liren needs on one machine, in one group of processes."""

import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection, connections

from liren.config.supervisor import Program, Supervisor
from liren.sensing.services.doors import Doors

LIREN = (sys.executable, "-m", "django")
GRANIAN = (sys.executable, "-m", "granian", "--no-ws", "--log-level", "warning")
DOORS = (("residents 居民", "/"), ("desk 工作台", "/desk/"), ("screen 大屏", "/screen/"))
TICK = "0.2"
DEVICES_WITHIN = 60.0  # seconds until the doors are named although nobody listens to devices
AFTER_THE_WEB = 2.0  # seconds: somebody waits for the first page, nobody yet for jobs


class Command(BaseCommand):
    """Migrate, build the demo on the first start, then serve until Ctrl-C."""

    help = "Start web, live events, job worker and timer; PORT, DATABASE_URL and LIREN_* count."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
        parser.add_argument("--homes", default="", help="the size of the demo neighbourhood")

    def handle(self, *, no_demo: bool, homes: str, **options: object) -> None:
        host = os.environ.get("LIREN_BIND", "127.0.0.1")
        port = _port()
        programs = list(_programs(host, port))
        _check_ports(host, port, count=2 if len(programs) > 2 else 1)
        _check_devices_port(port)
        try:
            self._prepare(homes, demo=not (no_demo or settings.PRODUCTION))
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready.") from None
        greeting, file = _Greeting(self, host, port), _DatabaseFile()

        def each_look() -> None:
            greeting.say_once()
            file.require_same()

        Supervisor(programs).run(each_look=each_look)
        self.stdout.write("Stopped.")

    def _prepare(self, homes: str, *, demo: bool) -> None:
        self._migrate()
        if demo:
            self._build_demo(homes)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        connections.close_all()

    def _migrate(self) -> None:
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)

    def _build_demo(self, homes: str) -> None:
        if "demo" not in get_commands() or apps.get_model("places.Place").objects.exists():
            return
        self.stdout.write("Building the demo neighbourhood …")
        words = ("--homes", homes) if homes else ()
        connections.close_all()
        # A process of its own: what it loads is not needed afterwards.
        if subprocess.run([*LIREN, "demo", *words], process_group=0).returncode:
            raise CommandError("The demo neighbourhood could not be built; see above.")


class _DatabaseFile:
    """The SQLite file that was there at the start; with PostgreSQL, nothing to look at.

    Programs that hold a file write on into it after it was removed or another was put in its
    place: a report would be answered and lost.
    """

    def __init__(self) -> None:
        name = connection.settings_dict["NAME"]
        self._path = Path(str(name)) if connection.vendor == "sqlite" else None
        self._first = self._now()

    def require_same(self) -> None:
        """Stop everything when the file is not the one that was opened."""
        if self._now() != self._first:
            raise CommandError(
                f"{self._path} was removed or replaced while Liren ran. Everything was stopped, so "
                "that no report is taken and lost. Put the file back, then start again; to replace "
                "it, stop Liren first."
            )

    def _now(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            seen = self._path.stat()
        except FileNotFoundError:
            return (0, 0)
        return seen.st_dev, seen.st_ino


class _Greeting:
    """Prints the doors as soon as the first page is served and devices are heard."""

    def __init__(self, command: BaseCommand, host: str, port: int) -> None:
        self._command = command
        self._host = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared
        self._port = port
        self._began = time.monotonic()
        self._said = False

    def say_once(self) -> None:
        """Look whether all doors are open; when they are, say where."""
        if self._said or _is_free(self._host, self._port):
            return
        address, waited = _devices_address(self._port), time.monotonic() - self._began
        if not _hears_devices(self._port):
            if waited < DEVICES_WITHIN:
                return
            address = "not open yet: see the log"
        self._said = True
        say = self._command.stdout.write
        say(f"Liren is running ({time.monotonic() - self._began:.1f} s). Ctrl-C stops it.\n")
        for name, path in DOORS:
            say(f"  {name:<14} http://{self._host}:{self._port}{path}")
        say(f"  {'devices 设备':<14} {address}")
        accounts = Path(settings.DATA) / "demo-accounts.txt"
        if accounts.exists():
            heard_at = str(urlsplit(address).port or "PORT")
            told = accounts.read_text().rstrip()
            for before in ("-p ", "port="):
                told = told.replace(f"{before}PORT", f"{before}{heard_at}")
            say(f"\n{told}\n")


def _programs(host: str, port: int) -> Iterator[Program]:
    live = str(port + 1) if find_spec("liren.config.asgi") else "0"
    console = os.environ.get("LIREN_CONSOLE", "0" if settings.PRODUCTION else "1")
    environment = {"LIREN_LIVE_PORT": live, "PORT": str(port), "LIREN_CONSOLE": console}
    web = ("--interface", "wsgi", "--host", host, "--port", str(port))
    size = (
        *("--workers", os.environ.get("LIREN_WORKERS", "2")),
        *("--blocking-threads", os.environ.get("LIREN_THREADS", "4")),
    )
    yield Program(
        "web",
        (*GRANIAN, *web, *size, "--respawn-failed-workers", "liren.config.wsgi:application"),
        environment,
    )
    yield Program("worker", (*LIREN, "work", "--interval", TICK), environment, AFTER_THE_WEB)
    if live != "0":
        events = ("--interface", "asgi", "--host", host, "--port", live, "--workers", "1")
        yield Program("live", (*GRANIAN, *events, "liren.config.asgi:application"), environment)
    if "sweep" in get_commands():
        yield Program("timer", (*LIREN, "sweep"), environment, AFTER_THE_WEB)
    yield Program("ingest", (*LIREN, "ingest"), environment, AFTER_THE_WEB)


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdigit() or not 0 < int(given) < 65535:
        raise CommandError(f"PORT must be a number from 1 to 65534, not {given!r}.")
    return int(given)


def _check_ports(host: str, port: int, *, count: int) -> None:
    for number in range(port, port + count):
        if not _is_free(host, number):
            raise CommandError(
                f"Port {number} is in use by another program. Stop that one, or choose another "
                f"port: make run PORT={port + 100}"
            )


def _devices_address(port: int) -> str:
    """Where devices speak to us; the broker of somebody else is named as it was given."""
    if stream := os.environ.get("LIREN_STREAM", ""):
        url = urlsplit(stream.split(",")[0])
        return f"{url.scheme}://{url.hostname}"  # the password is nobody's to read
    doors = Doors.from_environment(port)
    return f"mqtt://{doors.host}:{doors.port}"


def _hears_devices(port: int) -> bool:
    """Whether our own door for devices is open; somebody else's broker is not ours to ask."""
    if os.environ.get("LIREN_STREAM"):
        return True
    doors = Doors.from_environment(port)
    return not _is_free(doors.host, doors.port)


def _check_devices_port(port: int) -> None:
    if not os.environ.get("LIREN_STREAM"):
        doors = Doors.from_environment(port)
        if not _is_free(doors.host, doors.port):
            raise CommandError(
                f"Port {doors.port}, at which devices would speak, is in use by another program. "
                "Stop that one, or choose another port: LIREN_MQTT_PORT=1883 make run"
            )


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0
