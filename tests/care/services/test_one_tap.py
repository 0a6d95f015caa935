"""One touch: a number, or a request that reaches the volunteers once."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from liren.care.models import CareTask, OneTap
from liren.care.selectors.one_tap import buttons_for
from liren.care.services import one_tap, tasks
from liren.care.services.one_tap import NewTap, TapNameMissing, TapNumberWrong, TapRings, TapThere
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import inbox
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood, volunteer


def tap(town: Neighbourhood, now: datetime, **given: str) -> OneTap:
    """A button of the community."""
    said = {"kind": "haircut", "name": "上门理发"} | given
    new = NewTap(place=town.places["community"], **said)
    return one_tap.save_tap(new, by=town.users["worker"], now=now)


def test_a_touch_asks_the_volunteers_once(town: Neighbourhood, now: datetime) -> None:
    person, row = scenes.elder(town, now, with_account=True), tap(town, now)
    own, team = town.users["resident"], volunteer(town)
    first = one_tap.ask(tap=row, person=person, by=own, now=now)
    assert one_tap.ask(tap=row, person=person, by=own, now=now) == first, "a hand that trembles"
    order = inbox(team).get()
    assert "上门理发" in order.title and "王桂英" in order.title
    assert buttons_for(person.place, person)[0].waiting == first
    tasks.finish_task(task=first, result="周四上午剪好了", by=team, now=now)
    assert not inbox(team).exists()
    again = one_tap.ask(tap=row, person=person, by=own, now=now)
    assert again != first, "another time is another request"


def test_the_office_says_what_is_seen_first(town: Neighbourhood, now: datetime) -> None:
    rows = [tap(town, now, name=name) for name in ("买药", "叫车", "理发")]
    OneTap.objects.update(position=1)  # two clerks added at once
    by = town.users["worker"]
    one_tap.move_up(tap=rows[2], by=by, now=now)
    one_tap.move_up(tap=rows[2], by=by, now=now)
    one_tap.move_up(tap=rows[2], by=by, now=now)
    shown = [one.tap.name for one in buttons_for(town.home, None)]
    assert shown == ["理发", "买药", "叫车"]
    assert tap(town, now, name="修灯").position == 4
    with pytest.raises(PermissionMissing):
        one_tap.move_up(tap=rows[0], by=town.users["grid_worker"], now=now)


def test_without_volunteers_the_office_has_it(town: Neighbourhood, now: datetime) -> None:
    person, row = scenes.elder(town, now), tap(town, now)
    task = one_tap.ask(tap=row, person=person, by=town.users["worker"], now=now)
    assert task.order is not None and task.order.party == town.parties["committee"]


def test_taken_back_nobody_comes(town: Neighbourhood, now: datetime) -> None:
    person, row = scenes.elder(town, now, with_account=True), tap(town, now)
    own = town.users["resident"]
    one_tap.ask(tap=row, person=person, by=own, now=now)
    for _twice in range(2):
        one_tap.take_back(tap=row, person=person, by=own, now=now)
    assert CareTask.objects.get().done_at == now
    assert not WorkOrder.objects.open().exists()


@pytest.mark.parametrize(
    ("given", "trouble"),
    [
        ({"name": " "}, TapNameMissing),
        ({"phone": "javascript:alert(1)"}, TapNumberWrong),
        ({"phone": "五七一"}, TapNumberWrong),
        ({"name": "上门理发"}, TapThere),
    ],
)
def test_nonsense_is_refused(
    town: Neighbourhood, now: datetime, given: dict[str, str], trouble: type[LirenError]
) -> None:
    tap(town, now)
    with pytest.raises(trouble):
        tap(town, now, **{"name": "打车", **given})


def test_a_number_is_rung_and_not_asked(town: Neighbourhood, now: datetime) -> None:
    person, row = scenes.elder(town, now), tap(town, now, phone="0571 8700 0000")
    with pytest.raises(TapRings):
        one_tap.ask(tap=row, person=person, by=SYSTEM, now=now)


def test_strangers_ask_for_nobody_and_keep_no_list(town: Neighbourhood, now: datetime) -> None:
    person, row = scenes.elder(town, now), tap(town, now)
    for name in ("resident", "next_worker", "officer"):
        with pytest.raises(PermissionMissing):
            one_tap.ask(tap=row, person=person, by=town.users[name], now=now)
    for name in ("grid_worker", "next_worker", "resident"):
        with pytest.raises(PermissionMissing):
            one_tap.end_tap(tap=row, by=town.users[name], now=now)


@pytest.mark.django_db(transaction=True)
def test_two_touches_at_the_same_moment_ask_once(town: Neighbourhood, now: datetime) -> None:
    person, row = scenes.elder(town, now, with_account=True), tap(town, now)
    own = town.users["resident"]
    made: list[int] = []

    def touch() -> None:
        try:
            made.append(one_tap.ask(tap=row, person=person, by=own, now=now).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=touch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2 and len(set(made)) == 1
    assert WorkOrder.objects.count() == 1
