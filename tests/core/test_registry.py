"""Keys are unique; what an app enters when it is ready stays once, however often it is ready."""

from dataclasses import dataclass

import pytest

from liren.core.registry import Registry


@dataclass(frozen=True)
class Thing:
    """A plug-in."""

    key: str


def test_a_key_is_given_once() -> None:
    held = Registry[Thing]("things")
    held.register(Thing("a"))
    with pytest.raises(ValueError, match="'a' is taken"):
        held.register(Thing("a"))


def test_entering_twice_changes_nothing() -> None:
    held, first = Registry[Thing]("things"), Thing("a")
    held.enter(first, Thing("b"))
    held.enter(Thing("a"), Thing("c"))
    assert [one.key for one in held] == ["a", "b", "c"]
    assert held["a"] is first
