"""征集: the sum and the rule, proposals with their costs, and the check of each."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from liren.core import audit
from liren.core.errors import Invalid, TooMany, sentence
from liren.core.permissions import Actor
from liren.deliberation.domain.phases import Act, Mode
from liren.deliberation.models import Project, Round, Topic
from liren.deliberation.services.access import begin, begin_at_home
from liren.deliberation.services.telling import follow
from liren.deliberation.services.words import for_everybody
from liren.people.models import Person

LONGEST_TITLE = 40
LONGEST_TEXT = 600
MOST_MONEY = 100_000_000
MOST_OF_ONE = 3
MOST_PROJECTS = 200


class MoneyWrong(Invalid):
    """A sum in whole yuan."""

    code = "deliberation.money_wrong"
    sentence = sentence("Please write a sum in whole yuan, more than nothing.")


class TooDear(Invalid):
    """More than there is."""

    code = "deliberation.project_too_dear"
    sentence = sentence("There are {budget} yuan for all projects together. Make it smaller.")


class ProposedEnough(TooMany):
    """Room for others."""

    code = "deliberation.proposed_enough"
    sentence = sentence("You have proposed {most} projects. Leave room for the others.")


@dataclass(frozen=True, kw_only=True)
class NewRound:
    """What is settled before anybody is asked."""

    amount: int
    rule: str = Round.RuleName.EQUAL_SHARES
    voters: str = Round.Voters.PERSONS
    way: str = Round.Way.TICKS
    most_ticks: int = 3


@dataclass(frozen=True, kw_only=True)
class NewProject:
    """A proposal with what it may cost."""

    title: str
    text: str
    asked: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the check says: whether it can be done, what it costs, and why not."""

    is_feasible: bool
    cost: int | None = None
    words: str = ""


@transaction.atomic
def set_round(*, topic: Topic, new: NewRound, by: Actor, now: datetime) -> Round:
    """Settle sum, rule, voters and way; from the call on nobody changes them."""
    held = begin(topic, Act.SET_ROUND, by=by)
    if not 0 < new.amount <= MOST_MONEY or new.most_ticks < 1:
        raise MoneyWrong
    row = Round.objects.filter(topic=held).first() or Round(topic=held)
    row.amount, row.rule = new.amount, Round.RuleName(new.rule)
    row.voters, row.way = Round.Voters(new.voters), Round.Way(new.way)
    row.save()
    held.mode, held.most_ticks = Mode.BUDGET.value, new.most_ticks
    held.save(update_fields=["mode", "most_ticks"])
    audit.record("deliberation.round_set", held, by=by, at=now, amount=new.amount, rule=new.rule)
    return row


@transaction.atomic
def propose(*, topic: Topic, new: NewProject, by: Actor, now: datetime) -> Project:
    """A resident proposes a project."""
    held, person = begin_at_home(topic, Act.PROPOSE, by=by, now=now)
    if Project.objects.filter(topic=held, person=person).count() >= MOST_OF_ONE:
        raise ProposedEnough(most=MOST_OF_ONE)
    row = _project(held, new, person, now)
    audit.record("deliberation.project_proposed", row, by=by, at=now)
    return row


@transaction.atomic
def enter_project(
    *, topic: Topic, new: NewProject, person: Person | None, by: Actor, now: datetime
) -> Project:
    """Write down a proposal that was brought to the counter or told by telephone."""
    held = begin(topic, Act.ENTER_PROJECT, by=by)
    row = _project(held, new, person, now, entered_by=by.audit_name)
    audit.record("deliberation.project_entered", row, by=by, at=now)
    return row


def _project(
    topic: Topic, new: NewProject, person: Person | None, now: datetime, *, entered_by: str = ""
) -> Project:
    budget = Round.objects.get(topic=topic)
    last = Project.objects.filter(topic=topic).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_PROJECTS:
        raise ProposedEnough(most=MOST_PROJECTS)
    if new.asked <= 0:
        raise MoneyWrong
    if new.asked > budget.amount:
        raise TooDear(budget=budget.amount)
    if person is not None:
        follow(topic, person=person)
    return Project.objects.create(
        topic=topic,
        number=last + 1,
        title=for_everybody(new.title, most=LONGEST_TITLE),
        text=for_everybody(new.text, most=LONGEST_TEXT),
        asked=new.asked,
        person=person,
        source="counter" if entered_by else "online",
        entered_by=entered_by,
        at=now,
    )


@transaction.atomic
def check_project(*, project: Project, finding: Finding, by: Actor, now: datetime) -> Project:
    """Say whether it can be done and what it costs; a no says why, and everybody reads it."""
    held = begin(project.topic, Act.CHECK_PROJECT, by=by)
    row = Project.objects.select_for_update().get(pk=project.pk, topic=held)
    budget = Round.objects.get(topic=held)
    if finding.is_feasible:
        if not finding.cost or finding.cost <= 0:
            raise MoneyWrong
        if finding.cost > budget.amount:
            raise TooDear(budget=budget.amount)
    words = finding.words.strip()
    if words or not finding.is_feasible:
        words = for_everybody(words, most=LONGEST_TEXT)
    row.check_state = Project.Check.FEASIBLE if finding.is_feasible else Project.Check.NOT_FEASIBLE
    row.cost = finding.cost if finding.is_feasible else None
    row.check_words, row.checked_by, row.checked_at = words, by.audit_name, now
    row.save()
    audit.record("deliberation.project_checked", row, by=by, at=now, state=row.check_state)
    return row
