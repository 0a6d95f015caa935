"""The register of the demo: households, owners and tenants, and a few corrections that wait."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from liren.config.demo.people import Person as ScriptPerson
from liren.core.permissions import SYSTEM
from liren.people import services as people
from liren.people.models import Person
from liren.people.services import New, Write
from liren.places.models import Place

SOURCE = "居委会登记"
RELATIONS = {
    "head": "02",
    "spouse": "10",
    "child": "20",
    "parent": "50",
    "grandchild": "40",
    "flatmate": "99",
}
CORRECTIONS = 3
LETTINGS = 8


def found_register(
    residents: Sequence[ScriptPerson],
    persons: Sequence[Person],
    rows: dict[str, Place],
    now: datetime,
) -> None:
    """Who keeps house with whom and who owns or rents what, by the register's own door."""
    together = list(zip(residents, persons, strict=True))
    homes = [list(members) for _, members in groupby(together, key=lambda pair: pair[0].home_key)]
    households = _put(
        [
            Write(
                subject=New("household"),
                values={
                    "home": rows[members[0][0].home_key],
                    "number": f"TH{n:05d}",
                    "size": len(members),
                },
            )
            for n, members in enumerate(homes, start=1)
        ],
        now,
    )
    _put(
        [
            Write(
                subject=New("membership"),
                values={"person": row, "household": household, "relation": RELATIONS[one.relation]},
            )
            for members, household in zip(homes, households, strict=True)
            for one, row in members
        ],
        now,
    )
    _put([_holding(members[0], rows) for members in homes], now)
    _put(_lettings([members[0] for members in homes], rows), now)
    _correct(together, now)


def _holding(head: tuple[ScriptPerson, Person], rows: dict[str, Place]) -> Write:
    one, row = head
    values = {"person": row, "home": rows[one.home_key], "role": one.tenure}
    return Write(subject=New("residence"), values=values)


def _lettings(heads: Sequence[tuple[ScriptPerson, Person]], rows: dict[str, Place]) -> list[Write]:
    """Some of the rented homes belong to neighbours, first of all to those with an account."""
    rented = [one.home_key for one, _ in heads if one.tenure == "tenant"]
    owners = sorted(
        (row for one, row in heads if one.tenure == "owner"),
        key=lambda row: (row.user_id is None, row.pk),
    )
    return [
        Write(subject=New("residence"), values={"person": row, "home": rows[key], "role": "owner"})
        for key, row in zip(rented[:LETTINGS], owners, strict=False)
    ]


def _put(writes: list[Write], now: datetime) -> list[object]:
    results = people.put_all(writes, source=SOURCE, by=SYSTEM, now=now)
    return [result.subject for result in results]


def _correct(together: Sequence[tuple[ScriptPerson, Person]], now: datetime) -> None:
    """Some residents say by their link that an entry is otherwise."""
    grown = [row for one, row in together if one.phone and one.is_elder]
    for row in grown[:CORRECTIONS]:
        people.put(
            subject=row,
            values={"remark": "白天在女儿家，晚上回来"},
            source="本人",
            by=people.Oneself(person_id=row.pk),
            now=now,
        )
