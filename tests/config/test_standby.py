"""PostgreSQL with a standby, by the files of docs/how-to/scale: nothing answered is lost."""

from collections.abc import Iterator
from urllib.parse import quote

import dj_database_url
import psycopg
import pytest

from liren.config.bench.cluster import Cluster
from tests.harness.standby import standby_pair

pytestmark = [pytest.mark.slow, pytest.mark.once]
ROWS = 200


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and its standby."""
    with standby_pair() as pair:
        yield pair


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
