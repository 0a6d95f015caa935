"""What strangers, former helpers, hasty clerks and broken rows must not bring about in care."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from liren.accounts.models import Party
from liren.care.models import (
    CareTask,
    Contact,
    DietCard,
    HelpCall,
    Helper,
    LadderContact,
    Menu,
    Pair,
)
from liren.care.selectors import calls as reads
from liren.care.selectors import family as family_reads
from liren.care.selectors.buddies import PairUnknown
from liren.care.selectors.meals import MenuUnknown
from liren.care.services import buddies, buttons, calls, family, ladders, meals, tasks
from liren.care.services.buddies import Heard, NewPair, TooManyElders
from liren.care.services.calls import AtTheDoor, NoOfficeHere
from liren.care.services.family import NewTie
from liren.care.services.meals import NewMenu
from liren.core.permissions import SYSTEM
from liren.notices.models import Delivery
from liren.people.models import Person, writing
from liren.people.services import erase_person
from liren.people.services.rights import withdraw_consent
from liren.sensing.models import Alert, Reading
from liren.sensing.services.devices import let_go_of_moved
from liren.sensing.services.ingest.batch import Ingest
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message, meter, switched_on


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def texts(call: HelpCall) -> list[str]:
    rows = Delivery.objects.filter(subject_id=call.pk, subject_type__startswith="care.helpcall")
    return [row.text for row in rows.order_by("id") if row.user_id]


def alone(town: Neighbourhood, now: datetime) -> HelpCall:
    """A call of somebody who has nobody, of which everybody on duty has heard."""
    call = scenes.called(scenes.elder(town, now), now)
    calls.look_at_clocks(now=now + minutes(20))
    return call


@pytest.mark.parametrize("gives_up", [True, False])
def test_whoever_goes_and_does_not_come_is_not_the_last_word(
    town: Neighbourhood, now: datetime, gives_up: bool
) -> None:
    call, by = alone(town, now), town.users["worker"]
    worker = calls.staff_helper(row=call, by=by, now=now + minutes(21))
    calls.on_my_way(helper=worker, by=by, now=now + minutes(21))
    before = len(texts(call))
    if gives_up:
        calls.cannot_come(helper=worker, by=by, now=now + minutes(22))
    else:
        calls.look_at_clocks(now=now + minutes(32))
    assert any("120" in text for text in texts(call)[before:])
    told = {row.user_id for row in Delivery.objects.filter(subject_type__contains=".again.")}
    assert told and told != {by.pk}, "everybody on duty, not only whoever turned round"
    again = len(texts(call))
    calls.look_at_clocks(now=now + minutes(60))
    assert len(texts(call)) == again, "once for each who did not come"


def test_in_a_drill_too_nobody_is_told_to_ring_120(town: Neighbourhood, now: datetime) -> None:
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now, is_drill=True)
    calls.look_at_clocks(now=now + minutes(60))
    worker = calls.staff_helper(row=call, by=town.users["worker"], now=now + minutes(61))
    calls.on_my_way(helper=worker, by=SYSTEM, now=now + minutes(61))
    calls.cannot_come(helper=worker, by=SYSTEM, now=now + minutes(62))
    rows = Delivery.objects.filter(subject_id=call.pk, subject_type__startswith="care.helpcall")
    assert rows.exists()
    for row in rows:
        assert not row.text or ("演练" in row.text and "立即" not in row.text)


def test_a_call_that_cannot_be_moved_on_holds_up_no_other(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    second = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    held = calls.held

    def broken(pk: int) -> HelpCall:
        if pk == first.pk:
            raise ValueError("王桂英")
        return held(pk)

    monkeypatch.setattr(calls, "held", broken)
    calls.look_at_clocks(now=now + minutes(3))
    second.refresh_from_db()
    assert second.told == 2


def test_a_number_that_does_not_open_stops_no_ladder(
    town: Neighbourhood, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    LadderContact.objects.filter(rung="buddy").update(phone_sealed=b"\x01" * 60)
    call = scenes.called(person, now)
    calls.look_at_clocks(now=now + minutes(6))
    assert Helper.objects.filter(call=call, rung="neighbour").exists()
    assert "王桂英" not in caplog.text and "陈阿姨" not in caplog.text


def test_family_is_asked_where_there_is_no_office(town: Neighbourhood, now: datetime) -> None:
    Party.objects.update(ended_at=now)
    lonely, person = scenes.elder(town, now), scenes.with_ladder(scenes.elder(town, now), now)
    with pytest.raises(NoOfficeHere):
        scenes.called(lonely, now)
    call = scenes.called(person, now)
    assert call.order is None and call.helpers.count() == 1
    helper = call.helpers.get()
    calls.on_my_way(helper=helper, by=SYSTEM, now=now)
    calls.was_at_door(helper=helper, seen=AtTheDoor("helped"), by=SYSTEM, now=now)


def test_whoever_was_taken_off_the_ladder_sees_and_ends_nothing(
    town: Neighbourhood, now: datetime
) -> None:
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    helper, contact = call.helpers.get(), LadderContact.objects.get(rung="family")
    Helper.objects.filter(pk=helper.pk).update(token_hash=reads.token_hash("link"))
    assert Client().get(reverse("care:helper", args=["link"])).status_code == 200
    ladders.end_contact(contact=contact, by=SYSTEM, now=now)
    assert Client().get(reverse("care:helper", args=["link"])).status_code == 404
    Helper.objects.filter(pk=helper.pk).update(coming_at=now)
    assert Client().get(reverse("care:helper", args=["link"])).status_code == 200


def test_smoke_is_not_closed_by_a_press_that_was_a_mistake(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    scenes.with_button(town, now)
    switched_on(town, "smoke")
    device(town, "SM-1")
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message("HB-1", "1", now, help=1)], now)
    run_jobs()
    ingest.take([message("SM-1", "1", now, smoke=1)], now + timedelta(seconds=2))
    smoke = Alert.objects.get(rule="smoke-here")
    call = HelpCall.objects.get()
    assert smoke.order is not None and smoke.order != call.order
    helper = call.helpers.get()
    calls.was_at_door(helper=helper, seen=AtTheDoor("mistake"), by=SYSTEM, now=now)
    buttons.settle(call_id=call.pk, now=now)
    assert list(Alert.objects.active()) == [smoke]


def named(town: Neighbourhood, person: Person, phone: str, now: datetime) -> int:
    new = NewTie(person=person, name="女儿", phone=phone, paper="柜 3")
    return family.name_family(new, by=town.users["worker"], now=now).pk


def test_a_consent_given_anew_opens_to_nobody_from_before(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    """The job that closes has not run yet when the next one is named."""
    person, worker = scenes.elder(town, now), town.users["worker"]
    before = named(town, person, "13900000001", now)
    withdraw_consent(person=person, purpose="family", by=worker, now=now + minutes(1))
    after = named(town, person, "13900000002", now + minutes(2))
    ties = family_reads.ties_of(person)
    assert [tie.pk for tie in ties] == [after] and before != after
    run_jobs()
    assert [tie.pk for tie in family_reads.ties_of(person)] == [after], "and the new one stays"


def menu(town: Neighbourhood, now: datetime, place: str = "community") -> Menu:
    new = NewMenu(
        place=town.places[place], date=now.date(), meal="lunch", dishes="红烧豆腐", price=1200,
        closes_at=now + minutes(60),
    )  # fmt: skip
    return meals.add_menu(new, by=SYSTEM, now=now)


def test_nobody_eats_from_the_kitchen_of_another_community(
    town: Neighbourhood, now: datetime
) -> None:
    other = menu(town, now, "next_community")
    with pytest.raises(MenuUnknown):
        meals.order_meal(
            person=scenes.elder(town, now), menu=other, channel="phone", by=SYSTEM, now=now
        )


def test_taken_back_and_brought_at_once(town: Neighbourhood, now: datetime) -> None:
    person, by = scenes.elder(town, now), town.users["worker"]
    order = meals.order_meal(person=person, menu=menu(town, now), channel="phone", by=by, now=now)
    meals.at_the_door(order=order, outcome="taken", by=by, now=now + minutes(60))
    meals.cancel_meal(order=order, by=by, now=now)
    order.refresh_from_db()
    assert (order.outcome, order.cancelled_at) == ("taken", None)
    second = scenes.elder(town, now)
    order = meals.order_meal(person=second, menu=order.menu, channel="phone", by=by, now=now)
    meals.cancel_meal(order=order, by=by, now=now)
    with pytest.raises(MenuUnknown):
        meals.at_the_door(order=order, outcome="taken", by=by, now=now)


def pair(town: Neighbourhood, now: datetime, younger: Person, elder: Person) -> Pair:
    new = NewPair(younger=younger, elder=elder, days=tuple(range(7)), has_agreed=True)
    return buddies.make_pair(new, by=SYSTEM, now=now)


def test_a_good_word_is_kept_though_somebody_has_looked_in_already(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pair(town, now, scenes.elder(town, now), scenes.elder(town, now))
    by = town.users["worker"]
    buddies.note_contact(pair=made, heard=Heard(on=now.date()), by=by, now=now)
    task = CareTask.objects.get()
    monkeypatch.setattr(tasks, "open_tasks_of", lambda causes: [task.pk])  # read a moment ago
    tasks.finish_task(task=task, result="在楼下晒太阳", by=by, now=now)
    buddies.note_contact(pair=made, heard=Heard(on=now.date(), face="well"), by=by, now=now)
    assert Contact.objects.get().face == "well"


def test_one_home_without_an_office_hides_no_missed_contact(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pair(town, now, scenes.elder(town, now), scenes.elder(town, now))
    second = pair(town, now, scenes.elder(town, now), scenes.elder(town, now))
    real = tasks.open_task

    def nowhere(new: tasks.NewTask, **rest: object) -> CareTask:
        if new.person.pk == first.elder_id:
            raise NoOfficeHere()
        return real(new, **rest)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(buddies, "open_task", nowhere)
    assert buddies.miss_overdue(now=now.replace(hour=19)) == 1
    assert Contact.objects.get().pair == second


def test_nothing_is_noted_for_a_pair_that_has_ended(town: Neighbourhood, now: datetime) -> None:
    made = pair(town, now, scenes.elder(town, now), scenes.elder(town, now))
    buddies.part(pair=made, by=SYSTEM, now=now)
    with pytest.raises(PairUnknown):
        buddies.note_contact(
            pair=made, heard=Heard(on=now.date(), face="well"), by=town.users["worker"], now=now
        )


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once(town: Neighbourhood, now: datetime) -> None:
    """One card, one rule of a label, one row of minutes; and nobody carries six."""
    person, younger = scenes.elder(town, now), scenes.elder(town, now)
    failed: list[str] = []

    def at_once(*deeds: Callable[[], object]) -> None:
        def run(deed: Callable[[], object]) -> None:
            try:
                deed()
            except Exception as failure:
                failed.append(type(failure).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    place = town.places["community"]
    times = dict.fromkeys(("family", "buddy", "neighbour", "committee", "arrival"), 4)
    for deed in (
        lambda: meals.set_diet(person=person, diet="soft", allergy="花生", by=SYSTEM, now=now),
        lambda: meals.set_subsidy(place=place, label="aged", fen=300, by=SYSTEM, now=now),
        lambda: ladders.set_times(place=place, minutes=times, by=SYSTEM, now=now),
    ):
        at_once(deed, deed, deed)
    assert not failed and DietCard.objects.count() == 1
    elders = [scenes.elder(town, now) for _ in range(6)]
    at_once(*(partial(pair, town, now, younger, one) for one in elders))
    assert failed == [TooManyElders.__name__]
    assert Pair.objects.filter(younger=younger).count() == 5


BAD_DAYS = ("9999-12-31", "9999-12-30", "0001-01-01", "2026-02-30", "")


def test_pages_bear_days_and_numbers_that_are_none(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now, with_account=True)
    made = pair(town, now, scenes.elder(town, now), person)
    client, desk = Client(), Client()
    client.force_login(town.users["resident"])
    desk.force_login(town.users["worker"])
    for day in BAD_DAYS:
        for one, page in (
            (client, reverse("care:away")),
            (desk, reverse("care:desk_away", args=[person.pk])),
        ):
            assert one.post(page, {"back_on": day}).status_code < 500
        assert desk.get(reverse("care:desk_buddies"), {"week": day}).status_code == 200
        noted = reverse("care:desk_note", args=[made.pk])
        assert desk.get(f"{noted}?on={day}").status_code == 200
        assert desk.post(f"{noted}?on={day}", {"face": "well"}).status_code < 500
        new = {"date": day, "meal": "lunch", "dishes": "面", "price": "8", "closes": "00:00"}
        assert desk.post(reverse("care:desk_menu"), new).status_code < 500
    for number in ("²", "٣", "9" * 40, "-1", "1e3"):
        assert desk.get(reverse("care:desk_new_call"), {"person": number}).status_code < 500
        ask = reverse("care:desk_ask_tap", args=[person.pk])
        assert desk.post(ask, {"tap": number}).status_code < 500
    assert date.max > now.date()


def test_a_list_of_orders_says_nothing_of_somebodys_health(
    town: Neighbourhood, now: datetime
) -> None:
    made = pair(town, now, scenes.elder(town, now), scenes.elder(town, now))
    heard = Heard(on=now.date(), face="poor", words="胸口痛，摔过一次")
    buddies.note_contact(pair=made, heard=heard, by=town.users["worker"], now=now)
    order = CareTask.objects.get().order
    assert order is not None and "胸口痛" not in order.title
    assert "胸口痛" in order.instruction, "whoever goes knows it"


@pytest.mark.parametrize("has_left", [True, False])
def test_a_button_in_a_home_that_somebody_left_sends_nobody_to_the_new_door(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int], has_left: bool
) -> None:
    person, button = scenes.with_button(town, now)
    values: dict[str, object] = (
        {"left_on": now.date()} if has_left else {"place": town.places["next_building"]}
    )
    with writing():
        Person.objects.filter(pk=person.pk).update(**values)
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message("HB-1", "1", now, help=1)], now)
    run_jobs()
    assert not HelpCall.objects.exists()
    order = Alert.objects.get().order
    assert order is not None and order.place == town.home and order.closed_at is None
    for _ in range(2):
        let_go_of_moved(by=SYSTEM, now=now + minutes(1))
    button.refresh_from_db()
    assert button.person is None


def test_whoever_lives_there_now_has_not_agreed(town: Neighbourhood, now: datetime) -> None:
    """The meter of somebody who moved away tells of other people."""
    row, person = meter(town)
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message("WM-1", "1", now, water_total=100)], now)
    with writing():
        Person.objects.filter(pk=person.pk).update(place=town.places["next_building"])
    assert let_go_of_moved(by=SYSTEM, now=now + minutes(1)) == 1
    later = now + minutes(2)
    ingest.take([message("WM-1", "2", later, water_total=101)], later)
    assert not Reading.objects.filter(device=row).exists()


def test_no_message_names_somebody_who_was_erased(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    named(town, person, "13900000001", now)
    call = scenes.called(person, now)
    calls.look_at_clocks(now=now + minutes(20))
    calls.was_at_door(
        helper=call.helpers.earliest("pk"), seen=AtTheDoor("hospital"), by=SYSTEM, now=now
    )
    assert Delivery.objects.filter(text__contains="王桂英").exists()
    erase_person(person, by=SYSTEM, now=now)
    run_jobs()
    assert not Delivery.objects.filter(text__contains="王桂英").exists()
    assert not Delivery.objects.filter(text__contains="梧桐苑").exists()
    sealed = Delivery.objects.filter(subject_id=call.pk, subject_type__startswith="care.helpcall")
    assert not sealed.filter(text_sealed__isnull=False).exists()
    assert not sealed.filter(status="waiting").exists()
