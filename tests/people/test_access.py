"""The table of roles and elements is what the services and the pages do."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liren.accounts.models import Grant, User
from liren.core.permissions import SYSTEM, PermissionMissing, Role, roles
from liren.people import services
from liren.people.domain import catalogue
from liren.people.domain.elements import Element, Kind
from liren.people.domain.owning import Right
from liren.people.models import Person, Record
from liren.people.services import New, Status, put
from liren.people.services.access import Sight, access_to
from tests.factories.neighbourhood import BEGUN, Neighbourhood
from tests.people.scenes import number, person

HELD: dict[Kind, Any] = {
    Kind.TEXT: "甲乙丙", Kind.WORDS: "金丝雀的话", Kind.DATE: "2020-01-02",
    Kind.PART_DATE: "1948-09-26", Kind.YES_NO: True, Kind.NUMBER: 7, Kind.MONEY: 12_300,
    Kind.PHONE: "15400007777", Kind.PHONES: "15400006666", Kind.EMAIL: "canary@example.org",
    Kind.ID_NUMBER: number(1), Kind.CREDIT_CODE: "91110000MA00000000", Kind.MONTH: "2026-01",
}  # fmt: skip
OTHER: dict[Kind, Any] = HELD | {
    Kind.TEXT: "丁戊己", Kind.WORDS: "别的话", Kind.DATE: "2020-01-03", Kind.PART_DATE: "1949",
    Kind.YES_NO: False, Kind.NUMBER: 8, Kind.MONEY: 45_600, Kind.PHONE: "15400008888",
    Kind.PHONES: "15400009999", Kind.EMAIL: "other@example.org", Kind.ID_NUMBER: number(2),
}  # fmt: skip
# Where somebody lives and since when is said by moving; no value is typed for it.
MOVES = frozenset({"left_on", "left_why"})
PERSON = [of for of in catalogue.ALL if of.subject == "person" and of.field not in MOVES]
TRIED = [of for of in PERSON if of.kind is not Kind.PLACE]


def value_for(of: Element, held: dict[Kind, Any]) -> Any:
    """A value of the right shape that no other element has."""
    if of.codes is not None:
        listed = list(of.codes.names)
        return listed[0] if held is HELD else listed[1]
    if of.kind not in (Kind.TEXT, Kind.WORDS):
        return held[of.kind]
    words = f"{held[of.kind]}{of.field}"
    return words if len(words) <= of.longest else held[Kind.TEXT]


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    row = person(town.home, now)
    values = {of.field: value_for(of, HELD) for of in TRIED if of.field != "id_type"}
    put(subject=row, values=values, source="台账", by=SYSTEM, now=now)
    row.refresh_from_db()
    return row


def only(role: Role, town: Neighbourhood) -> User:
    user = User.objects.create(username=f"only_{role.key}", name=role.key)
    if role.permissions:
        party = town.parties["street_office"]
        grant = Grant(user=user, role=role.key, party=party, from_date=BEGUN)
        grant.put_at(town.places["street"])
        grant.save()
    return user


def done(row: Record, of: Element, by: User, now: datetime) -> Right:
    try:
        result = put(
            subject=row, values={of.field: value_for(of, OTHER)}, source="x", by=by, now=now
        )
    except services.NotYours:
        return Right.NONE
    status = result.outcomes[of.field].status
    return {Status.ACCEPTED: Right.WRITE, Status.PROPOSED: Right.PROPOSE}[status]


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_each_role_writes_what_the_table_says(
    role: Role, wang: Person, town: Neighbourhood, now: datetime
) -> None:
    by, wrong = only(role, town), []
    for of in TRIED:
        if of.field == "id_type":
            continue
        wang.refresh_from_db()
        found, said = done(wang, of, by, now), access_to(of, role.permissions).right
        if found is not said:
            wrong.append(f"{of.code}: {found}, the table says {said}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_each_role_reads_what_the_table_says(
    role: Role, wang: Person, town: Neighbourhood, now: datetime
) -> None:
    client, wrong = Client(), []
    client.force_login(only(role, town))
    answer = client.get(f"/desk/people/{wang.pk}/")
    page = answer.content.decode() if answer.status_code == 200 else ""
    for of in TRIED:
        if of.codes is not None or of.kind in (Kind.YES_NO, Kind.NUMBER):
            continue  # such a word stands elsewhere on the page too
        shown, said = str(value_for(of, HELD)) in page, access_to(of, role.permissions).sight
        if shown != (said is Sight.CLEAR):
            wrong.append(f"{of.code}: shown {shown}, the table says {said}")
        if said in (Sight.MASKED, Sight.NONE) or said is Sight.OPENED:
            asked = {"element": of.field, "purpose": "核对"}
            answer = client.post(f"/desk/people/{wang.pk}/show/", asked)
            opened = bare(str(value_for(of, HELD))) in bare(answer.content.decode())
            if opened != (said is Sight.OPENED):
                wrong.append(f"{of.code}: opened {opened}, the table says {said}")
    assert not wrong, "\n".join(wrong)


def bare(text: str) -> str:
    """Without the spaces that a telephone is written with."""
    return text.replace(" ", "")


def test_who_begins_a_record_is_in_the_table(town: Neighbourhood, now: datetime) -> None:
    """Whoever writes nothing begins nothing."""
    for role in roles:
        rights = {access_to(of, role.permissions).right for of in catalogue.ALL}
        if Right.WRITE not in rights:
            new = New("person")
            values = {"name": "某某", "home": town.home}
            with pytest.raises(PermissionMissing):
                put(subject=new, values=values, source="x", by=only(role, town), now=now)
