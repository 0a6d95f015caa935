"""Which cases of an imported file sound like one another, or like one that was there before."""

from collections.abc import Iterable
from dataclasses import dataclass

from liren.cases.domain.workflow import OPEN
from liren.cases.models import Case, ImportRepeat, ImportRun

PORTION = 50  # as many as a person looks at before pressing a button


@dataclass(frozen=True)
class RepeatGroup:
    """One matter as it seems: the case that was first, and what may repeat it."""

    first: Case
    repeats: list[ImportRepeat]

    @property
    def portion(self) -> list[ImportRepeat]:
        """What is judged first; the others follow when it is settled."""
        return self.repeats[:PORTION]

    @property
    def left(self) -> int:
        """How many follow."""
        return max(0, len(self.repeats) - PORTION)


def repeat_groups(run: ImportRun) -> list[RepeatGroup]:
    """What a person has still to judge, the largest groups first; closed cases join nothing."""
    rows = run.repeats.filter(case__stage__in=OPEN).order_by("pk")
    rows = rows.select_related("case", "earlier", "earlier__merged_into")
    by_case = {row.case_id: row for row in rows}
    groups: dict[int, RepeatGroup] = {}
    for row in by_case.values():
        first = _first(row, by_case)
        if first.pk != row.case_id and first.stage in OPEN:
            groups.setdefault(first.pk, RepeatGroup(first, [])).repeats.append(row)
    return sorted(groups.values(), key=lambda group: (-len(group.repeats), group.first.pk))


def _first(row: ImportRepeat, by_case: dict[int, ImportRepeat]) -> Case:
    """What is repeated may repeat another one; what was joined stands for where it lies."""
    passed = {row.case_id}
    found = row.earlier.merged_into or row.earlier
    while found.pk in by_case and found.pk not in passed:
        passed.add(found.pk)
        earlier = by_case[found.pk].earlier
        found = earlier.merged_into or earlier
    return found


def group_of(run: ImportRun, first: int) -> RepeatGroup | None:
    """The group that begins with a case."""
    return next((group for group in repeat_groups(run) if group.first.pk == first), None)


def members(groups: Iterable[RepeatGroup]) -> int:
    """How many cases wait to be judged."""
    return sum(len(group.repeats) for group in groups)
