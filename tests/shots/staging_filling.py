"""Run by `liren shell` over a demo, like `staging.py`: forms at each stage, and a report."""

import json

from liren.core.scope import EVERYWHERE
from liren.ledgers import selectors
from liren.ledgers.models import Form, FormRound, Report


def forms() -> dict[str, str]:
    """The refused and the admitted form, the care list's round, last month's report."""
    row = FormRound.objects.select_related("form", "place").get(form__key="elder-care")
    [first, *_] = selectors.ids_of(row, EVERYWHERE)
    return {
        "community_pk": str(row.place_id),
        "form_refused": str(Form.objects.filter(stage="refused").earliest("pk").pk),
        "form_admitted": str(Form.objects.get(key="rented-homes").pk),
        "form_round": str(row.pk),
        "form_subject": str(first),
        "report": str(Report.objects.earliest("pk").pk),
    }


print("STAGED " + json.dumps(forms()))  # noqa: T201  # read by the walker
