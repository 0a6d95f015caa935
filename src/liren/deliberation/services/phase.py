"""A topic comes to another phase: the row, the time line, the followers, the fact."""

from datetime import datetime, timedelta

from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor
from liren.deliberation.domain.phases import BEGINS, ENDED, Mode, Phase, after
from liren.deliberation.events import TopicMoved
from liren.deliberation.models import Topic
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.words import note_step, office_of


def enter_phase(
    topic: Topic,
    phase: Phase,
    *,
    by: Actor,
    now: datetime,
    until: datetime | None = None,
    words: str = "",
) -> None:
    """Set the phase and everything that follows from it."""
    topic.phase, topic.phase_at, topic.open_until = phase, now, until
    topic.ended_at = now if phase in ENDED else None
    topic.save()
    party = None if by is SYSTEM else office_of(by, topic.place)
    note_step(topic, f"phase_{phase}", by=by, now=now, words=words, of=party)
    tell_followers(topic, phase, now=now, words=words)
    publish(TopicMoved(topic_id=topic.pk, phase=phase))


def put_on_agenda(topic: Topic, *, homes: int, days: int, now: datetime) -> None:
    """Enough homes stand behind it: it is talked over, whoever likes it or not."""
    step = BEGINS[Mode(topic.mode)]
    phase = after(topic.phase, step, topic.mode)
    note_step(topic, "enough_homes", by=SYSTEM, now=now, words=str(homes))
    enter_phase(topic, phase, by=SYSTEM, now=now, until=now + timedelta(days=days))
