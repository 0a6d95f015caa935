"""Who talks things over in the demo, and how: each act by the service that a page would call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from liren.accounts import services as accounts
from liren.accounts.models import Party, User
from liren.accounts.selectors import community_party
from liren.config.demo.founding import PASSWORD, Founded
from liren.core.permissions import SYSTEM
from liren.deliberation.models import Measure, Topic
from liren.deliberation.services import Step, evaluations, measures, moving, sweeps, topics
from liren.people.models import Person
from liren.people.services import link_user
from liren.places.models import Place

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEIGHBOURS = 60
ADULT = 18
CAMPS = 3


class Talk:
    """One community that talks things over."""

    def __init__(self, founded: Founded, community: Place, now: datetime) -> None:
        self.community, self.users, self.parties = community, founded.users, founded.parties
        self.now = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
        self.worker, self.secretary = founded.users["worker"], founded.users["secretary"]
        self.neighbours = _neighbours(community, now)
        found = community_party(community)
        assert found is not None
        self.committee = found

    def at(self, days: float) -> datetime:
        """So many days ago."""
        return self.now - timedelta(days=days)

    def some(self, count: int, *, skip: int = 0) -> list[User]:
        """Some of the neighbours; fewer where there are fewer."""
        return self.neighbours[skip : skip + count] or self.neighbours[:1]

    def raised(self, text: str, days: float, *, behind: int = 4, by: int = 0) -> Topic:
        """A neighbour brings something up, and others stand behind it."""
        new = topics.NewTopic(words=text, place=self.community)
        first = self.neighbours[by % len(self.neighbours)]
        topic = topics.raise_topic(new, by=first, now=self.at(days))
        for user in [one for one in self.some(behind) if one != first]:
            topics.support_topic(topic=topic, by=user, now=self.at(days) + HOUR)
        return self.fresh(topic)

    def fresh(self, topic: Topic) -> Topic:
        """The topic as it is now."""
        return Topic.objects.select_related("place").get(pk=topic.pk)

    def step(
        self, topic: Topic, step: Step, days: float, text: str = "", until: float | None = None
    ) -> Topic:
        """The secretary moves it on."""
        end = self.at(until) if until is not None else None
        move = moving.Move(step=step, words=text, until=end)
        moving.move_topic(topic=topic, move=move, by=self.secretary, now=self.at(days))
        return self.fresh(topic)

    def party(self, duty: str) -> Party:
        """Who does that sort of thing here; else the committee."""
        rows = [one for one in self.parties.values() if one.duty == duty]
        inside = [one for one in rows if one.place_path.startswith(self.community.path)]
        return next(iter(inside or rows), self.committee)

    def planned(
        self, topic: Topic, what: str, days: float, *, party: Party, cost: int | None = None
    ) -> Measure:
        """One measure of the plan, due four weeks from now."""
        new = measures.NewMeasure(
            what=what,
            party=party,
            due_date=(self.now + 28 * DAY).date(),
            cost=cost,
        )
        return measures.plan_measure(topic=topic, new=new, by=self.worker, now=self.at(days))

    def begun(self, topic: Topic, days: float) -> list[Measure]:
        """The plan is published, and the work begins when its days are over."""
        self.step(topic, Step.PUBLISH, days)
        sweeps.follow_the_clock(now=self.at(days - 6))
        rows = Measure.objects.filter(topic=topic, revision=topic.revision)
        return list(rows.select_related("party", "topic__place", "place"))

    def doer(self, measure: Measure) -> User:
        """Somebody who works for the party in charge."""
        grants = measure.party.grants.select_related("user").order_by("pk")
        works = [grant.user for grant in grants if grant.user.has_perm("workorders.work")]
        return works[0]

    def done(self, measure: Measure, days: float, result: str) -> None:
        """The party has finished."""
        by, now = self.doer(measure), self.at(days)
        measures.finish_measure(measure=measure, result=result, by=by, now=now)

    def judged(self, measure: Measure, days: float, answers: Sequence[str]) -> None:
        """Homes say whether it helped."""
        for user, answer in zip(self.neighbours, answers, strict=False):
            evaluations.evaluate(
                measure=measure, answer=answer, words="", by=user, now=self.at(days)
            )


def _neighbours(community: Place, now: datetime) -> list[User]:
    """Some grown-ups of different homes get an account, as if they had signed in once."""
    grown = Person.objects.filter(community_path=community.path, birth_year__lte=now.year - ADULT)
    taken = Person.objects.filter(user__isnull=False).values("place")
    known = grown.exclude(place__in=taken).select_related("place").order_by("pk")
    chosen: dict[int, Person] = {}
    for person in known[: NEIGHBOURS * 6]:
        chosen.setdefault(person.place_id, person)
    people = list(chosen.values())[:NEIGHBOURS]
    names = [(f"neighbour{number:02d}", one.name) for number, one in enumerate(people, 1)]
    users = accounts.add_users(names, password=PASSWORD, by=SYSTEM, now=now)
    for person, user in zip(people, users.values(), strict=True):
        link_user(person=person, user=user, by=SYSTEM, now=now)
    return list(users.values())
