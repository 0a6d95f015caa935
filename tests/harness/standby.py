"""A PostgreSQL and its standby, by the files of docs/how-to/scale."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liren.config.bench.brokers import written
from liren.config.bench.cluster import SETTINGS, Cluster, find_programs
from tests.harness.required import missing


@contextmanager
def standby_pair() -> Iterator[tuple[Cluster, Cluster]]:
    """The primary and its standby, both running."""
    programs = find_programs()
    if programs is None:
        missing("postgres", "initdb and pg_ctl were not found")
    with (
        tempfile.TemporaryDirectory(prefix="liren-pg-a-", ignore_cleanup_errors=True) as first,
        tempfile.TemporaryDirectory(prefix="liren-pg-b-", ignore_cleanup_errors=True) as second,
    ):
        assert programs is not None
        primary = Cluster(Path(first), programs, SETTINGS)
        standby = Cluster(Path(second), programs, SETTINGS)
        try:
            primary.start(written("postgresql-primary.conf", primary.folder, {}))
            words = {"PRIMARY": first}
            standby.follow(primary, written("postgresql-standby.conf", standby.folder, words))
            yield primary, standby
        finally:
            standby.stop()
            primary.stop()
