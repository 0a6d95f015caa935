"""All devices, the rules over them and who is sent: in memory, for a query an event is too dear.

What people change is read anew a moment later; what ingest itself writes it need not read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet

from liren.accounts.models import Party
from liren.core.prepared import put
from liren.core.scope import ancestors
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.places.selectors import addresses
from liren.sensing.domain import secrets
from liren.sensing.domain.online import offline_from
from liren.sensing.domain.rules import Rule, read_rule
from liren.sensing.domain.storms import Bucket
from liren.sensing.models import Device, Gateway, Placement
from liren.sensing.models.devices import CAMERAS, TELLS_OF_A_PERSON

LOOK_EVERY = timedelta(seconds=1)
LOOK_BACK = timedelta(seconds=20)  # a change may be committed after a later one was seen
HEARD_EVERY = timedelta(seconds=5)
PLACES_KEPT = timedelta(minutes=1)  # a name is mended seldom, and read with each alert
AT_ONCE = 500  # moments of changes
MOST_HEARD = 150  # rows that a batch brings up to date on the side
PARTY_KINDS = {
    "committee": Party.Kind.COMMUNITY,
    "property": Party.Kind.PROPERTY,
    "street": Party.Kind.STREET,
}
FIELDS = (
    "pk", "number", "kind", "name", "place_id", "place_path", "community_path", "place__kind",
    "gateway__number", "person_id", "maintainer_id", "expected_every", "secret_hash", "claimed_at",
    "heard_at", "ended_at", "changed_at",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What is remembered of a device."""

    pk: int
    number: str
    kind: str
    name: str
    place_id: int
    place_path: str
    community_path: str
    place_kind: str
    gateway: str | None
    person_id: int | None
    maintainer_id: int | None
    expected_every: int
    secret_hash: str
    claimed_at: datetime | None
    heard_at: datetime | None
    ended_at: datetime | None
    changed_at: datetime
    latest: datetime | None = None  # by its own clock
    bucket: Bucket = field(default_factory=Bucket)
    last: dict[str, float] = field(default_factory=dict)

    @property
    def every(self) -> timedelta:
        """From one word of it to the next."""
        return timedelta(seconds=self.expected_every)

    @property
    def refusal(self) -> str:
        """Why it is not heard, as a word that is counted; empty when it is."""
        if self.ended_at is not None:
            return "ended"
        if self.claimed_at is None:
            return "in_stock"
        tells = self.kind in TELLS_OF_A_PERSON and self.place_kind == PlaceKind.HOME
        return "no_consent" if tells and self.person_id is None else ""

    def sample_of(self, body: bytes) -> bytes:
        """What may be kept of a message that was refused, for whoever looks for the fault."""
        return b"" if self.kind in CAMERAS else body


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its address in words."""

    place: Place
    address: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule that is on over a place."""

    path: str
    rule: Rule


