"""The count of ticks: the one place where ballots are opened, once, after the announced end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor
from liren.deliberation.domain import projects as values
from liren.deliberation.domain.budget import Award, Loss, Rule, most_votes
from liren.deliberation.domain.equal_shares import equal_shares
from liren.deliberation.domain.lists import ranked
from liren.deliberation.domain.phases import Act, Mode
from liren.deliberation.events import BallotsCounted
from liren.deliberation.models import Ballot, Outcome, Round, Topic
from liren.deliberation.selectors.ballots import lines_of, projects_on_ballot, unconfirmed
from liren.deliberation.services.access import begin
from liren.deliberation.services.ballots import open_ballot
from liren.deliberation.services.moving import NotYet
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.words import for_everybody, note_step, office_of

RULES = {Rule.MOST_VOTES: most_votes, Rule.EQUAL_SHARES: equal_shares}


class PapersWait(Conflict):
    """Two pairs of eyes for every paper."""

    code = "deliberation.papers_wait"
    sentence = sentence("{count} papers were typed once only. A colleague types them again first.")


class CountedAlready(Conflict):
    """A count is made once."""

    code = "deliberation.counted_already"
    sentence = sentence("It is counted already.")


class NoBallots(Conflict):
    """Nobody ticked anything."""

    code = "deliberation.no_ballots"
    sentence = sentence("Nobody has given a ballot. Give neighbours more time, or end the topic.")


class NoTie(Conflict):
    """A lot is drawn among equals."""

    code = "deliberation.no_tie"
    sentence = sentence("There is nothing to be drawn by lot.")


class LotWrong(Invalid):
    """All equals, each once, in the order in which they were drawn."""

    code = "deliberation.lot_wrong"
    sentence = sentence("Please write all of these, each once, in the order drawn: {numbers}")


@transaction.atomic
def count_ballots(*, topic: Topic, by: Actor, now: datetime) -> Outcome:
    """Open the ballots, apply the rule that was announced, and publish what came of it."""
    held = begin(topic, Act.COUNT, by=by)
    if held.open_until and now < held.open_until:
        raise NotYet(until=f"{timezone.localtime(held.open_until):%Y-%m-%d %H:%M}")
    if Outcome.objects.filter(topic=held).exists():
        raise CountedAlready
    if waiting := unconfirmed(held):
        raise PapersWait(count=len(waiting))
    rows = list(Ballot.objects.filter(topic=held))
    if not rows:
        raise NoBallots
    data = _award(held, rows) if held.mode == Mode.BUDGET else _ranks(held, rows)
    outcome = Outcome.objects.create(topic=held, data=data, made_at=now)
    note_step(held, "counted", by=by, now=now, of=office_of(by, held.place))
    tell_followers(held, "counted", now=now)
    audit.record("deliberation.ballots_counted", held, by=by, at=now, ballots=len(rows))
    publish(BallotsCounted(topic_id=held.pk))
    return outcome


def _ranks(topic: Topic, rows: list[Ballot]) -> dict[str, Any]:
    keys = [line.key for line in lines_of(topic)]
    found = ranked(((row.home_id, open_ballot(row)) for row in rows), keys)
    homes = len({row.home_id for row in rows})
    lines = [{"key": one.key, "homes": one.homes, "rank": one.rank} for one in found]
    return {"people": len(rows), "homes": homes, "lines": lines, **_channels(rows)}


def _award(topic: Topic, rows: list[Ballot]) -> dict[str, Any]:
    instance = instance_of(topic, rows)
    budget = Round.objects.get(topic=topic)
    found = RULES[Rule(budget.rule)](instance, lot=budget.lot)
    return {
        **award_data(found, instance),
        "ballots": [list(ballot.projects) for ballot in instance.ballots],
        **_channels(rows),
    }


def instance_of(topic: Topic, rows: list[Ballot]) -> values.Instance:
    """The budget as the rule takes it."""
    projects = tuple(
        values.Project(str(row.number), row.cost or 0, row.title)
        for row in projects_on_ballot(topic)
    )
    # In an order that tells nothing of who came when.
    given = sorted((open_ballot(row) for row in rows), key=sorted)
    ballots = (values.Ballot(str(at), tuple(keys)) for at, keys in enumerate(given, 1))
    return values.Instance(Round.objects.get(topic=topic).amount, projects, tuple(ballots))


def award_data(award: Award, instance: values.Instance) -> dict[str, Any]:
    """An award as plain values, with the reason for each that lost."""
    return {
        "rule": award.rule.value,
        "winners": list(award.winners),
        "cost": award.cost,
        "share": award.share,
        "votes": instance.votes,
        "people": len(instance.ballots),
        "served": round(instance.share_with(award.winners), 3),
        "lost": {key: _loss(loss) for key, loss in award.lost.items()},
        "ties": [
            {"projects": list(tie.projects), "taken": tie.taken, "by": tie.broken_by.value}
            for tie in award.ties
        ],
        "undecided": list(award.undecided),
    }


def _loss(loss: Loss) -> dict[str, Any]:
    return {
        "why": loss.why.value,
        "votes": loss.votes,
        "cost": loss.cost,
        "had": float(round(loss.had, 2)),
        "missing": float(round(loss.missing, 2)),
    }


def _channels(rows: list[Ballot]) -> dict[str, Any]:
    on_paper = sum(row.channel == Ballot.Channel.PAPER for row in rows)
    return {"on_paper": on_paper, "on_line": len(rows) - on_paper}


@transaction.atomic
def draw_lot(*, topic: Topic, order: list[str], words: str, by: Actor, now: datetime) -> Outcome:
    """Write down the lot that was drawn before neighbours, and apply the rule with it."""
    held = begin(topic, Act.DRAW_LOT, by=by)
    outcome = Outcome.objects.select_for_update().filter(topic=held).first()
    undecided: Mapping[str, Any] | list[str] = outcome.data.get("undecided", []) if outcome else []
    if outcome is None or not undecided:
        raise NoTie
    if sorted(order) != sorted(undecided):
        raise LotWrong(numbers=", ".join(sorted(undecided, key=int)))
    budget = Round.objects.select_for_update().get(topic=held)
    budget.lot = [*budget.lot, *order]
    budget.lot_words = for_everybody(words, most=200)
    budget.save(update_fields=["lot", "lot_words"])
    outcome.data = _award(held, list(Ballot.objects.filter(topic=held)))
    outcome.made_at = now
    outcome.save()
    party = office_of(by, held.place)
    note_step(held, "lot_drawn", by=by, now=now, words=budget.lot_words, of=party)
    tell_followers(held, "lot", now=now)
    audit.record("deliberation.lot_drawn", held, by=by, at=now, order=order)
    return outcome
