"""Secrets live beside the database, never in it: in the environment, or a file of mode 0400."""

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path


def load(name: str, folder: Path) -> str:
    """The secret of that name: `LIREN_<NAME>` in the environment, else a file, made once."""
    given = os.environ.get(f"LIREN_{name.upper()}")
    if given:
        return given
    path = folder / f"{name}.key"
    if not path.exists():
        _make(path)
    return _read(path)


def masters(folder: Path) -> list[str]:
    """The master key in use, and those before and after it where a change left them."""
    others = [known for name in ("master_next", "master_old") if (known := _known(name, folder))]
    return [load("master", folder), *others]


def index(folder: Path) -> str:
    """The secret of keyed hashes: of blind indexes, of codes, of the log.

    Where there was a master key before it, it has the same value: what was found stays found.
    """
    if known := _known("index", folder):
        return known
    if given := os.environ.get("LIREN_MASTER"):
        return given
    if (folder / "master.key").exists():
        _make(folder / "index.key", _read(folder / "master.key"))
    return load("index", folder)


def _known(name: str, folder: Path) -> str:
    path = folder / f"{name}.key"
    return os.environ.get(f"LIREN_{name.upper()}") or (_read(path) if path.exists() else "")


def change_master(folder: Path, rewrap: Callable[[str], None]) -> None:
    """Put a new master key in the place of the old one; `rewrap` wraps the data keys anew.

    At every moment the files that are there open what is in the database: the new key is stored
    before it is used, and the old one is kept beside it. Called again, it ends what was begun.
    """
    if os.environ.get("LIREN_MASTER"):
        if not _known("index", folder):
            raise RuntimeError("first set LIREN_INDEX to what LIREN_MASTER is now")
        if not (following := os.environ.get("LIREN_MASTER_NEXT", "")):
            raise RuntimeError("LIREN_MASTER is set: give the new key as LIREN_MASTER_NEXT")
        rewrap(following)
        return
    current, following_path = folder / "master.key", folder / "master_next.key"
    if not following_path.exists():
        _make(following_path)
    rewrap(_read(following_path))
    old = folder / "master_old.key"
    old.unlink(missing_ok=True)
    _make(old, _read(current))
    following_path.replace(current)
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(path: Path, text: str = "") -> None:
    for folder in (path.parent.parent, path.parent):  # parents made along the way would be open
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text or secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    """Read it; another process may have opened the file and not yet written."""
    for _ in range(50):
        if text := path.read_text().strip():
            return text
        time.sleep(0.02)
    raise RuntimeError(f"{path} is empty: restore it from your backup, or delete it to begin anew")
