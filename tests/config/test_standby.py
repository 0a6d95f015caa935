"""PostgreSQL with a standby, by the files of docs/how-to/scale: nothing answered is lost."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import dj_database_url
import psycopg
import pytest

from liren.config.bench.brokers import written
from liren.config.bench.cluster import SETTINGS, Cluster, find_programs
from tests.harness.required import missing

pytestmark = [pytest.mark.slow, pytest.mark.once]
ROWS = 200


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and its standby, both running."""
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


def connected(url: str) -> psycopg.Connection:
    """As Django connects to such a DATABASE_URL."""
    parsed = dj_database_url.parse(url)
    return psycopg.connect(
        host=parsed["HOST"], user=parsed["USER"], dbname=parsed["NAME"], **parsed["OPTIONS"]
    )


def test_what_was_answered_is_at_the_standby(pair: tuple[Cluster, Cluster]) -> None:
    primary, standby = pair
    hosts = ",".join(quote(str(one.folder), safe="") for one in pair)
    url = f"postgres://liren@{hosts}/postgres?target_session_attrs=read-write"
    with connected(url) as connection:
        connection.execute("CREATE TABLE said (n integer)")
        for n in range(ROWS):
            connection.execute("INSERT INTO said VALUES (%s)", [n])
            connection.commit()
        found = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
        assert found == ("sync",)
    primary.stop()  # at once, as a power cut does
    standby.promote()
    with connected(url) as connection:
        assert connection.execute("SELECT count(*) FROM said").fetchone() == (ROWS,)
        connection.execute("INSERT INTO said VALUES (-1)")
