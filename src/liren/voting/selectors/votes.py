"""Votes: for the desk from a scope, for everybody once they are posted."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.models import PlacedQuerySet
from liren.core.scope import Scope, ancestors
from liren.places.models import Place
from liren.voting.domain import snapshots
from liren.voting.domain.phases import FROZEN, PUBLIC, Phase
from liren.voting.domain.profiles import CoOwners, Profile, profile
from liren.voting.models import ObserverNote, Question, Vote

PURPOSE = "vote salt"
ORDER = (Phase.OPEN, Phase.CLOSED, Phase.READY, Phase.POSTED, Phase.DRAFT)
MOST_PUBLIC = 30


class VoteUnknown(NotFound):
    """No such vote, or outside the scope, or not posted yet."""

    code = "voting.vote_unknown"
    sentence = sentence("There is no such vote.")


def votes(scope: Scope) -> QuerySet[Vote]:
    """All votes inside a scope: those that go on first."""
    return _sorted(Vote.objects.within(scope).select_related("place"))


def vote(scope: Scope, pk: int) -> Vote:
    """One of them, or not found."""
    found = votes(scope).select_related("place", "roll").filter(pk=pk).first()
    if found is None:
        raise VoteUnknown
    return found


def public_vote(pk: int) -> Vote:
    """A vote that everybody may read of."""
    found = Vote.objects.filter(pk=pk, phase__in=PUBLIC).select_related("place", "roll").first()
    if found is None:
        raise VoteUnknown
    return found


def public_votes(place: Place) -> QuerySet[Vote]:
    """What is or was voted on at a place, above it, and inside it."""
    here = PlacedQuerySet.inside(Scope.of([place.path]))
    above = Vote.objects.filter(place_path__in=ancestors(place.path))
    found = (Vote.objects.filter(here) | above).filter(phase__in=PUBLIC)
    return _sorted(found.select_related("place"))


def _sorted(rows: QuerySet[Vote]) -> QuerySet[Vote]:
    whens = [When(phase=phase, then=Value(number)) for number, phase in enumerate(ORDER)]
    rank = Case(*whens, default=Value(len(ORDER)), output_field=IntegerField())
    return rows.order_by(rank, "-made_at", "-id")


def questions_of(vote: Vote) -> list[Question]:
    """The questions in their order, each knowing its vote."""
    found = list(Question.objects.filter(vote=vote).order_by("number"))
    for question in found:
        question.vote = vote
    return found


def rules_of(vote: Vote) -> Profile:
    """The rules of a vote: as they were frozen, else the profile with the owners' own over it."""
    if vote.phase in FROZEN and vote.profile:
        return snapshots.profile_of(vote.profile)
    return rules_from(vote.profile_key, vote.own_rules)


def rules_from(key: str, own: dict[str, object]) -> Profile:
    """A shipped profile with a community's own rules laid over it."""
    rules = profile(key)
    if own.get("co_owners") == CoOwners.NAMED:  # what the place requires nobody can leave out
        rules = replace(rules, co_owners=CoOwners.NAMED)
    if own.get("joins_co_owned"):
        rules = replace(rules, joins_co_owned=True)
    clause = own.get("clause")
    if isinstance(clause, dict):
        rules = replace(rules, clause=snapshots.clause_of(clause))
    return rules


def salt_of(vote: Vote) -> bytes:
    """What keeps owners from being guessed out of published marks; stays in the office."""
    sealed = bytes(vote.salt_sealed)
    return bytes.fromhex(crypto.unseal(sealed, purpose=PURPOSE, row="vote"))


def due_to_open(now: datetime) -> QuerySet[Vote]:
    """Those whose time to open has come."""
    return Vote.objects.filter(phase=Phase.READY, opens_at__lte=now, closes_at__gt=now)


def due_to_close(now: datetime) -> QuerySet[Vote]:
    """Those whose time is over."""
    return Vote.objects.filter(phase=Phase.OPEN, closes_at__lt=now)


def public_notes(vote: Vote) -> list[ObserverNote]:
    """What everybody reads: why a step was taken back at once, the rest after the count."""
    rows = observer_notes(vote)
    return list(rows if vote.phase == Phase.COUNTED else rows.filter(is_step=True))


def observer_notes(vote: Vote) -> QuerySet[ObserverNote]:
    """What observers wrote down, in its order."""
    return ObserverNote.objects.filter(vote=vote).order_by("at", "id")
