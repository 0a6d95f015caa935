"""A SQLite file with all tables, made once for a whole run: the migrations take a while."""

import atexit
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

LIREN = Path(sys.executable).parent / "liren"
FOLDER = "LIREN_TEST_MIGRATED"
NAME = "liren.sqlite3"


def share() -> None:
    """Let all steps of a run use the same file."""
    folder = tempfile.mkdtemp(prefix="liren-migrated-")
    os.environ[FOLDER] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def copy_to(path: Path) -> None:
    """Put a copy where there is no database yet; whoever opens it first makes keys of its own."""
    if path.exists():
        return
    shutil.copyfile(_made() / NAME, path)
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM core_datakey")
    database.close()


def found(folder: Path) -> None:
    """Make a folder what `liren migrate` makes of it: the tables, and the keys to write with."""
    if not (folder / NAME).exists():
        shutil.copytree(_made(), folder, dirs_exist_ok=True)


def _made() -> Path:
    folder = Path(os.environ[FOLDER])
    made = folder / "migrated"
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not made.exists():
            _make(folder / "making").rename(made)
    return made


def _make(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / NAME
    own = {"LIREN_DATA": str(folder), "DATABASE_URL": f"sqlite:///{path}"}
    command = [str(LIREN), "migrate", "--verbosity", "0"]
    subprocess.run(command, env=os.environ | own, check=True)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder
