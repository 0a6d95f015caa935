"""A plan is carried out, stretch by stretch: the register, the lines and the checkpoint together.

A stretch is one transaction. Whatever stops the worker between two of them, the next one begins
where the last was stored; the number of a stretch is unique, so that none is written twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from liren.core import audit
from liren.core.errors import Conflict, LirenError, sentence
from liren.core.permissions import Actor
from liren.core.prepared import update
from liren.core.upkeep import look_anew
from liren.ledgers.models import (
    Import,
    Outcome,
    PlanLine,
    Review,
    Stage,
    State,
    Stretch,
)
from liren.ledgers.services.importing_ahead import Ahead, ahead_of
from liren.ledgers.services.importing_homes import forget_homes, unknown_homes
from liren.ledgers.services.importing_match import Homes
from liren.ledgers.services.importing_plan import OLDER, changes_in, dates_of, day_of
from liren.ledgers.services.importing_rows import rows_at
from liren.ledgers.services.importing_states import mine
from liren.ledgers.services.importing_writes import Told, Writer
from liren.people import selectors as people
from liren.people.models import Household, Membership, Person, PersonLabel, Residence
from liren.people.services import Fitting, PersonGone, Result, Status, Write, join, put_all
from liren.places.selectors import doors
from liren.places.services import add_homes

AT_ONCE = 1000
GROWING = (Person, Residence, Household, Membership, PersonLabel)
GROWN = frozenset({1, 4, 16, 64, 256, 1024})  # stretches, after which other ways are quicker
COLUMNS = ("person", "stage", "trouble", "left_out")
SAME = Outcome.SAME
WRITTEN = (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
PLACE = "place"  # a home that was added, or what it lies in
Effect = tuple[str, int, bool, list[str]]


class NumberTaken(Conflict):
    """Somebody else was given the number since the plan was made."""

    code = "ledgers.number_taken"
    sentence = sentence("Somebody with this number was registered since. Make the plan again.")


def lines_to_write(ledger: Import) -> QuerySet[PlanLine]:
    """What can be written: decided, not written yet, and not in trouble; leaders first."""
    rows = PlanLine.objects.filter(ledger=ledger, stage=Stage.READY, trouble="")
    leader = PlanLine.objects.filter(
        ledger=ledger, at=OuterRef("follows"), who=OuterRef("follows_who"), stage=Stage.DONE
    )
    led = Q(follows__isnull=True) | Exists(leader)
    return rows.filter(led, outcome__in=WRITTEN).order_by("step", "at", "who")


def apply_plan(ledger: Import, *, by: Actor, now: datetime) -> None:
    """Write what is decided, from where an earlier try stopped."""
    with ahead_of(ledger) as ahead:
        _add_homes(ledger, by, now)
        deed = _Deed(ledger, by, now, ahead)
        written = 0
        while lines := list(lines_to_write(ledger)[:AT_ONCE]):
            step = lines[0].step
            deed.write([line for line in lines if line.step == step])
            written += 1
            if written in GROWN:
                look_anew(*GROWING)
    join_decided(ledger, by=by, now=now)
    _finish(ledger, by, now)


@transaction.atomic
def _add_homes(ledger: Import, by: Actor, now: datetime) -> None:
    """Homes that the ledger names and nobody has entered, where the clerk wants them."""
    held = mine(ledger, State.APPLYING)
    if not held.adds_homes or not (wanted := unknown_homes(held)):
        return  # kept, for they may be wanted when what was judged later is brought in
    forget_homes(held)
    if added := add_homes(place=ledger.place, wanted=wanted, by=by, now=now):
        effects: list[Effect] = [(PLACE, row.pk, True, []) for row in added]
        _stretch(held, 0, effects, now)


@transaction.atomic
def _finish(ledger: Import, by: Actor, now: datetime) -> None:
    held = mine(ledger, State.APPLYING)
    held.state, held.applied_at, held.done = State.APPLIED, now, held.goal
    held.save(update_fields=["state", "applied_at", "done"])
    audit.record("ledgers.applied", held, by=by, at=now, source=held.source)


class _Deed:
    """One run over a plan, with what has been looked up for it."""

    def __init__(self, ledger: Import, by: Actor, now: datetime, ahead: Ahead) -> None:
        self.ledger, self.by, self.now, self.ahead = ledger, by, now, ahead
        self.dates = dates_of(ledger)
        self.writer = Writer(ledger.place, Homes(doors(ledger.place)), Fitting())

    def write(self, lines: Sequence[PlanLine]) -> None:
        """A stretch as one; where the register refuses it, halves until the line is found."""
        try:
            self._write(lines)
        except LirenError as error:
            if error.code.startswith("ledgers.import"):
                raise
            if len(lines) == 1:
                self._note(lines[0], error)
                return
            half = len(lines) // 2
            self.write(lines[:half])
            self.write(lines[half:])

    @transaction.atomic
    def _write(self, lines: Sequence[PlanLine]) -> None:
        held = mine(self.ledger, State.APPLYING)
        told = self._told(lines)
        if any(own.person is not None and own.person.is_erased for own in told):
            raise PersonGone()
        saying = [own for own, line in zip(told, lines, strict=True) if line.outcome != SAME]
        wanted = [(own, write) for own, write in self.writer.persons(saying) if write.values]
        results = self._put([write for _, write in wanted])
        effects: list[Effect] = []
        for (own, write), result in zip(wanted, results, strict=True):
            if result.subject is not None:
                effects += _effect("person", write, result)
            own.person = own.person or cast(Person | None, result.subject)
        for done in self.writer.matters(saying, self._put):
            if done.result is not None and done.result.subject is not None:
                effects += _effect(done.kind, done.write, done.result)
        self._store(held, lines, told, effects)

    def _put(self, writes: Sequence[Write]) -> Sequence[Result]:
        return put_all(writes, source=self.ledger.source, by=self.by, now=self.now)

    def _told(self, lines: Sequence[PlanLine]) -> list[Told]:
        """What the lines say, and of whom; a line that follows speaks of whom its leader began."""
        ready = self.ahead.of(lines)
        rows = rows_at(self.ledger, [one.at for one in lines if (one.at, one.who) not in ready])
        led = self._led(lines)
        ids = {pk for line in lines if (pk := line.person or led.get(line.pk))}
        held = people.persons_by_id(ids)
        found = []
        for line in lines:
            key = (line.at, line.who)
            if (own := ready.get(key)) is not None:
                day = day_of(own.values, self.dates.get(own.sheet, ""))
                found.append(Told(key, own.values, None, day, ready=own))
                continue
            said = rows[line.at]
            values = dict(said.people[line.who])
            day = day_of(values, self.dates.get(said.sheet, ""))
            person = held.get(line.person or led.get(line.pk, 0))
            found.append(Told(key, values, person, day, _base(line), only=_only(line)))
        return found

    def _led(self, lines: Sequence[PlanLine]) -> dict[int, int]:
        """Whom the leaders of some lines began."""
        keys = {
            (line.follows, line.follows_who): line.pk for line in lines if line.follows is not None
        }
        if not keys:
            return {}
        rows = PlanLine.objects.filter(ledger=self.ledger, at__in={at for at, _ in keys})
        known = {(at, who): pk for at, who, pk in rows.values_list("at", "who", "person")}
        return {
            line.pk: person
            for line in lines
            if line.follows is not None
            and (person := known.get((line.follows, line.follows_who))) is not None
        }

    def _store(
        self, held: Import, lines: Sequence[PlanLine], told: Sequence[Told], effects: list[Effect]
    ) -> None:
        """The lines, the checkpoint and how far it is, with what they speak of."""
        for line, own in zip(lines, told, strict=True):
            line.left_out = sorted({*line.left_out, *own.left_out})
            if own.person is None:
                line.trouble = NumberTaken.code
            else:
                line.person, line.stage = own.person.pk, Stage.DONE
        update(lines, COLUMNS)
        _stretch(held, len(lines), effects, self.now)
        Import.objects.filter(pk=held.pk).update(done=F("done") + len(lines))

    @transaction.atomic
    def _note(self, line: PlanLine, error: LirenError) -> None:
        mine(self.ledger, State.APPLYING)
        line.trouble = error.code[:60]
        update([line], ["trouble"])


def _stretch(held: Import, lines: int, effects: list[Effect], now: datetime) -> None:
    last = held.stretches.aggregate(last=Max("number"))["last"]
    number = 0 if last is None else last + 1
    Stretch.objects.create(ledger=held, number=number, lines=lines, effects=effects, at=now)


def _base(line: PlanLine) -> int | None:
    """What the plan saw; a further line of the same person comes after what the first one wrote."""
    return line.base if line.step == 0 else None


def _only(line: PlanLine) -> frozenset[str] | None:
    """The elements that the plan named, for somebody who was held when it was made."""
    if line.base is None:
        return None
    changes = changes_in(line)
    return frozenset(f"{kind}.{name}" for kind, name, _, _, what in changes if what != OLDER)


def _effect(kind: str, write: Write, result: Result) -> list[Effect]:
    assert result.subject is not None
    if not hasattr(write.subject, "pk"):
        return [(kind, result.subject.pk, True, [])]
    accepted = result.having(Status.ACCEPTED)
    is_told = accepted or result.having(Status.PROPOSED)
    return [(kind, result.subject.pk, False, accepted)] if is_told else []


def join_decided(ledger: Import, *, by: Actor, now: datetime) -> None:
    """Tie what a person has said to be one, as soon as both are in the register."""
    waiting = Review.objects.filter(ledger=ledger, is_same=True, joined__isnull=True)
    for review in waiting.select_related("first", "second").order_by("pk"):
        join_one(review, by=by, now=now)


@transaction.atomic
def join_one(review: Review, *, by: Actor, now: datetime) -> bool:
    """Tie the two of a pair; says whether both were there."""
    other: Any = review.second.person if review.second else review.person
    if review.first.person is None or other is None or review.first.person == other:
        return False
    held = people.persons_by_id([review.first.person, other])
    origin, survivor = held.get(review.first.person), held.get(other)
    if origin is None or survivor is None:
        return False
    try:
        with transaction.atomic():
            row = join(
                origin=origin, survivor=survivor, reason=review.ledger.source, by=by, now=now
            )
    except LirenError:
        return False  # two numbers, or somebody has tied them already: the page shows them apart
    review.joined = row.origin_id
    review.save(update_fields=["joined"])
    return True
