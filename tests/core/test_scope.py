"""A scope is a set of subtrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.scope import EVERYWHERE, NOWHERE, Scope, ancestors, segment, successor

paths = st.lists(st.integers(1, 99_999_998), min_size=1, max_size=9).map(
    lambda ids: "".join(map(segment, ids))
)


@given(paths, paths)
def test_a_subtree_is_one_range(path: str, other: str) -> None:
    inside = path <= other < successor(path)
    assert inside == other.startswith(path)


@pytest.mark.parametrize("pk", [-1, 99_999_999, 100_000_000])
def test_an_id_without_a_successor_is_refused(pk: int) -> None:
    with pytest.raises(ValueError, match="no path can hold"):
        segment(pk)


@given(st.lists(paths, max_size=6), paths)
def test_the_smallest_scope_covers_the_same(some: list[str], path: str) -> None:
    assert Scope.of(some).covers(path) == any(path.startswith(each) for each in some)


def test_a_nested_place_adds_nothing() -> None:
    street, home = segment(3), segment(3) + segment(9)
    assert Scope.of([home, street]) == Scope.of([street])


def test_everywhere_and_nowhere() -> None:
    assert EVERYWHERE.covers(segment(1))
    assert not NOWHERE.covers(segment(1))


def test_ancestors_run_from_the_root_to_the_place_itself() -> None:
    path = segment(1) + segment(2)
    assert ancestors(path) == [segment(1), path]
