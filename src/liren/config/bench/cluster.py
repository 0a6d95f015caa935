"""A PostgreSQL cluster of our own: made in a temporary folder, gone afterwards.

PostgreSQL refuses to run as root, so its programs are then run as `postgres` or `nobody`. It
listens on a socket in its own folder only; nothing on the network can reach it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
# Everything is written durably, as in production; what does not matter is how big it may grow.
SETTINGS = {"listen_addresses": "''", "max_connections": "60", "shared_buffers": "128MB"}
# Rows of tests may be lost with the machine; what matters is that they are quick.
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Cluster:
    """A running server; every database in it is reached by its address."""

    def __init__(self, folder: Path, programs: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self._programs = programs
        self._settings = settings
        self._user = _ordinary_user()

    def url(self, database: str = "postgres") -> str:
        """The DATABASE_URL of a database in the cluster."""
        return f"postgres://liren@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database and give its address."""
        self._call("createdb", "-h", str(self.folder), "-U", "liren", database)
        return self.url(database)

    def start(self, *files: Path) -> None:
        """Make the cluster, with these files beside its settings, and wait until it answers."""
        self._own()
        self._call(
            "initdb", "-D", self._data, "-U", "liren", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip
        self._run(*files)

    def _run(self, *files: Path) -> None:
        with (self.folder / "data" / "postgresql.conf").open("a") as own:
            own.writelines(f"include '{file}'\n" for file in files)
        options = [f"-c {name}={value}" for name, value in self._settings.items()]
        options.append(f"-c unix_socket_directories='{self.folder}'")
        log = str(self.folder / "log")
        self._call("pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", " ".join(options))

    def stop(self) -> None:
        """End the server, however the work ended."""
        self._call("pg_ctl", "stop", "-m", "immediate", "-D", self._data, check=False)

    def follow(self, primary: "Cluster", *files: Path) -> None:
        """Become the standby of another: its data as they are now, and then all that it writes."""
        self._own()
        self._call(
            "pg_basebackup", "-h", str(primary.folder), "-U", "liren", "-D", self._data,
            "--wal-method=stream", "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        (self.folder / "data" / "standby.signal").touch()
        self._run(*files)

    def promote(self) -> None:
        """Become the primary, because the old one is dead."""
        self._call("pg_ctl", "promote", "-w", "-D", self._data)

    @property
    def pid(self) -> int:
        """The process that started all others of the server."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split("\n")[0])

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _call(self, program: str, *words: str, check: bool = True) -> None:
        command: Sequence[str] = (str(self._programs / program), *words)
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=self._user.pw_uid if self._user else None,
            group=self._user.pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
        )
        if check and done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}\n{self._log()}")

    def _own(self) -> None:
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""


def find_programs() -> Path | None:
    """The folder that holds `initdb` and `pg_ctl`, the newest first."""
    found = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    if DEBIAN_FOLDERS.is_dir():
        versions = [folder for folder in DEBIAN_FOLDERS.iterdir() if folder.name.isdigit()]
        found += [v / "bin" for v in sorted(versions, key=lambda v: -int(v.name))]
    return next((f for f in found if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


@contextmanager
def running(settings: Mapping[str, str] = SETTINGS) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts."""
    programs = find_programs()
    if programs is None:
        raise RuntimeError("initdb and pg_ctl were not found")
    folder = Path(tempfile.mkdtemp(prefix="liren-pg-"))
    cluster = Cluster(folder, programs, SETTINGS | dict(settings))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    found = known.get("postgres") or known.get("nobody")
    if found is None:
        raise RuntimeError("PostgreSQL does not run as root, and there is no other user to take")
    return found
