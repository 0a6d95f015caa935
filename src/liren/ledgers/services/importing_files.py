"""A file as it came: kept sealed in pieces, opened in a folder that only the worker reads.

It lies in the database and not beside it, so that a change of keys, a backup and the end of its
term reach it like any other sealed value.
"""

import base64
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from liren.core import crypto, tables
from liren.core.prepared import insert
from liren.ledgers.models import Import, ImportPart

PIECE = 512 * 1024
PURPOSE = "ledger"
FOLDER = "liren-ledger-"


def read_upload(file: BinaryIO) -> bytes:
    """The bytes of a file that was sent; refused before it is kept where it is too large."""
    data = file.read(tables.LARGEST_FILE + 1)
    if len(data) > tables.LARGEST_FILE:
        raise tables.FileTooLarge(megabytes=tables.LARGEST_FILE >> 20)
    return data


def digest_of(data: bytes) -> str:
    """By what a file is known again."""
    return hashlib.sha256(data).hexdigest()


def keep(ledger: Import, data: bytes, *, is_answer: bool = False) -> None:
    """Store bytes sealed, each piece bound to its place."""
    ImportPart.objects.filter(ledger=ledger, is_answer=is_answer).delete()
    for at, start in enumerate(range(0, len(data), PIECE)):
        text = base64.b64encode(data[start : start + PIECE]).decode()
        sealed = crypto.seal(text, purpose=PURPOSE, row=_row(ledger.pk, is_answer, at))
        part = ImportPart(ledger=ledger, is_answer=is_answer, at=at, content_sealed=sealed)
        insert([part])


def _row(pk: int, is_answer: bool, at: int) -> str:
    return f"part:{pk}:{is_answer}:{at}"


def kept(ledger: Import, *, is_answer: bool = False) -> bytes:
    """The bytes again."""
    parts = ImportPart.objects.filter(ledger=ledger, is_answer=is_answer).order_by("at")
    return b"".join(
        base64.b64decode(
            crypto.unseal(
                bytes(part.content_sealed), purpose=PURPOSE, row=_row(ledger.pk, is_answer, part.at)
            )
        )
        for part in parts.iterator(chunk_size=8)
    )


@contextmanager
def opened_file(ledger: Import) -> Iterator[Path]:
    """The file under its name, for as long as it is read; what a killed worker left is swept."""
    with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        path = Path(folder) / safe_name(ledger.name)
        path.touch(mode=0o600)
        path.write_bytes(kept(ledger))
        yield path


def safe_name(name: str) -> str:
    """A name that is no path, with the ending that it came with."""
    plain = "".join(
        sign for sign in Path(name).name if sign.isprintable() and sign not in '\\/:*?"<>|'
    )
    return plain[-80:].lstrip(".") or "ledger"


def sweep_folders(older_than: float) -> int:
    """Remove folders that a killed worker left; says how many."""
    import shutil

    count = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        if folder.is_dir() and folder.stat().st_mtime < older_than:
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count
