"""Homes say whether a measure helped; nothing closes without them, nor against them."""

from datetime import datetime, timedelta

from django.db import transaction

from liren.core import audit
from liren.core.errors import Conflict, NotFound, sentence
from liren.core.permissions import SYSTEM, Actor
from liren.deliberation.domain.evaluation import Verdict, tally
from liren.deliberation.domain.phases import Act, Phase, Step, after
from liren.deliberation.domain.templates import missing
from liren.deliberation.models import Evaluation, Measure, Topic
from liren.deliberation.selectors.sittings import kinds_held
from liren.deliberation.selectors.topics import rules_at
from liren.deliberation.services.access import NotAResident, begin, begin_at_home, hold
from liren.deliberation.services.phase import enter_phase
from liren.deliberation.services.telling import follow, tell_followers
from liren.deliberation.services.words import for_everybody, note_step
from liren.people.models import Person

LONGEST_WORDS = 300


class NotUnderEvaluation(NotFound):
    """Neighbours judge what was done under the plan that is in force."""

    code = "deliberation.not_under_evaluation"
    sentence = sentence("This measure is not up for evaluation.")


class HomeSpoke(Conflict):
    """What a home said itself, nobody else changes."""

    code = "deliberation.home_spoke"
    sentence = sentence("This home has said what it thinks already.")


@transaction.atomic
def evaluate(*, measure: Measure, answer: str, words: str, by: Actor, now: datetime) -> Evaluation:
    """A home says whether a measure helped; it may think again until the evaluation ends."""
    held, person = begin_at_home(measure.topic, Act.EVALUATE, by=by, now=now)
    row = _keep(held, measure, person, (answer, words), now=now)
    audit.record("deliberation.evaluated", measure, by=by, at=now)
    return row


@transaction.atomic
def enter_evaluation(
    *, measure: Measure, person: Person, answer: str, words: str, by: Actor, now: datetime
) -> Evaluation:
    """Write down what somebody says of it at the counter or by telephone, in their own words."""
    held = begin(measure.topic, Act.ENTER_EVALUATION, by=by)
    if not person.place_path.startswith(held.place_path):
        raise NotAResident
    row = _keep(held, measure, person, (answer, words), now=now, entered_by=by.audit_name)
    audit.record("deliberation.evaluation_entered", measure, by=by, at=now)
    return row


def _keep(
    topic: Topic,
    measure: Measure,
    person: Person,
    said: tuple[str, str],
    *,
    now: datetime,
    entered_by: str = "",
) -> Evaluation:
    answer, words = said
    if measure.topic_id != topic.pk or measure.revision != topic.revision:
        raise NotUnderEvaluation
    earlier = Evaluation.objects.filter(measure=measure, home=person.place_id).first()
    if earlier is not None and entered_by:
        raise HomeSpoke
    follow(topic, person=person)
    kept = for_everybody(words, most=LONGEST_WORDS) if words.strip() else ""
    row, _ = Evaluation.objects.update_or_create(
        measure=measure,
        home_id=person.place_id,
        defaults={
            "person": person,
            "answer": Evaluation.AnswerName(answer),
            "words": kept,
            "source": "telephone" if entered_by else "online",
            "entered_by": entered_by,
            "at": now,
        },
    )
    return row


@transaction.atomic
def settle_evaluation(*, topic: Topic, now: datetime) -> Phase:
    """When the time is over and enough homes spoke: close it, or open a revision."""
    held = hold(topic)
    phase = Phase(held.phase)
    if phase is not Phase.EVALUATION or (held.open_until and now < held.open_until):
        return phase
    if missing(held.template, held.phase, kinds_held(held)):
        return phase
    fewest = rules_at(held.place).fewest_evaluations
    rows = list(held.measures.filter(revision=held.revision).prefetch_related("evaluations"))
    verdicts = {
        row.pk: tally((one.answer for one in row.evaluations.all()), fewest=fewest).verdict
        for row in rows
    }
    if not rows or Verdict.WAITING in verdicts.values():
        return _ask_again(held, now)
    for row in rows:
        row.closed_at, row.verdict = now, verdicts[row.pk]
        row.save(update_fields=["closed_at", "verdict"])
    is_good = set(verdicts.values()) == {Verdict.FAVOURABLE}
    step = Step.CLOSE if is_good else Step.REVISE
    phase = after(held.phase, step, held.mode)
    if not is_good:
        held.revision += 1
    enter_phase(held, phase, by=SYSTEM, now=now)
    audit.record("deliberation.evaluation_settled", held, by=SYSTEM, at=now, phase=str(phase))
    return phase


def _ask_again(topic: Topic, now: datetime) -> Phase:
    """Too few homes have spoken: they are asked once more, and nothing closes meanwhile."""
    topic.open_until = now + timedelta(days=rules_at(topic.place).evaluation_days)
    topic.save(update_fields=["open_until"])
    note_step(topic, "asked_again", by=SYSTEM, now=now)
    tell_followers(topic, "evaluation", now=now)
    return Phase.EVALUATION
