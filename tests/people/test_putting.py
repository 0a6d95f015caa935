"""One way in: accepted, proposed, unchanged or conflict, with fact, audit line and told fact."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from liren.accounts.models import Party
from liren.core import audit, events
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.people import services
from liren.people.domain.values import ValueMissing, ValueUnusable
from liren.people.models import Fact, Household, Person, Proposal, Residence, State
from liren.people.selectors.elements import element, text_of
from liren.people.services import New, Status, Write, put, put_all
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import OTHER_PHONE, PHONE, SOURCE, number, person


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    return person(town.home, now, phone=PHONE, id_number=number(1), sex="女")


def held(row: Person, code: str) -> str:
    """What the database holds, in clear."""
    return text_of(Person.objects.get(pk=row.pk), element(f"person.{code}"))


def test_a_new_record_holds_its_values_and_where_they_come_from(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    row = Person.objects.get()
    assert (row.source, row.recorded_by, row.revision) == (SOURCE, "system", 0)
    assert (row.sex, row.place_path) == ("2", town.home.path)
    assert held(row, "id_number") == number(1)
    assert b"9999" not in bytes(row.id_number_sealed or b"")
    assert not Fact.objects.exists()  # the record's own source covers what came with it
    assert Residence.objects.get().role == "lives"
    line = AuditEvent.objects.get(action="people.person_added")
    assert set(line.data["elements"]) == {"name", "home", "phone", "id_number", "sex"}
    assert PHONE not in str(list(AuditEvent.objects.values())) and audit.verify() == []


def test_the_keepers_word_holds_and_the_past_stays(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    worker = town.users["worker"]
    values = {"phone": OTHER_PHONE, "residency": "流动人口", "sex": "2"}
    result = put(subject=wang, values=values, source="上门走访", by=worker, now=now, base=0)
    assert result.having(Status.ACCEPTED) == ["phone", "residency"]
    assert result.having(Status.UNCHANGED) == ["sex"]
    assert held(wang, "phone") == f"+86{OTHER_PHONE}" and held(wang, "residency") == "floating"
    facts = {(f.element, f.state): f for f in Fact.objects.all()}
    assert set(facts) == {
        ("phone", State.PAST), ("phone", State.CURRENT), ("residency", State.CURRENT),
    }  # fmt: skip
    assert facts["phone", State.PAST].source == SOURCE
    assert facts["phone", State.CURRENT].by == worker.audit_name
    assert facts["phone", State.CURRENT].value == "" and facts["phone", State.CURRENT].revision == 1
    assert Person.objects.get().revision == 1
    assert AuditEvent.objects.get(action="people.changed").data["elements"] == [
        "phone", "residency",
    ]  # fmt: skip


def test_the_same_said_twice_changes_nothing(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    lines = AuditEvent.objects.count()
    values = {"phone": PHONE, "id_number": number(1), "name": "王桂英"}
    result = put(subject=wang, values=values, source=SOURCE, by=SYSTEM, now=now)
    assert set(result.having(Status.UNCHANGED)) == set(values)
    assert AuditEvent.objects.count() == lines and not Fact.objects.exists()


def test_anyone_elses_word_waits_and_waits_once(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    for _ in range(2):
        result = put(
            subject=wang, values={"phone": OTHER_PHONE}, source="走访",
            by=town.users["grid_worker"], now=now,
        )  # fmt: skip
        assert result.having(Status.PROPOSED) == ["phone"]
    assert held(wang, "phone") == f"+86{PHONE}"
    waiting = Proposal.objects.get()
    assert waiting.place == town.places["community"] and waiting.due_at and waiting.due_at > now
    assert waiting.fact.value == ""


def test_a_stranger_may_say_nothing(wang: Person, town: Neighbourhood, now: datetime) -> None:
    for name in ("next_grid_worker", "next_worker", "property_manager", "resident"):
        with pytest.raises((services.NotYours, PermissionMissing)):
            put(
                subject=wang, values={"phone": OTHER_PHONE}, source="x",
                by=town.users[name], now=now,
            )  # fmt: skip
    assert not Proposal.objects.exists()


def test_a_stale_base_is_a_conflict_that_shows_the_other_value(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    first, second = town.users["worker"], town.users["secretary"]
    put(subject=wang, values={"phone": OTHER_PHONE}, source="a", by=first, now=now, base=0)
    values = {"phone": "15400009999", "residency": "here"}
    result = put(subject=wang, values=values, source="b", by=second, now=now, base=0)
    assert result.having(Status.CONFLICT) == ["phone"]
    assert result.having(Status.ACCEPTED) == ["residency"]  # nobody else touched it
    outcome = result.outcomes["phone"]
    assert (outcome.other, outcome.by) == ("154****5678", first.audit_name)
    assert held(wang, "phone") == f"+86{OTHER_PHONE}"
    result = put(
        subject=wang, values={"phone": "15400009999"}, source="b", by=second, now=now, base=2
    )
    assert result.having(Status.ACCEPTED) == ["phone"]


def test_a_department_on_the_site_owns_its_elements(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    street = town.parties["street_office"]
    police = Party(key="police", kind="department", name="派出所", duty="police", above=street)
    police.put_at(town.places["street"])
    police.save()
    result = put(
        subject=wang, values={"name": "王桂荣"}, source="x", by=town.users["worker"], now=now
    )
    assert result.having(Status.PROPOSED) == ["name"]
    waiting = Proposal.objects.get()
    assert waiting.department == "police"
    with pytest.raises(services.NotTheOwner):
        services.accept_proposal(proposal=waiting, by=town.users["worker"], now=now)
    town.users["officer"].grants.update(party=police)
    town.users["officer"].forget_grants()
    services.accept_proposal(proposal=waiting, by=town.users["officer"], now=now)
    assert held(wang, "name") == "王桂荣"


def test_a_number_belongs_to_one_person(wang: Person, town: Neighbourhood, now: datetime) -> None:
    new = {"name": "李", "home": town.home, "id_number": number(1)}
    result = put(subject=New("person"), values=new, source="x", by=SYSTEM, now=now)
    assert result.subject is None and result.taken_by == wang.pk
    assert result.having(Status.CONFLICT) == ["id_number"]
    two = [Write(subject=New("person"), values={**new, "id_number": number(2)}) for _ in range(2)]
    first, second = put_all(two, source="x", by=SYSTEM, now=now)
    assert first.subject is not None and second.subject is None
    li = person(town.home, now, name="李")
    result = put(subject=li, values={"id_number": number(1)}, source="x", by=SYSTEM, now=now)
    assert result.having(Status.CONFLICT) == ["id_number"] and result.taken_by == wang.pk


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": ""}, ValueMissing),
        ({"home": None}, ValueMissing),
        ({"id_number": "999901199007261401"}, ValueUnusable),
        ({"sex": "x"}, ValueUnusable),
    ],
)
def test_one_value_that_cannot_be_used_stores_nothing(
    values: dict[str, object], error: type[Exception], town: Neighbourhood, now: datetime
) -> None:
    good = {"name": "王", "home": town.home}
    writes = [Write(subject=New("person"), values=good | more) for more in ({}, values)]
    with pytest.raises(error):
        put_all(writes, source="x", by=SYSTEM, now=now)
    assert not Person.objects.exists()


def test_a_passport_needs_no_check_digit(town: Neighbourhood, now: datetime) -> None:
    row = person(town.home, now, id_type="普通护照", id_number="e 1234567")
    assert held(row, "id_number") == "E1234567"


def test_a_value_needs_a_source(wang: Person, now: datetime) -> None:
    with pytest.raises(services.SourceMissing):
        put(subject=wang, values={"name": "x"}, source=" ", by=SYSTEM, now=now)


def test_a_period_that_ends_before_it_begins_is_refused(wang: Person, now: datetime) -> None:
    values = {"person": wang, "kind": "低保", "since": "2026-02-01", "until": "2026-01-01"}
    with pytest.raises(services.PeriodBackwards):
        put(subject=New("benefit"), values=values, source="x", by=SYSTEM, now=now)


def test_moving_ends_one_residence_and_begins_another(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    from liren.places.services import NewPlace, add_places

    new = NewPlace(key="503", parent=None, kind="home", name="503室")
    other = add_places([new], under=town.places["unit"])["503"]
    put(subject=wang, values={"home": other}, source="x", by=SYSTEM, now=now)
    row = Person.objects.get()
    assert (row.place, row.place_path) == (other, other.path)
    rows = list(Residence.objects.order_by("id").values_list("place", "until"))
    assert rows == [(town.home.pk, date(2026, 11, 16)), (other.pk, None)]
    put(
        subject=row,
        values={"left_on": "2026-11-16", "left_why": "迁出"},
        source="x",
        by=SYSTEM,
        now=now,
    )
    assert not Residence.objects.filter(until__isnull=True).exists()


def test_subject_matter_is_its_own_record(wang: Person, town: Neighbourhood, now: datetime) -> None:
    values = {
        "person": wang,
        "kind": "低保",
        "amount": 125000,
        "bank_account": "9999406706629614296",
    }
    by = town.users["worker"]
    made = put(subject=New("benefit"), values=values, source="民政", by=by, now=now).subject
    assert made is not None
    result = put(subject=made, values={"amount": 130000}, source="民政", by=by, now=now, base=0)
    assert result.having(Status.ACCEPTED) == ["amount"]
    with pytest.raises(services.AlreadyThere):
        put(subject=New("benefit"), values=values, source="民政", by=by, now=now)


def test_a_household_has_one_head(wang: Person, town: Neighbourhood, now: datetime) -> None:
    home = put(
        subject=New("household"), values={"home": town.home, "number": "QX001"}, source="x",
        by=SYSTEM, now=now,
    ).subject  # fmt: skip
    assert isinstance(home, Household)
    head = {"household": home, "relation": "户主"}
    put(subject=New("membership"), values=head | {"person": wang}, source="x", by=SYSTEM, now=now)
    with pytest.raises(services.AlreadyThere):
        li = person(town.home, now, name="李")
        put(subject=New("membership"), values=head | {"person": li}, source="x", by=SYSTEM, now=now)


def test_a_department_adds_an_element_of_its_own(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    new = services.NewElement(
        subject="person", field="blood_type", name="血型", name_en="Blood type", basis="急救需要",
    )  # fmt: skip
    with pytest.raises(PermissionMissing):
        services.define(new=new, at=town.places["street"], by=town.users["worker"], now=now)
    sealed = replace(new, sensitivity=services.Sensitivity.SEALED)
    with pytest.raises(services.ElementUnfit):  # that is a column of the catalogue
        services.define(new=sealed, at=town.places["street"], by=SYSTEM, now=now)
    services.define(new=new, at=town.places["street"], by=town.users["administrator"], now=now)
    with pytest.raises(services.ElementThere):
        services.define(new=new, at=town.places["street"], by=town.users["administrator"], now=now)
    put(subject=wang, values={"blood_type": "O"}, source="x", by=SYSTEM, now=now)
    assert held(wang, "blood_type") == "O"
    assert Person.objects.get().extra == {"blood_type": "O"}
    result = put(subject=wang, values={"blood_type": "O"}, source="x", by=SYSTEM, now=now)
    assert result.having(Status.UNCHANGED) == ["blood_type"]


def test_many_go_through_in_stretches_with_few_statements(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    new = [
        Write(
            subject=New("person"),
            values={"name": f"居民{n}", "home": town.home, "id_number": number(n), "phone": PHONE},
        )
        for n in range(900)
    ]
    with django_assert_max_num_queries(60):
        made = put_all(new, source=SOURCE, by=SYSTEM, now=now)
    rows = [one.subject for one in made]
    with django_assert_max_num_queries(110):
        again = [Write(subject=row, values={"phone": OTHER_PHONE}, base=0) for row in rows if row]
        results = put_all(again, source="走访", by=town.users["worker"], now=now)
    assert all(one.having(Status.ACCEPTED) == ["phone"] for one in results)
    assert Fact.objects.filter(state=State.CURRENT).count() == 900
    assert audit.verify() == []


def test_whoever_listens_is_told_in_the_same_transaction(
    wang: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[events.Event] = []
    key = "tests.people.heard"
    monkeypatch.setitem(events._handlers, key, heard.append)
    monkeypatch.setitem(events._subscribers, "people.record_changed", [key])
    put(subject=wang, values={"phone": OTHER_PHONE}, source="x", by=SYSTEM, now=now)
    job = DBTaskResult.objects.get(task_path="liren.core.events.tell")
    assert job.args_kwargs["args"][2]["elements"] == "phone"
    assert OTHER_PHONE not in str(job.args_kwargs)


def test_a_proposal_is_accepted_rejected_or_climbs(
    wang: Person, town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    grid, worker = town.users["grid_worker"], town.users["worker"]

    def propose(phone: str) -> Proposal:
        put(subject=wang, values={"phone": phone}, source="走访", by=grid, now=now, base=0)
        return Proposal.objects.latest("pk")

    first = propose(OTHER_PHONE)
    services.accept_proposal(proposal=first, by=worker, now=now)
    assert held(wang, "phone") == f"+86{OTHER_PHONE}"
    current = Fact.objects.get(state=State.CURRENT, element="phone")
    assert (current.source, current.by) == ("走访", worker.audit_name)
    with pytest.raises(services.ProposalDecidedAlready):
        services.accept_proposal(proposal=first, by=worker, now=now)
    second = propose("15400009999")
    with pytest.raises(services.ReasonMissing):
        services.reject_proposal(proposal=second, reason=" ", by=worker, now=now)
    services.reject_proposal(proposal=second, reason="打不通", by=worker, now=now)
    assert Fact.objects.get(pk=second.fact_id).state == State.REJECTED
    third = propose("15400008888")
    assert third.due_at and services.climb(third.due_at) == 1
    third.refresh_from_db()
    assert (third.place, third.level) == (town.places["street"], 1)
    with pytest.raises(PermissionMissing):
        services.accept_proposal(proposal=third, by=worker, now=now)
    services.accept_proposal(proposal=third, by=town.users["duty_officer"], now=now)
    assert held(wang, "phone") == "+8615400008888"
    assert audit.verify() == []


def test_signs_that_cannot_be_seen_do_not_come_in(town: Neighbourhood, now: datetime) -> None:
    row = person(town.places["home"], now)
    put(
        subject=row,
        values={"name": "甲\x01\u202e\x1f乙"},
        source="x",
        by=town.users["worker"],
        now=now,
    )
    row.refresh_from_db()
    assert row.name == "甲乙"
