"""The heads of a frozen roll become voters: one row for everybody who speaks once."""

from collections.abc import Iterable

from liren.voting.domain.columns import building_of
from liren.voting.domain.matters import Basis
from liren.voting.domain.profiles import Profile
from liren.voting.domain.roll import Head, Roll, heads_of
from liren.voting.models import Vote, Voter

BATCH = 500


def make_voters(vote: Vote, roll: Roll, rules: Profile) -> int:
    """Write down who votes, in the order of the roll; says how many."""
    basis = Basis(vote.basis)
    place = {unit.key: number for number, unit in enumerate(roll.units)}
    homes = _homes_by_person(roll) if basis is Basis.PERSONS else {}
    heads = heads_of(roll, basis, rules).all
    rows = [_voter(vote, head, homes.get(head.key, head.units)) for head in heads]
    rows.sort(key=lambda row: (place.get(row.units[0] if row.units else "", 0), row.key))
    Voter.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _voter(vote: Vote, head: Head, units: Iterable[str]) -> Voter:
    homes = list(units)
    first = homes[0] if homes else head.key
    return Voter(
        vote=vote,
        key=head.key,
        label=first,
        building=building_of(first),
        units=homes,
        area=head.area,
        owners=sorted(head.owners),
        others=sorted(head.others),
        speaker=head.speaker,
    )


def _homes_by_person(roll: Roll) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for unit in roll.units:
        for person in unit.owners:
            found.setdefault(person, []).append(unit.key)
    return found
