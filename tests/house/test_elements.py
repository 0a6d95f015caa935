"""docs/reference/elements.md and sealed.md hold: every role tries every entry of the register."""

from datetime import datetime

import pytest
from django.test import Client

from liren.accounts.models import User
from liren.config import reference
from liren.core import crypto
from liren.core.datasets import declared_columns
from liren.core.errors import LirenError
from liren.core.models import AuditEvent
from liren.core.permissions import Role, roles
from liren.people.domain import catalogue
from liren.people.domain.elements import Element, Kind
from liren.people.domain.masking import Sight, masked
from liren.people.domain.owning import Right
from liren.people.models import Person
from liren.people.selectors import words_for
from liren.people.selectors.elements import value_of
from liren.people.services import Oneself, Status, access, put
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood
from tests.house.test_doors import signed_in_as
from tests.people.scenes import number, person

ENTRIES = [of for of in catalogue.BY_SUBJECT["person"].values() if of.kind is not Kind.PLACE]
SAID: dict[str, object] = {
    "name": "金丝雀一", "birth_date": "1948-09-26", "id_number": number(1), "nationality": "CHN",
    "registered_address": "某省某市某路 17 号金丝雀院", "phone": "15400001234",
    "second_phone": "15400005678", "other_phones": "15400009012", "email": "canary@example.org",
    "lives_alone": True, "remark": "金丝雀二", "left_on": "2026-01-05",
}  # fmt: skip
OTHERWISE: dict[str, object] = {
    "name": "金丝雀三", "birth_date": "1948-09-27", "id_number": number(2, "19480927"),
    "nationality": "MNG", "registered_address": "某省某市某路 18 号", "phone": "15400004321",
    "second_phone": "15400008765", "other_phones": "15400002109", "email": "other@example.org",
    "lives_alone": False, "remark": "金丝雀四", "left_on": "2026-01-06",
}  # fmt: skip


def code(of: Element, place: int) -> object:
    assert of.codes is not None
    known = list(of.codes.codes)
    return known[place]


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    """Somebody of whom every entry is held."""
    listed = {of.field: code(of, 0) for of in ENTRIES if of.kind is Kind.CODE}
    return person(town.home, now, **listed, **SAID)


def user_of(role: Role) -> User:
    return User.objects.get(username=f"only_{role.key}")


def clear(row: Person, of: Element) -> str:
    return words_for(of, value_of(row, of))


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_what_a_role_sees(role: Role, wang: Person, town: Neighbourhood) -> None:
    client = signed_in_as(role, town)
    answer = client.get(f"/desk/people/{wang.pk}/")
    page = answer.content.decode()
    for of in ENTRIES:
        one = access.by_permissions(role.permissions, of)
        assert (answer.status_code == 200) == (one.sight not in (Sight.NONE, Sight.WAITING))
        if of.is_masked:
            assert clear(wang, of) not in page, of.code
        if one.sight is Sight.READ:
            assert clear(wang, of) in page, of.code
        if one.sight in (Sight.MASKED, Sight.OPENED):
            assert masked(of, clear(wang, of)) in page, of.code


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_what_a_role_opens(role: Role, wang: Person, town: Neighbourhood) -> None:
    client = signed_in_as(role, town)
    for of in ENTRIES:
        if not of.is_masked:
            continue
        asked = {"element": of.field, "purpose": "低保核查"}
        answer = client.post(f"/desk/people/{wang.pk}/show/", asked)
        is_open = access.by_permissions(role.permissions, of).sight is Sight.OPENED
        assert (clear(wang, of) in answer.content.decode()) == is_open, of.code
        assert (answer.status_code == 200) == is_open
    seen = AuditEvent.objects.filter(action="people.element_seen").count()
    assert seen in (0, len([of for of in ENTRIES if of.is_masked]))


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_what_a_role_says(role: Role, wang: Person, town: Neighbourhood, now: datetime) -> None:
    signed_in_as(role, town)
    for of in ENTRIES:
        value = code(of, 1) if of.kind is Kind.CODE else OTHERWISE[of.field]
        right = access.by_permissions(role.permissions, of).right
        assert _came_of(wang, of, value, user_of(role), now) is right, of.code


def _came_of(row: Person, of: Element, value: object, by: object, now: datetime) -> Right:
    try:
        result = put(subject=row, values={of.field: value}, source="x", by=by, now=now)  # type: ignore[arg-type]  # a user or oneself
    except LirenError as refused:
        assert refused.code == "people.not_yours", (of.code, refused.code)
        return Right.NONE
    became = {Status.ACCEPTED: Right.WRITE, Status.PROPOSED: Right.PROPOSE}
    return became[result.outcomes[of.field].status]


def test_what_the_person_says(wang: Person, now: datetime) -> None:
    me = Oneself(person_id=wang.pk)
    for of in ENTRIES:
        value = code(of, 1) if of.kind is Kind.CODE else OTHERWISE[of.field]
        assert _came_of(wang, of, value, me, now) is access.by_oneself(of).right, of.code


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_who_sees_what_waits(role: Role, wang: Person, town: Neighbourhood, now: datetime) -> None:
    put(
        subject=wang, values={"phone": "15400004321", "remark": "金丝雀四"}, source="走访",
        by=town.users["grid_worker"], now=now,
    )  # fmt: skip
    page = signed_in_as(role, town).get("/desk/people/proposals/").content.decode()
    decides = "people.decide" in role.permissions
    assert ("154****4321" in page) == decides == ("金丝雀四" in page)
    assert "15400004321" not in page


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_who_is_shown_the_number_behind_a_report(role: Role, town: Neighbourhood) -> None:
    report = rows.report(town)
    sealed = crypto.seal("+8615400001234", purpose="report.contact", row=report.salt)
    type(report).objects.filter(pk=report.pk).update(contact_sealed=sealed)
    [column] = [c for c in declared_columns() if str(c) == "cases.Report.contact_sealed"]
    client: Client = signed_in_as(role, town)
    answer = client.post(
        f"/desk/cases/{report.case_id}/reports/{report.pk}/number/", {"purpose": "问楼层"}
    )
    assert ("15400001234" in answer.content.decode()) == (column.opened_by in role.permissions)


def test_the_tables_name_every_role_and_entry() -> None:
    elements, sealed = reference.element_table(), reference.sealed_table()
    assert all(str(role.name) in elements and str(role.name) in sealed for role in roles)
    assert all(f"`{of.code}`" in elements for of in catalogue.ALL)
    assert all(f"`{column}`" in sealed for column in declared_columns())
