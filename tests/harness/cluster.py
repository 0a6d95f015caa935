"""A PostgreSQL cluster for tests: the one of `liren bench`, quick instead of safe."""

from contextlib import AbstractContextManager

from liren.config.bench.cluster import NOT_DURABLE, Cluster, find_programs
from liren.config.bench.cluster import running as running_cluster

__all__ = ["Cluster", "find_programs", "running"]


def running() -> AbstractContextManager[Cluster]:
    """A cluster for as long as the block lasts."""
    return running_cluster(NOT_DURABLE)
