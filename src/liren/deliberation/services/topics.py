"""Raising what concerns everybody, standing behind it, and the public answer by a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.office import work_calendar
from liren.core.permissions import Actor, require
from liren.deliberation.domain.phases import Act, Mode, Phase
from liren.deliberation.domain.templates import Template
from liren.deliberation.events import TopicAnswered, TopicRaised
from liren.deliberation.models import Support, Topic, TopicCase
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.topics import homes_behind, rules_at
from liren.deliberation.services import orders
from liren.deliberation.services.access import begin, begin_at_home, resident
from liren.deliberation.services.phase import put_on_agenda
from liren.deliberation.services.telling import follow, tell_followers
from liren.deliberation.services.words import for_everybody, note_step, office_of
from liren.people.models import Person
from liren.places.models import Place

LONGEST_TITLE = 60
LONGEST_WORDS = 1000
LONGEST_ANSWER = 1000
MOST_CASES = 50


class SupportedAlready(Conflict):
    """A person stands behind a topic once."""

    code = "deliberation.supported_already"
    sentence = sentence("You stand behind this already. It counts once for your home.")


class CaseElsewhere(Invalid):
    """A topic comes from cases of its own place."""

    code = "deliberation.case_elsewhere"
    sentence = sentence("One of these cases lies outside the place of the topic.")


@dataclass(frozen=True, kw_only=True)
class NewTopic:
    """What is brought up; without a title the first words are it."""

    words: str
    place: Place
    title: str = ""
    mode: Mode = Mode.OPEN
    template: Template = Template.PLAIN
    most_ticks: int = 3
    cases: Sequence[Case] = ()


@transaction.atomic
def raise_topic(new: NewTopic, *, by: Actor, now: datetime) -> Topic:
    """A resident brings something up; their home stands behind it at once."""
    person = resident(by, new.place)
    plain = NewTopic(words=new.words, title=new.title, place=new.place)
    topic = _raise(plain, by, now, person)
    _stand_behind(topic, person, now)
    return topic


@transaction.atomic
def raise_for(new: NewTopic, *, person: Person | None, by: Actor, now: datetime) -> Topic:
    """The office brings something up; for a person who rang or came by, when one is named."""
    require(by, TalkPermission.PREPARE, at=new.place)
    for case in new.cases[:MOST_CASES]:
        require(by, CasePermission.SEE, at=case.place)
        if not case.place_path.startswith(new.place.path):
            raise CaseElsewhere
    topic = _raise(new, by, now, person, is_from_office=person is None)
    TopicCase.objects.bulk_create(
        TopicCase(topic=topic, case=case) for case in new.cases[:MOST_CASES]
    )
    if person is not None:
        resides = person.place_path.startswith(new.place.path)
        if resides:
            _stand_behind(topic, person, now)
    return topic


def _raise(
    new: NewTopic,
    by: Actor,
    now: datetime,
    person: Person | None,
    *,
    is_from_office: bool = False,
) -> Topic:
    words = for_everybody(new.words, most=LONGEST_WORDS)
    title = new.title.strip() or _first_words(words)
    rules = rules_at(new.place)
    row = Topic(
        title=for_everybody(title, most=LONGEST_TITLE),
        words=words,
        mode=new.mode.value,
        template=new.template.value,
        most_ticks=max(1, new.most_ticks),
        phase_at=now,
        raised_at=now,
        raised_by=by.audit_name,
        raiser=person,
        is_from_office=is_from_office,
        answer_by=work_calendar().add_working_days(now, rules.answer_days).at,
    )
    row.put_at(new.place)
    row.save()
    party = office_of(by, new.place) if is_from_office else None
    note_step(row, "raised", by=by, now=now, of=party)
    orders.ask_answer(row, days=rules.answer_days, by=by, now=now)
    audit.record("deliberation.topic_raised", row, by=by, at=now)
    publish(TopicRaised(topic_id=row.pk))
    return row


def _first_words(words: str) -> str:
    """The first sentence, as far as it fits."""
    first = words.split("\n")[0]
    for sign in "。！？；!?;":
        first = first.split(sign)[0]
    return first if len(first) <= 30 else f"{first[:29]}…"


@transaction.atomic
def support_topic(*, topic: Topic, by: Actor, now: datetime) -> Topic:
    """Stand behind a topic; with enough homes it comes onto the agenda by itself."""
    held, person = begin_at_home(topic, Act.SUPPORT, by=by, now=now)
    _stand_behind(held, person, now)
    audit.record("deliberation.topic_supported", held, by=by, at=now)
    return held


def _stand_behind(topic: Topic, person: Person, now: datetime) -> None:
    try:
        with transaction.atomic():
            Support.objects.create(topic=topic, person=person, home=person.place, at=now)
    except IntegrityError as twice:
        raise SupportedAlready from twice
    follow(topic, person=person)
    rules = rules_at(topic.place)
    if topic.phase == Phase.RAISED and homes_behind(topic) >= rules.support_homes:
        put_on_agenda(topic, homes=rules.support_homes, days=rules.discussion_days, now=now)


@transaction.atomic
def answer_topic(*, topic: Topic, words: str, by: Actor, now: datetime) -> Topic:
    """Answer in public; what comes next is said with the next step."""
    held = begin(topic, Act.ANSWER, by=by)
    write_answer(held, words, by=by, now=now)
    tell_followers(held, "answered", now=now, words=held.answer)
    audit.record("deliberation.topic_answered", held, by=by, at=now)
    return held


def write_answer(topic: Topic, words: str, *, by: Actor, now: datetime) -> None:
    """Keep the answer, settle the order that asked for it, and let everybody know."""
    topic.answer = for_everybody(words, most=LONGEST_ANSWER)
    topic.answered_at, topic.answered_by = now, by.audit_name
    topic.save(update_fields=["answer", "answered_at", "answered_by"])
    party = office_of(by, topic.place)
    note_step(topic, "answered", by=by, now=now, words=topic.answer, of=party)
    orders.settle(topic, result=topic.answer, by=by, now=now)
    publish(TopicAnswered(topic_id=topic.pk))
