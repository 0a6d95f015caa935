"""What ledgers make of facts."""

from django.utils import timezone

from liren.core.events import subscribe
from liren.core.permissions import SYSTEM
from liren.ledgers.services import forgetting, forms_asking
from liren.people.events import PersonErased
from liren.workorders.events import InstructionDecided
from liren.workorders.models import Instruction


@subscribe(InstructionDecided)
def follow_the_street(event: InstructionDecided) -> None:
    """The street has decided on an instruction that a form was asked by."""
    row = Instruction.objects.filter(pk=event.instruction_id).first()
    if row is not None:
        forms_asking.follow_instruction(instruction=row, by=SYSTEM, now=timezone.now())


@subscribe(PersonErased)
def forget_the_erased(event: PersonErased) -> None:
    """What files and forms said of somebody goes with their name in the register."""
    forgetting.forget(person_id=event.person_id, by=SYSTEM, now=timezone.now())
