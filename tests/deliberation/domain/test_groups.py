"""Groups: those that were published, the same on every run, and none where there are too few."""

import csv
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from liren.deliberation.domain.groups import Grouping, NoGroups, find_groups, silhouette_of
from liren.deliberation.domain.opinions import Opinions, read_conversation
from liren.deliberation.domain.sayings import Sayings, sayings_of
from tests.deliberation.domain.made import camps


def agreement(grouping: Grouping, folder: Path) -> float:
    """The adjusted Rand index against the published groups, over those who are in both."""
    with (folder / "participants-votes.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["group-id"]]
    published = {int(row["participant"]): row["group-id"] for row in rows}
    both = sorted(published.keys() & grouping.groups.keys())
    return float(
        adjusted_rand_score([published[p] for p in both], [grouping.groups[p] for p in both])
    )


@pytest.mark.shared_data
@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("vtaiwan.uberx", 0.90), ("canadian-electoral-reform", 0.85), ("brexit-consensus", 0.85),
        ("15-per-hour-seattle", 0.85), ("scoop-hivemind.taxes", 0.85),
    ],
)  # fmt: skip
def test_the_groups_are_those_that_were_published(
    shared_data: Path, name: str, least: float
) -> None:
    folder = shared_data / "deliberation" / "polis" / name
    assert agreement(find_groups(read_conversation(folder)), folder) >= least


@pytest.mark.shared_data
@pytest.mark.once
def test_twenty_six_people_are_not_grouped(shared_data: Path) -> None:
    folder = shared_data / "deliberation" / "polis" / "london.youth.policing"
    assert find_groups(read_conversation(folder)).none_because is NoGroups.TOO_FEW_PEOPLE


@pytest.mark.shared_data
@pytest.mark.once
def test_vtaiwan_says_together_what_is_known_of_it(shared_data: Path) -> None:
    opinions = read_conversation(shared_data / "deliberation" / "polis" / "vtaiwan.uberx")
    said = sayings_of(opinions, find_groups(opinions))
    agreed = [saying.statement for saying in said.consensus if saying.is_agreed]
    assert agreed == [40, 16, 7, 68, 65]  # as the reference in expected/polis.json has it
    assert len(said.groups) == 2 and all(said.groups)


def test_two_camps_are_told_apart_and_the_larger_comes_first() -> None:
    opinions = camps(25, 40)
    grouping = find_groups(opinions)
    assert grouping.k == 2 and grouping.sizes[0] > grouping.sizes[1]
    wrong = [person for person in range(65) if grouping.groups[person] != (person < 25)]
    assert len(wrong) <= 2  # strays among the invented
    assert grouping.silhouette > 0.5 and 0 < grouping.explained[1] < grouping.explained[0] < 1


def test_three_camps_are_three() -> None:
    assert find_groups(camps(40, 40, 40, statements=20)).k == 3


def test_the_same_votes_give_the_same_groups_in_whatever_order_they_came() -> None:
    opinions = camps(30, 30)
    votes = {
        (p, s): int(opinions.table[row, column])
        for row, p in enumerate(opinions.participants)
        for column, s in enumerate(opinions.statements)
        if opinions.table[row, column] != 2
    }
    backwards = Opinions.of(dict(reversed(votes.items())))
    assert find_groups(backwards) == find_groups(opinions) == find_groups(opinions)


def test_under_thirty_people_there_are_no_groups() -> None:
    assert find_groups(camps(14, 15)).none_because is NoGroups.TOO_FEW_PEOPLE
    assert find_groups(camps(15, 15)).k == 2


def test_who_has_said_too_little_is_not_placed() -> None:
    opinions = camps(20, 20)
    table = opinions.table.copy()
    table[0] = 2
    table[0, :6] = 1
    grouping = find_groups(Opinions(opinions.participants, opinions.statements, table))
    assert 0 not in grouping.groups and len(grouping.groups) == 39


@pytest.mark.parametrize("people", [0, 1, 29])
@pytest.mark.parametrize("statements", [0, 1, 9])
def test_conversations_of_hardly_anybody_are_no_error(people: int, statements: int) -> None:
    votes = {(p, s): 1 for p in range(people) for s in range(statements)}
    opinions = Opinions.of(votes)
    grouping = find_groups(opinions)
    assert grouping.none_because is NoGroups.TOO_FEW_PEOPLE and grouping.k == 0
    assert sayings_of(opinions, grouping) == Sayings()


@pytest.mark.parametrize("statements", [1, 9])
def test_where_all_say_the_same_there_is_one_mind(statements: int) -> None:
    votes = {(p, s): 1 for p in range(40) for s in range(statements)}
    grouping = find_groups(Opinions.of(votes))
    assert grouping.none_because is NoGroups.ALL_ALIKE and len(grouping.places) == 40


def test_one_statement_that_divides_makes_two_groups() -> None:
    votes = {(p, 0): 1 if p < 25 else -1 for p in range(40)}
    assert find_groups(Opinions.of(votes)).sizes == (25, 15)


def test_the_silhouette_is_the_one_that_is_known() -> None:
    dice = np.random.default_rng(3)
    places, labels = dice.normal(size=(60, 2)), dice.integers(0, 4, 60)
    assert silhouette_of(places, labels) == pytest.approx(silhouette_score(places, labels))


def test_what_unites_all_is_said_in_every_group() -> None:
    opinions = camps(60, 30, statements=4)
    grouping = find_groups(opinions)
    said = sayings_of(opinions, grouping)
    assert 0 in {saying.statement for saying in said.consensus}
    most = {(saying.statement, saying.is_agreed) for saying in said.most}
    assert (1, True) in most  # two thirds say it, and it unites nobody
    assert 1 not in {saying.statement for saying in said.consensus}
    assert (1, True) in {(saying.statement, saying.is_agreed) for saying in said.groups[0]}
    assert (1, False) in {(saying.statement, saying.is_agreed) for saying in said.groups[1]}
