"""What a plan says of people who begin, made ready by a second process while this one writes.

It is help and no more: of a line for which nothing is ready yet, or something else than the plan
has, the writer looks at the row itself. So nobody waits for the second process to begin. Once it
has begun it is quicker than the writer, who would fall behind it for good by looking at rows that
are being made ready: from then on the writer waits for it, but not long, and goes on alone when
it has waited in vain.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from liren.core import beside
from liren.ledgers.domain.lines import Values
from liren.ledgers.models import Import, Outcome, PlanLine, Stage
from liren.ledgers.services.importing_fitting import said_of_person
from liren.ledgers.services.importing_match import Key
from liren.ledgers.services.importing_rows import rows_at
from liren.people.services import Fitting, ReadyValues

log = logging.getLogger(__name__)

LARGE = 10_000  # lines: worth a second process, which needs a second to begin
AT_ONCE = 1000
PATIENCE = 5.0  # seconds for a thousand lines
NOT_BEGUN: Key = (-1, 0)
MAKE = "liren.ledgers.services.importing_ahead.make_ready"


class Ready(NamedTuple):
    """Somebody who begins: the words of the plan, the row, and what the register is told."""

    words: bytes
    sheet: int
    values: Values
    prepared: ReadyValues
    left_out: list[str]


def make_ready(ledger_id: int) -> Iterator[dict[Key, Ready]]:
    """The lines that nobody leads and nobody is known of, in the order of the deed."""
    ledger, fitting = Import.objects.get(pk=ledger_id), Fitting()
    new = PlanLine.objects.filter(ledger=ledger, outcome=Outcome.NEW, stage=Stage.READY, trouble="")
    lines = list(
        new.filter(step=0, person__isnull=True, follows__isnull=True)
        .order_by("at", "who")
        .values_list("at", "who", "words_index")
    )
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        rows = rows_at(ledger, [at for at, _, _ in some])
        yield {
            (at, who): _ready(bytes(words), rows[at].sheet, rows[at].people[who], fitting)
            for at, who, words in some
        }


def _ready(words: bytes, sheet: int, values: Values, fitting: Fitting) -> Ready:
    given, left_out = said_of_person(values, fitting)
    return Ready(words, sheet, values, fitting.prepare("person", given), left_out)


@dataclass
class Ahead:
    """What has come from the second process and was not asked for yet."""

    items: beside.Items | None = None
    known: dict[Key, Ready] = field(default_factory=dict)
    last: Key = NOT_BEGUN

    def of(self, lines: Sequence[PlanLine]) -> dict[Key, Ready]:
        """What is ready of some lines, each given out once."""
        new = {(line.at, line.who): line for line in lines if _begins(line)}
        while new and self.last < max(new) and (some := self._next()):
            self.known |= some
            self.last = max(some)
        found = {key: self.known[key] for key in new if key in self.known}
        asked = max(new, default=NOT_BEGUN)  # what was ready too late is not asked for again
        self.known = {key: one for key, one in self.known.items() if key > asked}
        return {key: one for key, one in found.items() if one.words == bytes(new[key].words_index)}

    def _next(self) -> dict[Key, Ready]:
        if self.items is None:
            return {}
        try:
            has_begun = self.last != NOT_BEGUN
            if self.items.has_next(PATIENCE if has_begun else 0.0):
                return dict(next(self.items, {}))
            self.items = None if has_begun else self.items  # it stands still, or is done
            return {}
        except Exception as failure:  # whatever it is, the rows are there to be looked at
            log.warning("an import goes on alone: %s", type(failure).__name__)
            self.items = None
            return {}


def _begins(line: PlanLine) -> bool:
    return line.outcome == Outcome.NEW and not line.step and line.person is None


@contextmanager
def ahead_of(ledger: Import) -> Iterator[Ahead]:
    """Of a large plan, where a second processor is idle."""
    if ledger.goal < LARGE or not beside.is_idle():
        yield Ahead()
        return
    with beside.running(MAKE, ledger.pk) as items:
        yield Ahead(items)
