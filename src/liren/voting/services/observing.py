"""What those who watch write down; never changed, read by everybody after the count."""

from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor
from liren.voting.domain.phases import Act
from liren.voting.models import ObserverNote, Vote
from liren.voting.services.access import begin


class NoteMissing(Invalid):
    """A note has words, and somebody who saw it."""

    code = "voting.note_missing"
    sentence = sentence("Please write who watched, and what was seen.")


@transaction.atomic
def note_observation(
    *, vote: Vote, observer: str, text: str, by: Actor, now: datetime
) -> ObserverNote:
    """Write into the observers' log."""
    held = begin(vote, Act.OBSERVE, by=by)
    if not observer.strip() or not text.strip():
        raise NoteMissing
    row = ObserverNote.objects.create(
        vote=held,
        observer=observer.strip()[:80],
        text=text.strip()[:2000],
        by=by.audit_name,
        at=now,
    )
    audit.record("voting.observed", held, by=by, at=now)
    return row
