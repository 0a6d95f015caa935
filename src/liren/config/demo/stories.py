"""A month of cases: hand-written stories given places, people, hours and an end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from liren.config.demo.acts import Step, Target, Telling, steps_to
from liren.config.demo.cast import VOICE_CHANNELS, Cast
from liren.config.demo.dice import Dice, dice_for
from liren.config.demo.organisations import Organisations, organisations
from liren.config.demo.people import Person, residents
from liren.config.demo.places import Neighbourhood, Place
from liren.config.demo.storybook import Matter, Story, is_english, matters, stories
from liren.config.demo.timeline import later, report_time, start_of

PATROL = "巡查"  # how a worker begins who found it on the round
USUAL_COUNT = 220
DAYS = 30
# Of 220 cases; what is left over is closed. Voices on the same matter come on top as merged ones.
SHARES: dict[Target, int] = {
    "reported": 10,
    "verifying": 7,
    "filed": 8,
    "handling": 26,
    "returned": 4,
    "extending": 6,
    "suspended": 8,
    "checking": 9,
    "reworking": 5,
    "reopened": 6,
    "refused": 8,
}
# Days before the end on which a case with this target was reported, from and to.
AGES: dict[Target, tuple[int, int]] = {
    "reported": (1, 1),
    "verifying": (1, 2),
    "filed": (1, 2),
    "handling": (1, 4),
    "returned": (2, 4),
    "extending": (3, 6),
    "suspended": (6, 26),
    "checking": (2, 5),
    "reworking": (3, 7),
    "reopened": (8, 20),
    "refused": (2, 29),
    "closed": (4, 30),
    "merged": (1, 30),
}
# What a story must be able to tell before it can end so.
NEEDS: dict[Target, tuple[str, ...]] = {
    "returned": ("return_reason",),
    "extending": ("extend",),
    "suspended": ("hang",),
    "reworking": ("rework",),
    "reopened": ("unhappy",),
    "refused": ("refuse", "deny"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """One case of the month. All its times lie before the day it was told up to."""

    number: int
    story: str
    category: str
    title: str
    words: str
    place_key: str
    reporter_key: str | None  # nobody, where it was sent without a name or found on patrol
    channel: str
    entered_by: str | None  # the worker who wrote it down for somebody
    reported_at: datetime
    target: Target
    same_as: int | None  # the number of the case it is one more voice of
    party_key: str  # whose business it is in the end
    steps: tuple[Step, ...]
    solved: bool | None = None
    satisfied: bool | None = None
    comment: str = ""


def month(
    seed: int,
    neighbourhood: Neighbourhood,
    until: date,
    count: int = USUAL_COUNT,
    people: tuple[Person, ...] | None = None,
    offices: Organisations | None = None,
) -> list[CaseStory]:
    """Thirty days of cases up to the beginning of a day, in the order in which they came in."""
    people = residents(neighbourhood) if people is None else people
    offices = organisations(neighbourhood) if offices is None else offices
    dice = dice_for(seed, "month")
    writer = _Writer(dice, Cast(dice, neighbourhood, people, offices), until)
    told = writer.write(count)
    order = sorted(range(len(told)), key=lambda at: (told[at].reported_at, at))
    numbers = {told[at].number: place for place, at in enumerate(order, start=1)}
    return [
        replace(
            told[at],
            number=numbers[told[at].number],
            same_as=None if (same := told[at].same_as) is None else numbers[same],
        )
        for at in order
    ]


class _Writer:
    """Writes cases one after another and never says the same words twice."""

    def __init__(self, dice: Dice, cast: Cast, until: date) -> None:
        self.dice = dice
        self.cast = cast
        self.until = until
        self.end = start_of(until)
        self.said: set[str] = set()
        self.told: list[CaseStory] = []
        self.uses: Counter[str] = Counter()

    def write(self, count: int) -> list[CaseStory]:
        """Targets that need particular words first, then the rest."""
        with_voices = [story for story in stories() if story.voices]
        for at, story in enumerate(with_voices):
            self._with_voices(story, "handling" if at % 3 == 0 else "closed", count)
        left = [target for target in self._targets(count) if len(self.told) < count]
        for target in left:
            if len(self.told) < count:
                self._tell_one(target)
        return self.told

    def _targets(self, count: int) -> Iterator[Target]:
        for target, share in SHARES.items():
            yield from [target] * max(1, round(share * count / USUAL_COUNT))
        for _ in range(count):
            yield "closed"

    def _with_voices(self, story: Story, target: Target, count: int) -> None:
        if len(self.told) + len(story.voices) >= count // 3:
            return
        first = self._tell(story, target)
        if first is None:
            return
        known = {first.reporter_key or ""}
        for voice in story.voices:
            if voice not in self.said:
                known.add(self._voice(story, first, voice, known))

    def _voice(self, story: Story, first: CaseStory, words: str, known: set[str]) -> str:
        """One more resident about the same matter, some minutes or hours later."""
        place = self.cast.land.by_key[first.place_key]
        reporter = self.cast.reporter_at(place, "web", but=known)
        urgent = matters()[story.category].round_the_clock
        left = (self.end - first.reported_at).total_seconds() / 60
        minutes = self.dice.uniform(3, min(25 if urgent else 240, left / 2))
        at = (first.reported_at + timedelta(minutes=minutes)).replace(microsecond=0)
        merged_at = min(later(self.dice, at, 0.2, urgent), self.end - timedelta(seconds=1))
        worker = self.cast.in_charge("community_worker", place)
        merge = Step("merge", merged_at, worker, "与已登记的事项为同一件，合并办理，进展一并告知。")
        self._add(
            replace(
                first,
                number=len(self.told) + 1,
                title=first.title,
                words=words,
                reporter_key=reporter.key if reporter else None,
                channel=self.dice.choice(("web", "qr", "note")),
                entered_by=None,
                reported_at=at,
                target="merged",
                same_as=first.number,
                steps=(merge,),
                solved=None,
                satisfied=None,
                comment="",
            )
        )
        return reporter.key if reporter else ""

    def _tell_one(self, target: Target) -> None:
        """The least told story that can end so."""
        able = [story for story in stories() if _can(story, matters()[story.category], target)]
        self.dice.shuffle(able)
        for story in sorted(able, key=lambda one: self.uses[one.key]):
            if self._tell(story, target):
                return

    def _tell(self, story: Story, target: Target) -> CaseStory | None:
        for _ in range(12):
            place = self.cast.place_for(story)
            words = self._words(story, place)
            looked_at = target in ("verifying", "refused") and words.startswith(PATROL)
            if words not in self.said and not looked_at:
                case = self._case(story, target, place, words)
                self.uses[story.key] += 1
                self._add(case)
                return case
        return None

    def _words(self, story: Story, place: Place) -> str:
        words = self.dice.choice(story.words)
        say = self.cast.spoken_in_english if is_english(words) else self.cast.spoken
        told = words.format(place=say(place))
        return told[0].upper() + told[1:]

    def _add(self, case: CaseStory) -> None:
        self.said.add(case.words)
        self.told.append(case)

    def _case(self, story: Story, target: Target, place: Place, words: str) -> CaseStory:
        channel = self._channel(story, words)
        telling = Telling(story, matters()[story.category], target, place, channel)
        steps, reported_at = self._steps(telling)
        helped = channel in (*VOICE_CHANNELS, "patrol")
        verdict = next((step for step in steps if step.act == "verdict"), None)
        pleased = verdict is not None and target != "reopened"
        return CaseStory(
            number=len(self.told) + 1,
            story=story.key,
            category=story.category,
            title=story.title.format(place=self.cast.written(place)),
            words=words,
            place_key=place.key,
            reporter_key=self._reporter(story, place, channel, words),
            channel=channel,
            entered_by=self._entered_by(place, channel) if helped else None,
            reported_at=reported_at,
            target=target,
            same_as=None,
            party_key=next((s.party_key for s in reversed(steps) if s.party_key), "")
            or self.cast.party_for(telling.matter.duty, place).key,
            steps=steps,
            solved=pleased if verdict else None,
            satisfied=(pleased and verdict.words == story.comment) if verdict else None,
            comment=verdict.words if verdict else "",
        )

    def _channel(self, story: Story, words: str) -> str:
        if words.startswith(PATROL):
            return "patrol"
        channels = [channel for channel in story.channels if channel != "patrol"]
        return "web" if is_english(words) else self.dice.choice(channels)

    def _reporter(self, story: Story, place: Place, channel: str, words: str) -> str | None:
        nameless = channel in ("web", "qr") and place.kind != "home" and self.dice.random() < 0.25
        if channel == "patrol" or nameless or is_english(words):
            return None
        but = self.cast.living_at(place) if story.told_by == "neighbour" else set()
        person = self.cast.reporter_at(place, channel, but)
        return person.key if person else None

    def _entered_by(self, place: Place, channel: str) -> str:
        role = "grid_worker" if channel in ("visit", "patrol") else "community_worker"
        return self.cast.in_charge(role, place)

    def _steps(self, telling: Telling) -> tuple[tuple[Step, ...], datetime]:
        """Report earlier and earlier, until all that has to happen has happened."""
        youngest, oldest = AGES[telling.target]
        days = self.dice.randint(youngest, oldest)
        by_oneself = telling.channel not in (*VOICE_CHANNELS, "patrol")
        by_oneself = by_oneself or telling.matter.round_the_clock
        while True:
            day = self.until - timedelta(days=days)
            reported_at = report_time(self.dice, day, by_oneself)
            steps = steps_to(self.dice, self.cast, telling, reported_at)
            in_time = not steps or steps[-1].at < self.end
            if reported_at < self.end and (in_time or days >= DAYS):
                return tuple(step for step in steps if step.at < self.end), reported_at
            days = min(days + 1, DAYS)


def _can(story: Story, matter: Matter, target: Target) -> bool:
    if target == "verifying":
        return matter.needs_existence_check
    needs = NEEDS.get(target)
    return needs is None or any(getattr(story, need) for need in needs)
