"""Rules over readings, in memory; what they remember is written down now and then.

A state that was not written down yet is made again from the readings that came since: they are
stored in the same transaction as whatever the rules made of them, so nothing is found twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from liren.sensing.domain.conditions import Event, Offline
from liren.sensing.domain.findings import Finding
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.rules import Rule
from liren.sensing.domain.states import RuleState, set_away, step, tick
from liren.sensing.models import Reading as StoredReading
from liren.sensing.models import RuleState as StoredState
from liren.sensing.services.ingest import storing
from liren.sensing.services.ingest.directory import Directory, Known

WRITE_EVERY = timedelta(seconds=5)
MOST_WRITTEN = 500
UNWRITTEN = timedelta(minutes=2)  # longer than a changed state waits to be written down
ROUND = timedelta(seconds=60)  # in which every state hears the clock once
Key = tuple[str, str]  # number of the device, key of the rule


@dataclass(frozen=True, slots=True)
class Heard:
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
        self.again: dict[Key, int] = {}

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
        state = self._known_away(self._state(key, one.known), one.known)
        reading = Reading(one.known.number, Measure(one.what), one.at, one.value, "", one.key)
        after, findings = step(rule, state, reading, one.received_at)
        self._keep(key, state, after, now)
        is_again = after.raised_at is not None and not findings and one.value > 0
        if is_again and isinstance(rule.condition, Event):
            self.again[key] = self.again.get(key, 0) + 1
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
        found: list[Found] = []
        for number, rule_key in chosen:
            found += self._tick(number, rule_key, now)
        return found

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
        over = self._directory.rules_over(known).values()
        rule = next((one for rules in over for one in rules if one.key == rule_key), None)
        if rule is None:
            return []
        key = (number, rule_key)
        state = self._known_away(self._state(key, known), known)
        # The single source of when it was heard: readings of every measure count.
        heard = state._replace(heard_at=known.heard_at.timestamp())
        after, findings = tick(rule, heard, now)
        if after != heard:
            self._keep(key, state, after, now)
        name = f"{rule_key}@{int(now.timestamp())}"
        return [Found(known, rule, each, name) for each in findings]

    def _state(self, key: Key, known: Known) -> RuleState:
        found = self._states.get(key)
        return found or RuleState(device=known.number, expected=float(known.expected_every))

    def _known_away(self, state: RuleState, known: Known) -> RuleState:
        """With what was said of the home; once taken in, use of water may shorten it."""
        stay = self._directory.away.get(known.place_id)
        if stay is None or state.away_from == stay.since.timestamp():
            return state
        return set_away(state, stay.since, stay.until)

    def _keep(self, key: Key, before: RuleState, after: RuleState, now: datetime) -> None:
        if key not in self._before:
            self._before[key] = self._states.get(key)
        self._states[key] = after
        self._changed.setdefault(key, now)

    def settle(self) -> None:
        """The transaction held: what was before is gone."""
        self._before.clear()
        self.again.clear()

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
        if not all_of_it and self._written_at and now - self._written_at < WRITE_EVERY:
            return
        most = len(self._changed) if all_of_it else MOST_WRITTEN
        chosen = sorted(list(self._changed)[:most])
        for key in chosen:
            del self._changed[key]
        if not self._changed:
            self._written_at = now
        StoredState.objects.bulk_create(
            [self._row(key, through) for key in chosen if key in self._states],
            batch_size=200,
            update_conflicts=True,
            unique_fields=["device", "rule"],
            update_fields=["state", "through"],
        )

    def _row(self, key: Key, through: int) -> StoredState:
        number, rule = key
        device = self._directory.by_number[number].pk
        return StoredState(
            device_id=device, rule=rule, state=self._states[key].dump(), through=through
        )

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


def _is_offline(rule: Rule) -> bool:
    return isinstance(rule.condition, Offline)
