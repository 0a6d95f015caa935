"""One message a day to whoever follows a place, and only when something happened."""

from datetime import datetime, timedelta

import pytest

from liren.cases.models import Follow, Report, Shown
from liren.cases.services import follows
from liren.cases.services.follows import (
    CannotFollow,
    TooManyFollowed,
    follow_place,
    tell_followers,
    unfollow_place,
)
from liren.cases.services.handle import accept_case
from liren.cases.services.publicity import show_to
from liren.core.permissions import VISITOR
from liren.notices.models import Delivery
from tests.factories.neighbourhood import Neighbourhood
from tests.factories.public import order_of, taken_up

A_DAY = timedelta(days=1)


def told(town: Neighbourhood) -> list[str]:
    rows = Delivery.objects.filter(user=town.users["resident"]).order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_a_digest_counts_and_quotes_nobody(town: Neighbourhood, now: datetime) -> None:
    follow_place(place=town.places["compound"], by=town.users["resident"], now=now)
    for text in ("我叫王小明，路灯不亮", "另一盏路灯也不亮", "第三盏路灯在闪"):
        taken_up(town, text, shown=Shown.WORDS, at=now + timedelta(hours=1))
    assert tell_followers(now=now + timedelta(hours=2)) == 0  # today's round is over
    assert tell_followers(now=now + A_DAY) == 1
    (text,) = told(town)
    assert "梧桐苑：新增 3 件" in text and "王小明" not in text and "路灯" not in text


def test_twice_a_day_tells_nothing_twice(town: Neighbourhood, now: datetime) -> None:
    follow_place(place=town.places["compound"], by=town.users["resident"], now=now)
    case = taken_up(town, at=now + timedelta(hours=1))
    for minutes in (0, 10, 300):
        tell_followers(now=now + A_DAY + timedelta(minutes=minutes))
    assert len(told(town)) == 1
    tell_followers(now=now + 2 * A_DAY)
    assert len(told(town)) == 1  # nothing happened
    manager = town.users["property_manager"]
    accept_case(order=order_of(case), by=manager, now=now + 2 * A_DAY + timedelta(hours=1))
    tell_followers(now=now + 3 * A_DAY)
    assert "有进展 1 件" in told(town)[-1]


def test_many_places_make_one_message(town: Neighbourhood, now: datetime) -> None:
    for name in ("community", "compound", "building", "next_community"):
        follow_place(place=town.places[name], by=town.users["resident"], now=now)
    taken_up(town, at=now + timedelta(hours=1))
    tell_followers(now=now + A_DAY)
    (text,) = told(town)
    assert text.count("新增 1 件") == 3 and "柳荫社区" not in text


def test_before_half_past_eight_nobody_is_told(town: Neighbourhood, now: datetime) -> None:
    follow_place(place=town.places["compound"], by=town.users["resident"], now=now)
    taken_up(town, at=now + timedelta(hours=1))
    assert tell_followers(now=now + A_DAY - timedelta(hours=1)) == 0


def test_what_is_private_is_no_news(town: Neighbourhood, now: datetime) -> None:
    follow_place(place=town.places["compound"], by=town.users["resident"], now=now)
    taken_up(town, shown=Shown.OFFICE, at=now + timedelta(hours=1))
    case = taken_up(town, "后来不想公开的灯", at=now + timedelta(hours=1))
    report = Report.objects.get(case=case)
    show_to(report=report, shown=Shown.OFFICE, by=VISITOR, now=now + timedelta(hours=2))
    assert tell_followers(now=now + A_DAY) == 0


def test_who_left_hears_nothing(town: Neighbourhood, now: datetime) -> None:
    resident, place = town.users["resident"], town.places["compound"]
    follow_place(place=place, by=resident, now=now)
    unfollow_place(place=place, by=resident, now=now)
    unfollow_place(place=place, by=resident, now=now)
    taken_up(town, at=now + timedelta(hours=1))
    assert tell_followers(now=now + A_DAY) == 0


def test_homes_and_whole_streets_are_not_followed(town: Neighbourhood, now: datetime) -> None:
    for name in ("home", "unit", "street"):
        with pytest.raises(CannotFollow):
            follow_place(place=town.places[name], by=town.users["resident"], now=now)


def test_nobody_follows_a_whole_city_house_by_house(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follows, "MOST_FOLLOWED", 1)
    follow_place(place=town.places["compound"], by=town.users["resident"], now=now)
    follow_place(place=town.places["compound"], by=town.users["resident"], now=now)
    with pytest.raises(TooManyFollowed):
        follow_place(place=town.places["building"], by=town.users["resident"], now=now)
    assert Follow.objects.count() == 1
