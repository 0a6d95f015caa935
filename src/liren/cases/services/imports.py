"""Bring in files of messages: look at it, map its columns, carry it out, return what was bad.

Every row is accounted for: rows = added + repeated + skipped + bad. A batch and its count are one
transaction, so whatever stops a run between batches, the next one goes on where it stopped.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from liren.cases.domain import mapping
from liren.cases.models import ImportMapping, ImportRepeat, ImportRun
from liren.cases.permissions import CasePermission
from liren.cases.services.import_rows import RowReader, Sources, bring_in
from liren.core import audit, tables
from liren.core.errors import Conflict, NotFound, sentence
from liren.core.models import PlacedQuerySet
from liren.core.permissions import Actor, require
from liren.core.scope import Scope, ancestors
from liren.places.models import Place

BATCH = 250
PREVIEW_ROWS = 5
Progress = Callable[[ImportRun], None]


class ImportMoved(Conflict):
    """Two bring in one file: the second has to stop, or rows would be counted twice."""

    code = "cases.import_moved"
    sentence = sentence("This file is being brought in by somebody else just now.")


class MappingUnknown(NotFound):
    """No mapping was remembered under that name."""

    code = "cases.mapping_unknown"
    sentence = sentence("No mapping is called {name}.")


@dataclass(frozen=True)
class Preview:
    """What the page shows before a file is brought in."""

    header: list[str]
    columns: Mapping[str, int]
    rows: list[list[str]]


def stage_import(
    *, file: BinaryIO, name: str, place: Place, by: Actor, now: datetime, mapping_name: str = ""
) -> ImportRun:
    """Keep a file, count its rows and propose which column is which."""
    require(by, CasePermission.IMPORT, at=place)
    path, digest = _keep(file)
    table = tables.open_table(path)
    kept = _remembered(table.header, mapping_name, place)
    unfinished = ImportRun.objects.filter(digest=digest, place=place)
    if kept is not None:
        unfinished = unfinished.filter(mapping_name=kept.name)
    if run := unfinished.exclude(status=ImportRun.Status.DONE).order_by("-id").first():
        return run
    suggested = mapping.suggest(table.header)
    run = ImportRun(
        name=name[:200],
        file=path.name,
        digest=digest,
        mapping_name=kept.name if kept else "",
        mapping=mapping.by_names(kept.columns, table.header) if kept else suggested,
        status=ImportRun.Status.STAGED,
        rows=sum(1 for _ in table.rows()),
        by=by.audit_name,
        started_at=now,
    )
    run.put_at(place)
    with transaction.atomic():
        run.save()
        audit.record("cases.import_staged", run, by=by, at=now, rows=run.rows)
    return run


def preview(run: ImportRun) -> Preview:
    """The header, the mapping and the first rows of a staged file."""
    table = tables.open_table(_path(run))
    rows = [row.cells for row in islice(table.rows(), PREVIEW_ROWS)]
    return Preview(table.header, dict(run.mapping), rows)


@transaction.atomic
def set_mapping(
    *, run: ImportRun, columns: Mapping[str, int], by: Actor, now: datetime, remember: str = ""
) -> ImportRun:
    """Say which column is which; under a name it is remembered for the next file."""
    require(by, CasePermission.IMPORT, at=run.place)
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.status in (ImportRun.Status.RUNNING, ImportRun.Status.DONE):
        raise Conflict()
    header = tables.open_table(_path(run)).header
    run.mapping = mapping.check(columns, header)
    run.mapping_name = remember or run.mapping_name
    run.save(update_fields=["mapping", "mapping_name"])
    if remember:
        named = {field: header[at] for field, at in run.mapping.items()}
        kept = ImportMapping.objects.filter(place=run.place, name=remember).first()
        kept = kept or ImportMapping(name=remember)
        kept.columns, kept.header, kept.changed_at = named, header, now
        kept.put_at(run.place)
        kept.save()
    audit.record("cases.import_mapped", run, by=by, at=now, fields=sorted(run.mapping))
    return run


def run_import(
    *, run: ImportRun, by: Actor, now: datetime, progress: Progress | None = None
) -> ImportRun:
    """Bring the rows in, batch by batch, from where an earlier run stopped."""
    require(by, CasePermission.IMPORT, at=run.place)
    table = tables.open_table(_path(run))
    columns = mapping.check(run.mapping, table.header)
    reader = RowReader(table.header, columns, run.place, _sources(run, table.header))
    for batch in _batches(table, run.done):
        _bring_in(batch, reader, run, by, now)
        if progress:
            progress(run)
    _finish(run, by, now)
    return run


def bad_rows_file(run: ImportRun) -> bytes:
    """The rows to look at again, as they came, with the reason in a column of its own."""
    table = tables.open_table(_path(run))
    reasons = {int(bad["line"]): in_words(bad["sentence"], bad["data"]) for bad in run.bad}
    width = len(table.header)
    rows = (
        [*_padded(row.cells, width), reasons[row.line]]
        for row in table.rows()
        if row.line in reasons
    )
    return tables.written(table, [*table.header, gettext("Problem")], rows)


def in_words(text: str, data: Mapping[str, object]) -> str:
    """A sentence of an error in the reader's language, with its data."""
    try:
        return gettext(text).format_map(data)
    except (KeyError, ValueError):
        return gettext(text)


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _keep(file: BinaryIO) -> tuple[Path, str]:
    """Store the file under its digest: the same file is kept once."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    data = file.read(tables.LARGEST_FILE + 1)
    if len(data) > tables.LARGEST_FILE:
        raise tables.FileTooLarge(megabytes=tables.LARGEST_FILE >> 20)
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{digest[:40]}{'.xlsx' if data.startswith(b'PK') else '.csv'}"
    partial = path.with_suffix(".part")
    partial.write_bytes(data)
    partial.chmod(0o600)
    partial.replace(path)
    return path, digest


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _path(run: ImportRun) -> Path:
    return _folder() / run.file


def _remembered(header: Sequence[str], name: str, place: Place) -> ImportMapping | None:
    """The nearest mapping of that name, or the newest that was made for the same header."""
    known = ImportMapping.objects.filter(place_path__in=ancestors(place.path))
    if not name:
        return known.filter(header=list(header)).order_by("-place_path", "-changed_at").first()
    kept = known.filter(name=name).order_by("-place_path").first()
    if kept is None:
        raise MappingUnknown(name=name)
    return kept


def _sources(run: ImportRun, header: Sequence[str]) -> Sources:
    """Whose numbers these are: a named sender's, and those of all files with the same header.

    The first is stored. Both are looked up, so that naming a mapping later doubles nothing; and
    also where they came in through a wider or a narrower place.
    """
    joined = "\x1f".join(sorted(header))
    names = [f"header:{hashlib.sha256(joined.encode()).hexdigest()[:16]}"]
    if run.mapping_name:
        names.insert(0, f"mapping:{run.mapping_name}"[:60])
    around = Q(place_path__in=ancestors(run.place_path)) | PlacedQuerySet.inside(
        Scope.of([run.place_path])
    )
    others = ImportRun.objects.filter(around).exclude(place=run.place_id)
    elsewhere = sorted(set(others.values_list("place", flat=True)))
    return Sources(
        [f"{name}@{run.place_id}" for name in names],
        [f"{name}@{place}" for place in elsewhere for name in names],
    )


def _batches(table: tables.Table, done: int) -> Iterator[list[tables.Row]]:
    rows = islice(table.rows(), done, None)
    while batch := list(islice(rows, BATCH)):
        yield batch


@transaction.atomic
def _bring_in(
    rows: Sequence[tables.Row], reader: RowReader, run: ImportRun, by: Actor, now: datetime
) -> None:
    """One batch and its count, together or not at all."""
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.done != run.done:
        raise ImportMoved()
    outcome = bring_in(rows, reader, by=by, now=now)
    run.status = ImportRun.Status.RUNNING
    run.done += len(rows)
    run.added += outcome.added
    run.repeated += outcome.repeated
    run.skipped += outcome.skipped
    run.bad = [*run.bad, *outcome.bad]
    for one in outcome.repeats:
        one.run = run
    ImportRepeat.objects.bulk_create(outcome.repeats)
    changed = ["status", "done", "added", "repeated", "skipped"]
    run.save(update_fields=[*changed, "bad"] if outcome.bad else changed)


@transaction.atomic
def _finish(run: ImportRun, by: Actor, now: datetime) -> None:
    run.status, run.ended_at = ImportRun.Status.DONE, now
    run.save(update_fields=["status", "ended_at"])
    counts = {"added": run.added, "repeated": run.repeated, "skipped": run.skipped}
    audit.record("cases.imported", run, by=by, at=now, bad=len(run.bad), rows=run.rows, **counts)
