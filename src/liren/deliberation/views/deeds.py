"""What can be done with a topic at the desk, as a table: the form, the phase, who, and the call.

The page shows those that are open in the topic's phase to whoever looks at it; the services ask
again, of the row as it is then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liren.accounts.models import User
from liren.deliberation.domain.phases import (
    BEGINS,
    COUNTED,
    TIMED,
    Act,
    Mode,
    Phase,
    Step,
    is_open,
    steps_from,
)
from liren.deliberation.domain.templates import Kind, Template
from liren.deliberation.forms import entering, preparing, steps
from liren.deliberation.forms.deeds import DeedForm
from liren.deliberation.models import Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.sittings import rules_of
from liren.deliberation.services import (
    ballots,
    budgets,
    counting,
    evaluations,
    lists,
    measures,
    moving,
    needs,
    sittings,
    talk,
    topics,
    votes,
)
from liren.deliberation.services.access import may

Call = Callable[[Topic, Any, User, datetime], object]


@dataclass(frozen=True)
class Deed:
    """One thing that can be done: by an act or a step, with a form."""

    key: str
    does: Act | Step
    form: type[DeedForm]
    call: Call


def _move(step: Step) -> Call:
    def call(topic: Topic, form: Any, by: User, now: datetime) -> object:
        typed = form.cleaned_data
        move = moving.Move(
            step=step,
            words=typed.get("words", ""),
            until=typed.get("until"),
            template=Template(typed["template"]) if "template" in typed else None,
        )
        return moving.move_topic(topic=topic, move=move, by=by, now=now)

    return call


def _take_up(topic: Topic, form: Any, by: User, now: datetime) -> object:
    typed = form.cleaned_data
    mode = Mode(typed["mode"])
    move = moving.Move(
        step=BEGINS[mode],
        words=typed["words"],
        until=typed["until"],
        mode=mode,
        template=Template(typed["template"]),
    )
    return moving.move_topic(topic=topic, move=move, by=by, now=now)


def _answer(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return topics.answer_topic(topic=topic, words=form.cleaned_data["words"], by=by, now=now)


def _extend(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return moving.extend_phase(topic=topic, **form.cleaned_data, by=by, now=now)


def _list(topic: Topic, form: Any, by: User, now: datetime) -> object:
    most = form.cleaned_data["most_ticks"]
    return lists.set_list(topic=topic, lines=form.rows(), most_ticks=most, by=by, now=now)


def _round(topic: Topic, form: Any, by: User, now: datetime) -> object:
    new = budgets.NewRound(**form.cleaned_data)
    return budgets.set_round(topic=topic, new=new, by=by, now=now)


def _statement(topic: Topic, form: Any, by: User, now: datetime) -> object:
    typed = form.cleaned_data
    return talk.enter_statement(
        topic=topic, text=typed["text"], source=typed["source"], person=form.person, by=by, now=now
    )


def _need(topic: Topic, form: Any, by: User, now: datetime) -> object:
    typed = form.cleaned_data
    return needs.enter_need(
        topic=topic, text=typed["text"], source=typed["source"], person=form.person, by=by, now=now
    )


def _project(topic: Topic, form: Any, by: User, now: datetime) -> object:
    typed = form.cleaned_data
    new = budgets.NewProject(title=typed["title"], text=typed["text"], asked=typed["asked"])
    return budgets.enter_project(topic=topic, new=new, person=form.person, by=by, now=now)


def _paper(topic: Topic, form: Any, by: User, now: datetime) -> object:
    number, ticks = form.cleaned_data["number"], form.cleaned_data["ticks"]
    return ballots.take_paper(
        topic=topic, person=form.person, number=number, ticks=ticks, by=by, now=now
    )


def _confirm(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return ballots.confirm_paper(topic=topic, **form.cleaned_data, by=by, now=now)


def _drop(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return ballots.drop_paper(topic=topic, **form.cleaned_data, by=by, now=now)


def _count(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return counting.count_ballots(topic=topic, by=by, now=now)


def _lot(topic: Topic, form: Any, by: User, now: datetime) -> object:
    words = form.cleaned_data["words"]
    return counting.draw_lot(topic=topic, order=form.numbers(), words=words, by=by, now=now)


def _sitting(topic: Topic, form: Any, by: User, now: datetime) -> object:
    typed = dict(form.cleaned_data)
    typed["kind"], typed["agenda"] = Kind(typed["kind"]), typed["agenda"].splitlines()
    return sittings.call_sitting(topic=topic, new=sittings.NewSitting(**typed), by=by, now=now)


def _vote(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return votes.ask_vote(topic=topic, **form.cleaned_data, by=by, now=now)


def _measure(topic: Topic, form: Any, by: User, now: datetime) -> object:
    new = measures.NewMeasure(**form.cleaned_data)
    return measures.plan_measure(topic=topic, new=new, by=by, now=now)


def _evaluation(topic: Topic, form: Any, by: User, now: datetime) -> object:
    typed = form.cleaned_data
    return evaluations.enter_evaluation(
        measure=topic.measures.get(pk=typed["measure"]),
        person=form.person,
        answer=typed["answer"],
        words=typed["words"],
        by=by,
        now=now,
    )


def _comment(topic: Topic, form: Any, by: User, now: datetime) -> object:
    return talk.comment(topic=topic, text=form.cleaned_data["text"], by=by, now=now)


# In the order in which they are offered: what a phase waits for comes first.
ALL = (
    Deed("take_up", Step.DISCUSS, steps.TakeUpForm, _take_up),
    Deed("sitting", Act.SIT, preparing.SittingForm, _sitting),
    Deed("count", Act.COUNT, preparing.CountForm, _count),
    Deed("lot", Act.DRAW_LOT, preparing.LotForm, _lot),
    Deed("vote", Act.DRAFT_VOTE, preparing.VoteForm, _vote),
    Deed("measure", Act.PLAN_MEASURE, preparing.MeasureForm, _measure),
    Deed("paper", Act.TAKE_PAPER, entering.PaperForm, _paper),
    Deed("confirm", Act.CONFIRM_PAPER, entering.ConfirmForm, _confirm),
    Deed("statement", Act.ENTER_STATEMENT, entering.EnterStatementForm, _statement),
    Deed("need", Act.ENTER_NEED, entering.EnterNeedForm, _need),
    Deed("project", Act.ENTER_PROJECT, entering.EnterProjectForm, _project),
    Deed("evaluation", Act.ENTER_EVALUATION, entering.EvaluationForm, _evaluation),
    Deed("plan", Step.PLAN, steps.PlanForm, _move(Step.PLAN)),
    Deed("publish", Step.PUBLISH, steps.PublishForm, _move(Step.PUBLISH)),
    Deed("begin", Step.BEGIN, steps.BeginForm, _move(Step.BEGIN)),
    Deed("ask_word", Step.ASK_EVALUATION, steps.AskEvaluationForm, _move(Step.ASK_EVALUATION)),
    Deed("check", Step.CHECK, steps.CheckForm, _move(Step.CHECK)),
    Deed("open_ballot", Step.OPEN_BALLOT, steps.OpenBallotForm, _move(Step.OPEN_BALLOT)),
    Deed("meet", Step.MEET, steps.MeetForm, _move(Step.MEET)),
    Deed("ask_vote", Step.ASK_VOTE, steps.AskVoteForm, _move(Step.ASK_VOTE)),
    Deed("list", Act.EDIT_LIST, preparing.ListForm, _list),
    Deed("round", Act.SET_ROUND, preparing.RoundForm, _round),
    Deed("answer", Act.ANSWER, steps.AnswerForm, _answer),
    Deed("comment", Act.COMMENT, preparing.CommentForm, _comment),
    Deed("drop", Act.CONFIRM_PAPER, entering.DropForm, _drop),
    Deed("extend", Act.ANSWER, steps.ExtendForm, _extend),
    Deed("decline", Step.DECLINE, steps.DeclineForm, _move(Step.DECLINE)),
)
BY_KEY: Mapping[str, Deed] = {deed.key: deed for deed in ALL}
# Once its time has come, this is what a phase waits for.
LIKELY: Mapping[str, tuple[str, ...]] = {
    Phase.RAISED: ("take_up", "list", "round"),
    Phase.DISCUSSION: ("statement", "need", "plan"),
    Phase.TICKING: ("paper", "count", "plan"),
    Phase.PROPOSALS: ("project", "check"),
    Phase.CHECK: ("open_ballot",),
    Phase.BALLOT: ("paper", "count", "plan"),
    Phase.MEETING: ("sitting", "plan"),
    Phase.VOTE: ("vote", "plan"),
    Phase.MEASURES: ("measure", "publish"),
    Phase.PUBLICATION: ("begin",),
    Phase.PROGRESS: ("ask_word",),
    Phase.EVALUATION: ("evaluation",),
    Phase.REVISION: ("measure", "publish"),
}


def open_deeds(topic: Topic, user: User, now: datetime) -> list[Deed]:
    """What this person could do with the topic now, the likeliest first."""
    found = [deed for deed in ALL if _is_open(deed, topic, now) and _may(deed, topic, user)]
    likely = LIKELY.get(topic.phase, ())
    order = {key: at for at, key in enumerate(_due_first(likely, topic, now))}
    return sorted(found, key=lambda deed: order.get(deed.key, len(order)))


def _due_first(likely: tuple[str, ...], topic: Topic, now: datetime) -> tuple[str, ...]:
    """After its end, a phase waits for the step; before it, for what neighbours bring."""
    is_over = topic.phase in TIMED and topic.open_until is not None and topic.open_until <= now
    if not is_over:
        return likely
    counted = hasattr(topic, "outcome")
    first = ("plan", "check") if counted or topic.phase not in COUNTED else ("count",)
    return (*first, *(key for key in likely if key not in first))


def _is_open(deed: Deed, topic: Topic, now: datetime) -> bool:
    if isinstance(deed.does, Step):
        if deed.key == "take_up":
            return topic.phase == Phase.RAISED
        is_next = deed.does in steps_from(topic.phase, topic.mode)
        return is_next and _is_time(deed, topic, now) and _is_ready(deed, topic)
    if deed.key == "extend":
        return topic.phase in TIMED and not hasattr(topic, "outcome")
    if deed.key == "count":
        return topic.phase in COUNTED and not hasattr(topic, "outcome") and _ended(topic, now)
    if deed.key == "sitting" and not any(r.phase == topic.phase for r in rules_of(topic)):
        return False
    if deed.key == "lot":
        return bool(hasattr(topic, "outcome") and topic.outcome.data.get("undecided"))
    if deed.key in ("paper", "confirm", "drop") and hasattr(topic, "outcome"):
        return False
    if deed.key == "vote" and topic.vote_id and topic.vote_outcome != "called_off":
        return False
    return is_open(topic.phase, deed.does, topic.mode)


def _is_time(deed: Deed, topic: Topic, now: datetime) -> bool:
    """A step out of a phase with an announced end is not offered before it."""
    if topic.phase in TIMED or topic.phase == Phase.PUBLICATION:
        return _ended(topic, now)
    return True


def _is_ready(deed: Deed, topic: Topic) -> bool:
    """What a vote or the work decides is not offered before it has."""
    if topic.phase == Phase.VOTE and topic.vote_outcome == Topic.VoteOutcome.OPEN:
        return False
    if deed.does is Step.ASK_EVALUATION:
        return not topic.measures.filter(revision=topic.revision, done_at=None).exists()
    return True


def _ended(topic: Topic, now: datetime) -> bool:
    return topic.open_until is None or topic.open_until <= now


def _may(deed: Deed, topic: Topic, user: User) -> bool:
    if deed.key == "extend":
        return user.has_perm(TalkPermission.LEAD, topic.place)
    if deed.does is Act.COMMENT:
        return user.has_perm(TalkPermission.PREPARE, topic.place)
    return may(user, deed.does, topic.place)
