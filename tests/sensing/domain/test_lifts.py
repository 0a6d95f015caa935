"""E-bikes by building: three that were judged true since the last decision propose something."""

from liren.sensing.domain.lifts import Sighting, tallies

HERE, THERE = "0001", "0002"


def test_only_what_was_judged_true_proposes() -> None:
    seen = [
        Sighting(1, HERE, 2, "true:advised"),
        Sighting(2, HERE, 5, "false:mistaken"),
        Sighting(3, HERE, 4, ""),
        Sighting(4, THERE, 3, "true:other"),
    ]
    there, here = tallies(seen, {})
    assert (here.true, here.false, here.waiting, here.is_proposed) == (2, 5, 4, False)
    assert (there.building, there.last_alert, there.is_proposed) == (THERE, 4, True)


def test_what_was_decided_on_is_not_proposed_again() -> None:
    seen = [Sighting(number, HERE, 1, "true:advised") for number in range(1, 6)]
    (after,) = tallies(seen, {HERE: 3})
    assert (after.true, after.fresh, after.is_proposed) == (5, 2, False)
