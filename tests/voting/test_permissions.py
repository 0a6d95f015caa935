"""Role × act × phase: who may, and when; and nobody beside the table, not even the system."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from liren.accounts.models import Grant, User
from liren.core.permissions import SYSTEM, Actor, PermissionMissing, Role, roles
from liren.voting.domain.phases import ACTS, TRANSITIONS, Act, ActNotOpen, Phase, Step, StepNotOpen
from liren.voting.domain.roll_lines import Owner
from liren.voting.models import Ballot, Box, RollObjection, Voter
from liren.voting.services import (
    boxes,
    city,
    counting,
    drafting,
    letters,
    objections,
    observing,
    proving,
    proxies,
    rolls,
    running,
    voids,
)
from liren.voting.services.access import NEEDS
from tests.factories.neighbourhood import BEGUN, Neighbourhood
from tests.voting.scenes import ELECTION, LATE, NOW, OPENS, Scene, as_file, scene

Call = Callable[[Scene, Any], object]


def _take_over(made: Scene, by: Any) -> object:
    folder, path = as_file("流水号,房号,业主,时间,意见\n")
    with folder:
        return city.take_over(vote=made.vote, path=path, name="c.csv", by=by, now=OPENS)


CHANGE = rolls.UnitChange(key="5-1-301", area=100, owners=[Owner("x", "郑十")])
SCHEDULE = drafting.Schedule(
    record_date=NOW.date(), opens_at=OPENS, closes_at=OPENS + timedelta(days=20)
)
CALLS: dict[Act | Step, Call] = {
    Act.EDIT: lambda s, by: drafting.edit_vote(
        vote=s.vote, new=drafting.NewVote(title="x", questions=[ELECTION]), by=by, now=NOW
    ),
    Act.SCHEDULE: lambda s, by: drafting.schedule_vote(
        vote=s.vote, schedule=SCHEDULE, by=by, now=NOW
    ),
    Act.CHANGE_ROLL: lambda s, by: rolls.change_unit(
        vote=s.vote, change=CHANGE, reason="漏登", by=by, now=NOW
    ),
    Act.ANSWER: lambda s, by: objections.answer_objection(
        objection=RollObjection.objects.get(vote=s.vote),
        answer=objections.ObjectionAnswer(text="已核对", is_granted=False),
        by=by,
        now=NOW,
    ),
    Act.PRINT: lambda s, by: letters.print_letters(
        vote=s.vote, voters=list(s.vote.voters.all()), by=by, now=OPENS
    ),
    Act.DELIVER: lambda s, by: letters.note_delivery(
        vote=s.vote,
        voters=s.vote.voters.all(),
        delivered=letters.Delivered(way="hand"),
        by=by,
        now=OPENS,
    ),
    Act.NAME_PROXY: lambda s, by: proxies.name_proxy(
        vote=s.vote,
        voter=s.vote.voters.first() or Voter(vote=s.vote),
        new=proxies.NewProxy(holder="赵", is_written=True),
        by=by,
        now=OPENS,
    ),
    Act.TAKE_IN: lambda s, by: boxes.take_in(
        vote=s.vote, envelope=boxes.Envelope(number="000001-00"), by=by, now=OPENS
    ),
    Act.TAKE_OVER: _take_over,
    Act.VOID: lambda s, by: voids.ask_void(ballot=Ballot(vote=s.vote), reason="x", by=by, now=LATE),
    Act.COUNT_ENVELOPES: lambda s, by: boxes.count_envelopes(
        box=Box(vote=s.vote), envelopes=0, difference="", by=by, now=LATE
    ),
    Act.ENTER: lambda s, by: boxes.enter_sheet(
        ballot=Ballot(vote=s.vote), answers={1: ["陈立"]}, by=by, now=LATE
    ),
    Act.OBSERVE: lambda s, by: observing.note_observation(
        vote=s.vote, observer="孙", text="到场", by=by, now=LATE
    ),
    Step.POST: lambda s, by: running.post_roll(vote=s.vote, by=by, now=NOW),
    Step.TAKE_BACK: lambda s, by: running.take_back(vote=s.vote, reason="x", by=by, now=NOW),
    Step.FREEZE: lambda s, by: running.freeze_roll(vote=s.vote, by=by, now=NOW),
    Step.THAW: lambda s, by: running.thaw_roll(vote=s.vote, reason="x", by=by, now=NOW),
    Step.OPEN: lambda s, by: running.open_vote(vote=s.vote, by=by, now=OPENS),
    Step.CLOSE: lambda s, by: running.close_vote(vote=s.vote, by=by, now=LATE),
    Step.COUNT: lambda s, by: counting.count_vote(vote=s.vote, by=by, now=LATE),
    Step.CALL_OFF: lambda s, by: running.call_off(vote=s.vote, reason="x", by=by, now=LATE),
}


def holder(role: Role, town: Neighbourhood) -> User:
    """Somebody who holds this one role at the street, where everything lies inside."""
    user = User.objects.create(username=f"only_{role.key}", name=role.key)
    if role.permissions:
        grant = Grant(
            user=user, role=role.key, party=town.parties["street_office"], from_date=BEGUN
        )
        grant.put_at(town.places["street"])
        grant.save()
    return user


def answer_to(call: Call, made: Scene, by: Actor) -> str:
    """What somebody is answered who tries: no right, not now, or something else."""
    try:
        with transaction.atomic():
            call(made, by)
            transaction.set_rollback(True)
    except PermissionMissing:
        return "no right"
    except (ActNotOpen, StepNotOpen):
        return "not now"
    except Exception:
        return "past both"  # the row it was about is invented, or something else is missing
    return "past both"


def expected(role: Role | None, what: Act | Step, phase: Phase) -> str:
    if role is not None and NEEDS[what] not in role.permissions:
        return "no right"
    is_open = what in ACTS[phase] if isinstance(what, Act) else what in TRANSITIONS[phase]
    return "past both" if is_open else "not now"


def test_the_table_holds_every_act_and_step() -> None:
    by_nobody = {Act.CAST, Act.OBJECT}  # proven by letter and telephone; open to everybody
    assert set(CALLS) == set(NEEDS) == (set(Act) | set(Step)) - by_nobody


@pytest.mark.parametrize("phase", list(Phase))
def test_role_by_act_by_phase(phase: Phase, town: Neighbourhood) -> None:
    made = scene(town, phase)
    RollObjection.objects.create(
        vote=made.vote, link="x", unit="3-1-101", text="面积", salt="x", made_at=NOW
    )
    everybody: list[tuple[Role | None, Actor]] = [(role, holder(role, town)) for role in roles]
    everybody.append((None, SYSTEM))
    wrong = [
        f"{role.key if role else 'system'} {what}: {got}, not {wanted}"
        for role, by in everybody
        for what, call in CALLS.items()
        if (got := answer_to(call, made, by)) != (wanted := expected(role, what, phase))
    ]
    assert not wrong, f"{phase}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("phase", list(Phase))
def test_nobody_votes_but_in_an_open_vote(phase: Phase, town: Neighbourhood) -> None:
    made = scene(town, phase)
    if not made.letters:
        assert phase in {Phase.DRAFT, Phase.POSTED, Phase.CALLED_OFF}, (
            "there is nothing to vote with"
        )
        return
    refusals = {
        Phase.READY: proving.NotBegun,
        Phase.CLOSED: proving.VoteOver,
        Phase.COUNTED: proving.VoteOver,
    }
    if phase is Phase.OPEN:
        made.cast("3-1-101", "15400000001", "陈立")
        return
    with pytest.raises(refusals[phase]):
        made.cast("3-1-101", "15400000001", "陈立")


def test_somebody_of_the_next_community_has_no_right_here(town: Neighbourhood) -> None:
    made, stranger = scene(town, Phase.OPEN), town.users["next_worker"]
    RollObjection.objects.create(
        vote=made.vote, link="x", unit="3-1-101", text="面积", salt="x", made_at=NOW
    )
    for what, call in CALLS.items():
        assert answer_to(call, made, stranger) == "no right", what
