"""Offices, departments and firms: added, changed, and asked no more."""

from dataclasses import replace
from datetime import datetime

import pytest

from liren.accounts import selectors, services
from liren.accounts.models import Grant, Party
from liren.accounts.permissions import AccountPermission
from liren.accounts.services import NewParty, PartyFacts
from liren.core import audit
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from tests.factories.neighbourhood import Neighbourhood

FIRM = NewParty(kind=Party.Kind.PROPERTY, name="溪畔物业", duty="property", phone="0600-8000")


def add(town: Neighbourhood, now: datetime, new: NewParty = FIRM, at: str = "compound") -> Party:
    by = town.users["administrator"]
    return services.add_party(new, place=town.places[at], by=by, now=now)


def change(town: Neighbourhood, now: datetime, party: Party, facts: PartyFacts) -> Party:
    by = town.users["administrator"]
    return services.change_party(party=party, facts=facts, place=party.place, by=by, now=now)


def test_a_party_gets_a_key_of_its_own(town: Neighbourhood, now: datetime) -> None:
    first, second = add(town, now), add(town, now)
    assert (first.key, second.key) == ("xi-pan-wu-ye", "xi-pan-wu-ye-2")
    english = add(town, now, replace(FIRM, name_en="Creekside Services"))
    assert english.key == "creekside-services"
    assert audit.verify() == []


@pytest.mark.parametrize("name", ["secretary", "security_officer", "worker", "resident"])
def test_only_who_sets_up_adds_parties(town: Neighbourhood, now: datetime, name: str) -> None:
    place = town.places["compound"]
    with pytest.raises(PermissionMissing):
        services.add_party(FIRM, place=place, by=town.users[name], now=now)


def test_a_party_is_renamed_and_moved(town: Neighbourhood, now: datetime) -> None:
    party, to = add(town, now), town.places["community"]
    facts = PartyFacts(name="清溪物业", above=town.parties["committee"], phone="0600-8001")
    by = town.users["administrator"]
    services.change_party(party=party, facts=facts, place=to, by=by, now=now)
    stored = Party.objects.get(pk=party.pk)
    assert (stored.name, stored.above, stored.phone) == (facts.name, facts.above, facts.phone)
    assert stored.place_path == to.path
    line = AuditEvent.objects.get(action="accounts.party_changed")
    assert line.data["changed"] == ["above", "duty", "name", "phone", "place"]


def test_what_stays_the_same_is_not_noted(town: Neighbourhood, now: datetime) -> None:
    party = add(town, now)
    change(town, now, party, PartyFacts(name=FIRM.name, duty=FIRM.duty, phone=FIRM.phone))
    assert not AuditEvent.objects.filter(action="accounts.party_changed").exists()


def test_nobody_moves_a_party_out_of_their_area(town: Neighbourhood, now: datetime) -> None:
    party, by = add(town, now), town.users["administrator"]
    facts = PartyFacts(name=party.name)
    with pytest.raises(PermissionMissing):
        services.change_party(party=party, facts=facts, place=town.places["city"], by=by, now=now)


def test_no_party_stands_above_itself(town: Neighbourhood, now: datetime) -> None:
    street, firm = town.parties["street_office"], town.parties["property_firm"]
    with pytest.raises(services.PartyAboveItself):
        change(town, now, street, PartyFacts(name=street.name, above=firm))


def test_an_ended_party_is_found_last_and_answers_no_more(
    town: Neighbourhood, now: datetime
) -> None:
    by, committee = town.users["administrator"], town.parties["next_committee"]
    for grant in Grant.objects.filter(party=committee):
        services.end_grant(grant=grant, by=town.users["security_officer"], now=now)
    services.end_party(party=committee, by=by, now=now)
    services.end_party(party=committee, by=by, now=now)
    assert AuditEvent.objects.filter(action="accounts.party_ended").count() == 1
    assert selectors.community_party(town.places["next_community"]) == town.parties["street_office"]
    listed = list(selectors.parties_in(by.scope_for(AccountPermission.PARTIES)))
    assert listed[-1] == committee


def test_a_party_with_people_or_parties_stays(town: Neighbourhood, now: datetime) -> None:
    by = town.users["administrator"]
    with pytest.raises(services.PartyStaffed):
        services.end_party(party=town.parties["committee"], by=by, now=now)
    above = add(town, now)
    add(town, now, replace(FIRM, above=above))
    with pytest.raises(services.PartyHasBelow) as refused:
        services.end_party(party=above, by=by, now=now)
    assert refused.value.data["names"] == FIRM.name


def test_the_last_office_of_a_place_stays(town: Neighbourhood, now: datetime) -> None:
    office = add(town, now, NewParty(kind=Party.Kind.STREET, name="街道二办"), at="street")
    by = town.users["administrator"]
    services.end_party(party=office, by=by, now=now)
    city_office = NewParty(kind=Party.Kind.STREET, name="城北办事处")
    only = services.add_party(city_office, place=town.places["district"], by=SYSTEM, now=now)
    with pytest.raises(services.PartyNeeded):
        services.end_party(party=only, by=SYSTEM, now=now)
    assert Party.objects.get(pk=only.pk).ended_at is None
