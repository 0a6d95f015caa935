"""The four shared ledgers, and what their maker makes from other seeds: all as the keys say."""

from itertools import product
from pathlib import Path

import pytest

from tests.ledgers import scoring

pytestmark = [pytest.mark.shared_data, pytest.mark.once]


def test_every_row_is_as_the_key_says(folder: Path) -> None:
    found = {
        path.name: faults
        for path in scoring.ledgers_in(folder)
        if (faults := list(scoring.differences(scoring.key_of(path), scoring.read(path))))
    }
    assert not found


def test_joins_reviews_and_conflicts_are_as_the_key_says(folder: Path) -> None:
    key, found = scoring.key_of(folder / "merges.x"), scoring.merged(scoring.ledgers_in(folder))
    assert scoring.pairs(found) == scoring.pairs(key)
    assert scoring.groups(found) == scoring.groups(key)
    for name in ("distinct_persons", "landlord_links"):
        assert found[name] == key[name]


def test_those_who_only_look_alike_are_kept_apart(folder: Path) -> None:
    key, found = scoring.key_of(folder / "merges.x"), scoring.merged(scoring.ledgers_in(folder))
    assert scoring.traps(key) <= scoring.traps(found)
    joined = scoring.pairs(found)
    for trap in scoring.traps(key):
        one, other = trap
        assert not {tuple(sorted(pair)) for pair in product(one, other)} & joined


def test_the_same_files_again_bring_nobody_new(folder: Path) -> None:
    """But for whom nothing identifies, neither a number nor a date of birth: they are reviewed."""
    paths = scoring.ledgers_in(folder)
    once, twice = scoring.matched(paths), scoring.matched([*paths, *paths])
    good = [one for one in once.records if not one.is_error]
    unknown = [one for one in good if not (one.number or one.has_birth)]
    assert len(twice.sets) == len(once.sets) + len(unknown)
    asked = {twice.records[pair.second].ref for pair in twice.reviews}
    assert {one.ref for one in unknown} <= asked
