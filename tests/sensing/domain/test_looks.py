"""Two look together: who may be the second, and for how long it is shown."""

from datetime import timedelta

import pytest

from liren.core.errors import LirenError
from liren.sensing.domain.looks import ASKED_FOR, SHOWN_FOR, Asked, LookOver, SamePerson
from tests.sensing.domain.scenes import MONDAY

ASKER, SECOND, STRANGER = 1, 2, 3
ASKED = Asked(ASKER, MONDAY)
AGREED = Asked(ASKER, MONDAY, SECOND, MONDAY + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("asked", "user", "after", "refusal"),
    [
        (ASKED, ASKER, timedelta(), SamePerson),
        (ASKED, SECOND, ASKED_FOR, LookOver),
        (AGREED, STRANGER, timedelta(minutes=6), LookOver),
    ],
)
def test_who_cannot_be_the_second(
    asked: Asked, user: int, after: timedelta, refusal: type[LirenError]
) -> None:
    with pytest.raises(refusal):
        asked.require_second(user, MONDAY + after)


def test_a_colleague_is_the_second_within_the_day() -> None:
    ASKED.require_second(SECOND, MONDAY + ASKED_FOR - timedelta(seconds=1))


def test_it_is_shown_to_these_two_for_half_an_hour() -> None:
    assert AGREED.agreed_at is not None
    last = AGREED.agreed_at + SHOWN_FOR - timedelta(seconds=1)
    assert AGREED.shows(ASKER, last) and AGREED.shows(SECOND, last)
    assert not AGREED.shows(STRANGER, last)
    assert not AGREED.shows(ASKER, AGREED.agreed_at + SHOWN_FOR)
    assert not ASKED.shows(ASKER, MONDAY), "nobody has agreed"
