"""Words are hidden with a reason from the published policy; their author may defend them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import Conflict, NotAllowed, NotFound, sentence
from liren.core.events import publish
from liren.core.permissions import Actor
from liren.deliberation.domain.phases import Act
from liren.deliberation.events import WordsHidden
from liren.deliberation.models import Hiding, Need, Project, Topic
from liren.deliberation.selectors.talk import Words, find_thing
from liren.deliberation.services import orders
from liren.deliberation.services.access import begin, hold
from liren.deliberation.services.words import for_everybody
from liren.people.selectors import person_of

LONGEST_REASON = 200
LONGEST_APPEAL = 500


class ThingUnknown(NotFound):
    """No such words in this topic."""

    code = "deliberation.thing_unknown"
    sentence = sentence("These words are not there any more.")


class HiddenAlready(Conflict):
    """A colleague was quicker."""

    code = "deliberation.hidden_already"
    sentence = sentence("These words are hidden already.")


class NotYours(NotAllowed):
    """Only who said something defends it."""

    code = "deliberation.not_yours"
    sentence = sentence("Only who said it can object to its being hidden.")


class AppealedAlready(Conflict):
    """An objection is made once, and ruled on once."""

    code = "deliberation.appealed_already"
    sentence = sentence("There is an objection, or a ruling on it, already.")


class OwnHiding(NotAllowed):
    """Nobody rules on their own decision."""

    code = "deliberation.own_hiding"
    sentence = sentence("You hid these words yourself, so somebody else has to rule on it.")


class ProjectOnBallot(Conflict):
    """What stands on an open ballot is not taken off it."""

    code = "deliberation.project_on_ballot"
    sentence = sentence("The ballot is open; what stands on it stays until it is counted.")


@dataclass(frozen=True, kw_only=True)
class NewHiding:
    """What is hidden, by which line of the policy, in words for its author."""

    thing: str
    thing_id: int
    because: str
    words: str


@transaction.atomic
def hide_words(*, topic: Topic, new: NewHiding, by: Actor, now: datetime) -> Hiding:
    """Take words out of sight; everybody sees that something was, and why."""
    held = begin(topic, Act.MODERATE, by=by)
    row = thing_of(held, new.thing, new.thing_id)
    if row.is_hidden:
        raise HiddenAlready
    if isinstance(row, Project) and held.phase == "ballot":
        raise ProjectOnBallot
    hiding = Hiding.objects.create(
        topic=held,
        thing=new.thing,
        thing_id=row.pk,
        because=Hiding.Because(new.because),
        words=for_everybody(new.words, most=LONGEST_REASON),
        by=by.audit_name,
        at=now,
    )
    row.is_hidden = True
    row.save(update_fields=["is_hidden"])
    if isinstance(row, Need):
        orders.withdraw_needs(held, by=by, now=now, only=row)
    audit.record("deliberation.words_hidden", hiding, by=by, at=now, because=new.because)
    publish(WordsHidden(hiding_id=hiding.pk))
    return hiding


def thing_of(topic: Topic, thing: str, pk: int) -> Words:
    """The words that are meant."""
    found = find_thing(topic, thing, pk)
    if found is None:
        raise ThingUnknown
    return found


@transaction.atomic
def appeal(*, hiding: Hiding, words: str, by: Actor, now: datetime) -> Hiding:
    """The author says why the words should stand."""
    held = _held(hiding)
    row = thing_of(held.topic, held.thing, held.thing_id)
    person = person_of(by) if isinstance(by, User) else None
    if person is None or row.person_id != person.pk:
        raise NotYours
    if held.appealed_at is not None:
        raise AppealedAlready
    held.appeal, held.appealed_at = for_everybody(words, most=LONGEST_APPEAL), now
    held.save(update_fields=["appeal", "appealed_at"])
    audit.record("deliberation.appealed", held, by=by, at=now)
    return held


@transaction.atomic
def rule_on_appeal(
    *, hiding: Hiding, is_restored: bool, words: str, by: Actor, now: datetime
) -> Hiding:
    """Somebody other than who hid them says whether the words come back, and why."""
    held = _held(hiding)
    topic = begin(held.topic, Act.RULE_APPEAL, by=by)
    if held.appealed_at is None or held.ruled_at is not None:
        raise AppealedAlready
    if held.by == by.audit_name:
        raise OwnHiding
    held.ruling = for_everybody(words, most=LONGEST_REASON)
    held.is_restored, held.ruled_by, held.ruled_at = is_restored, by.audit_name, now
    held.save()
    if is_restored:
        row = thing_of(topic, held.thing, held.thing_id)
        row.is_hidden = False
        row.save(update_fields=["is_hidden"])
    audit.record("deliberation.appeal_ruled", held, by=by, at=now, restored=is_restored)
    return held


def _held(hiding: Hiding) -> Hiding:
    hold(hiding.topic)
    rows = Hiding.objects.select_for_update(of=("self",)).select_related("topic__place")
    return rows.get(pk=hiding.pk)
