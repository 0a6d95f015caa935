"""What happens to a case, step by step, until it has reached its target."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from liren.config.demo.cast import Cast
from liren.config.demo.dice import Dice
from liren.config.demo.organisations import Party
from liren.config.demo.places import Place
from liren.config.demo.storybook import Matter, Story
from liren.config.demo.timeline import awake, later

Target = Literal[
    "reported",
    "verifying",
    "filed",
    "handling",
    "returned",
    "extending",
    "suspended",
    "checking",
    "reworking",
    "reopened",
    "refused",
    "closed",
    "merged",
]
Act = Literal[
    "ask_existence",
    "confirm_existence",
    "deny_existence",
    "file",
    "refuse",
    "dispatch",
    "accept",
    "return",
    "extend",
    "suspend",
    "finish",
    "approve",
    "rework",
    "verdict",
    "reopen",
    "merge",
]
LONGEST_HANDLING = 96.0  # hours; the month has to come to an end
CONFIRMED = "到现场看过，情况属实。"
QUIET_SHARE = 0.3  # residents who do not answer the question at the end
LUKEWARM = ("解决了，就是慢了点。", "行吧，希望下次快一点。", "修是修好了，过程没人跟我说一声。")


@dataclass(frozen=True, slots=True)
class Step:
    """One act: when, by whom (a username; nobody for a resident), with what words, to whom."""

    act: Act
    at: datetime
    by: str | None
    words: str = ""
    party_key: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A story at a place, on its way to a target."""

    story: Story
    matter: Matter
    target: Target
    place: Place
    channel: str


def steps_to(dice: Dice, cast: Cast, telling: Telling, reported_at: datetime) -> tuple[Step, ...]:
    """Everything that leads from the report to the target."""
    course = _Course(dice, cast, telling, reported_at)
    course.run()
    return tuple(course.steps)


class _Course:
    """The course of one case, written step after step."""

    def __init__(self, dice: Dice, cast: Cast, telling: Telling, reported_at: datetime) -> None:
        self.dice = dice
        self.cast = cast
        self.telling = telling
        self.story = telling.story
        self.now = reported_at
        self.steps: list[Step] = []
        self.worker = cast.in_charge("community_worker", telling.place)
        self.checker = cast.in_charge("grid_worker", telling.place)
        self.party = cast.party_for(telling.matter.duty, telling.place)

    def run(self) -> None:
        """Take the case as far as its target."""
        target = self.telling.target
        if target == "reported":
            return
        if target == "refused":
            self._refuse()
            return
        self._file()
        if target in ("verifying", "filed"):
            return
        self._handle(target)

    def _step(self, act: Act, by: str | None, words: str = "", hours: float = 0.5) -> None:
        round_the_clock = self.telling.matter.round_the_clock
        resident = by is None
        self.now = (
            awake(self.dice, self.now, hours)
            if resident
            else later(self.dice, self.now, hours, round_the_clock)
        )
        to = self.party.key if act == "dispatch" else None
        self.steps.append(Step(act, self.now, by, words, to))

    def _soon(self) -> float:
        """A short wait, shorter still for what is urgent."""
        return self.dice.uniform(0.05, 0.3 if self.telling.matter.round_the_clock else 2.5)

    def _refuse(self) -> None:
        if self.story.refuse:
            self._step("refuse", self.worker, self.story.refuse, self._soon())
            return
        self._step("ask_existence", self.worker, "请到现场看一看。", self._soon())
        self._step("deny_existence", self.checker, self.story.deny, self._soon() + 1)
        self._step("refuse", self.worker, self.story.deny, self._soon())

    def _file(self) -> None:
        """A worker's own find is filed at once; a citizen's report is looked at first."""
        if not self.telling.matter.needs_existence_check or self.telling.channel == "patrol":
            self._step("file", self.worker, "", self._soon())
            return
        self._step("ask_existence", self.worker, "请到现场看一看。", self._soon())
        if self.telling.target != "verifying":
            self._step("confirm_existence", self.checker, CONFIRMED, self._soon() + 0.3)

    def _dispatch(self) -> None:
        self._step("dispatch", self.worker, self.story.dispatch, self._soon())

    def _accept(self) -> None:
        self._step("accept", self.cast.officer_of(self.party), "", self._soon())

    def _handle(self, target: Target) -> None:
        officer = self.cast.officer_of(self.party)
        self._dispatch()
        if target == "returned":
            self._step("return", officer, self.story.return_reason, self._soon())
            return
        if target == "handling" and self.dice.random() < 0.35:
            return
        if self.story.return_reason and target == "closed" and self.dice.random() < 0.4:
            self._step("return", officer, self.story.return_reason, self._soon())
            self.party = self._other_party()
            officer = self.cast.officer_of(self.party)
            self._dispatch()
        self._accept()
        if target == "handling":
            return
        if target == "extending":
            self._step("extend", officer, self.story.extend, self._soon() + 4)
        elif target == "suspended":
            secretary = self.cast.in_charge("community_secretary", self.telling.place)
            self._step("suspend", secretary, self.story.hang, self._soon() + 6)
        else:
            self._finish(officer, target)

    def _other_party(self) -> Party:
        duty = "property" if self.party.duty != "property" else "committee"
        return self.cast.party_for(duty, self.telling.place)

    def _finish(self, officer: str, target: Target) -> None:
        self._step("finish", officer, self.story.finish, self._handling_hours())
        if target == "checking":
            return
        if target == "reworking" or (self.story.rework and self.dice.random() < 0.3):
            self._step("rework", self.checker, self.story.rework, self._soon() + 1)
            if target == "reworking":
                return
            self._step("finish", officer, f"已返工：{self.story.finish}", self._soon() + 6)
        self._step("approve", self.checker, self.story.check, self._soon() + 1)
        self._verdict(target)

    def _verdict(self, target: Target) -> None:
        hours = self.dice.uniform(0.5, 20)
        if target == "reopened":
            self._step("verdict", None, self.story.unhappy, hours + 24)
            self._step("reopen", None, self.story.unhappy, 0.04)
        elif self.telling.channel != "patrol" and self.dice.random() > QUIET_SHARE:
            lukewarm = self.dice.random() < 0.12
            words = self.dice.choice(LUKEWARM) if lukewarm else self.story.comment
            self._step("verdict", None, words, hours)

    def _handling_hours(self) -> float:
        """Mostly well within the limit, now and then too late."""
        share = self.dice.uniform(1.05, 1.5) if self.dice.random() < 0.08 else self.dice.random()
        return min(LONGEST_HANDLING, self.telling.matter.handling_hours * max(0.12, share))
