"""What the count and the proof cost on this machine, on ballots made up for it."""

import random
from collections.abc import Callable
from typing import Any

from liren.voting.domain.ballots import Ballot, Choice
from liren.voting.domain.counting import count
from liren.voting.domain.matters import Basis, Item, Matter
from liren.voting.domain.profiles import Channel, profile
from liren.voting.domain.proof import Tree, is_included
from liren.voting.domain.roll import Roll, Unit

CHOICES = (Choice.AGREE, Choice.OPPOSE, Choice.ABSTAIN)
Clock = Callable[[], float]


def try_count(ballots: int, *, clock: Clock) -> dict[str, Any]:
    """Count so many ballots, each weighed by an area of its own; the clock gives seconds."""
    dice = random.Random(1)  # noqa: S311  # made up, no secret
    units = tuple(
        Unit(key=f"{n}", area=dice.randint(4_000, 20_000), owners=frozenset({f"p{n}"}))
        for n in range(ballots)
    )
    cast = [
        Ballot(
            id=f"b{n}",
            number=n,
            voters=frozenset({f"p{n}"}),
            choice=dice.choice(CHOICES),
            channel=Channel.ONLINE,
        )
        for n in range(ballots)
    ]
    matter = Matter(basis=Basis.OWNERS, item=Item.MANAGER)
    start = clock()
    result = count(Roll(units=units), cast, matter, profile())
    seconds = clock() - start
    return {"ballots": len(result.accepted), "seconds": round(seconds, 3)}


def try_proof(leaves: int, *, clock: Clock, proofs: int = 1000) -> dict[str, Any]:
    """Build a tree of so many ballots; make and check proofs from all over it."""
    start = clock()
    tree = Tree.of(f"{n:032x}".encode() for n in range(leaves))
    built = clock()
    places = [at * leaves // proofs for at in range(proofs)]
    paths = [tree.path(at) for at in places]
    made = clock()
    are_right = [
        is_included(f"{at:032x}".encode(), at, leaves, path, tree.root)
        for at, path in zip(places, paths, strict=True)
    ]
    checked = clock()
    return {
        "leaves": tree.size,
        "seconds": round(built - start, 3),
        "proof_bytes": max(32 * len(path) for path in paths),
        "proof_microseconds": round((made - built) / proofs * 1e6, 2),
        "check_microseconds": round((checked - made) / proofs * 1e6, 2),
        "are_right": all(are_right),
    }