class Directory:
    """The register as ingest sees it."""

    def __init__(self) -> None:
        self.by_number: dict[str, Known] = {}
        self.gateways: dict[str, int] = {}
        self._gateway_keys: dict[str, str] = {}
        self._placed: dict[str, list[Placed]] = {}
        self._rules_at: dict[str, dict[str, list[Rule]]] = {}
        self._parties: list[Party] = []
        self._sent: dict[tuple[str, tuple[Party.Kind, ...]], Party | None] = {}
        self._spots: dict[int, Spot] = {}
        self._rules_seen: dict[str, Any] | None = None
        self._looked_at: datetime | None = None
        self._places_from: datetime | None = None
        self._unsaid: dict[int, Known] = {}
        self._said_at: datetime | None = None
        self._moved: list[Known] = []

    def look(self, now: datetime) -> bool:
        """Read what was changed since the last time; whether rules are among it."""
        if _is_within(LOOK_EVERY, self._looked_at, now):
            return False
        self._read_devices(self._looked_at and min(self._looked_at, now))
        self._looked_at = now
        if not _is_within(PLACES_KEPT, self._places_from, now):
            self._spots.clear()
            self._places_from = now
        self._sent.clear()
        self._parties = list(Party.objects.active().order_by("-place_path", "id"))
        active = Gateway.objects.filter(ended_at__isnull=True)
        rows = list(active.values_list("number", "pk", "secret_hash"))
        self.gateways = {number: pk for number, pk, _key in rows}
        self._gateway_keys = {number: key for number, _pk, key in rows}
        changed = Placement.objects.aggregate(
            Max("changed_at"), Count("pk"), Count("switched_on_at"), Count("ended_at")
        )
        if changed == self._rules_seen:
            return False
        self._rules_seen = changed
        self._read_rules()
        return True

    def _read_devices(self, since: datetime | None) -> None:
        """Those that changed lately; all when some are missing.

        An import may take long, and its rows are stamped with the moment at which it began. They
        are not read again and again: how many there are of a moment tells whether any is unknown.
        """
        if since is not None:
            late = Device.objects.filter(changed_at__gte=since - LOOK_BACK).order_by()
            moments = dict(late.values_list("changed_at").annotate(Count("pk")))
            fresh = self._unknown(moments)
            for part in range(0, len(fresh), AT_ONCE):
                self._take_in(late.filter(changed_at__in=fresh[part : part + AT_ONCE]))
        if since is None or Device.objects.count() > len(self.by_number):
            self._take_in(Device.objects.all())

    def _unknown(self, moments: Mapping[datetime, int]) -> list[datetime]:
        """The moments of which the register has more devices than are known."""
        if not moments:
            return []
        known = Counter(one.changed_at for one in self.by_number.values())
        return [at for at, count in moments.items() if count > known[at]]

    def _take_in(self, rows: QuerySet[Device]) -> None:
        for values in rows.order_by("changed_at").values_list(*FIELDS).iterator(2000):
            known = Known(*values)
            before = self.by_number.get(known.number)
            if before is not None:
                if before.changed_at == known.changed_at:
                    continue
                known.heard_at, known.bucket = before.heard_at, before.bucket
                if (before.place_id, before.person_id) == (known.place_id, known.person_id):
                    known.latest, known.last = before.latest, before.last
                else:
                    self._moved.append(known)
            self.by_number[known.number] = known

    def moved(self) -> list[Known]:
        """Devices that hang elsewhere or for somebody else since the last time this was asked."""
        moved, self._moved = self._moved, []
        return moved

    def _read_rules(self) -> None:
        self._placed, self._rules_at = defaultdict(list), {}
        for path, text in Placement.objects.on().values_list("place_path", "text"):
            self._placed[path].append(Placed(path, read_rule(text)))

    def rules_over(self, known: Known) -> dict[str, list[Rule]]:
        """The rules over a device, by what they measure; of one key the nearest counts."""
        found = self._rules_at.get(known.place_path)
        if found is None:
            nearest: dict[str, Rule] = {}
            for path in ["", *ancestors(known.place_path)]:
                nearest |= {one.rule.key: one.rule for one in self._placed.get(path, ())}
            found = defaultdict(list)
            for rule in nearest.values():
                for measure in rule.counts:
                    found[str(measure)].append(rule)
            self._rules_at[known.place_path] = found
        return found

    def rule_over(self, known: Known, key: str) -> Rule | None:
        """One of the rules over a device."""
        over = self.rules_over(known).values()
        return next((rule for rules in over for rule in rules if rule.key == key), None)

    def party_for(self, known: Known, ladder: Iterable[str]) -> Party | None:
        """Who is sent: the first of the ladder that is a party over the place, or the committee."""
        wanted = tuple(PARTY_KINDS[rung] for rung in ladder if rung in PARTY_KINDS)
        asked = (known.place_path, wanted)
        if asked not in self._sent:
            self._sent[asked] = self._first_party(*asked)
        return self._sent[asked]

    def _first_party(self, path: str, wanted: Iterable[Party.Kind]) -> Party | None:
        for kind in [*wanted, Party.Kind.COMMUNITY, Party.Kind.STREET]:
            for party in self._parties:
                if party.kind == kind and path.startswith(party.place_path):
                    return party
        return None

    def spots(self, ids: set[int]) -> dict[int, Spot]:
        """Where alerts are, by the ids of the places."""
        if missing := ids - self._spots.keys():
            places = Place.objects.in_bulk(missing)
            words = addresses(list(places.values()))
            self._spots |= {pk: Spot(place, words[pk]) for pk, place in places.items()}
        return {pk: self._spots[pk] for pk in ids}

    def maintainer_of(self, known: Known) -> Party | None:
        """Who looks after the device itself."""
        return next((one for one in self._parties if one.pk == known.maintainer_id), None)

    def speaks_for(self, sender: str, known: Known) -> bool:
        """Whether a sender is the device itself, or the gateway it hangs behind."""
        return sender == (known.gateway if sender in self.gateways else known.number)

    def may_speak(self, sender: str, number: str) -> bool:
        """Whether whoever showed the key of `sender` may publish for a device."""
        known = self.by_number.get(number)
        return sender == number if known is None else self.speaks_for(sender, known)

    def admits(self, number: str, secret: str) -> bool:
        """Whether a device or a gateway shows its key; asked by the broker's thread."""
        return secrets.fits(secret, self.key_of(number))

    def key_of(self, number: str) -> str:
        """The hash of the key that lets somebody in now; empty where nobody is let in."""
        if (kept := self._gateway_keys.get(number)) is not None:
            return kept
        known = self.by_number.get(number)
        return known.secret_hash if known is not None and known.ended_at is None else ""

    def heard(self, known: Known, received_at: datetime) -> None:
        """It was heard; its row learns of it soon."""
        if known.heard_at is None or received_at > known.heard_at:
            known.heard_at = received_at
            self._unsaid[known.pk] = known

    def hear_of_others(self, numbers: Sequence[str]) -> None:
        """Before one is called silent: it may speak to the ingest of another street."""
        if not numbers:
            return
        rows = Device.objects.filter(number__in=numbers)
        for number, heard_at in rows.values_list("number", "heard_at"):
            known = self.by_number[number]
            if heard_at is not None and (known.heard_at is None or heard_at > known.heard_at):
                known.heard_at = heard_at

    def says_heard(self, now: datetime, *, all_of_it: bool = False) -> None:
        """Write down who was heard: some with each batch, so that none waits for all."""
        if not self._unsaid:
            return
        if not all_of_it and self._said_at and abs(now - self._said_at) < HEARD_EVERY:
            return
        most = len(self._unsaid) if all_of_it else MOST_HEARD
        chosen = [self._unsaid.pop(pk) for pk in list(self._unsaid)[:most]]
        if not self._unsaid:
            self._said_at = now
        # Sorted, so that two who write at once never wait for each other in a circle.
        put(Device, ["heard_at", "heard_by"], dict(sorted(map(_heard_row, chosen))))


def _is_within(span: timedelta, since: datetime | None, now: datetime) -> bool:
    # Either way: where the clock was set back, nobody waits until it has caught up.
    return since is not None and abs(now - since) < span


def _heard_row(known: Known) -> tuple[int, tuple[datetime | None, datetime | None]]:
    until = known.heard_at and heard_by(known.heard_at, known.expected_every)
    return known.pk, (known.heard_at, until)


def heard_by(heard_at: datetime, expected_every: int) -> datetime:
    """Until when it may be silent."""
    return offline_from(heard_at, timedelta(seconds=expected_every))
