"""Two administrators at once: no ring of parties, and never the last two offices away."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from liren.accounts import selectors, services
from liren.accounts.models import Grant, Party
from liren.accounts.services import NewParty, PartyFacts
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from tests.factories.neighbourhood import Neighbourhood, neighbourhood

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do them at the same moment; says how each ended."""
    gate, ends = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            ends.append("done")
        except LirenError as error:
            ends.append(error.code)
        except Exception as error:
            ends.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


def firm(town: Neighbourhood, now: datetime, name: str, kind: str = Party.Kind.PROPERTY) -> Party:
    new = NewParty(kind=kind, name=name)
    return services.add_party(new, place=town.places["street"], by=SYSTEM, now=now)


def test_two_who_put_each_above_the_other(now: datetime) -> None:
    town = neighbourhood()
    for number in range(ROUNDS):
        one, two = firm(town, now, f"甲{number}"), firm(town, now, f"乙{number}")

        def below(party: Party, above: Party) -> Callable[[], object]:
            facts = PartyFacts(name=party.name, above=above)
            return lambda: services.change_party(
                party=party, facts=facts, place=town.places["street"], by=SYSTEM, now=now
            )

        ends = at_once(below(one, two), below(two, one))
        assert ends in (
            ["accounts.party_above_itself", "done"],
            ["core.conflict", "done"],
        )


def test_two_who_end_the_last_two_offices(now: datetime) -> None:
    town = neighbourhood()
    street = town.parties["street_office"]
    Grant.objects.filter(party=street).delete()
    Party.objects.filter(above=street).update(above=None)
    second = firm(town, now, "街道二办", kind=Party.Kind.STREET)
    ends = at_once(
        *(lambda p=p: services.end_party(party=p, by=SYSTEM, now=now) for p in (street, second))
    )
    assert ends == ["accounts.party_needed", "done"]
    assert selectors.community_party(town.places["street"]) is not None


def test_two_who_give_one_name(now: datetime) -> None:
    town = neighbourhood()
    ends = at_once(*([lambda: firm(town, now, "溪畔物业")] * 2))
    assert ends == ["accounts.party_name_taken", "done"]
