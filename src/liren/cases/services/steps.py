"""One step of a case: the check, the stage, the time line. Every service goes through here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from liren.accounts.models import Party, User
from liren.cases.domain import workflow
from liren.cases.domain.workflow import Step
from liren.cases.models import Case, CaseStep
from liren.cases.selectors.steps import mac_of
from liren.cases.services import publicity
from liren.core.permissions import Actor
from liren.workorders.models import WorkOrder


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a step puts into the time line: words for everybody, and a note for colleagues.

    `done_at` is when it was done, where we hear of it only now; the line then holds both times.
    """

    public: str = ""
    note: str = ""
    order: WorkOrder | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    done_at: datetime | None = None


NOTHING = Said()


def locked(case: Case) -> Case:
    """The case as it is now, held until the end of the transaction: two clerks press at once."""
    held = Case.objects.select_for_update(of=("self",)).select_related("place", "category", "party")
    return held.get(pk=case.pk)


def advance(case: Case, step: Step, *, by: Actor, now: datetime, said: Said = NOTHING) -> CaseStep:
    """Move a locked case on and write the step down; the caller saves the columns it changed."""
    case.stage = workflow.after(case.stage, step)
    case.save()
    return note_step(case, step, by=by, now=now, said=said)


def note_step(case: Case, step: str, *, by: Actor, now: datetime, said: Said = NOTHING) -> CaseStep:
    """Write something into the time line that does not move the case."""
    row = new_step(case, step, by=by, now=now, said=said)
    row.save()
    publicity.renew(case, step, now=now)
    return row


def new_step(case: Case, step: str, *, by: Actor, now: datetime, said: Said = NOTHING) -> CaseStep:
    """A line of the time line, not yet stored; its MAC tells later whether it was changed."""
    arrived = {"received_at": now.isoformat()} if said.done_at else {}
    row = CaseStep(
        case=case,
        at=said.done_at or now,
        step=step,
        stage=case.stage,
        by=by.audit_name,
        by_name=by.name if isinstance(by, User) else "",
        party=said.order.party if said.order else party_of(by, case),
        order_id=said.order.pk if said.order else None,
        public_text=said.public,
        note=said.note,
        data={**said.data, **arrived},
    )
    row.mac = mac_of(row)
    return row


def party_of(by: Actor, case: Case) -> Party | None:
    """For whom the person acts at this place: the party of the nearest grant."""
    if not isinstance(by, User):
        return None
    grants = [grant for grant in by.current_grants() if grant.party]
    near = [grant for grant in grants if case.place_path.startswith(grant.place_path)]
    best = max(near or grants, key=lambda grant: len(grant.place_path), default=None)
    return best.party if best else None
