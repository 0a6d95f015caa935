"""Topics of the town in every phase, with the neighbours who take part."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from liren.accounts.models import User
from liren.core.permissions import SYSTEM
from liren.deliberation.domain.phases import Mode, Step
from liren.deliberation.domain.templates import Kind, Template
from liren.deliberation.models import Comment, Hiding, Measure, Need, Project, Sitting, Topic
from liren.deliberation.services import (
    ballots,
    budgets,
    counting,
    evaluations,
    lists,
    measures,
    moderating,
    moving,
    needs,
    orders,
    sittings,
    sweeps,
    talk,
    topics,
)
from liren.people.models import Person
from liren.people.services import NewPerson, add_persons, put
from liren.places.models import Place
from liren.places.services import NewPlace
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

WORDS = "小区充电桩太少，晚上总要排队"
DAY = timedelta(days=1)
UNTIL = MONDAY_MORNING + 10 * DAY
AFTER = UNTIL + timedelta(hours=1)


def neighbours(town: Neighbourhood, count: int, *, homes: int = 0) -> list[User]:
    """So many neighbours with accounts, in so many homes; each alone where nothing is said."""
    before = Person.objects.count()
    homes = homes or count
    new = [
        NewPlace(
            key=f"h{n}", parent=None, kind="home", name=f"{n}室", code=f"C1-3-2-n{before + n}",
        )
        for n in range(homes)
    ]  # fmt: skip
    rows = _homes(town, new)
    users = User.objects.bulk_create(
        User(username=f"neighbour{before + n}", name=f"neighbour{before + n}") for n in range(count)
    )
    people = [
        NewPerson(name=f"邻居{before + n}", place=rows[n % homes], user=user)
        for n, user in enumerate(users)
    ]
    add_persons(people, by=SYSTEM, now=MONDAY_MORNING)
    return users


def said_of(person: Person, **values: object) -> Person:
    """What the office knows of somebody is otherwise from now on."""
    put(
        subject=person, values=values, source="台账", by=SYSTEM, now=MONDAY_MORNING,
        base=person.revision,
    )  # fmt: skip
    person.refresh_from_db()
    return person


def _homes(town: Neighbourhood, new: Sequence[NewPlace]) -> list[Place]:
    unit = town.places["unit"]
    found = []
    for one in new:
        row = Place(parent=unit, kind=one.kind, name=one.name, code=one.code, path=f"x{one.code}")
        row.save()
        row.path = f"{unit.path}{row.pk:08d}"
        row.save()
        found.append(row)
    return found


def raised(town: Neighbourhood, by: User, words: str = WORDS) -> Topic:
    """A neighbour brings something up."""
    new = topics.NewTopic(words=words, place=town.places["community"])
    return topics.raise_topic(new, by=by, now=MONDAY_MORNING)


def moved(
    topic: Topic, step: Step, by: User, *, now: datetime, words: str = "大家一起商量", **how: Any
) -> Topic:
    """A topic one step further."""
    move = moving.Move(step=step, words=words, **how)
    return moving.move_topic(topic=topic, move=move, by=by, now=now)


def discussed(
    town: Neighbourhood, by: User, *, mode: Mode = Mode.OPEN, template: Template = Template.PLAIN
) -> Topic:
    """It is on the agenda and being talked over."""
    topic = raised(town, by)
    return moved(
        topic, Step.DISCUSS, town.users["secretary"], now=MONDAY_MORNING,
        until=UNTIL, mode=mode, template=template,
    )  # fmt: skip


def planned(town: Neighbourhood, by: User) -> Topic:
    """It was talked over and decided; the plan has one measure of the firm."""
    topic = moved(discussed(town, by), Step.PLAN, town.users["secretary"], now=AFTER)
    plan(town, topic, now=AFTER)
    return topic


def plan(town: Neighbourhood, topic: Topic, *, now: datetime, cost: int | None = None) -> Measure:
    """One measure of the firm."""
    new = measures.NewMeasure(
        what="加装两个充电桩",
        party=town.parties["property_firm"],
        due_date=(now + 60 * DAY).date(),
        cost=cost,
    )
    return measures.plan_measure(topic=topic, new=new, by=town.users["worker"], now=now)


def running(town: Neighbourhood, by: User) -> Measure:
    """The plan was published, its days are over, and the work goes on."""
    topic = planned(town, by)
    moved(topic, Step.PUBLISH, town.users["secretary"], now=AFTER)
    sweeps.follow_the_clock(now=AFTER + 6 * DAY)
    return Measure.objects.select_related("topic__place", "party", "place").get(topic=topic)


def evaluated(town: Neighbourhood, by: User) -> Measure:
    """The firm is done, and neighbours are asked."""
    measure, now = running(town, by), AFTER + 20 * DAY
    firm = town.users["property_manager"]
    measures.finish_measure(measure=measure, result="装好了两个", by=firm, now=now)
    moved(measure.topic, Step.ASK_EVALUATION, town.users["secretary"], now=now)
    return Measure.objects.select_related("topic__place", "party", "place").get(pk=measure.pk)


def sitting(town: Neighbourhood, topic: Topic, kind: Kind, *, now: datetime) -> Sitting:
    """A meeting that was called in time, and is over."""
    new = sittings.NewSitting(
        kind=kind,
        starts_at=now + 8 * DAY,
        where="居委会二楼",
        agenda=["说明情况", "大家发言"],
        invited=4,
        invited_words="3号楼居民代表",
    )
    return sittings.call_sitting(topic=topic, new=new, by=town.users["worker"], now=now)


def held(town: Neighbourhood, topic: Topic, kind: Kind, *, now: datetime, yes: int = 3) -> Sitting:
    """A meeting with its minutes posted."""
    row, by = sitting(town, topic, kind, now=now), town.users["worker"]
    then = now + 8 * DAY + timedelta(hours=1)
    for number in range(3):
        sittings.note_present(sitting=row, name=f"代表{number}", role="", by=by, now=then)
    sittings.take_minute(sitting=row, item=1, speaker="居民代表", text="赞成", by=by, now=then)
    new = sittings.NewDecision(text="同意装两个", yes=yes, no=3 - yes)
    sittings.write_decision(sitting=row, new=new, by=by, now=then)
    return sittings.post_minutes(sitting=row, by=by, now=then)


def ticking(town: Neighbourhood, by: User) -> Topic:
    """A list with three lines, of which two may be ticked."""
    topic = raised(town, by)
    lines = [("充电桩", ""), ("路灯", "北门一带"), ("长椅", "")]
    worker = town.users["worker"]
    lists.set_list(topic=topic, lines=lines, most_ticks=2, by=worker, now=MONDAY_MORNING)
    topic.refresh_from_db()
    return moved(
        topic, Step.SHOW_LIST, town.users["secretary"], now=MONDAY_MORNING,
        until=UNTIL, mode=Mode.TICK,
    )  # fmt: skip


def called(town: Neighbourhood, by: User, **rest: Any) -> Topic:
    """A budget whose projects are called for."""
    topic = raised(town, by, "用好今年的社区资金")
    new = budgets.NewRound(**{"amount": 10_000, **rest})
    budgets.set_round(topic=topic, new=new, by=town.users["worker"], now=MONDAY_MORNING)
    topic.refresh_from_db()
    return moved(
        topic, Step.CALL, town.users["secretary"], now=MONDAY_MORNING,
        until=UNTIL, mode=Mode.BUDGET,
    )  # fmt: skip


def balloted(
    town: Neighbourhood, by: User, costs: Sequence[int] = (6_000, 5_000, 4_000), **rest: Any
) -> Topic:
    """A budget whose ballot is open, with projects of these costs."""
    topic = called(town, by, **rest)
    worker, secretary = town.users["worker"], town.users["secretary"]
    for number, cost in enumerate(costs, 1):
        new = budgets.NewProject(title=f"项目{number}", text="修一修", asked=cost)
        budgets.enter_project(topic=topic, new=new, person=None, by=worker, now=MONDAY_MORNING)
    moved(topic, Step.CHECK, secretary, now=AFTER)
    for row in topic.projects.order_by("number"):
        checked = budgets.Finding(is_feasible=True, cost=row.asked)
        budgets.check_project(project=row, finding=checked, by=worker, now=AFTER)
    return moved(topic, Step.OPEN_BALLOT, secretary, now=AFTER, until=AFTER + 10 * DAY)


def counted(town: Neighbourhood, topic: Topic, ballots_given: Sequence[Sequence[str]]) -> Topic:
    """A list or budget with ballots of so many neighbours, counted."""
    voters = neighbours(town, len(ballots_given))
    for voter, ticks in zip(voters, ballots_given, strict=True):
        now = topic.open_until - DAY if topic.open_until else MONDAY_MORNING
        ballots.cast(topic=topic, ticks=ticks, by=voter, now=now)
    topic.refresh_from_db()
    assert topic.open_until
    counting.count_ballots(topic=topic, by=town.users["secretary"], now=topic.open_until)
    topic.refresh_from_db()
    return topic


def say_all(topic: Topic, voters: Sequence[User], statements: Sequence[str]) -> None:
    """Statements of the first neighbours, judged by all: two camps that agree on the last."""
    rows = [
        talk.say(topic=topic, text=text, by=voters[n], now=MONDAY_MORNING)
        for n, text in enumerate(statements)
    ]
    for number, voter in enumerate(voters):
        for at, row in enumerate(rows):
            is_shared = at == len(rows) - 1
            answer = 1 if is_shared or (at + number) % 2 == 0 else -1
            talk.judge(
                topic=topic, statement_id=row.pk, answer=answer, by=voter, now=MONDAY_MORNING
            )


def judged(measure: Measure, voters: Sequence[User], answers: Sequence[str]) -> None:
    """Homes say whether it helped."""
    for voter, answer in zip(voters, answers, strict=True):
        evaluations.evaluate(
            measure=measure, answer=answer, words="", by=voter, now=AFTER + 21 * DAY
        )


def some_measure(town: Neighbourhood) -> Measure:
    """One that is under way; made once, then found again."""
    if found := Measure.objects.select_related("topic__place", "party", "place").first():
        return found
    [first] = neighbours(town, 1)
    measure = running(town, first)
    measures.set_milestone(
        measure=measure,
        text="设备到场",
        due_date=measure.due_date,
        by=town.users["property_manager"],
        now=AFTER + 7 * DAY,
    )
    return measure


def some_hiding(town: Neighbourhood) -> Hiding:
    """A comment that was hidden, beside the topic of the measure."""
    if found := Hiding.objects.first():
        return found
    measure = some_measure(town)
    speaker = User.objects.filter(username__startswith="neighbour").latest("pk")
    row = Comment.objects.first() or talk.comment(
        topic=measure.topic, text="快点吧", by=speaker, now=AFTER + 8 * DAY
    )
    new = moderating.NewHiding(
        thing="comment", thing_id=row.pk, because="elsewhere", words="和议题无关"
    )
    return moderating.hide_words(
        topic=measure.topic, new=new, by=town.users["worker"], now=AFTER + 8 * DAY
    )


def some_sitting(town: Neighbourhood) -> Sitting:
    """A meeting with its minutes."""
    if found := Sitting.objects.select_related("topic__place").first():
        return found
    [first] = neighbours(town, 1)
    topic = discussed(town, first)
    moved(topic, Step.MEET, town.users["secretary"], now=AFTER)
    topic.refresh_from_db()
    return held(town, topic, Kind.MEETING, now=AFTER)


def some_project(town: Neighbourhood) -> Project:
    """One that stands on a ballot."""
    if found := Project.objects.select_related("topic__place").first():
        return found
    [first] = neighbours(town, 1)
    return balloted(town, first).projects.select_related("topic__place")[0]


def some_asked_need(town: Neighbourhood) -> Need:
    """One that the firm was asked to answer."""
    need, firm = some_need(town), town.parties["property_firm"]
    if orders.need_order(need, firm) is None:
        needs.ask_party(need=need, party=firm, by=town.users["worker"], now=MONDAY_MORNING)
    return need


def some_need(town: Neighbourhood) -> Need:
    """One that waits for an answer."""
    if found := Need.objects.select_related("topic__place").first():
        return found
    [first] = neighbours(town, 1)
    topic = discussed(town, first, mode=Mode.RESPONSE)
    return needs.state_need(topic=topic, text="要遮雨棚", by=first, now=MONDAY_MORNING)
