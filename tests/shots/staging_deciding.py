"""Run by `liren shell` after `staging.py`, in the same way: votes and topics in every phase."""

import json
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from liren.accounts.models import User
from liren.config.demo.votes import COMMITTEE, LIFT
from liren.core.permissions import SYSTEM
from liren.deliberation.domain.phases import Step
from liren.deliberation.models import Comment, Hiding, Need, Project, Sitting, Topic
from liren.deliberation.models import Measure as TopicMeasure
from liren.deliberation.services.budgets import (
    Finding,
    NewProject,
    NewRound,
    check_project,
    enter_project,
    set_round,
)
from liren.deliberation.services.moving import Move, move_topic
from liren.deliberation.services.topics import NewTopic, raise_for
from liren.places.models import Kind, Place
from liren.voting.domain.codes import digits_of
from liren.voting.domain.receipts import receipt_code
from liren.voting.models import Ballot, Box, RollFile, RollOwner, Vote
from liren.voting.selectors.rolls import phone_of
from liren.voting.services.boxes import Envelope, count_envelopes, enter_sheet, take_in
from liren.voting.services.drafting import Schedule, draft_vote, schedule_vote
from liren.voting.services.letters import Printed, number_of, print_letters
from liren.voting.services.objections import NewObjection, object_to_roll
from liren.voting.services.proving import ask_digits, open_digits, prove
from liren.voting.services.receipts import put_away
from liren.voting.services.rolls import NewRoll, import_roll
from liren.voting.services.running import close_vote, freeze_roll, open_vote, post_roll
from liren.voting.services.voids import ask_void

NOW = timezone.now()


def votes() -> dict[str, str]:
    """Votes in every phase: a draft, one that is posted, one that has closed; a letter, a box."""
    rows, compound = Vote.objects.order_by("pk"), Place.objects.filter(kind="compound")[0]
    counted, open_ = rows.filter(phase="counted")[0], rows.filter(phase="open")[0]
    secretary = User.objects.get(username="secretary")
    draft = rows.filter(phase="draft").first() or draft_vote(
        new=COMMITTEE, place=compound, by=secretary, now=NOW
    )
    posted = rows.filter(phase="posted").first() or _posted(compound, secretary)
    bad = posted.files.filter(version=None).first() or _bad_roll(posted, secretary)
    box = Box.objects.get(vote=open_)
    waits = Ballot.objects.filter(vote=open_, box=box)[0]
    if not waits.void_requests.exists():
        ask_void(ballot=waits, reason="业主说不是自己投的", by=secretary, now=NOW)
    letter, phone = _letter(open_, secretary)
    return {
        "vote_open": str(open_.pk),
        "vote_counted": str(counted.pk),
        "vote_draft": str(draft.pk),
        "vote_posted": str(posted.pk),
        "vote_closed": str(_closed(secretary).pk),
        "roll_file": str(bad.pk),
        "roll_objection": str(posted.objections.all()[0].pk),
        "roll_objection_link": posted.objections.all()[0].link,
        "ballot": str(waits.pk),
        "letter_code": letter.code,
        "letter_digits": digits_of(letter.code),
        "letter_phone": phone,
        **_sessions(open_, secretary),
        "paper": str(Ballot.objects.filter(vote__phase="closed", box__isnull=False)[0].pk),
    }


def _posted(compound: Place, secretary: User) -> Vote:
    vote = draft_vote(new=LIFT, place=compound, by=secretary, now=NOW)
    _roll(vote, secretary)
    opens = NOW + timedelta(days=16)
    times = Schedule(record_date=NOW.date(), opens_at=opens, closes_at=opens + timedelta(days=14))
    schedule_vote(vote=vote, schedule=times, by=secretary, now=NOW)
    post_roll(vote=vote, by=secretary, now=NOW)
    new = NewObjection(unit="1-1-101", text="房产证上是 89.50 平方米，名册少写了 5 平方米。")
    object_to_roll(vote=vote, new=new, by=SYSTEM, now=NOW)
    return Vote.objects.get(pk=vote.pk)


HOMES = ("1-1-101", "1-1-102", "1-2-101", "2-1-101", "2-1-102", "3-1-101")
PHONE = "154000000{:02d}"


def _roll(vote: Vote, by: User, more: str = "") -> None:
    lines = [
        f"{home},{80 + number}.50,业主{number},{PHONE.format(number)}"
        for number, home in enumerate(HOMES)
    ]
    text = "房号,面积,业主,电话\n" + "\n".join(lines) + more
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(text.encode())
        file.flush()
        path = Path(file.name)
        new = NewRoll(name="业主名册.csv", reason="补充四户")
        import_roll(vote=vote, path=path, new=new, by=by, now=NOW)


def _bad_roll(vote: Vote, by: User) -> RollFile:
    more = (
        "\n4-1-101,约九十,周八,\n4-1-102,0,吴九,\n4-1-103,88.5,,\n1-1-101,80.50,业主0,15400000000"
    )
    _roll(vote, by, more)
    return RollFile.objects.filter(vote=vote, version=None).latest("pk")


