"""How far an import is: held while it moves on, so that of two only one does."""

from liren.core.errors import Conflict, sentence
from liren.ledgers.models import Import, State


class ImportElsewhere(Conflict):
    """Somebody else has moved the import on."""

    code = "ledgers.import_elsewhere"
    sentence = sentence("Somebody else has just worked on this ledger. Please look at it again.")


class ImportBusy(Conflict):
    """The worker is at it."""

    code = "ledgers.import_busy"
    sentence = sentence("This ledger is being worked on just now. Please wait until it is done.")


def hold(ledger: Import, *states: State) -> Import:
    """The row as it is now, held to the end of the transaction, if it is that far."""
    held = Import.objects.select_for_update(of=("self",)).select_related("place").get(pk=ledger.pk)
    if held.state not in states:
        raise ImportBusy() if held.is_busy else ImportElsewhere()
    return held


def progress(ledger: Import, *, done: int, goal: int) -> None:
    """How much of what is being done now is done."""
    Import.objects.filter(pk=ledger.pk).update(done=done, goal=goal)
