"""New data keys: what was sealed with the old one is sealed anew, batch by batch.

A batch is one transaction that holds the row of its rotation, so that two workers take turns. A
value is replaced only where it still is what was read: one that was written meanwhile is kept. A
process that is killed loses one batch, which is then done again.

An old key is destroyed once nothing is sealed with it, and not before `GRACE` is over: until then
another process may still hold a value that it sealed with it (see `keyring`).
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from liren.core import audit, crypto, keyring
from liren.core.ciphers import Algorithm
from liren.core.datasets import SealedColumn, passing_purposes, sealed_columns
from liren.core.errors import Conflict, NotFound, sentence
from liren.core.models import DataKey, KeyRotation
from liren.core.permissions import SYSTEM

log = logging.getLogger(__name__)

BATCH = 500
BATCHES_A_JOB = 40
GRACE = timedelta(hours=1)
# By then every process has seen that the key was retired (`keyring.LOOK_EVERY`).
SEEN_BY_ALL = timedelta(minutes=5)
END = "end"  # of a column, in the position of a rotation

Row = tuple[Any, ...]


class PurposeUnknown(NotFound):
    """No column says that it is sealed for it."""

    code = "core.purpose_unknown"
    sentence = sentence("Nothing is sealed for the purpose “{purpose}”.")


class RotationRuns(Conflict):
    """The values of a purpose go to one new key at a time."""

    code = "core.rotation_runs"
    sentence = sentence("A change of the key for “{purpose}” has not ended. Go on with it first.")


class KeyNeeded(Exception):
    """A key is destroyed when nothing needs it any more, and not before; for who runs Liren."""


def columns_of(purpose: str) -> list[SealedColumn]:
    """The columns that are sealed for a purpose; none of one that only passes through."""
    found = sealed_columns(purpose)
    if not found and purpose not in passing_purposes():
        raise PurposeUnknown(purpose=purpose)
    return found


@transaction.atomic
def begin_rotation(*, purpose: str, now: datetime) -> KeyRotation:
    """A new key for what is written from now on, and a job that seals the rest with it."""
    columns_of(purpose)
    if KeyRotation.objects.filter(purpose=purpose, finished_at__isnull=True).exists():
        raise RotationRuns(purpose=purpose)
    DataKey.objects.filter(purpose=purpose, retired_at__isnull=True).update(retired_at=now)
    key = keyring.new_row(purpose)
    key.made_at = now
    try:
        with transaction.atomic():
            key.save(force_insert=True)
            rotation = KeyRotation.objects.create(purpose=purpose, key=key, began_at=now)
    except IntegrityError as quicker:
        raise RotationRuns(purpose=purpose) from quicker
    keyring.note_unsaved(purpose)
    audit.record("core.key_made", key, by=SYSTEM, at=now, purpose=purpose)
    transaction.on_commit(keyring.forget)
    go_on.enqueue(rotation.pk)
    return rotation


@transaction.atomic
def stop_rotation(*, purpose: str, now: datetime) -> int:
    """Let the values be as they are; both keys stay. Says how many were stopped."""
    running = KeyRotation.objects.filter(purpose=purpose, finished_at=None, stopped_at=None)
    return running.update(stopped_at=now)


@transaction.atomic
def resume_rotations(*, purpose: str = "", now: datetime) -> list[KeyRotation]:
    """Go on with what was stopped or lost its worker."""
    open_ones = KeyRotation.objects.filter(finished_at=None)
    found = list(open_ones.filter(purpose=purpose) if purpose else open_ones)
    for rotation in found:
        KeyRotation.objects.filter(pk=rotation.pk).update(stopped_at=None)
        go_on.enqueue(rotation.pk)
    return found


def take_up_lost() -> None:
    """A change of keys whose job was given up goes on."""
    jobs = DBTaskResult.objects.filter(task_path=go_on.module_path)
    alive = [*jobs.ready(), *jobs.running()]
    held = {job.args_kwargs["args"][0] for job in alive}
    for rotation in KeyRotation.objects.filter(finished_at=None, stopped_at=None):
        if rotation.pk not in held:
            go_on.enqueue(rotation.pk)


@task()
def go_on(rotation: int) -> None:
    """Do some batches, and store the job for the next ones."""
    for _ in range(BATCHES_A_JOB):
        if not reseal_batch(rotation, timezone.now()):
            return
    go_on.enqueue(rotation)


@transaction.atomic
def reseal_batch(rotation: int, now: datetime) -> bool:
    """Seal some values with the new key; false when there is nothing left to do."""
    running = KeyRotation.objects.select_for_update(of=("self",)).select_related("key")
    held = running.filter(pk=rotation, stopped_at=None, finished_at=None).first()
    if held is None:
        return False
    new = keyring.unwrapped(held.key)
    for column in columns_of(held.purpose):
        if column.is_fixed or held.position.get(str(column)) == END:
            continue
        after = held.position.get(str(column))
        rows = list(_Values(column).besides(new.head, after)[:BATCH])
        if rows:
            changed, broken = _reseal(column, rows, new)
            held.position[str(column)] = rows[-1][0]
            _note(held, resealed=F("resealed") + changed, broken=F("broken") + broken)
            return True
        held.position[str(column)] = END
    return _end_pass(held, now)


def _end_pass(held: KeyRotation, now: datetime) -> bool:
    """Look a last time: a process may have written with the old key behind us."""
    left = sum(
        _Values(column).besides(keyring.head_of(held.key)).count()
        for column in columns_of(held.purpose)
        if not column.is_fixed
    )
    if left > held.broken:
        _note(held, position={}, broken=0)
        return True
    _note(held, finished_at=now)
    audit.record("core.key_rotated", held.key, by=SYSTEM, at=now, purpose=held.purpose, left=left)
    return False


def _note(held: KeyRotation, **values: Any) -> None:
    values.setdefault("position", held.position)
    KeyRotation.objects.filter(pk=held.pk).update(**values)


def _reseal(column: SealedColumn, rows: list[Row], new: keyring.Key) -> tuple[int, int]:
    """How many values were sealed anew, and how many do not open."""
    changes, broken = [], 0
    for pk, held, *parts in rows:
        name = column.row.format(**dict(zip(column.parts, parts, strict=True)))
        try:
            blob = bytes.fromhex(held) if column.key else bytes(held)
            text = crypto.unseal(blob, purpose=column.purpose, row=name)
        except (crypto.SealBroken, ValueError):
            broken += 1
            log.error("%s of row %s does not open", column, pk)
            continue
        changes.append((crypto.seal_with(new, text, row=name), pk, blob))
    return _Values(column).replace(changes), broken


class _Values:
    """The values of one sealed column."""

    def __init__(self, column: SealedColumn) -> None:
        self._column = column
        self._model: type[models.Model] = apps.get_model(column.model)
        held = KeyTextTransform(column.key, column.name) if column.key else F(column.name)
        rows: models.QuerySet[Any] = self._model._base_manager.filter(**column.only)
        rows = rows.annotate(sealed_value=held).filter(sealed_value__isnull=False)
        self._all: models.QuerySet[Any] = rows

    def under(self, head: bytes) -> models.QuerySet[Any]:
        """Those that are sealed with one key."""
        return self._all.filter(self._begins(head))

    def besides(self, head: bytes, after: Any = None) -> models.QuerySet[Any, Row]:
        """Those that are not, by id: the id, the value, and what names the row."""
        rows = self._all.exclude(self._begins(head)).order_by("pk")
        rows = rows if after is None else rows.filter(pk__gt=after)
        return rows.values_list("pk", "sealed_value", *self._parts())

    def _parts(self) -> list[Any]:
        if self._column.holder is None:
            return [*self._column.parts]
        label, pointer = self._column.holder
        of = apps.get_model(label)._base_manager.filter(pk=OuterRef(pointer))
        return [Subquery(of.values(part)) for part in self._column.parts]

    def replace(self, changes: list[tuple[bytes, Any, bytes]]) -> int:
        """Write new values where the old ones still stand; says how many.

        Not by the ORM: a table may refuse to be written past its own services, and to the row
        nothing has happened.
        """
        if not changes:
            return 0
        meta, quote = self._model._meta, connection.ops.quote_name
        assert meta.pk is not None
        held = meta.get_field(self._column.name)
        assert isinstance(held, models.Field)
        table, column, pk = (quote(str(n)) for n in (meta.db_table, held.column, meta.pk.column))
        value, found, stored = self._written(held, column)
        sql = f"UPDATE {table} SET {column} = {value} WHERE {pk} = %s AND {found} = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(stored(new), row, stored(old)) for new, row, old in changes])
            return max(0, int(cursor.rowcount))

    def _written(
        self, held: models.Field[Any, Any], column: str
    ) -> tuple[str, str, Callable[[bytes], Any]]:
        """How the new value is set, how the old one is found, and how both are stored."""
        if not (key := self._column.key):
            return "%s", column, lambda blob: held.get_db_prep_save(blob, connection)
        assert key.isidentifier()
        if connection.vendor == "sqlite":
            path = f"'$.{key}'"
            return f"json_set({column}, {path}, %s)", f"json_extract({column}, {path})", bytes.hex
        changed = f"jsonb_set({column}, '{{{key}}}', to_jsonb(%s::text))"
        return changed, f"{column} ->> '{key}'", bytes.hex

    def _begins(self, head: bytes) -> Q:
        if self._column.key:
            return Q(sealed_value__startswith=head.hex())
        following = (int.from_bytes(head, "big") + 1).to_bytes(len(head), "big")
        return Q(sealed_value__gte=head, sealed_value__lt=following)


def count_under(key: DataKey) -> int:
    """How many values are sealed with a key."""
    columns = columns_of(key.purpose)
    return sum(_Values(column).under(keyring.head_of(key)).count() for column in columns)


@dataclass(frozen=True)
class KeyState:
    """A key as the operator sees it."""

    key: DataKey
    values: int
    rotation: KeyRotation | None


def states() -> Iterator[KeyState]:
    """All keys, with what is sealed by them and whether their purpose changes its key."""
    rotations = {r.purpose: r for r in KeyRotation.objects.order_by("pk")}
    for key in DataKey.objects.order_by("purpose", "pk"):
        is_known = bool(sealed_columns(key.purpose)) and key.destroyed_at is None
        yield KeyState(key, count_under(key) if is_known else 0, rotations.get(key.purpose))


@transaction.atomic
def destroy_key(key: DataKey, now: datetime) -> None:
    """Wipe a key that nothing is sealed with any more."""
    held = DataKey.objects.select_for_update().get(pk=key.pk)
    if held.destroyed_at is not None:
        return
    if held.retired_at is None:
        raise KeyNeeded("new values are sealed with it")
    waits = max(GRACE, passing_purposes().get(held.purpose, GRACE))
    if held.retired_at > now - waits:
        raise KeyNeeded(f"it was retired less than {waits} ago")
    if _has_long_transactions(held.retired_at):
        raise KeyNeeded("a transaction runs that began before it was retired")
    if count := count_under(held):
        raise KeyNeeded(f"{count} values are sealed with it")
    held.wrapped, held.destroyed_at = None, now
    held.save(update_fields=["wrapped", "destroyed_at"])
    audit.record("core.key_destroyed", held, by=SYSTEM, at=now, purpose=held.purpose)
    transaction.on_commit(keyring.forget)


def _has_long_transactions(retired_at: datetime) -> bool:
    """Whether somebody may have written with the key what is not to be seen yet."""
    if connection.vendor == "sqlite":
        return False  # there is one writer, and it is this transaction
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start < %s",
            (retired_at + SEEN_BY_ALL,),
        )
        return bool(cursor.fetchone()[0])


def destroy_unneeded(now: datetime) -> list[DataKey]:
    """Wipe every retired key whose time has come; what is still needed stays."""
    gone = []
    for key in DataKey.objects.filter(retired_at__lte=now - GRACE, destroyed_at=None):
        try:
            destroy_key(key, now)
            gone.append(key)
        except (KeyNeeded, PurposeUnknown) as needed:
            log.info("data key %d stays: %s", key.pk, needed)
    return gone


@transaction.atomic
def rewrap(master: bytes) -> int:
    """Wrap every data key with another master key, all or none; says how many.

    What is still sealed with keys derived from the old one gets these keys as rows.
    """
    rows = list(DataKey.objects.select_for_update().filter(wrapped__isnull=False))
    keys = [(row, keyring.unwrapped(row).secret) for row in rows]
    keys += [(row, keyring.derived(row.purpose)) for row in _derived_rows()]
    for row, secret in keys:
        keyring.wrap(row, secret, master).save()
    transaction.on_commit(keyring.forget)
    return len(keys)


def _derived_rows() -> Iterator[DataKey]:
    known = set(DataKey.objects.filter(algorithm=Algorithm.DERIVED).values_list("purpose"))
    for purpose in sorted({column.purpose for column in sealed_columns()}):
        row = DataKey(purpose=purpose, algorithm=Algorithm.DERIVED, retired_at=timezone.now())
        if (purpose,) not in known and count_under(row):
            yield row
