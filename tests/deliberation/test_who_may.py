"""Every role × every act × every phase, tried on the services: nobody acts outside either.

What each attempt meets first is sorted into three: not this person, not in this phase, or neither
(it works, or something is missing that could be mended). The table says which of them it must be.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from liren.accounts.models import Grant, Party, User
from liren.core.errors import LirenError, NotAllowed
from liren.core.permissions import Role, roles
from liren.deliberation.domain.phases import (
    ACTS,
    ENDED,
    TRANSITIONS,
    Act,
    ActNotOpen,
    Mode,
    Phase,
    Step,
    StepNotOpen,
    is_open,
    steps_from,
)
from liren.deliberation.domain.templates import Kind
from liren.deliberation.models import (
    Ballot,
    Evaluation,
    ListItem,
    Measure,
    Need,
    Project,
    Round,
    Statement,
    Topic,
)
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
    sittings,
    talk,
    topics,
    votes,
)
from liren.deliberation.services.access import BY_EVALUATION, NEEDS, RESIDENTS, may
from liren.people.models import Person
from tests.factories import talk as scenes
from tests.factories.neighbourhood import BEGUN, MONDAY_MORNING, Neighbourhood

NOW = MONDAY_MORNING
LATER = NOW + timedelta(days=400)
Attempt = Callable[[Topic, User], object]
STATEMENT: dict[str, Any] = {"source": "meeting", "person": None}


def attempts(town: Neighbourhood) -> dict[Act, Attempt]:
    """How each act is tried; with nothing missing that the act itself could be refused for."""
    firm, person = town.parties["property_firm"], Person.objects.earliest("pk")
    return {**_talking(firm), **_ballots(person), **_budgets(), **_deciding(firm, person)}


def _talking(firm: Party) -> dict[Act, Attempt]:
    """Words: said, entered, answered, hidden."""

    def need_of(topic: Topic) -> Need:
        return Need.objects.create(topic=topic, text="要雨棚", at=NOW)

    return {
        Act.SUPPORT: lambda t, by: topics.support_topic(topic=t, by=by, now=NOW),
        Act.ANSWER: lambda t, by: topics.answer_topic(topic=t, words="已看过", by=by, now=NOW),
        Act.COMMENT: lambda t, by: talk.comment(topic=t, text="说一句", by=by, now=NOW),
        Act.STATE: lambda t, by: talk.say(topic=t, text="想法", by=by, now=NOW),
        Act.ENTER_STATEMENT: lambda t, by: talk.enter_statement(
            topic=t, text="想法", by=by, now=NOW, **STATEMENT
        ),
        Act.JUDGE: lambda t, by: talk.judge(topic=t, statement_id=0, answer=1, by=by, now=NOW),
        Act.NEED: lambda t, by: needs.state_need(topic=t, text="要雨棚", by=by, now=NOW),
        Act.ENTER_NEED: lambda t, by: needs.enter_need(
            topic=t, text="要雨棚", by=by, now=NOW, **STATEMENT
        ),
        Act.ANSWER_NEED: lambda t, by: needs.answer_need(
            need=need_of(t), party=firm, kind="will", text="下月", by=by, now=NOW
        ),
        Act.MODERATE: _hide,
        Act.RULE_APPEAL: _rule,
    }


def _hide(topic: Topic, by: User) -> object:
    row = Statement.objects.create(topic=topic, text="广告", at=NOW)
    new = moderating.NewHiding(thing="statement", thing_id=row.pk, because="advert", words="广告")
    return moderating.hide_words(topic=topic, new=new, by=by, now=NOW)


def _rule(topic: Topic, by: User) -> object:
    row = Statement.objects.create(topic=topic, text="广告", at=NOW, is_hidden=True)
    hiding = topic.hidings.create(
        thing="statement", thing_id=row.pk, because="advert", words="广告", by="somebody",
        at=NOW, appeal="不是", appealed_at=NOW,
    )  # fmt: skip
    return moderating.rule_on_appeal(hiding=hiding, is_restored=True, words="可以", by=by, now=NOW)


def _ballots(person: Person) -> dict[Act, Attempt]:
    """Lists and ballots, and their count."""
    return {
        Act.EDIT_LIST: lambda t, by: lists.set_list(
            topic=t, lines=[("a", ""), ("b", "")], most_ticks=1, by=by, now=NOW
        ),
        Act.CAST: lambda t, by: ballots.cast(topic=t, ticks=["1"], by=by, now=NOW),
        Act.TAKE_PAPER: lambda t, by: ballots.take_paper(
            topic=t, person=person, number="1", ticks=["1"], by=by, now=NOW
        ),
        Act.CONFIRM_PAPER: lambda t, by: ballots.confirm_paper(
            topic=t, number="1", ticks=["1"], by=by, now=NOW
        ),
        Act.COUNT: lambda t, by: counting.count_ballots(topic=t, by=by, now=LATER),
        Act.DRAW_LOT: lambda t, by: counting.draw_lot(
            topic=t, order=["1"], words="抽签", by=by, now=NOW
        ),
    }


def _budgets() -> dict[Act, Attempt]:
    """Projects and the rule they are chosen by."""
    project = budgets.NewProject(title="长椅", text="门口", asked=1_000)
    checked = budgets.Finding(is_feasible=True, cost=1)

    def project_of(topic: Topic) -> Project:
        return Project.objects.create(
            topic=topic, title="长椅", text="x", asked=1, number=9, at=NOW
        )

    return {
        Act.PROPOSE: lambda t, by: budgets.propose(topic=t, new=project, by=by, now=NOW),
        Act.ENTER_PROJECT: lambda t, by: budgets.enter_project(
            topic=t, new=project, person=None, by=by, now=NOW
        ),
        Act.CHECK_PROJECT: lambda t, by: budgets.check_project(
            project=project_of(t), finding=checked, by=by, now=NOW
        ),
        Act.SET_ROUND: lambda t, by: budgets.set_round(
            topic=t, new=budgets.NewRound(amount=5_000), by=by, now=NOW
        ),
    }


def _deciding(firm: Party, person: Person) -> dict[Act, Attempt]:
    """Meetings, votes, measures and what homes say of them."""

    def plan(topic: Topic, by: User) -> object:
        due = (NOW + timedelta(days=30)).date()
        new = measures.NewMeasure(what="修一修", party=firm, due_date=due)
        return measures.plan_measure(topic=topic, new=new, by=by, now=NOW)

    def measure_of(topic: Topic) -> Measure:
        row = Measure(topic=topic, what="修", party=firm, due_date=NOW.date(), planned_at=NOW)
        row.put_at(topic.place)
        row.save()
        return row

    return {
        Act.SIT: _sit,
        Act.DRAFT_VOTE: lambda t, by: votes.ask_vote(
            topic=t, question="同意吗", basis="homes", item=None, by=by, now=NOW
        ),
        Act.PLAN_MEASURE: plan,
        Act.EVALUATE: lambda t, by: evaluations.evaluate(
            measure=measure_of(t), answer="settled", words="", by=by, now=NOW
        ),
        Act.ENTER_EVALUATION: lambda t, by: evaluations.enter_evaluation(
            measure=measure_of(t), person=person, answer="settled", words="", by=by, now=NOW
        ),
    }


def _sit(topic: Topic, by: User) -> object:
    new = sittings.NewSitting(
        kind=Kind.MEETING, starts_at=LATER, where="居委会", agenda=["议题"], invited=3,
        invited_words="代表",
    )  # fmt: skip
    return sittings.call_sitting(topic=topic, new=new, by=by, now=NOW)


def tried(act: Attempt, topic: Topic, by: User) -> str:
    """What an attempt meets; nothing of it stays."""
    try:
        with transaction.atomic():
            act(topic, by)
            raise _Undo
    except _Undo:
        return "free"
    except (ActNotOpen, StepNotOpen):
        return "phase"
    except NotAllowed:
        return "person"
    except LirenError:
        return "free"


def _moved(move: moving.Move, topic: Topic, by: User) -> object:
    return moving.move_topic(topic=topic, move=move, by=by, now=LATER)


class _Undo(Exception):
    """Takes back what an attempt has done."""


def put_in(topic: Topic, phase: Phase, mode: Mode) -> Topic:
    """The topic in a phase, however it came there."""
    ended = NOW if phase in ENDED else None
    Topic.objects.filter(pk=topic.pk).update(
        phase=phase, mode=mode, ended_at=ended, answer="好", answered_at=NOW, open_until=LATER
    )
    return Topic.objects.select_related("place").get(pk=topic.pk)


@pytest.fixture
def topic(town: Neighbourhood) -> Topic:
    [first] = scenes.neighbours(town, 1)
    row = scenes.raised(town, first)
    ListItem.objects.create(topic=row, number=1, text="路灯")
    Round.objects.create(topic=row, amount=5_000)
    return row


def holder(role: Role, town: Neighbourhood) -> User:
    """Somebody who holds this one role at the whole street, and lives elsewhere."""
    user = User.objects.create(username=f"only_{role.key}", name=role.key)
    if role.permissions:
        party = town.parties["street_office"]
        grant = Grant(user=user, role=role.key, party=party, from_date=BEGUN)
        grant.put_at(town.places["street"])
        grant.save()
    return user


@pytest.mark.slow
@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_every_act_in_every_phase_for_every_role(
    role: Role, town: Neighbourhood, topic: Topic
) -> None:
    user, wrong = holder(role, town), []
    known = attempts(town)
    assert set(known) | {Act.APPEAL, Act.WORK} == set(Act)
    for phase in Phase:
        for act, attempt in known.items():
            mode = next((m for m in Mode if is_open(phase, act, m)), Mode.OPEN)
            row = put_in(topic, phase, mode)
            met = tried(attempt, row, user)
            allowed = may(user, act, row.place)
            assert not (act in RESIDENTS and allowed), f"{role.key} lives nowhere here"
            must = "person" if not allowed else "free" if act in ACTS[phase] else "phase"
            if met != must:
                wrong.append(f"{phase} {act}: {met}, not {must}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_every_step_from_every_phase_for_every_role(
    role: Role, town: Neighbourhood, topic: Topic
) -> None:
    user, wrong = holder(role, town), []
    for phase in Phase:
        for step in Step:
            mode = next((m for m in Mode if step in steps_from(phase, m)), Mode.OPEN)
            row = put_in(topic, phase, mode)
            move = moving.Move(step=step, words="好", until=LATER + timedelta(days=1))
            if step in BY_EVALUATION:
                with pytest.raises(moving.EvaluationDecides):
                    _moved(move, row, user)
                assert not may(user, step, row.place)
                continue
            met = tried(partial(_moved, move), row, user)
            allowed = user.has_perm(NEEDS[step], row.place)
            is_here = step in TRANSITIONS[phase]
            must = "person" if not allowed else "free" if is_here else "phase"
            if met != must:
                wrong.append(f"{phase} {step}: {met}, not {must}")
    assert not wrong, "\n".join(wrong)


def test_a_neighbour_may_what_is_theirs_and_only_where_it_is_open(
    town: Neighbourhood, topic: Topic
) -> None:
    [user] = scenes.neighbours(town, 1)
    known, wrong = attempts(town), []
    for phase in Phase:
        for act, attempt in known.items():
            mode = next((m for m in Mode if is_open(phase, act, m)), Mode.OPEN)
            met = tried(attempt, put_in(topic, phase, mode), user)
            is_theirs = act in RESIDENTS or act is Act.COMMENT
            must = "person" if not is_theirs else "free" if act in ACTS[phase] else "phase"
            if met != must:
                wrong.append(f"{phase} {act}: {met}, not {must}")
    assert not wrong, "\n".join(wrong)


READ = ("topic", "tick", "statements", "projects", "desk_topic", "outcome", "budget_file", "index")


def pages(user: User, topic: Topic) -> dict[str, bytes]:
    """What somebody reads of a topic, without what differs from one request to the next."""
    client, found = Client(raise_request_exception=False), {}
    client.force_login(user)
    for name in READ:
        args = [topic.pk] if name != "index" else []
        answer = client.get(reverse(f"deliberation:{name}", args=args))
        found[name] = _without_tokens(answer.content) if answer.status_code == 200 else b"-"
    return found


def _without_tokens(page: bytes) -> bytes:
    page = re.sub(rb'"X-CSRFToken": "[^"]*"', b"", page)
    page = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)
    return re.sub(rb"<time.*?</time>", b"", page, flags=re.S)


@pytest.mark.parametrize("name", ["secretary", "worker", "administrator", "audit_officer"])
def test_nobody_sees_counts_before_the_close(name: str, town: Neighbourhood) -> None:
    """Whatever was ticked, every page reads the same; only how many ballots there are is told."""
    reader, (first, second) = town.users[name], scenes.neighbours(town, 2)
    topic = scenes.ticking(town, first)
    seen = []
    for ticks in (["1"], ["2", "3"]):
        Ballot.objects.all().delete()
        ballots.cast(topic=topic, ticks=ticks, by=second, now=NOW)
        seen.append([pages(reader, topic), pages(first, topic)])
    assert seen[0] == seen[1]
    for read in seen[0]:
        assert read["outcome"] == read["budget_file"] == b"-"


def test_nobody_sees_what_homes_say_before_the_evaluation_ends(town: Neighbourhood) -> None:
    people = scenes.neighbours(town, 3)
    measure = scenes.evaluated(town, people[0])
    seen = []
    for answers in (["settled", "settled"], ["not", "not"]):
        Evaluation.objects.all().delete()
        scenes.judged(measure, people[1:], answers)
        seen.append(
            [pages(town.users["secretary"], measure.topic), pages(people[0], measure.topic)]
        )
    assert seen[0] == seen[1]
