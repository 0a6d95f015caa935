"""`python -m tests.harness.bench WORDS`: `liren bench`, over SQLite files whose tables are there.

For tests of what is measured; how tables are made is tested where Liren is started first.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from liren.config import cli
from liren.config.bench.measure import STORES, Store
from tests.harness import migrated


@contextmanager
def on_migrated() -> Iterator[Store]:
    """The store of the name, with a copy of the tables in its folder."""
    with empty() as store:
        migrated.found(store.place.folder)
        yield store


empty = STORES["sqlite"]

if __name__ == "__main__":
    STORES["sqlite"] = on_migrated
    sys.argv[1:1] = ["bench"]
    cli.main()
