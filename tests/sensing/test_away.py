"""A home stands empty until then: who may say so, and that the last word counts."""

from datetime import datetime, timedelta

import pytest

from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from liren.core.scope import Scope
from liren.sensing.models import Away
from liren.sensing.selectors.away import away_by_home, away_of, homes_away
from liren.sensing.services.away import (
    AwayTooLong,
    AwayTooShort,
    NewAway,
    NotAHome,
    end_away,
    forget_absences,
    set_away,
)
from tests.factories.neighbourhood import Neighbourhood

DAY = timedelta(days=1)


def test_the_last_word_counts(town: Neighbourhood, now: datetime) -> None:
    worker, home = town.users["worker"], town.home
    set_away(NewAway(home=home, until=now + 3 * DAY), by=worker, now=now)
    set_away(NewAway(home=home, until=now + 9 * DAY, told_by="女儿"), by=SYSTEM, now=now + DAY)
    found = away_of(home, now + 5 * DAY)
    assert found is not None and (found.until, found.told_by) == (now + 9 * DAY, "女儿")
    assert list(homes_away(Scope.of([home.path]), now + 5 * DAY)) == [found]
    assert away_by_home([home.pk], now + 5 * DAY) == {home.pk: found}
    assert away_of(home, now + 9 * DAY) is None
    assert end_away(place=home, by=worker, now=now + 6 * DAY) == 1
    assert away_of(home, now + 6 * DAY) is None and Away.objects.count() == 2


@pytest.mark.parametrize(
    ("place", "days", "refusal"),
    [
        ("home", 0, AwayTooShort),
        ("home", 181, AwayTooLong),
        ("building", 3, NotAHome),
    ],
)
def test_what_makes_no_sense_is_refused(
    town: Neighbourhood, now: datetime, place: str, days: int, refusal: type[LirenError]
) -> None:
    until = now + days * DAY
    with pytest.raises(refusal):
        set_away(NewAway(home=town.places[place], until=until), by=town.users["worker"], now=now)


def test_a_month_later_nobody_knows_who_was_away(town: Neighbourhood, now: datetime) -> None:
    set_away(NewAway(home=town.home, until=now + DAY), by=town.users["worker"], now=now)
    assert forget_absences(now=now + 31 * DAY) == 0
    assert forget_absences(now=now + 31 * DAY + timedelta(seconds=1)) == 1
