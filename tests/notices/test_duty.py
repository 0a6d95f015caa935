"""The roster, and words to staff within their hours."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from liren.accounts.models import User
from liren.cases.models import Case
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import SYSTEM, VISITOR, PermissionMissing
from liren.notices.domain.duty import Why
from liren.notices.models import Delivery, DutyShift
from liren.notices.selectors import on_duty
from liren.notices.services import duty
from liren.notices.services.duty import StaffNotice, put_on_duty, take_off_duty, tell_staff
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood
from tests.factories.phones import give_phone

NOW = MONDAY_MORNING
NIGHT = NOW.replace(hour=23)


def shift(town: Neighbourhood, name: str, place: str = "community", **more: datetime) -> DutyShift:
    begin = more.get("begin", NOW.replace(hour=18))
    return put_on_duty(
        user=town.users[name],
        place=town.places[place],
        from_at=begin,
        until_at=more.get("end", begin + timedelta(hours=14)),
        by=town.users["secretary"] if place == "community" else SYSTEM,
        now=NOW,
    )


def telling(town: Neighbourhood, *, is_emergency: bool) -> StaffNotice:
    place = town.places["compound"]
    return StaffNotice(
        place=place, text="电梯困人", subject_type="t", subject_id=1, is_emergency=is_emergency
    )


def to_phones() -> list[Delivery]:
    return list(Delivery.objects.filter(channel="console").order_by("id"))


def test_the_nearest_roster_counts_and_ends_on_its_minute(town: Neighbourhood) -> None:
    shift(town, "duty_officer", "street")
    assert [one.user.name for one in on_duty(town.places["compound"], NIGHT)] == ["duty_officer"]
    own = shift(town, "worker")
    assert [one.user.name for one in on_duty(town.places["compound"], NIGHT)] == ["worker"]
    assert [one.user.name for one in on_duty(town.places["next_compound"], NIGHT)] == ["worker"]
    assert on_duty(town.places["next_community"], NIGHT)[0].user.name == "duty_officer"
    assert own not in on_duty(town.places["compound"], own.until_at)


@pytest.mark.parametrize(
    ("hours", "error"),
    [(0, duty.ShiftWrong), (-1, duty.ShiftWrong), (37, duty.ShiftWrong)],
)
def test_a_shift_that_is_none(town: Neighbourhood, hours: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        shift(town, "worker", end=NOW.replace(hour=18) + timedelta(hours=hours))


def test_who_may_be_entered_and_by_whom(town: Neighbourhood) -> None:
    with pytest.raises(duty.NotOfThisPlace):
        shift(town, "next_worker")
    shift(town, "grid_worker")  # of a part of the community
    with pytest.raises(duty.OnDutyAlready):
        shift(town, "grid_worker", begin=NOW.replace(hour=20))
    with pytest.raises(PermissionMissing):
        put_on_duty(
            user=town.users["worker"], place=town.places["community"], from_at=NOW,
            until_at=NIGHT, by=town.users["worker"], now=NOW,
        )  # fmt: skip


def test_a_shift_is_taken_back_or_ends_now(town: Neighbourhood) -> None:
    row, secretary = shift(town, "worker"), town.users["secretary"]
    take_off_duty(shift=row, by=secretary, now=NIGHT)
    row.refresh_from_db()
    assert row.until_at == NIGHT, "what has been stays in the book"
    later = shift(town, "worker", begin=NIGHT)
    take_off_duty(shift=later, by=secretary, now=NOW)
    assert not DutyShift.objects.filter(pk=later.pk).exists()


def test_at_night_only_whoever_is_on_duty_is_rung(town: Neighbourhood) -> None:
    staff = [give_phone(town.users[name]) for name in ("worker", "secretary")]
    grid = give_phone(town.users["grid_worker"])
    shift(town, "grid_worker")
    found = tell_staff(telling(town, is_emergency=True), staff=staff, now=NIGHT)
    assert {one.person: one.why for one in found} == {
        grid.pk: Why.ON_DUTY,
        **{user.pk: Why.OTHERS_ON_DUTY for user in staff},
    }
    [call] = to_phones()
    assert (call.next_try_at, call.at_any_hour) == (NIGHT, True)
    assert Delivery.objects.get(channel="in_app").user == grid


def test_what_can_wait_rings_when_the_office_opens(town: Neighbourhood) -> None:
    worker = give_phone(town.users["worker"])
    tell_staff(telling(town, is_emergency=False), staff=[worker], now=NIGHT)
    [call] = to_phones()
    assert call.next_try_at == NOW + timedelta(days=1, minutes=-30)
    assert call.in_office_hours, "with every try"


def test_told_twice_is_said_once(town: Neighbourhood) -> None:
    worker = give_phone(town.users["worker"])
    for _twice in range(2):
        tell_staff(telling(town, is_emergency=True), staff=[worker], now=NIGHT)
    assert len(to_phones()) == 1


@pytest.mark.parametrize(("hour", "rung"), [(23, 1), (10, 0)])
def test_an_urgent_report_at_night_rings_and_by_day_stands_in_the_inbox(
    town: Neighbourhood,
    run_jobs: Callable[[], int],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    hour: int,
    rung: int,
) -> None:
    settings.LIREN_CONSOLE = True
    at = NOW.replace(hour=hour)
    monkeypatch.setattr("liren.portal.subscribers.timezone.now", lambda: at)
    worker: User = give_phone(town.users["worker"])
    shift(town, "worker")
    new = NewReport(
        text="消防通道被堵住，车进不来", place=town.places["building"],
        category=town.categories["fire_lane"],
    )  # fmt: skip
    case = report_case(new, by=VISITOR, now=at).report.case
    Case.objects.filter(pk=case.pk).update(urgent=True)
    run_jobs()
    told = Delivery.objects.filter(subject_type="cases.urgent")
    assert told.filter(channel="console").count() == rung
    if rung:
        text = told.filter(channel="console")[0].text
        assert "梧桐苑3号楼" in text and "堵住" not in text, "a telephone is read by many eyes"
        assert told.get(channel="in_app").user == worker
