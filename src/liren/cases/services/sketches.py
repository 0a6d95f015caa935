"""Writes to the table by which near-duplicates are found: many small rows, and not for ever."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from liren.cases.models import Case, Sketch

KEPT = timedelta(days=60)
# Two dozen rows a case: through the ORM they took a third of the time of an import.
INSERT = "INSERT INTO cases_sketch (case_id, community_path, band, at) VALUES (%s, %s, %s, %s)"


def store_sketches(rows: Iterable[tuple[Case, Iterable[int]]]) -> None:
    """Keep the bands of new cases."""
    adapt = connection.ops.adapt_datetimefield_value
    values = [
        (case.pk, case.community_path, band, at)
        for case, bands in rows
        for at in (adapt(case.reported_at),)
        for band in bands
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(INSERT, values)


def forget_old_sketches(*, now: datetime) -> int:
    """Nobody asks whether a message repeats one of two months ago."""
    return Sketch.objects.filter(at__lt=now - KEPT).delete()[0]
