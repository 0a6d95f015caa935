"""The picture of a talk: inside its frame, the same on every run, nobody alone on it."""

import json

from liren.deliberation.domain.opinion_map import HEIGHT, WIDTH, drawn
from liren.deliberation.domain.opinions import Opinions


def camps(people: int, statements: int = 9) -> Opinions:
    """Two camps that answer against each other, and agree on the last statement."""
    votes = {}
    for person in range(people):
        for number in range(statements):
            is_shared = number == statements - 1
            answer = 1 if is_shared or (number + person) % 2 else -1
            if (person * 5 + number * 3) % 17 == 0:
                answer = 0
            votes[person, number] = answer
    return Opinions.of(votes, range(statements))


def test_groups_are_told_with_their_letters_and_what_unites_them() -> None:
    data = drawn(camps(60))
    assert [group["letter"] for group in data["groups"]] == ["A", "B"]
    assert sum(group["size"] for group in data["groups"]) == data["people"] == 60
    assert 8 in [saying["statement"] for saying in data["unites"]]
    for x, y, radius, group in data["spots"]:
        assert x - radius > 0 and x + radius < WIDTH
        assert y - radius > 0 and y + radius < HEIGHT
        assert group in (0, 1)


def test_it_is_plain_data_and_the_same_on_every_run() -> None:
    assert json.dumps(drawn(camps(60))) == json.dumps(drawn(camps(60)))


def test_three_thousand_people_are_at_most_a_hundred_spots() -> None:
    data = drawn(camps(3000))
    assert data["people"] == 3000
    assert len(data["spots"]) <= 100
    assert len(json.dumps(data)) < 20_000


def test_of_few_only_counts_are_told() -> None:
    for people in (0, 1, 3, 29):
        data = drawn(camps(people))
        assert (data["people"], data["groups"]) == (people, [])
        assert "spots" not in data


def test_of_people_who_all_say_the_same_there_are_no_groups() -> None:
    votes = {(person, number): 1 for person in range(40) for number in range(8)}
    assert drawn(Opinions.of(votes, range(8)))["groups"] == []
