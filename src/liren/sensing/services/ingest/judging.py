"""Rules over readings, in memory; what they remember is written down now and then.

A state that was not written down yet is made again from the readings that came since: they are
stored in the same transaction as whatever the rules made of them, so nothing is found twice.
"""

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from liren.sensing.domain.conditions import Offline
from liren.sensing.domain.findings import Finding
from liren.sensing.domain.online import offline_from
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.rules import Rule
from liren.sensing.domain.states import RuleState, said_again, set_away, settled, step, tick
from liren.sensing.models import Reading as StoredReading
from liren.sensing.models import RuleState as StoredState
from liren.sensing.services.ingest import storing
from liren.sensing.services.ingest.absences import Absence
from liren.sensing.services.ingest.closings import Closed
from liren.sensing.services.ingest.directory import Directory, Known

WRITE_EVERY = timedelta(seconds=5)
MOST_WRITTEN = 500
UNWRITTEN = timedelta(minutes=2)  # longer than a changed state waits to be written down
ROUND = timedelta(seconds=60)  # in which every state hears the clock once
Key = tuple[str, str]  # number of the device, key of the rule


class Heard(NamedTuple):
    """One value of a device, as it is stored and judged."""

    known: Known
    key: str
    what: str
    value: float
    at: datetime
    received_at: datetime
    quality: int
    reference: str = ""
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, with the device and what it was found in."""

    known: Known
    rule: Rule
    finding: Finding
    key: str
    reference: str = ""


class Judge:
    """The states of all rules."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._states: dict[Key, RuleState] = {}
        self._before: dict[Key, RuleState | None] = {}
        self._changed: dict[Key, datetime] = {}
        self._written_at: datetime | None = None
        self._round: list[Key] = []
        self._ticked_at: datetime | None = None
        self._away: dict[int, Absence] = {}

    def hear(self, heard: Iterable[Heard], now: datetime) -> list[Found]:
        """What the rules find in new readings."""
        found: list[Found] = []
        for one in heard:
            rules = self._directory.rules_over(one.known).get(one.what)
            for rule in rules or ():
                found += self._step(one, rule, now)
        return found

    def _step(self, one: Heard, rule: Rule, now: datetime) -> Iterable[Found]:
        if isinstance(rule.condition, Offline):
            return []
        key = (one.known.number, rule.key)
        state = self._state(key, one.known)
        reading = Reading(one.known.number, Measure(one.what), one.at, one.value, "", one.key)
        after, findings = step(rule, state, reading, one.received_at)
        self._keep(key, state, after, now)
        findings = findings or said_again(rule, state, after, reading, one.received_at)
        return [Found(one.known, rule, each, one.key, one.reference) for each in findings]

    def tick(self, now: datetime) -> list[Found]:
        """Let some of the states hear the clock, so that each does within a minute."""
        since, self._ticked_at = self._ticked_at, now
        if since is None:
            return []
        if not self._round:
            self._round = self._all_to_tick()
        count = max(1, int(len(self._round) * min(1.0, (now - since) / ROUND)) + 1)
        chosen, self._round = self._round[:count], self._round[count:]
        self._directory.hear_of_others(
            [number for number, rule_key in chosen if self._is_overdue(number, rule_key, now)]
        )
        found: list[Found] = []
        for number, rule_key in chosen:
            found += self._tick(number, rule_key, now)
        return found

    def _is_overdue(self, number: str, rule_key: str, now: datetime) -> bool:
        """Whether it seems silent, and that is news."""
        known = self._directory.by_number.get(number)
        if known is None or known.heard_at is None:
            return False
        state = self._states.get((number, rule_key))
        is_raised = state is not None and state.raised_at is not None
        return not is_raised and now > offline_from(known.heard_at, known.every)

    def _all_to_tick(self) -> list[Key]:
        keys = set(self._states)
        for known in self._directory.by_number.values():
            if known.heard_at is not None and not known.refusal:
                for rules in self._directory.rules_over(known).values():
                    keys |= {(known.number, r.key) for r in rules if _is_offline(r)}
        return sorted(keys)

    def _tick(self, number: str, rule_key: str, now: datetime) -> Iterable[Found]:
        known = self._directory.by_number.get(number)
        if known is None or known.refusal or known.heard_at is None:
            return []
        rule = self._directory.rule_over(known, rule_key)
        if rule is None:
            return []
        key = (number, rule_key)
        state = self._state(key, known)
        # The single source of when it was heard: readings of every measure count.
        heard = state._replace(heard_at=known.heard_at.timestamp())
        after, findings = tick(rule, heard, now)
        if after != heard:
            self._keep(key, state, after, now)
        name = f"{rule_key}@{int(now.timestamp())}"
        return [Found(known, rule, each, name) for each in findings]

    def _state(self, key: Key, known: Known) -> RuleState:
        if (found := self._states.get(key)) is not None:
            return found
        new = RuleState(device=known.number, expected=float(known.expected_every))
        absence = self._away.get(known.place_id)
        return _with_absence(new, absence) if absence else new

    def _keep(self, key: Key, before: RuleState, after: RuleState, now: datetime) -> None:
        if key not in self._before:
            self._before[key] = self._states.get(key)
        self._states[key] = after
        self._changed.setdefault(key, now)

    def raised(self) -> list[str]:
        """The devices over which something is raised, as far as the rules remember."""
        return sorted({key[0] for key, state in self._states.items() if state.raised_at})

    def mind_closed(self, closed: Iterable[Closed], now: datetime) -> None:
        """People closed these alerts, in transactions of their own: the rules begin anew."""
        for one in closed:
            known = self._directory.by_number.get(one.number)
            state = self._states.get((one.number, one.rule))
            rule = self._directory.rule_over(known, one.rule) if known else None
            if rule is not None and state is not None and state.raised_at is not None:
                key = (one.number, one.rule)
                self._states[key] = settled(rule, state, is_true=one.is_true)
                self._changed.setdefault(key, now)

    def mind_away(self, changed: Mapping[int, Absence], now: datetime) -> None:
        """People said that nobody is at these homes, or that somebody is back."""
        if not changed:
            return
        self._away.update(changed)
        for key, state in list(self._states.items()):
            known = self._directory.by_number.get(key[0])
            if known is not None and known.place_id in changed:
                after = _with_absence(state, changed[known.place_id])
                if after != state:
                    self._states[key] = after
                    self._changed.setdefault(key, now)

    def forget(self, numbers: Collection[str]) -> None:
        """What was remembered of these devices was of another home, or of nobody any more."""
        for key in [key for key in self._states if key[0] in numbers]:
            del self._states[key]
            self._changed.pop(key, None)

    def settle(self) -> None:
        """The transaction held: what was before is gone."""
        self._before.clear()

    def undo(self) -> None:
        """The transaction failed: everything is as it was before."""
        for key, state in self._before.items():
            if state is None:
                self._states.pop(key, None)
            else:
                self._states[key] = state
        self.settle()

    def write_down(self, through: int, now: datetime, *, all_of_it: bool = False) -> None:
        """Write some of the states that changed, in the transaction of the batch."""
        if not self._changed:
            return
        if not all_of_it and self._written_at and abs(now - self._written_at) < WRITE_EVERY:
            return
        most = len(self._changed) if all_of_it else MOST_WRITTEN
        chosen = sorted(list(self._changed)[:most])
        for key in chosen:
            del self._changed[key]
        if not self._changed:
            self._written_at = now
        storing.store_states([self._row(key, through) for key in chosen if key in self._states])

    def _row(self, key: Key, through: int) -> storing.State:
        number, rule = key
        device = self._directory.by_number[number].pk
        return device, rule, json.dumps(self._states[key].dump()), through

    def load(self) -> None:
        """Begin where the last process ended: its states, and the readings that came since."""
        by_pk = {known.pk: known for known in self._directory.by_number.values()}
        through: dict[Key, int] = {}
        rows = StoredState.objects.values_list("device_id", "rule", "state", "through")
        for device, rule, state, at in rows.iterator(2000):
            if device in by_pk:
                key = (by_pk[device].number, rule)
                self._states[key], through[key] = RuleState.load(state), at
        last: int | None = StoredReading.objects.aggregate(last=Max("pk"))["last"]
        since = storing.lowest_id(storing.moment_of(last) - UNWRITTEN) if last else 0
        columns = ("pk", "device_id", "key", "what", "value", "at", "received_at", "quality")
        stored = StoredReading.objects.filter(pk__gte=since).order_by("pk")
        for pk, device, *values in stored.values_list(*columns).iterator(2000):
            if device in by_pk:
                self._again(pk, Heard(by_pk[device], *values), through)
        self.settle()

    def _again(self, pk: int, heard: Heard, through: Mapping[Key, int]) -> None:
        for rule in self._directory.rules_over(heard.known).get(heard.what, ()):
            if pk > through.get((heard.known.number, rule.key), 0):
                self._step(heard, rule, heard.received_at)


def _with_absence(state: RuleState, absence: Absence) -> RuleState:
    """A home that came back early by its own readings is not sent away a second time."""
    until = min(absence.until.timestamp(), state.away_until or math.inf)
    if state.away_from == absence.since.timestamp():
        return state._replace(away_until=until)
    return set_away(state, absence.since, absence.until)


def _is_offline(rule: Rule) -> bool:
    return isinstance(rule.condition, Offline)
