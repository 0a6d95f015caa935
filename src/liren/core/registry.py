"""A dictionary with manners: typed, unique keys, in the order of arrival."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Whatever can stand in a registry."""

    @property
    def key(self) -> str:
        """A stable name, held by rows."""


P = TypeVar("P", bound=Keyed)


class Registry(Generic[P]):
    """The plug-ins of one family; tests make an instance of their own."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._entries: dict[str, P] = {}

    def register(self, entry: P) -> P:
        """Add an entry; a key that is taken is a mistake of the programmer."""
        if entry.key in self._entries:
            raise ValueError(f"{self.family}: the key {entry.key!r} is taken")
        self._entries[entry.key] = entry
        return entry

    def enter(self, *entries: P) -> None:
        """Add those that are not there yet: a process may make its apps ready twice."""
        for entry in entries:
            if entry.key not in self._entries:
                self.register(entry)

    def __getitem__(self, key: str) -> P:
        return self._entries[key]

    def get(self, key: str) -> P | None:
        """The entry of that key, if there is one."""
        return self._entries.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[P]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
