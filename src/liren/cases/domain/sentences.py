"""Always a next sentence: what happens next, who does it, and by when, in plain words.

Message ids and their data; a page looks them up in the reader's language and words the moments.
The second half has the same for what has happened already, step by step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from liren.cases.domain.workflow import Stage, Step
from liren.core.errors import sentence


@dataclass(frozen=True)
class Said:
    """A message id and what is filled in; moments stay moments until a page words them."""

    text: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that the next sentence rests on."""

    stage: str
    office: str
    party: str = ""
    due: datetime | None = None
    is_late: bool = False
    urgent: bool = False
    review_date: date | None = None
    reopened: bool = False
    solved: bool | None = None
    can_judge: bool = True
    merged_number: str = ""


def next_sentence(now: Standing) -> Said:
    """What happens next with a case that stands like this."""
    if now.stage in _ENDINGS:
        return _ENDINGS[Stage(now.stage)](now)
    if now.stage == Stage.SUSPENDED:
        return Said(KEPT_OPEN, {"date": now.review_date, "office": now.office})
    if now.due is None:
        return Said(_WITHOUT_TIME[Stage(now.stage)], _people(now))
    texts = _LATE if now.is_late else _URGENT if now.urgent else _USUAL
    text = texts.get(Stage(now.stage)) or _USUAL[Stage(now.stage)]
    return Said(text, _people(now) | {"due": now.due})


def public_next(now: Standing) -> Said:
    """The same for neighbours: nobody asks them, and nobody rings them."""
    if now.stage == Stage.CLOSED:
        return Said(sentence("It is done and was checked on the spot."))
    if now.stage == Stage.SUSPENDED:
        text = sentence("It cannot be solved now. {office} takes it up again on {date}.")
        return Said(text, {"date": now.review_date, "office": now.office})
    return next_sentence(replace(now, due=None) if now.stage == Stage.CHECKING else now)


def _people(now: Standing) -> dict[str, object]:
    return {"office": now.office, "party": now.party or now.office}


KEPT_OPEN = sentence(
    "It cannot be solved now and stays open. {office} takes it up again on {date} and tells you."
)
_USUAL = {
    Stage.REPORTED: sentence("{office} reads it and says who does it, by {due}."),
    Stage.VERIFYING: sentence("A grid worker goes and looks at it on the spot, by {due}."),
    Stage.FILED: sentence("It has been taken up. {office} decides who does it, by {due}."),
    Stage.HANDLING: sentence("{party} is dealing with it and has to be done by {due}."),
    Stage.CHECKING: sentence(
        "{party} says it is done. Somebody else looks on the spot, by {due}; then we ask you."
    ),
}
_URGENT = {
    Stage.REPORTED: sentence("It counts as urgent. {office} reads it first, by {due}."),
    Stage.HANDLING: sentence("It counts as urgent. {party} has to be done by {due}."),
}
_LATE = {
    Stage.REPORTED: sentence(
        "{office} should have read it by {due}. That is late; the street has been told. "
        "Ring the office if you want to press."
    ),
    Stage.VERIFYING: sentence(
        "Somebody should have looked at it by {due}. That is late; the street has been told."
    ),
    Stage.FILED: sentence(
        "{office} should have decided by {due} who does it. That is late; the street has been told."
    ),
    Stage.HANDLING: sentence(
        "{party} should have been done by {due}. That is late; the level above has been told and "
        "presses them."
    ),
    Stage.CHECKING: sentence(
        "{party} says it is done; the look on the spot was due by {due} and is late. "
        "You will be asked all the same."
    ),
}
_WITHOUT_TIME = {
    Stage.REPORTED: sentence("{office} reads it and says who does it."),
    Stage.VERIFYING: sentence("A grid worker goes and looks at it on the spot."),
    Stage.FILED: sentence("It has been taken up. {office} decides who does it."),
    Stage.HANDLING: sentence("{party} is dealing with it."),
    Stage.CHECKING: sentence("{party} says it is done. Somebody else looks on the spot first."),
}


def _closed(now: Standing) -> Said:
    if now.solved is True:
        return Said(sentence("You said it is solved. Nothing more is to be done; thank you."))
    if now.solved is False:
        return Said(
            sentence("You said it is not solved. {office} rings or answers you."), _people(now)
        )
    if not now.can_judge:
        return Said(sentence("It is closed. If it comes back, report it anew; it is quick."))
    if now.reopened:
        return Said(sentence("It was done again and checked. Is it solved this time?"))
    return Said(
        sentence("It is done and was checked on the spot. Now it is your turn: is it solved?")
    )


def _refused(now: Standing) -> Said:
    text = sentence("It was not taken up; the answer says why. {office} explains it on the phone.")
    return Said(text, _people(now))


def _merged(now: Standing) -> Said:
    text = sentence(
        "Neighbours reported the same, so it goes on as one case, number {number}. "
        "You are told all the same."
    )
    return Said(text, {"number": now.merged_number})


