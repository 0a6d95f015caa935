"""The picture of a talk, drawn when it has ended: nobody sees how others judged before."""

from datetime import datetime

from liren.deliberation.domain.opinion_map import drawn
from liren.deliberation.domain.opinions import Opinions
from liren.deliberation.models import Judgement, OpinionMap, Statement, Topic


def draw_map(topic: Topic, *, now: datetime) -> OpinionMap:
    """Draw it from all judgements of what was not hidden; called again, it is drawn anew."""
    known = Statement.objects.filter(topic=topic)
    kept = set(known.filter(is_hidden=False).values_list("pk", flat=True))
    said = Judgement.objects.filter(statement__in=kept)
    rows = said.values_list("person", "statement", "answer").iterator()
    votes = {(person, statement): answer for person, statement, answer in rows}
    opinions = Opinions.of(votes, kept, known.filter(is_hidden=True).count())
    found, _ = OpinionMap.objects.update_or_create(
        topic=topic, defaults={"data": drawn(opinions), "drawn_at": now}
    )
    return found
