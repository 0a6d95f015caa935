"""How well a rule finds a home that falls silent, and how often it cries wolf.

The use of lived-in homes is blanked from a random moment on, many times; the rule goes on from
what it knew then. `python -m tests.sensing.evaluating FILE` prints the figures of ADR 30.
"""

import random
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from pathlib import Path

from liren.sensing.domain.conditions import Absent
from liren.sensing.domain.findings import Change
from liren.sensing.domain.presets import preset
from liren.sensing.domain.readings import Reading
from liren.sensing.domain.rules import Rule
from liren.sensing.domain.states import RuleState, step
from liren.sensing.domain.water_file import read_water

Home = list[Reading]
MONTH = timedelta(days=30.44)
WARM, TAIL = timedelta(days=30), timedelta(days=3)
LIVED_IN = 0.99  # of the days with readings have use
EMPTY = timedelta(hours=8)  # an alert that lasts so long: nobody was there for most of a day


def homes_of(path: Path) -> dict[str, Home]:
    """The readings of each home, in order."""
    homes: dict[str, Home] = defaultdict(list)
    for reading in read_water(path):
        homes[reading.device].append(reading)
    return dict(sorted(homes.items()))


def is_lived_in(home: Home, share: float = LIVED_IN) -> bool:
    """Whether water was used on nearly every day that the meter spoke of."""
    used: dict[object, bool] = defaultdict(bool)
    for reading in home:
        used[reading.at.date()] |= reading.value > 0
    return sum(used.values()) >= share * len(used)


@dataclass(slots=True)
class Score:
    """What came of one rule at some homes."""

    months: float = 0
    alerts: int = 0
    at_empty: int = 0
    delays: list[float] = field(default_factory=list)  # hours from the onset

    def within(self, hours: float) -> float:
        """The share of onsets that were found within so many hours."""
        return sum(delay <= hours for delay in self.delays) / len(self.delays)

    @property
    def false_a_month(self) -> float:
        """Alerts a home and month on what really happened."""
        return self.alerts / self.months

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.months + other.months,
            self.alerts + other.alerts,
            self.at_empty + other.at_empty,
            self.delays + other.delays,
        )

    def __str__(self) -> str:
        return (
            f"12 h {self.within(12):6.1%}  24 h {self.within(24):6.1%}"
            f"  false {self.false_a_month:.2f} (empty {self.at_empty / self.months:.2f})"
        )


def scored(rule: Rule, home: Home, onsets: int, seed: int = 0) -> Score:
    """The score of a rule at one home, blanked from so many random moments on."""
    times = [reading.at for reading in home]
    begin, end = times[0] + WARM, times[-1] - TAIL
    draw = random.Random(f"{home[0].device}{seed}")
    moments = sorted(begin + draw.random() * (end - begin) for _ in range(onsets))
    cuts = [bisect_right(times, moment) for moment in moments]
    score = Score(months=(times[-1] - times[0]) / MONTH)
    state = RuleState(home[0].device)
    waiting = list(zip(cuts, moments, strict=True))
    for number, reading in enumerate(home):
        while waiting and waiting[0][0] <= number:
            moment = waiting.pop(0)[1]
            if state.raised_at is None:
                found = _found(rule, state, home[number:])
                score.delays.append((found - moment.timestamp()) / 3600)
        state, findings = step(rule, state, reading, reading.at)
        for finding in findings:
            score.alerts += finding.change is Change.RAISED
            if finding.change is Change.RAISED:
                raised_at = reading.at
            elif reading.at - raised_at >= EMPTY:
                score.at_empty += 1
    return score


def _found(rule: Rule, state: RuleState, rest: Sequence[Reading]) -> float:
    for reading in rest:
        blank = replace(reading, value=0)
        state, findings = step(rule, state, blank, reading.at)
        if findings:
            return reading.at.timestamp()
    return float("inf")


def total(rule: Rule, homes: Iterable[Home], onsets: int) -> Score:
    """The score of a rule at several homes together."""
    return sum((scored(rule, home, onsets) for home in homes), Score())


def fixed(hours: float) -> Rule:
    """A rule that is the same for every home."""
    return preset("water-zhuhai").model_copy(update={"condition": Absent(hours=hours)})


def learned(**changes: float) -> Rule:
    """The rule that learns, changed for a trial."""
    condition = preset("water-learned").condition.model_copy(update=changes)
    return preset("water-learned").model_copy(update={"condition": condition})


GRID: Mapping[str, Sequence[float]] = {
    "days": (14, 21, 28),
    "around_hours": (4, 6),
    "margin_hours": (3, 5),
    "near_hours": (9, 10, 11),
}
BOUND = 0.2  # false alerts a month that the tuning aims at


def tuned(homes: Sequence[Home], onsets: int) -> Rule:
    """The rule of the grid that finds most within 12 hours under the bound, on these homes."""
    rules = [learned(**dict(zip(GRID, values, strict=True))) for values in product(*GRID.values())]
    scores = [(total(rule, homes, onsets), rule) for rule in rules]
    good = [(one.within(12), n) for n, (one, _) in enumerate(scores) if one.false_a_month <= BOUND]
    least = min(range(len(scores)), key=lambda n: scores[n][0].false_a_month)
    return scores[max(good)[1] if good else least][1]


def main(path: Path, onsets: int = 300) -> None:
    """Print the curve, and what tuning on one half of the homes is worth on the other."""
    homes = homes_of(path)
    for share in (0.99, 0.95, 0.9):
        lived = [home for home in homes.values() if is_lived_in(home, share)]
        _say(f"{len(lived)} homes with use on {share:.0%} of days")
        for hours in (10, 11.5, 12, 13, 14, 16, 18, 24):
            _say(f"  fixed {hours:>4} h  {total(fixed(hours), lived, onsets)}")
        _say(f"  learned       {total(learned(), lived, onsets)}")
    names = list(homes)
    for one, other in ((names[::2], names[1::2]), (names[1::2], names[::2])):
        mine, theirs = ([homes[n] for n in part if is_lived_in(homes[n])] for part in (one, other))
        rule = tuned(mine, 40)
        _say(f"tuned on {len(mine)}: {rule.condition}")
        _say(f"  on these      {total(rule, mine, onsets)}")
        _say(f"  on the other {len(theirs)}  {total(rule, theirs, onsets)}")
        _say(f"  as it ships   {total(learned(), theirs, onsets)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
