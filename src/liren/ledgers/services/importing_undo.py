"""An import is taken back: what nobody has touched since returns to what it was."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from liren.core import audit
from liren.core.errors import LirenError
from liren.core.permissions import Actor
from liren.ledgers.models import Import, PlanLine, Review, Stage, State, Stretch
from liren.ledgers.services.importing_apply import PLACE
from liren.ledgers.services.importing_states import mine
from liren.people import selectors as people
from liren.people.services import Written, take_back, unmerge
from liren.places.models import Kind
from liren.places.selectors import addresses
from liren.places.services import remove_homes

MOST_LISTED = 500  # of what stays as it is


def undo_import(ledger: Import, *, by: Actor, now: datetime) -> None:
    """The last stretch first, each as one; from where an earlier try stopped."""
    _part(ledger, by, now)
    while True:
        stretch = (
            Stretch.objects.filter(ledger=ledger, undone_at__isnull=True)
            .order_by("-number")
            .first()
        )
        if stretch is None:
            break
        _undo(ledger, stretch, by, now)
    _finish(ledger, by, now)


def _part(ledger: Import, by: Actor, now: datetime) -> None:
    """What was tied by hand is parted first."""
    for review in Review.objects.filter(ledger=ledger, joined__isnull=False).order_by("-pk"):
        part_one(review, by=by, now=now)


@transaction.atomic
def part_one(review: Review, *, by: Actor, now: datetime) -> None:
    """Undo the tie of a pair, if it still holds."""
    origin = people.persons_by_id([review.joined or 0]).get(review.joined or 0)
    if origin is not None and origin.merged_into_id is not None:
        try:
            with transaction.atomic():
                unmerge(origin=origin, reason=review.ledger.source, by=by, now=now)
        except LirenError:
            return  # it was parted by somebody else, or cannot be: it is listed as it is
    review.joined = None
    review.save(update_fields=["joined"])


@transaction.atomic
def _undo(ledger: Import, stretch: Stretch, by: Actor, now: datetime) -> None:
    held = mine(ledger, State.UNDOING)
    written = [
        Written(kind, pk, is_new, tuple(names))
        for kind, pk, is_new, names in stretch.effects
        if kind != PLACE
    ]
    kept = take_back(written, source=held.source, at=held.place, by=by, now=now)
    left = [[one.kind, one.pk, one.is_new, list(one.elements)] for one in kept]
    left += _left_of_homes(held, stretch, by, now)
    held.left_as_is = [*held.left_as_is, *left][:MOST_LISTED]
    held.done += stretch.lines
    held.save(update_fields=["left_as_is", "done"])
    Stretch.objects.filter(pk=stretch.pk).update(undone_at=now)


def _left_of_homes(held: Import, stretch: Stretch, by: Actor, now: datetime) -> list[list[Any]]:
    """Homes that came with the import go; those that something hangs on stay, by their address."""
    added = [pk for kind, pk, _, _ in stretch.effects if kind == PLACE]
    if not added:
        return []
    kept = remove_homes(place=held.place, added=added, by=by, now=now)
    homes = [row for row in kept if row.kind == Kind.HOME]
    told = addresses(homes)
    return [[PLACE, row.pk, True, [told[row.pk]]] for row in homes]


@transaction.atomic
def _finish(ledger: Import, by: Actor, now: datetime) -> None:
    held = mine(ledger, State.UNDOING)
    PlanLine.objects.filter(ledger=held, stage=Stage.DONE).update(stage=Stage.UNDONE)
    held.state, held.undone_at, held.done = State.UNDONE, now, F("goal")
    held.save(update_fields=["state", "undone_at", "done"])
    left = len(Import.objects.get(pk=held.pk).left_as_is)
    audit.record("ledgers.undone", held, by=by, at=now, left=left)
