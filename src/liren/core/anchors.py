"""Seals of the log: every hour the ends of all chains together, every day one to a file outside.

Without something outside the database, whoever writes it could cut the end of the log and what
remembers it. The file is made once and never written again; the fact carries the same digest to
whoever subscribed to it.
"""

import json
import os
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from liren.core import chains
from liren.core.chains import Anchor
from liren.core.events import Event, fact, publish
from liren.core.models import AuditHead, AuditSeal

NAMES = uuid.UUID("6b9a3e9e-6a0f-4f0e-9a55-0f5f5b3f6c5a")


@fact
@dataclass(frozen=True, kw_only=True)
class LogSealed(Event):
    """The ends of the log were sealed and carried outside: keep the digest."""

    name = "core.log_sealed"
    seal: int
    digest: str
    sealed_at: str


def seal_heads(now: datetime) -> AuditSeal | None:
    """Seal the ends of all chains; none where nothing was written since the last time."""
    ends = AuditHead.objects.order_by("chain")
    heads: chains.Heads = [[end.chain, end.sequence, bytes(end.mac).hex()] for end in ends]
    last = AuditSeal.objects.order_by("-number").first()
    if heads == (last.heads if last else []):
        return None
    number, previous = (last.number + 1, bytes(last.mac)) if last else (1, b"")
    mac = chains.mac_of_seal(previous, number, chains.moment(now), heads)
    try:
        with transaction.atomic():
            return AuditSeal.objects.create(number=number, at=now, heads=heads, mac=mac)
    except IntegrityError:  # another process was quicker
        return None


def export_daily(folder: Path) -> Path | None:
    """Carry the last seal out, once a day; says where it lies."""
    seal = AuditSeal.objects.order_by("-number").first()
    if seal is None or any(folder.glob(f"seal-*-{seal.at.astimezone(UTC):%Y%m%d}T*.json")):
        return None
    with transaction.atomic():
        publish(
            LogSealed(
                id=str(uuid.uuid5(NAMES, bytes(seal.mac).hex())),  # told twice, it is one
                seal=seal.number,
                digest=bytes(seal.mac).hex(),
                sealed_at=chains.moment(seal.at),
            )
        )
    return export(seal, folder)


def export(seal: AuditSeal, folder: Path) -> Path:
    """Write a seal to a file of its own, once."""
    path = folder / f"seal-{seal.number:08d}-{seal.at.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
    if path.exists():
        return path
    before = AuditSeal.objects.filter(number=seal.number - 1).first()
    text = json.dumps(asdict(Anchor.of(seal, bytes(before.mac) if before else b"")), indent=1)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o400), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails where somebody made it meanwhile; never writes over it
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path


def read(path: Path) -> Anchor:
    """A seal from a file: ours, or the message of a webhook."""
    held = json.loads(path.read_text("utf-8"))
    told = held.get("data", held)
    if "digest" in told:
        return Anchor(int(told["seal"]), str(told["digest"]))
    return Anchor(**{name: held[name] for name in ("number", "mac", "at", "previous", "heads")})
