"""Facts that the register announces."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class RecordChanged(Event):
    """A record began or changed; which elements, never their values."""

    name = "people.record_changed"
    kind: str
    record_id: int
    elements: str
    revision: int


@fact
@dataclass(frozen=True, kw_only=True)
class ChangeProposed(Event):
    """Somebody who does not own an element says that it is otherwise."""

    name = "people.change_proposed"
    proposal_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ProposalDecided(Event):
    """The owner accepted a proposal, or rejected it with a reason."""

    name = "people.proposal_decided"
    proposal_id: int
    accepted: bool


@fact
@dataclass(frozen=True, kw_only=True)
class PersonsJoined(Event):
    """Two records turned out to be one person."""

    name = "people.persons_joined"
    origin_id: int
    survivor_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class PersonsParted(Event):
    """A join was undone."""

    name = "people.persons_parted"
    origin_id: int
    survivor_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """A record lost its name for good; whatever else names them elsewhere goes too."""

    name = "people.person_erased"
    person_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CanaryViewed(Event):
    """Somebody opened a value of an invented resident."""

    name = "people.canary_viewed"
    viewing_id: int
    place_path: str


@fact
@dataclass(frozen=True, kw_only=True)
class LookedAtMany(Event):
    """Somebody wanted to open values of more persons within an hour than work explains."""

    name = "people.looked_at_many"
    viewer: str
    hour: str
    place_path: str


@fact
@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """A link to their own data is to go to a person by text message."""

    name = "people.link_asked"
    link_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class HomeStale(Event):
    """What is known of those who live at a home was not confirmed in time."""

    name = "people.home_stale"
    place_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class HomeConfirmed(Event):
    """Nothing that is known of a home is stale any more."""

    name = "people.home_confirmed"
    place_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class DeletionAsked(Event):
    """Somebody asks that their data be deleted."""

    name = "people.deletion_asked"
    request_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    """Somebody took a yes back; what rests on it elsewhere goes too."""

    name = "people.consent_withdrawn"
    person_id: int
    purpose: str
