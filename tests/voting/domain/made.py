"""Rolls and ballots made up for tests: `p3` owns unit `3` alone."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from liren.voting.domain.ballots import Ballot, Choice, Proxy, Void
from liren.voting.domain.matters import Basis, Item, Matter
from liren.voting.domain.profiles import Channel
from liren.voting.domain.roll import Roll, Status, Unit

OPENS = datetime(2026, 11, 1, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 15, 0, tzinfo=UTC)
MANAGER = Matter(basis=Basis.OWNERS, item=Item.MANAGER)
RAISE = Matter(basis=Basis.OWNERS, item=Item.RAISE_FUND)
VOIDED = Void("entered for the wrong home", ("officer-1", "officer-2"))


def unit(
    key: str,
    owners: str | Iterable[str],
    area: int = 10_000,
    *,
    status: Status = Status.DELIVERED,
    speaker: str = "",
    counts: bool = True,
) -> Unit:
    people = [owners] if isinstance(owners, str) else owners
    return Unit(
        key=key,
        area=area,
        owners=frozenset(people),
        status=status,
        speaker=speaker,
        counts=counts,
    )


def roll(count: int, *more: Unit, areas: Sequence[int] = ()) -> Roll:
    sizes = [*areas, *[10_000] * (count - len(areas))]
    return Roll(units=(*(unit(f"{n}", f"p{n}", sizes[n]) for n in range(count)), *more))


def ballot(
    number: int,
    voters: str | Iterable[str],
    choice: Choice = Choice.AGREE,
    *,
    channel: Channel = Channel.ONLINE,
    proxy: Proxy | None = None,
    unit: str = "",
) -> Ballot:
    people = [voters] if isinstance(voters, str) else voters
    return Ballot(
        id=f"b{number}",
        number=number,
        voters=frozenset(people),
        choice=choice,
        channel=channel,
        proxy=proxy,
        unit=unit,
    )


def ticked(number: int, voter: str, *names: str) -> Ballot:
    return Ballot(
        id=f"b{number}",
        number=number,
        voters=frozenset({voter}),
        choice=Choice.TICKED,
        picks=frozenset(names),
        channel=Channel.PAPER,
    )


def votes(agree: int, oppose: int = 0, abstain: int = 0) -> list[Ballot]:
    """So many of p0, p1 … say each."""
    said = [Choice.AGREE] * agree + [Choice.OPPOSE] * oppose + [Choice.ABSTAIN] * abstain
    return [ballot(number, f"p{number}", choice) for number, choice in enumerate(said)]
