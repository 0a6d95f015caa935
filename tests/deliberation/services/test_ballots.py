"""Ticks: one ballot a voter by whatever way, sealed before the count; lists, budgets, ties."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liren.accounts.models import User
from liren.core.permissions import PermissionMissing
from liren.deliberation.domain.budget import Rule, most_votes
from liren.deliberation.domain.equal_shares import equal_shares
from liren.deliberation.domain.lists import NothingTicked, OverBudget, TooManyTicks, UnknownTick
from liren.deliberation.domain.pabulib import read_pb
from liren.deliberation.domain.phases import ActNotOpen, Phase, Step
from liren.deliberation.models import Ballot, Measure, Outcome, Topic
from liren.deliberation.selectors.pabulib import as_pb
from liren.deliberation.services import ballots, budgets, counting, measures, moving
from liren.deliberation.services.access import NotAResident
from liren.people.models import Person
from tests.factories import talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

DAY = timedelta(days=1)


def person_of(user: User) -> Person:
    return Person.objects.select_related("place").get(user=user)


def test_a_ballot_is_given_once_on_line(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    ballots.cast(topic=topic, ticks=["1", "2"], by=first, now=MONDAY_MORNING)
    with pytest.raises(ballots.TickedAlready):
        ballots.cast(topic=topic, ticks=["3"], by=first, now=MONDAY_MORNING)
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize(
    ("ticks", "refused"),
    [
        ([], NothingTicked),
        (["1", "2", "3"], TooManyTicks),
        (["9"], UnknownTick),
        (["1", "1"], UnknownTick),
    ],
)
def test_what_can_be_mended_is_said_at_once(
    town: Neighbourhood, ticks: list[str], refused: type[Exception]
) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    with pytest.raises(refused):
        ballots.cast(topic=topic, ticks=ticks, by=first, now=MONDAY_MORNING)
    assert not Ballot.objects.exists()


def test_whoever_ticked_on_paper_is_refused_on_line_and_the_other_way_round(
    town: Neighbourhood,
) -> None:
    first, second = talk.neighbours(town, 2)
    topic, worker = talk.ticking(town, first), town.users["worker"]
    paper: dict[str, Any] = {"topic": topic, "by": worker, "now": MONDAY_MORNING, "ticks": ["1"]}
    ballots.take_paper(person=person_of(first), number="0001", **paper)
    with pytest.raises(ballots.TickedOnPaper):
        ballots.cast(topic=topic, ticks=["1"], by=first, now=MONDAY_MORNING)
    ballots.cast(topic=topic, ticks=["2"], by=second, now=MONDAY_MORNING)
    with pytest.raises(ballots.TickedAlready):
        ballots.take_paper(person=person_of(second), number="0002", **paper)
    [third] = talk.neighbours(town, 1)
    with pytest.raises(ballots.PaperTypedAlready):
        ballots.take_paper(person=person_of(third), number="0001", **paper)


def test_a_paper_counts_once_two_have_typed_the_same(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, worker, secretary = (
        talk.ticking(town, first),
        town.users["worker"],
        town.users["secretary"],
    )
    now = MONDAY_MORNING
    ballots.take_paper(
        topic=topic, person=person_of(first), number="7", ticks=["1"], by=worker, now=now
    )
    with pytest.raises(counting.PapersWait):
        counting.count_ballots(topic=topic, by=secretary, now=talk.AFTER)
    with pytest.raises(ballots.OwnPaper):
        ballots.confirm_paper(topic=topic, number="7", ticks=["1"], by=worker, now=now)
    with pytest.raises(ballots.PaperDiffers):
        ballots.confirm_paper(topic=topic, number="7", ticks=["2"], by=secretary, now=now)
    ballots.drop_paper(topic=topic, number="7", by=secretary, now=now)
    ballots.take_paper(
        topic=topic, person=person_of(first), number="7", ticks=["2"], by=worker, now=now
    )
    ballots.confirm_paper(topic=topic, number="7", ticks=["2"], by=secretary, now=now)
    with pytest.raises(ballots.PaperUnknown):  # what two have confirmed, one does not take out
        ballots.drop_paper(topic=topic, number="7", by=secretary, now=now)


def test_after_the_end_nobody_ticks_and_before_it_nobody_counts(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.ticking(town, first), town.users["secretary"]
    with pytest.raises(moving.NotYet):
        counting.count_ballots(topic=topic, by=secretary, now=talk.UNTIL - DAY)
    with pytest.raises(ballots.BallotOver):
        ballots.cast(topic=topic, ticks=["1"], by=first, now=talk.UNTIL)
    with pytest.raises(counting.NoBallots):
        counting.count_ballots(topic=topic, by=secretary, now=talk.AFTER)


def test_only_who_leads_counts_and_once(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    ballots.cast(topic=topic, ticks=["1"], by=first, now=MONDAY_MORNING)
    with pytest.raises(PermissionMissing):
        counting.count_ballots(topic=topic, by=town.users["worker"], now=talk.AFTER)
    counting.count_ballots(topic=topic, by=town.users["secretary"], now=talk.AFTER)
    with pytest.raises(counting.CountedAlready):
        counting.count_ballots(topic=topic, by=town.users["secretary"], now=talk.AFTER)


def test_the_ballot_is_sealed_in_the_database(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    row = ballots.cast(topic=topic, ticks=["2"], by=first, now=MONDAY_MORNING)
    assert b'"2"' not in bytes(row.sealed)
    assert ballots.open_ballot(row) == ["2"]


def test_a_list_ranks_by_homes_and_not_by_clicks(town: Neighbourhood) -> None:
    family = talk.neighbours(town, 3, homes=1)
    others = talk.neighbours(town, 2)
    topic = talk.ticking(town, family[0])
    for user in family:
        ballots.cast(topic=topic, ticks=["1"], by=user, now=MONDAY_MORNING)
    for user in others:
        ballots.cast(topic=topic, ticks=["2"], by=user, now=MONDAY_MORNING)
    data = counting.count_ballots(topic=topic, by=town.users["secretary"], now=talk.AFTER).data
    assert [(one["key"], one["homes"], one["rank"]) for one in data["lines"]] == [
        ("2", 2, 1),
        ("1", 1, 2),
        ("3", 0, 3),
    ]


def test_one_home_one_ballot_where_the_rules_say_so(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2, homes=1)
    topic = talk.balloted(town, first, voters="homes")
    ballots.cast(topic=topic, ticks=["1"], by=first, now=talk.AFTER + DAY)
    with pytest.raises(ballots.HomeTickedAlready):
        ballots.cast(topic=topic, ticks=["2"], by=second, now=talk.AFTER + DAY)


def test_within_the_budget_means_within_it(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.balloted(town, first, way="budget")
    with pytest.raises(OverBudget):
        ballots.cast(topic=topic, ticks=["1", "2"], by=first, now=talk.AFTER + DAY)
    ballots.cast(topic=topic, ticks=["2", "3"], by=first, now=talk.AFTER + DAY)


def test_rule_and_sum_cannot_be_changed_after_the_call(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.called(town, first)
    new = budgets.NewRound(amount=99)
    with pytest.raises(ActNotOpen):
        budgets.set_round(topic=topic, new=new, by=town.users["worker"], now=MONDAY_MORNING)


def test_every_proposal_is_checked_and_a_no_says_why(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, worker = talk.called(town, first), town.users["worker"]
    new = budgets.NewProject(title="长椅", text="门口放两把", asked=3_000)
    row = budgets.propose(topic=topic, new=new, by=first, now=MONDAY_MORNING)
    with pytest.raises(budgets.TooDear):
        dear = budgets.NewProject(title="电梯", text="每栋一部", asked=90_000)
        budgets.propose(topic=topic, new=dear, by=first, now=MONDAY_MORNING)
    talk.moved(topic, Step.CHECK, town.users["secretary"], now=talk.AFTER)
    with pytest.raises(moving.ChecksOpen):
        talk.moved(
            topic, Step.OPEN_BALLOT, town.users["secretary"], now=talk.AFTER,
            until=talk.AFTER + DAY,
        )  # fmt: skip
    from liren.deliberation.services.words import WordsMissing

    with pytest.raises(WordsMissing):
        budgets.check_project(
            project=row, finding=budgets.Finding(is_feasible=False), by=worker, now=talk.AFTER
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(check_state="not")


def test_equal_shares_are_awarded_explained_and_recounted_from_the_file(
    town: Neighbourhood,
) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.balloted(town, first)
    assert as_pb(topic) is None  # nobody recounts what is not counted
    topic = talk.counted(town, topic, [["1"], ["1", "2"], ["2"], ["3"], ["3"]])
    data = Outcome.objects.get(topic=topic).data
    text = as_pb(topic)
    assert text is not None
    instance = read_pb(text)
    award = equal_shares(instance)
    assert list(award.winners) == data["winners"]
    assert award.cost == data["cost"]
    assert set(data["lost"]) | set(data["winners"]) == {"1", "2", "3"}
    assert {str(key) for key in instance.votes} == {"1", "2", "3"}


def test_most_votes_first_is_the_other_rule(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.balloted(town, first, rule="most-votes")
    topic = talk.counted(town, topic, [["1"], ["1"], ["2"], ["3"]])
    data = Outcome.objects.get(topic=topic).data
    assert data["rule"] == Rule.MOST_VOTES
    text = as_pb(topic)
    assert text is not None
    assert list(most_votes(read_pb(text)).winners) == data["winners"] == ["1", "3"]


def test_a_tie_is_reported_and_only_the_lot_breaks_it(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.balloted(town, first, costs=(6_000, 6_000), rule="most-votes")
    secretary = town.users["secretary"]
    topic = talk.counted(town, topic, [["1"], ["2"]])
    assert Outcome.objects.get(topic=topic).data["undecided"] == ["1", "2"]
    now = topic.open_until
    assert now is not None
    with pytest.raises(moving.TieOpen):
        talk.moved(topic, Step.PLAN, secretary, now=now)
    with pytest.raises(counting.LotWrong):
        counting.draw_lot(topic=topic, order=["2"], words="当众抽签", by=secretary, now=now)
    counting.draw_lot(topic=topic, order=["2", "1"], words="当众抽签", by=secretary, now=now)
    assert Outcome.objects.get(topic=topic).data["winners"] == ["2"]
    with pytest.raises(counting.NoTie):
        counting.draw_lot(topic=topic, order=["1", "2"], words="再抽", by=secretary, now=now)


def test_winners_become_measures_and_no_more_is_spent_than_was_decided(
    town: Neighbourhood,
) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.balloted(town, first)
    topic = talk.counted(town, topic, [["2"], ["2"], ["3"]])
    secretary, firm = town.users["secretary"], town.users["property_manager"]
    now = topic.open_until
    assert now is not None
    topic = talk.moved(topic, Step.PLAN, secretary, now=now)
    with pytest.raises(measures.NotWon):
        _plan(town, topic, 1, now)
    measure = _plan(town, topic, 2, now)
    with pytest.raises(moving.WinnersOpen):  # nobody forgets what neighbours chose
        talk.moved(topic, Step.PUBLISH, secretary, now=now)
    _plan(town, topic, 3, now)
    talk.moved(topic, Step.PUBLISH, secretary, now=now)
    talk.moved(topic, Step.BEGIN, secretary, now=now + 6 * DAY)
    measure.refresh_from_db()
    then = now + 7 * DAY
    paid = measures.NewSpending(amount=4_000, what="材料", day=then.date())
    measures.spend(measure=measure, new=paid, by=firm, now=then)
    with pytest.raises(measures.MoneyOver):
        measures.spend(measure=measure, new=paid, by=firm, now=then)
    assert sum(measure.spendings.values_list("amount", flat=True)) == 4_000


def _plan(town: Neighbourhood, topic: Topic, number: int, now: datetime) -> Measure:
    row = topic.projects.get(number=number)
    new = measures.NewMeasure(
        what=row.title, party=town.parties["property_firm"], due_date=(now + 30 * DAY).date(),
        cost=row.cost, project=row,
    )  # fmt: skip
    return measures.plan_measure(topic=topic, new=new, by=town.users["worker"], now=now)


def test_whoever_gave_a_paper_hears_what_came_of_it(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2)
    topic, person = talk.ticking(town, first), person_of(second)
    ballots.take_paper(
        topic=topic, person=person, number="7", ticks=["1"], by=town.users["worker"],
        now=MONDAY_MORNING,
    )  # fmt: skip
    assert topic.followers.filter(user=second).exists()


def test_nobody_ticks_for_another(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    for user in town.users.values():
        with pytest.raises(NotAResident):
            ballots.cast(topic=topic, ticks=["1"], by=user, now=MONDAY_MORNING)


def test_a_person_of_elsewhere_has_no_paper_here(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    person = talk.said_of(person_of(first), home=town.places["next_community"])
    with pytest.raises(NotAResident):
        ballots.take_paper(
            topic=topic, person=person, number="1", ticks=["1"], by=town.users["worker"],
            now=MONDAY_MORNING,
        )  # fmt: skip


def test_a_counted_list_moves_on_and_an_uncounted_one_does_not(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.ticking(town, first), town.users["secretary"]
    ballots.cast(topic=topic, ticks=["1"], by=first, now=MONDAY_MORNING)
    with pytest.raises(moving.NotCounted):
        talk.moved(topic, Step.PLAN, secretary, now=talk.AFTER)
    counting.count_ballots(topic=topic, by=secretary, now=talk.AFTER)
    topic = talk.moved(topic, Step.PLAN, secretary, now=talk.AFTER)
    assert topic.phase == Phase.MEASURES
