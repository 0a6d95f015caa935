"""The plan of an import: line by line what is new, what changes, what waits for a person."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liren.core import audit, crypto
from liren.core.permissions import Actor
from liren.core.prepared import blanks, insert
from liren.ledgers.domain import taking
from liren.ledgers.models import (
    Import,
    ImportSheet,
    Outcome,
    PlanLine,
    Review,
    Rule,
    State,
)
from liren.ledgers.services.importing_files import PURPOSE
from liren.ledgers.services.importing_homes import forget_homes, keep_homes
from liren.ledgers.services.importing_match import Alike, Homes, Key, Matcher, Placed
from liren.ledgers.services.importing_rows import Said, rows_at
from liren.ledgers.services.importing_states import mine, progress
from liren.ledgers.services.importing_writes import Done, Told, Writer
from liren.people import selectors as people
from liren.people.services import New, Result, Status, Write, foresee

AT_ONCE = 1000
OLDER = "older"  # what is held is of a later day: it stays
Change = tuple[str, str, str, str, str]  # kind, element, held, said, what becomes of it


def make_plan(ledger: Import, matcher: Matcher, *, by: Actor, now: datetime) -> None:
    """Match every line that was taken, and say what is to become of it."""
    _forget_plan(ledger)
    placed, pairs = matcher.settle()
    placed = _with_repeated(placed, matcher)
    planner = _Planner(ledger, matcher, by, now)
    planner.plan(placed, pairs)
    _finish(ledger, matcher.homes, by, now)


def dates_of(ledger: Import) -> dict[int, str]:
    """Of when the sheets are."""
    rows = ImportSheet.objects.filter(ledger=ledger)
    return dict(rows.values_list("at", "ledger_date"))


def day_of(values: Mapping[str, Any], day: str) -> date | None:
    """Of when a line is: its own update, or the date of its sheet."""
    text = taking.text_in(dict(values), "updated")[:10] or day
    return date.fromisoformat(text) if len(text) == 10 else None


@transaction.atomic
def _forget_plan(ledger: Import) -> None:
    held = mine(ledger, State.READING)
    PlanLine.objects.filter(ledger=held).delete()
    forget_homes(held)
    progress(held, done=0, goal=held.rows)


@transaction.atomic
def _finish(ledger: Import, homes: Homes, by: Actor, now: datetime) -> None:
    held = mine(ledger, State.READING)
    held.state, held.planned_at = State.PLANNED, now
    held.new_homes, held.adds_homes = len(homes.unknown), homes.are_first
    held.done = held.goal = 0
    keep_homes(held, homes.unknown)
    held.save(update_fields=["state", "planned_at", "new_homes", "adds_homes", "done", "goal"])
    audit.record("ledgers.planned", held, by=by, at=now, rows=held.rows, errors=held.errors)


def _with_repeated(placed: Sequence[Placed], matcher: Matcher) -> list[Placed]:
    """What was taken before, word for word: the same person, and of the same day nothing new."""
    known, said = matcher.repeated()
    there = people.persons_by_id({known[one.key] for one in placed if one.key in known})
    whom: dict[Key, int] = {}
    for one in placed:
        if one.person is None and (row := there.get(known.get(one.key, 0))) is not None:
            whom.setdefault(one.leader or one.key, row.merged_into_id or row.pk)
    found = []
    for one in placed:
        lead = one.leader or one.key
        if one.person is None and lead in whom:
            one = one._replace(person=whom[lead], leader=None, rule=Rule.REPEATED)
        found.append(one._replace(is_said=one.key in said and one.person is not None))
    return found


class _Planner:
    """Turns who the lines are into what is written, a stretch at a time."""

    def __init__(self, ledger: Import, matcher: Matcher, by: Actor, now: datetime) -> None:
        self.ledger, self.matcher, self.by, self.now = ledger, matcher, by, now
        self.writer = Writer(ledger.place, matcher.homes, matcher.fitting)
        self.dates = dates_of(ledger)
        self.blank = blanks(PlanLine)

    def plan(self, placed: Sequence[Placed], pairs: Sequence[Alike]) -> None:
        """Store the lines, then the pairs."""
        own = {one.key: one for one in placed}
        pairs = [pair for pair in pairs if not _is_settled(pair, own)]
        asked = {pair.first for pair in pairs} | {pair.second for pair in pairs if pair.second}
        nobody = [Placed(key) for key in self.matcher.nobody]
        lines = sorted([*placed, *nobody])
        ids: dict[Key, int] = {}
        silent = set(self.matcher.nobody)
        done = 0
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            rows = self._stretch(some, asked, silent)
            done += len(rows)
            ids |= self._store(rows, asked, done, len(lines))
        self._store_pairs(pairs, ids)

    def _stretch(self, some: Sequence[Placed], asked: set[Key], silent: set[Key]) -> list[PlanLine]:
        needed = [one for one in some if one.person and not (one.is_away or one.is_said)]
        changes = self._foreseen(needed) if needed else {}
        follows = self._compared([one for one in some if one.leader is not None])
        rows = []
        for one in some:
            told, listed = changes.get(one.key, (None, ()))
            listed = follows.get(one.key, listed)
            row = self.blank()
            row.ledger_id, (row.at, row.who) = self.ledger.pk, one.key
            row.step, row.rule = min(one.step, 999), one.rule.value
            row.outcome = _outcome(one, listed, asked, silent).value
            row.follows, row.follows_who = one.leader or (None, 0)
            row.person = None if one.is_away else one.person
            row.base = told.person.revision if told and told.person else None
            row.is_proposal = any(change[4] == Status.PROPOSED for change in listed)
            row.left_out = sorted(set(told.left_out)) if told else []
            row.as_of = self.matcher.days[one.key]
            row.words_index = self.matcher.words[one.key]
            if listed:
                row.changes_sealed = sealed_changes(row, listed)
            rows.append(row)
        return rows

    def _foreseen(self, some: Sequence[Placed]) -> dict[Key, tuple[Told, list[Change]]]:
        """Lines of people who are held: what would change, without changing it."""
        rows = rows_at(self.ledger, [one.key[0] for one in some])
        held = people.persons_by_id({one.person for one in some if one.person})
        told = []
        for one in some:
            said = rows[one.key[0]]
            values = said.people[one.key[1]]
            day = day_of(values, self.dates.get(said.sheet, ""))
            person = held[one.person or 0]
            base = person.revision if one.step == 0 else None
            told.append(Told(one.key, dict(values), person, day, base))
        pairs = self.writer.persons(told)
        results = foresee([write for _, write in pairs], by=self.by, now=self.now)
        found = {
            own.key: (own, _changes("person", own, result))
            for (own, _), result in zip(pairs, results, strict=True)
        }
        for done in self.writer.matters(told, self._foresee):
            found[done.told.key][1].extend(_changes_of(done))
        return found

    def _foresee(self, writes: Sequence[Write]) -> list[Result]:
        """What is there is asked; what would begin is only named."""
        asked = [write for write in writes if not isinstance(write.subject, New)]
        answers = iter(foresee(asked, by=self.by, now=self.now) if asked else ())
        return [
            Result(None) if isinstance(write.subject, New) else next(answers) for write in writes
        ]

    def _compared(self, some: Sequence[Placed]) -> dict[Key, list[Change]]:
        """Lines that say more of somebody whom an earlier line of the same file begins."""
        if not some:
            return {}
        keys = [one.key[0] for one in some] + [one.leader[0] for one in some if one.leader]
        rows = rows_at(self.ledger, keys)
        found = {}
        for one in some:
            assert one.leader is not None
            first = taking.said_of_person(_values(rows, one.leader))
            then = taking.said_of_person(_values(rows, one.key))
            found[one.key] = [
                ("person", name, _plain(first.get(name)), _plain(value), Status.ACCEPTED.value)
                for name, value in then.items()
                if _plain(first.get(name)) != _plain(value)
            ]
        return found

    @transaction.atomic
    def _store(self, rows: list[PlanLine], asked: set[Key], done: int, goal: int) -> dict[Key, int]:
        mine(self.ledger, State.READING)
        insert(rows)
        progress(self.ledger, done=done, goal=goal)
        return {(row.at, row.who): row.pk for row in rows if (row.at, row.who) in asked}

    @transaction.atomic
    def _store_pairs(self, pairs: Iterable[Alike], ids: Mapping[Key, int]) -> None:
        mine(self.ledger, State.READING)
        rows = [
            Review(
                ledger=self.ledger,
                first_id=ids[pair.first],
                second_id=ids[pair.second] if pair.second else None,
                person=pair.person,
                why=pair.why[:24],
            )
            for pair in pairs
        ]
        insert(rows)


def _is_settled(pair: Alike, own: Mapping[Key, Placed]) -> bool:
    """Whether the words of a line have been judged before."""
    lines = [own[key] for key in (pair.first, pair.second) if key]
    return any(one.rule is Rule.REPEATED for one in lines)


def _values(rows: Mapping[int, Said], key: Key) -> dict[str, Any]:
    return dict(rows[key[0]].people[key[1]])


def _plain(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _outcome(one: Placed, changes: Sequence[Change], asked: set[Key], silent: set[Key]) -> Outcome:
    if one.key in silent:
        return Outcome.NOBODY
    if one.is_away:
        return Outcome.ELSEWHERE
    if one.person is None and one.leader is None:
        return Outcome.REVIEW if one.key in asked else Outcome.NEW
    return Outcome.CHANGED if any(change[4] != OLDER for change in changes) else Outcome.SAME


def _changes(kind: str, told: Told, result: Result) -> list[Change]:
    """What of a record would become otherwise; what is held of a later day stays."""
    found = []
    for name, outcome in result.outcomes.items():
        if outcome.status is Status.UNCHANGED:
            continue
        is_older = (
            bool(outcome.before)
            and told.observed_on is not None
            and outcome.known_on is not None
            and outcome.known_on > told.observed_on
        )
        status = OLDER if is_older else outcome.status.value
        found.append((kind, name, outcome.before, outcome.said, status))
    return found


def _changes_of(done: Done) -> Iterator[Change]:
    if done.result is None or done.result.subject is None:
        yield (done.kind, "", "", "", "new")
        return
    yield from _changes(done.kind, done.told, done.result)


def sealed_changes(row: PlanLine, changes: Sequence[Change]) -> bytes:
    """What stands in a plan is as private as what stood in the file."""
    text = json.dumps(list(changes), ensure_ascii=False, separators=(",", ":"))
    return crypto.seal(text, purpose=PURPOSE, row=f"plan:{row.ledger_id}:{row.at}:{row.who}")


def changes_in(row: PlanLine) -> list[Change]:
    """The changes of a line in clear, for services and masked lists."""
    if row.changes_sealed is None:
        return []
    place = f"plan:{row.ledger_id}:{row.at}:{row.who}"
    text = crypto.unseal(bytes(row.changes_sealed), purpose=PURPOSE, row=place)
    return [(one[0], one[1], one[2], one[3], one[4]) for one in json.loads(text)]
