"""How far an import is: held while it moves on, so that of two only one does."""

from liren.core.errors import Conflict, sentence
from liren.ledgers.models import BUSY_STATES, Import, State


class ImportElsewhere(Conflict):
    """Somebody else has moved the import on."""

    code = "ledgers.import_elsewhere"
    sentence = sentence("Somebody else has just worked on this ledger. Please look at it again.")


class ImportBusy(Conflict):
    """The worker is at it."""

    code = "ledgers.import_busy"
    sentence = sentence("This ledger is being worked on just now. Please wait until it is done.")


class TermOver(Conflict):
    """What the file held is erased; its sums and the proof are left."""

    code = "ledgers.term_over"
    sentence = sentence("The term of this file is over, and its rows are erased.")


def hold(ledger: Import, *states: State) -> Import:
    """The row as it is now, held to the end of the transaction, if it is that far."""
    held = Import.objects.select_for_update(of=("self",)).select_related("place").get(pk=ledger.pk)
    if held.state not in states:
        raise ImportBusy() if held.is_busy else ImportElsewhere()
    if held.erased_at is not None:
        raise TermOver()
    return held


def take_up(ledger: Import) -> Import:
    """A worker takes it up; whoever was at it before stops at its next step."""
    held = hold(ledger, *BUSY_STATES)
    held.attempt += 1
    held.save(update_fields=["attempt"])
    return held


def mine(ledger: Import, state: State) -> Import:
    """The same for the worker: nobody else has taken it up since."""
    held = hold(ledger, state)
    if held.attempt != ledger.attempt:
        raise ImportElsewhere()
    return held


def progress(ledger: Import, *, done: int, goal: int) -> None:
    """How much of what is being done now is done."""
    Import.objects.filter(pk=ledger.pk).update(done=done, goal=goal)
