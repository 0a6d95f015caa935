"""Offices, departments and firms: added, changed, and asked no more."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from liren.accounts import selectors, services
from liren.accounts.models import Grant, Party
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import PartyEnded
from liren.accounts.services import NewParty, PartyFacts, Post
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
    first, second = add(town, now), add(town, now, at="next_community")
    assert (first.key, second.key) == ("xi-pan-wu-ye", "xi-pan-wu-ye-2")
    english = add(town, now, replace(FIRM, name="清溪物业", name_en="Creekside Services"))
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
    add(town, now, replace(FIRM, name="清溪物业", above=above))
    with pytest.raises(services.PartyHasBelow) as refused:
        services.end_party(party=above, by=by, now=now)
    assert refused.value.data["names"] == "清溪物业"


def test_the_last_office_of_a_place_stays(town: Neighbourhood, now: datetime) -> None:
    office = add(town, now, NewParty(kind=Party.Kind.STREET, name="街道二办"), at="street")
    by = town.users["administrator"]
    services.end_party(party=office, by=by, now=now)
    city_office = NewParty(kind=Party.Kind.STREET, name="城北办事处")
    only = services.add_party(city_office, place=town.places["district"], by=SYSTEM, now=now)
    with pytest.raises(services.PartyNeeded):
        services.end_party(party=only, by=SYSTEM, now=now)
    assert Party.objects.get(pk=only.pk).ended_at is None


def test_a_ring_that_was_stored_is_seen_and_not_walked_for_ever(
    town: Neighbourhood, now: datetime
) -> None:
    first, second = add(town, now), add(town, now, replace(FIRM, name="清溪物业"))
    Party.objects.filter(pk=first.pk).update(above=second)
    Party.objects.filter(pk=second.pk).update(above=first)
    third = add(town, now, replace(FIRM, name="晚晴物业"))
    change(town, now, third, PartyFacts(name=third.name, above=first))
    assert Party.objects.get(pk=third.pk).above == first


def test_what_was_read_before_does_not_close_a_ring(town: Neighbourhood, now: datetime) -> None:
    first, second = add(town, now), add(town, now, replace(FIRM, name="清溪物业"))
    stale = Party.objects.select_related("above").get(pk=first.pk)
    change(town, now, first, PartyFacts(name=first.name, above=second))
    with pytest.raises(services.PartyAboveItself):
        change(town, now, second, PartyFacts(name=second.name, above=stale))


def test_an_old_page_does_not_bring_an_ended_party_back(town: Neighbourhood, now: datetime) -> None:
    party = add(town, now)
    stale = Party.objects.get(pk=party.pk)
    services.end_party(party=party, by=SYSTEM, now=now)
    with pytest.raises(services.PartyIsNoMore):
        change(town, now, stale, PartyFacts(name="又开了"))
    kept = Party.objects.get(pk=party.pk)
    assert (kept.ended_at, kept.name) == (now, FIRM.name)


def test_a_change_writes_only_what_changed(town: Neighbourhood, now: datetime) -> None:
    party = add(town, now)
    Party.objects.filter(pk=party.pk).update(phone="0600-9")
    party.key = "forged"
    facts = PartyFacts(name="清溪物业", duty=FIRM.duty, phone="0600-9")
    assert change(town, now, party, facts).key == "xi-pan-wu-ye"
    kept = Party.objects.get(pk=party.pk)
    assert (kept.key, kept.name, kept.phone) == ("xi-pan-wu-ye", "清溪物业", "0600-9")


def test_nobody_is_put_below_a_party_that_is_no_more(town: Neighbourhood, now: datetime) -> None:
    above, party = add(town, now), add(town, now, replace(FIRM, name="清溪物业"))
    services.end_party(party=above, by=SYSTEM, now=now)
    with pytest.raises(PartyEnded):
        change(town, now, party, PartyFacts(name=party.name, above=above))
    with pytest.raises(PartyEnded):
        add(town, now, replace(FIRM, name="晚晴物业", above=above))


def post(town: Neighbourhood, party: Party, begins: datetime) -> Post:
    place, day = town.places["compound"], begins.date()
    return Post(role="partner_officer", place=place, from_date=day, party=party)


def test_a_role_that_begins_tomorrow_keeps_a_party(town: Neighbourhood, now: datetime) -> None:
    party, person = add(town, now), town.users["resident"]
    tomorrow = post(town, party, now + timedelta(days=1))
    services.grant_role(user=person, post=tomorrow, by=SYSTEM, now=now)
    with pytest.raises(services.PartyStaffed):
        services.end_party(party=party, by=SYSTEM, now=now)
    services.end_grant(grant=Grant.objects.get(party=party), by=SYSTEM, now=now)
    services.end_party(party=party, by=SYSTEM, now=now)
    with pytest.raises(PartyEnded):
        services.grant_role(user=person, post=post(town, party, now), by=SYSTEM, now=now)


def test_the_last_office_of_a_place_is_not_moved_away(town: Neighbourhood, now: datetime) -> None:
    street, to = town.parties["street_office"], town.places["next_community"]
    facts = PartyFacts(name=street.name, name_en=street.name_en, duty=street.duty)
    with pytest.raises(services.PartyNeeded):
        services.change_party(party=street, facts=facts, place=to, by=SYSTEM, now=now)
    assert Party.objects.get(pk=street.pk).place == town.places["street"]
    add(town, now, NewParty(kind=Party.Kind.STREET, name="街道二办"), at="street")
    services.change_party(party=street, facts=facts, place=to, by=SYSTEM, now=now)
    assert Party.objects.get(pk=street.pk).place == to


def test_a_name_is_kept_as_it_is_seen(town: Neighbourhood, now: datetime) -> None:
    new = replace(FIRM, name=" 溪畔\u202e\x00  物业\u200b\n", name_en="Creek\u3000 side")
    party = add(town, now, new)
    assert (party.name, party.name_en) == ("溪畔 物业", "Creek side")
    assert change(town, now, party, PartyFacts(name="清\u2066溪")).name == "清溪"
    with pytest.raises(services.PartyNameMissing):
        change(town, now, party, PartyFacts(name="\u202e "))


def test_one_name_at_a_place_is_one_party(town: Neighbourhood, now: datetime) -> None:
    party, other = add(town, now), add(town, now, replace(FIRM, name="清溪物业"))
    with pytest.raises(services.PartyNameTaken):
        add(town, now, replace(FIRM, name=f"{FIRM.name}\u200b"))
    with pytest.raises(services.PartyNameTaken):
        change(town, now, other, PartyFacts(name=FIRM.name))
    services.end_party(party=party, by=SYSTEM, now=now)
    assert add(town, now).key == "xi-pan-wu-ye-2"