_ENDINGS = {Stage.CLOSED: _closed, Stage.REFUSED: _refused, Stage.MERGED: _merged}

# What residents are called on the badge of a case: a word, never a code.
STAGE_WORDS: dict[Stage, tuple[str, str]] = {
    Stage.REPORTED: (sentence("Received"), "ink"),
    Stage.VERIFYING: (sentence("Being looked at"), "ink"),
    Stage.FILED: (sentence("Taken up"), "ink"),
    Stage.HANDLING: (sentence("In hand"), "jade"),
    Stage.SUSPENDED: (sentence("Kept open"), "amber"),
    Stage.CHECKING: (sentence("Being checked"), "jade"),
    Stage.CLOSED: (sentence("Done"), "jade"),
    Stage.REFUSED: (sentence("Not taken up"), "ink"),
    Stage.MERGED: (sentence("Joined"), "ink"),
}


def stage_word(stage: str, *, is_late: bool = False, waits_for_you: bool = False) -> Said:
    """The word on the badge, with its tone as data."""
    word, tone = STAGE_WORDS[Stage(stage)]
    if is_late:
        return Said(sentence("Late"), {"tone": "persimmon"})
    if waits_for_you:
        return Said(sentence("Your turn"), {"tone": "amber"})
    return Said(word, {"tone": tone})


# Every step of a time line that a resident sees. {party} is who acted, as far as it is known.
STEP_SENTENCES: dict[str, str] = {
    "reported": sentence("We received your words."),
    "voice": sentence("A neighbour reported the same."),
    "added": sentence("Something was added to the report."),
    "kind_said": sentence("The reporter corrected what it is about."),
    "answered": sentence("{party} answered."),
    "accepted": sentence("{party} has taken it on."),
    "handed_over": sentence("It was passed on to {party}."),
    "extended": sentence("{party} was given more time. The reason:"),
    "excluded": sentence("It is left out of the rates. The reason:"),
    "judged": sentence("A resident judged the result."),
    "merged_in": sentence("Neighbours' reports of the same were joined to this one."),
    "unmerged": sentence("It goes on as a case of its own again."),
    "whistle": sentence("The community called several parties together to come."),
    "late": sentence("{party} is late. We are pressing them."),
    Step.ASK_EXISTENCE: sentence("A grid worker goes and looks at it first."),
    Step.CONFIRM_EXISTENCE: sentence("It was looked at on the spot: it is so. It is taken up."),
    Step.DENY_EXISTENCE: sentence("It was looked at on the spot and not found. We ask again."),
    Step.FILE: sentence("It was taken up as a case."),
    Step.REFUSE: sentence("It was not taken up. The reason:"),
    Step.DISPATCH: sentence("It was given to {party}."),
    Step.RETURN: sentence("{party} gave it back; it needs somebody else."),
    Step.FINISH: sentence("{party} says it is done:"),
    Step.APPROVE: sentence("It was checked on the spot: done."),
    Step.REWORK: sentence("It was checked on the spot: not right yet. It is done again."),
    Step.REASSIGN: sentence(
        "It was checked on the spot: not right yet. Somebody else is found to do it."
    ),
    Step.SUSPEND: sentence("It cannot be solved now and stays open. The reason:"),
    Step.RESUME: sentence("It was taken up again."),
    Step.REOPEN: sentence("A resident said it is not solved. It goes back to work."),
    Step.MERGE: sentence("It was joined with neighbours' reports of the same."),
}
ESCALATED = sentence("It was put before the level above, because it is late.")
HIGHER_STILL = sentence("Still not done: it was put one level higher.")
JUDGED = {
    True: sentence("A resident said: solved."),
    False: sentence("A resident said: not solved."),
}
# Between colleagues; the case moves on without them.
LATENESS = ("late", "escalated_1", "escalated_2")
HIDDEN_STEPS = frozenset(
    {"noted", "corrected", "extension_asked", "extension_refused", "unmerged_out"}
    | {"whistle_more", "whistle_ended", "whistle_coming", "whistle_there", "whistle_not_ours"}
    | {"whistle_theirs", "whistle_release", "whistle_instead"}
    | {"part_added", "part_accepted", "part_done", "part_returned", "part_left"}
    | {f"{beside}_{step}" for beside in ("whistle", "rule", "part") for step in LATENESS}
)


def step_sentence(step: str, *, party: str, data: Mapping[str, object]) -> Said | None:
    """What happened, for a resident; none for what is between colleagues."""
    if step in HIDDEN_STEPS:
        return None
    if step.startswith("escalated_"):
        return Said(ESCALATED if step == "escalated_1" else HIGHER_STILL)
    if step == "judged" and isinstance(data.get("solved"), bool):
        return Said(JUDGED[bool(data["solved"])])
    text = STEP_SENTENCES.get(step)
    return Said(text, {"party": party}) if text else None
