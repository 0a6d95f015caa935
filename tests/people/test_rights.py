"""Residents see, correct, take with them and take back; terms end."""

import io
import json
from datetime import date, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from liren.accounts.models import User
from liren.core import audit, events
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.people import selectors, services
from liren.people.models import Consent, Erasure, Fact, Person, Proposal, SelfLink, State
from liren.people.permissions import PeoplePermission
from liren.people.services import New, Oneself, put
from liren.places.selectors import address
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import OTHER_PHONE, PHONE, number, person


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    return person(town.home, now, phone=PHONE, id_number=number(1), email="wang@example.org")


def test_a_link_opens_with_four_digits_and_not_for_ever(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    by = town.users["grid_worker"]
    token = services.make_link(person=wang, by=by, now=now)
    assert token.encode() not in bytes(SelfLink.objects.get().token_hash)
    assert services.open_link(token=token, digits="1234", now=now) == wang
    assert services.open_link(token=token, digits=number(1)[-4:].lower(), now=now) == wang
    for _ in range(5):
        with pytest.raises(services.DigitsWrong):
            services.open_link(token=token, digits="0000", now=now)
    with pytest.raises(services.LinkUnknown):
        services.open_link(token=token, digits="1234", now=now)
    other = services.make_link(person=wang, by=by, now=now)
    with pytest.raises(services.LinkUnknown):
        services.open_link(token=other, digits="1234", now=now + timedelta(days=15))
    with pytest.raises(PermissionMissing):
        services.make_link(person=wang, by=town.users["next_grid_worker"], now=now)


def test_a_link_for_whom_nothing_is_known_opens_to_nobody(
    town: Neighbourhood, now: datetime
) -> None:
    with pytest.raises(services.NobodyHome):
        services.make_link(person=person(town.home, now), by=SYSTEM, now=now)


def test_a_link_that_is_sent_is_written_once(wang: Person, now: datetime) -> None:
    token = services.make_link(person=wang, by=SYSTEM, now=now, send=True)
    row = SelfLink.objects.get()
    assert services.message_of(row.pk, now) == (f"+86{PHONE}", token, wang)
    assert services.message_of(row.pk, now) is None


def test_what_they_say_waits_and_what_they_confirm_is_fresh(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    me = Oneself(person_id=wang.pk)
    put(subject=wang, values={"phone": OTHER_PHONE}, source="本人", by=me, now=now)
    assert Proposal.objects.get().fact.source == "本人"
    other = person(town.home, now, name="李")
    with pytest.raises(services.NotYours):
        put(subject=other, values={"phone": OTHER_PHONE}, source="本人", by=me, now=now)
    row = services.confirm(person=wang, by=me, now=now)
    assert (row.confirmed_on, row.stale_on) == (date(2026, 11, 16), date(2027, 11, 16))
    with pytest.raises(PermissionMissing):
        services.confirm(person=other, by=me, now=now)


def test_stale_homes_become_walks_soonest_first_and_not_all_at_once(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liren.people.services import confirming
    from liren.places.services import NewPlace, add_places

    monkeypatch.setattr(confirming, "HOMES_A_DAY", 2)
    heard: list[events.Event] = []
    monkeypatch.setitem(events._handlers, "heard", heard.append)
    monkeypatch.setitem(events._subscribers, "people.home_stale", ["heard"])
    new = [NewPlace(key=f"{n}", parent=None, kind="home", name=f"{n}室") for n in range(3)]
    homes = add_places(new, under=town.places["unit"])
    people = [person(homes[f"{n}"], now - timedelta(days=400 - n)) for n in (2, 0, 1)]
    assert services.send_out_for_stale(now - timedelta(days=100)) == 0
    assert services.send_out_for_stale(now) == 2
    assert services.send_out_for_stale(now) == 0  # today's walks are given
    asked = Person.objects.filter(asked_on__isnull=False)
    assert {one.place.name for one in asked} == {"0室", "1室"}
    assert services.send_out_for_stale(now + timedelta(days=1)) == 1
    assert DBTaskResult.objects.filter(task_path="liren.core.events.tell").count() == 3
    services.confirm(person=people[1], by=town.users["grid_worker"], now=now)
    assert Person.objects.get(pk=people[1].pk).asked_on is None


def test_consent_taken_back_takes_the_values_with_it(wang: Person, now: datetime) -> None:
    me = Oneself(person_id=wang.pk)
    services.give_consent(person=wang, purpose="email", by=me, now=now)
    services.give_consent(person=wang, purpose="email", by=me, now=now)
    assert Consent.objects.count() == 1
    assert services.withdraw_consent(person=wang, purpose="email", by=me, now=now) == 1
    assert Person.objects.get().email_sealed is None
    assert Erasure.objects.get().why == "consent"
    with pytest.raises(services.PurposeUnknown):
        services.give_consent(person=wang, purpose="everything", by=me, now=now)


def test_one_takes_along_all_that_is_held(wang: Person, town: Neighbourhood, now: datetime) -> None:
    worker = town.users["worker"]
    put(subject=wang, values={"remark": "=1+1"}, source="走访", by=worker, now=now)
    of = selectors.element("person.phone")
    services.unmask(record=wang, element=of, purpose="通知停水", by=worker, now=now)
    row = Person.objects.get()
    copied = json.loads(services.copy_as_json(row))
    assert copied["records"][0]["values"]["证件号码"] == number(1)
    assert copied["records"][0]["values"]["现住址"] == address(row.place) == "梧桐苑3号楼2单元502室"
    assert copied["looked_at"][0]["purpose"] == "通知停水"
    book = load_workbook(io.BytesIO(services.copy_as_workbook(row)))
    cells = [str(c.value) for sheet in book for line in sheet for c in line]
    assert f"+86{PHONE}" in " ".join(cells) and "通知停水" in cells
    assert not [c for sheet in book for line in sheet for c in line if c.data_type == "f"]


def test_deletion_is_asked_once_and_granted_with_proof(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    me, account = Oneself(person_id=wang.pk), User.objects.create(username="e1", name="王桂英")
    services.link_user(person=wang, user=account, by=SYSTEM, now=now)
    services.give_consent(person=wang, purpose="email", by=account, now=now)
    put(subject=wang, values={"phone": OTHER_PHONE}, source="x", by=SYSTEM, now=now)
    asked = services.ask_deletion(person=wang, words="我搬走了", by=me, now=now)
    with pytest.raises(services.DeletionAskedAlready):
        services.ask_deletion(person=wang, words="", by=me, now=now)
    worker = town.users["worker"]
    with pytest.raises(services.ReasonMissing):
        services.decide_deletion(request=asked, grant=False, reason="", by=worker, now=now)
    with pytest.raises(PermissionMissing):
        services.decide_deletion(
            request=asked, grant=True, reason="", by=town.users["grid_worker"], now=now
        )
    services.decide_deletion(request=asked, grant=True, reason="", by=worker, now=now)
    row = Person.objects.get()
    assert (row.name, row.phone_sealed, row.id_number_index, row.phone_index) == (
        "已删除", None, None, None,
    )  # fmt: skip
    assert set(Fact.objects.values_list("state", flat=True)) == {State.ERASED}
    assert not Fact.objects.exclude(value="", value_sealed=None).exists()
    assert Erasure.objects.count() >= 4 and audit.verify() == []
    asked.refresh_from_db()
    assert (asked.words, row.source) == ("", "已删除")
    assert set(Consent.objects.values_list("given_by", flat=True)) == {"已删除"}
    assert User.objects.get(pk=account.pk).name == ""
    assert set(Fact.objects.values_list("source", flat=True)) == {"已删除"}
    with pytest.raises(services.DeletionDecided):
        services.decide_deletion(request=asked, grant=True, reason="", by=worker, now=now)


def test_nothing_is_noted_of_who_was_erased(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    grid, worker = town.users["grid_worker"], town.users["worker"]
    put(subject=wang, values={"remark": "腿脚不便"}, source="x", by=grid, now=now)
    waiting = Proposal.objects.get()
    services.erase_person(wang, by=SYSTEM, now=now)
    for by in (worker, SYSTEM):
        with pytest.raises(services.PersonGone):
            put(subject=wang, values={"remark": "后来写的"}, source="x", by=by, now=now)
    benefit = {"person": Person.objects.get(), "kind": "低保"}
    with pytest.raises(services.PersonGone):
        put(subject=New("benefit"), values=benefit, source="x", by=SYSTEM, now=now)
    with pytest.raises(services.PersonGone):
        services.accept_proposal(proposal=waiting, by=worker, now=now)
    everywhere = worker.scope_for(PeoplePermission.SEE)
    assert not selectors.proposals(everywhere).exists()
    assert not selectors.page_of(everywhere).rows
    assert not selectors.persons_at(everywhere, town.home).exists()
    with pytest.raises(selectors.PersonUnknown):
        selectors.person(everywhere, wang.pk)
    assert Person.objects.get().remark == ""


def test_what_a_law_holds_is_not_deleted(wang: Person, town: Neighbourhood, now: datetime) -> None:
    values = {"person": wang, "kind": "低保"}
    put(subject=New("benefit"), values=values, source="民政", by=SYSTEM, now=now)
    asked = services.ask_deletion(person=wang, words="", by=Oneself(person_id=wang.pk), now=now)
    with pytest.raises(services.DeletionHeld):
        services.decide_deletion(
            request=asked, grant=True, reason="", by=town.users["worker"], now=now
        )


def test_terms_end_with_the_clock(wang: Person, town: Neighbourhood, now: datetime) -> None:
    here = person(town.home, now, name="李", phone=OTHER_PHONE)
    values = {"left_on": "2026-11-16", "left_why": "迁出"}
    put(subject=wang, values=values, source="x", by=SYSTEM, now=now)
    assert services.erase_due(now + timedelta(days=364)) == 0
    assert services.erase_due(now + timedelta(days=367)) >= 2  # telephone and e-mail address
    row = Person.objects.get(pk=wang.pk)
    assert row.phone_sealed is None and row.id_number_sealed is not None and row.name == "王桂英"
    services.erase_due(now + timedelta(days=3 * 365 + 3))
    assert Person.objects.get(pk=wang.pk).id_number_sealed is None
    assert Person.objects.get(pk=here.pk).phone_sealed is not None
    assert services.erase_due(now + timedelta(days=3 * 365 + 3)) == 0
    assert audit.verify() == []
