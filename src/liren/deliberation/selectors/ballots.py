"""What can be ticked, who speaks once, and who has; never what, before the count."""

from dataclasses import dataclass

from liren.deliberation.domain.lists import Paper, shuffled
from liren.deliberation.domain.phases import Mode
from liren.deliberation.models import Ballot, ListItem, Outcome, Project, Round, Topic
from liren.people.models import Person


@dataclass(frozen=True)
class Line:
    """One line of a ballot as it is shown."""

    key: str
    title: str
    about: str
    cost: int | None = None


def round_of(topic: Topic) -> Round | None:
    """The budget of a topic."""
    return Round.objects.filter(topic=topic).first()


def projects_on_ballot(topic: Topic) -> list[Project]:
    """What was checked and can be done."""
    rows = Project.objects.filter(topic=topic, is_hidden=False)
    return list(rows.filter(check_state=Project.Check.FEASIBLE))


def winners_of(topic: Topic) -> list[Project]:
    """What the ballot chose; nothing before the count."""
    outcome = outcome_of(topic) if topic.mode == Mode.BUDGET else None
    keys = [int(key) for key in outcome.data["winners"]] if outcome else []
    return list(Project.objects.filter(topic=topic, number__in=keys))


def unplanned_winners(topic: Topic) -> list[Project]:
    """What was chosen and stands in no plan, not even in an earlier one."""
    planned = set(topic.measures.values_list("project", flat=True))
    return [row for row in winners_of(topic) if row.pk not in planned]


def lines_of(topic: Topic) -> list[Line]:
    """What can be ticked, in the order of its numbers."""
    if topic.mode == Mode.BUDGET:
        rows = projects_on_ballot(topic)
        return [Line(str(row.number), row.title, row.text, row.cost) for row in rows]
    items = ListItem.objects.filter(topic=topic)
    return [Line(str(row.number), row.text, row.about) for row in items]


def lines_for(topic: Topic, person: Person | None) -> list[Line]:
    """The same in the order of one's own, so that nobody stands first for everybody."""
    lines = {line.key: line for line in lines_of(topic)}
    order = shuffled(lines, topic=topic.pk, person=person.pk if person else 0)
    return [lines[key] for key in order]


def paper_of(topic: Topic) -> Paper:
    """How much may be ticked of what."""
    lines = lines_of(topic)
    keys, costs = [line.key for line in lines], {line.key: line.cost or 0 for line in lines}
    budget = round_of(topic) if topic.mode == Mode.BUDGET else None
    if budget and budget.way == Round.Way.BUDGET:
        return Paper(keys, budget=budget.amount, costs=costs)
    return Paper(keys, most=topic.most_ticks)


def voter_of(topic: Topic, person: Person) -> str:
    """Who speaks once: the person, or their home where the rules say so."""
    budget = round_of(topic) if topic.mode == Mode.BUDGET else None
    by_home = budget is not None and budget.voters == Round.Voters.HOMES
    return f"home:{person.place_id}" if by_home else f"person:{person.pk}"


def ballot_of(topic: Topic, person: Person | None) -> Ballot | None:
    """Whether somebody, or their home, has given a ballot."""
    if person is None:
        return None
    return Ballot.objects.filter(topic=topic, voter=voter_of(topic, person)).first()


def how_many(topic: Topic) -> int:
    """How many ballots were given: the one number that is public while it is open."""
    return Ballot.objects.filter(topic=topic).count()


def unconfirmed(topic: Topic) -> list[Ballot]:
    """Papers that a second officer has not typed."""
    rows = Ballot.objects.filter(topic=topic, channel=Ballot.Channel.PAPER, confirmed_by="")
    return list(rows.select_related("person"))


def outcome_of(topic: Topic) -> Outcome | None:
    """What came of it, once it is counted."""
    return Outcome.objects.filter(topic=topic).first()