def _closed(by: User) -> Vote:
    """A vote of last week with two papers in its box, not opened yet."""
    if found := Vote.objects.filter(phase="closed").first():
        return found
    then = NOW - timedelta(days=40)
    place = Place.objects.filter(kind="compound")[0]
    vote = draft_vote(new=COMMITTEE, place=place, by=by, now=then)
    _roll(vote, by)
    opens = then + timedelta(days=16)
    times = Schedule(record_date=then.date(), opens_at=opens, closes_at=opens + timedelta(days=14))
    schedule_vote(vote=vote, schedule=times, by=by, now=then)
    post_roll(vote=vote, by=by, now=then)
    freeze_roll(vote=vote, by=by, now=then)
    printed = print_letters(vote=vote, voters=list(vote.voters.all()), by=by, now=then)
    open_vote(vote=vote, by=by, now=opens)
    for one in printed[:3]:
        take_in(vote=vote, envelope=Envelope(number=number_of(one.letter)), by=by, now=opens)
    over = opens + timedelta(days=15)
    close_vote(vote=vote, by=by, now=over)
    count_envelopes(
        box=vote.boxes.all()[0], envelopes=4, difference="一个信封是空的，当场作废", by=by, now=over
    )
    first = vote.ballots.order_by("pk")[0]
    enter_sheet(ballot=first, answers={1: ["陆静"], 2: ["agree"]}, by=by, now=over)
    return Vote.objects.get(pk=vote.pk)


def _sessions(vote: Vote, by: User) -> dict[str, str]:
    """A browser in which an owner has typed the digits, and one in which somebody has voted."""
    printed, phone = _letter(vote, by, number=4)
    access = ask_digits(code=printed.code, phone=phone, now=NOW)
    prove(access=access, digits=open_digits(access), now=NOW)
    found = {}
    kept = {"vote": vote.pk, "code": put_away(vote, receipt_code(bytes(range(10))))}
    for name, values in (
        ("voter", {"vote_access": access.pk}),
        ("receipt", {"vote_receipt": kept}),
    ):
        session = SessionStore()
        session.update(values)
        session.create()
        found[f"session_{name}"] = str(session.session_key)
    return found


def _letter(vote: Vote, by: User, number: int = 3) -> tuple[Printed, str]:
    """A new letter to an owner of the open vote with a telephone."""
    ballots = Ballot.objects.filter(voter=OuterRef("pk"))
    voter = vote.voters.filter(~Exists(ballots)).order_by("pk")[number]
    [printed] = print_letters(vote=vote, voters=[voter], by=by, now=NOW)
    owner = RollOwner.objects.get(version=vote.roll, key=voter.owners[0])
    return printed, phone_of(owner)


def topics() -> dict[str, str]:
    """Topics of the demo by where they stand, and what belongs to them."""
    rows = Topic.objects.order_by("pk")
    found: dict[str, Model | None] = {
        f"topic_{phase}": rows.filter(phase=phase, mode=mode).last()
        for phase, mode in (
            *(("raised", "open"), ("discussion", "open"), ("ticking", "tick"), ("vote", "open")),
            *(("meeting", "open"), ("evaluation", "open"), ("revision", "open")),
            *(("closed", "open"), ("declined", "open"), ("progress", "budget")),
        )
    }
    found["topic_needs"] = rows.filter(mode="response").last()
    found["need"] = found["asked"] = Need.objects.filter(answers=None).last()
    found["sitting"] = Sitting.objects.filter(posted_at__isnull=False).last()
    found["sitting_ahead"] = Sitting.objects.filter(starts_at__gt=NOW).last()
    found["talk_measure"] = TopicMeasure.objects.filter(done_at=None, spendings__gt=0).first()
    found["project"] = Project.objects.order_by("pk").first()
    found["hiding"] = Hiding.objects.filter(appealed_at__isnull=False).last()
    found["talk_comment"] = Comment.objects.filter(is_hidden=False, party=None).last()
    return {name: str(row.pk) for name, row in found.items() if row} | _asked_now()


def _asked_now() -> dict[str, str]:
    """A budget whose projects are called for, are checked, and stand on the ballot."""
    worker, secretary = (User.objects.get(username=name) for name in ("worker", "secretary"))
    found = {}
    for title, phase in (
        ("楼道美化小项目", "proposals"),
        ("便民小修小补", "check"),
        ("花坛认养", "ballot"),
    ):
        topic = Topic.objects.filter(title=title).first()
        found[f"topic_{phase}"] = str((topic or _budget(title, phase, worker, secretary)).pk)
    return found


def _budget(title: str, phase: str, worker: User, secretary: User) -> Topic:
    new = NewTopic(title=title, words="两万元，办大家要的小事。", place=_community())
    topic = raise_for(new, person=None, by=worker, now=NOW - timedelta(days=9))
    set_round(topic=topic, new=NewRound(amount=20_000), by=worker, now=NOW)
    until = NOW - timedelta(days=5)
    ends = NOW + timedelta(days=5)
    steps = [Move(step=Step.CALL, words="请大家提", until=ends if phase == "proposals" else until)]
    steps += [Move(step=Step.CHECK)] if phase != "proposals" else []
    steps += [Move(step=Step.OPEN_BALLOT, until=ends)] if phase == "ballot" else []
    for number, move in enumerate(steps):
        now = NOW - timedelta(days=8 - 4 * number)
        move_topic(topic=topic, move=move, by=secretary, now=now)
        if move.step is Step.CALL:
            _propose(topic, worker)
        if move.step is Step.CHECK and phase == "ballot":
            for row in topic.projects.all():
                finding = Finding(is_feasible=True, cost=row.asked)
                check_project(project=row, finding=finding, by=worker, now=now)
    return topic


def _propose(topic: Topic, worker: User) -> None:
    for title, asked in (("楼道书架", 3_200), ("门口雨伞架", 900), ("信报箱换新", 12_000)):
        new = NewProject(title=title, text="每个单元一处，居民自己管。", asked=asked)
        now = NOW - timedelta(days=7)
        enter_project(topic=topic, new=new, person=None, by=worker, now=now)


def _community() -> Place:
    return Place.objects.filter(kind=Kind.COMMUNITY).earliest("path")


found = votes() | topics()
print("STAGED " + json.dumps(found))  # noqa: T201  # read by the walker
