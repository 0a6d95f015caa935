"""Secrets live beside the database, never in it: in the environment, or a file of mode 0400."""

import os
import secrets
import time
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


def _make(path: Path) -> None:
    for folder in (path.parent.parent, path.parent):  # parents made along the way would be open
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    """Read it; another process may have opened the file and not yet written."""
    for _ in range(50):
        if text := path.read_text().strip():
            return text
        time.sleep(0.02)
    raise RuntimeError(f"{path} is empty: restore it from your backup, or delete it to begin anew")
