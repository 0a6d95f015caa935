"""What keeps a case from ending: a whistle that nobody has ended."""

from liren.cases.models import Case
from liren.cases.selectors.joint import still_called
from liren.core.errors import Conflict, sentence


class WhistleOpen(Conflict):
    """Whoever was called is told that it is over before the case is."""

    code = "cases.whistle_open"
    sentence = sentence(
        "Not yet: the whistle still calls {parties}. End it, or say why nobody is needed any more."
    )


def require_whistle_over(case: Case) -> None:
    """Refuse to end a locked case while its whistle is open, naming whom it still calls."""
    parties = still_called(case)
    if parties:
        raise WhistleOpen(parties="、".join(party.name for party in parties))
