"""Two devices, two clerks, two neighbours at once: one is told, and nothing is counted twice."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from liren.accounts.models import User
from liren.core.errors import LirenError
from liren.deliberation.domain.phases import Phase, Step
from liren.deliberation.models import Ballot, Outcome, Support, Topic, TopicStep
from liren.deliberation.services import ballots, counting, topics
from tests.factories import talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood, neighbourhood

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Do them at the same moment; says of each whether it was done, told, or how it broke."""
    gate, ends = Barrier(len(acts)), list[str]()

    def run(act: Act) -> None:
        gate.wait()
        try:
            act()
            ends.append("done")
        except LirenError:
            ends.append("told")
        except Exception as error:
            ends.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


@pytest.fixture
def town(transactional_db: None) -> Neighbourhood:
    return neighbourhood()


def again(user: User) -> User:
    """Somebody as a request knows them: read anew."""
    return User.objects.get(pk=user.pk)


def test_one_person_with_two_devices_has_one_ballot(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    ends = at_once(
        *(
            lambda ticks=ticks: ballots.cast(
                topic=topic, ticks=ticks, by=again(first), now=MONDAY_MORNING
            )
            for ticks in (["1"], ["2"], ["3"])
        )
    )
    assert ends == ["done", "told", "told"]
    assert Ballot.objects.count() == 1


def test_two_of_one_home_have_one_ballot_where_homes_speak(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2, homes=1)
    topic = talk.balloted(town, first, voters="homes")
    now = talk.AFTER + timedelta(days=1)
    ends = at_once(
        *(
            lambda user=user: ballots.cast(topic=topic, ticks=["1"], by=again(user), now=now)
            for user in (first, second)
        )
    )
    assert ends == ["done", "told"]


def test_the_last_two_homes_bring_it_onto_the_agenda_once(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 11)
    topic = talk.raised(town, people[0])
    for user in people[1:9]:
        topics.support_topic(topic=topic, by=user, now=MONDAY_MORNING)
    ends = at_once(
        *(
            lambda user=user: topics.support_topic(topic=topic, by=again(user), now=MONDAY_MORNING)
            for user in people[9:]
        )
    )
    assert ends == ["done", "told"]  # the second one finds it on the agenda already
    topic.refresh_from_db()
    assert topic.phase == Phase.DISCUSSION
    assert TopicStep.objects.filter(topic=topic, what="enough_homes").count() == 1
    assert Support.objects.filter(topic=topic).count() == 10


def test_two_clerks_take_one_step(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.discussed(town, first), town.users["secretary"]
    ends = at_once(
        *(
            lambda step=step: talk.moved(topic, step, again(secretary), now=talk.AFTER)
            for step in (Step.PLAN, Step.MEET)
        )
    )
    assert ends == ["done", "told"]
    assert Topic.objects.get(pk=topic.pk).phase in (Phase.MEASURES, Phase.MEETING)


def test_it_is_counted_once(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.ticking(town, first), town.users["secretary"]
    ballots.cast(topic=topic, ticks=["1"], by=first, now=MONDAY_MORNING)
    ends = at_once(
        *(
            lambda: counting.count_ballots(topic=topic, by=again(secretary), now=talk.AFTER)
            for _ in range(2)
        )
    )
    assert ends == ["done", "told"]
    assert Outcome.objects.count() == 1


def test_nobody_ticks_while_it_is_counted(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2)
    topic, secretary = talk.ticking(town, first), town.users["secretary"]
    ballots.cast(topic=topic, ticks=["1"], by=first, now=MONDAY_MORNING)
    ends = at_once(
        lambda: counting.count_ballots(topic=topic, by=again(secretary), now=talk.AFTER),
        lambda: ballots.cast(topic=topic, ticks=["2"], by=again(second), now=MONDAY_MORNING),
    )
    people = Outcome.objects.get(topic=topic).data["people"]
    assert people == Ballot.objects.count()  # whoever came first, nothing is lost
    assert ends in (["done", "done"], ["done", "told"])
