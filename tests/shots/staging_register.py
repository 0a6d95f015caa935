"""Run by `liren shell` over a demo, like `staging.py`: somebody with a link of their own."""

import json

from django.utils import timezone

from liren.core.permissions import SYSTEM
from liren.people.models import Proposal
from liren.people.selectors import person_by_id
from liren.people.services import make_link


def register() -> dict[str, str]:
    """Whoever asked for a correction: their page, their home, their link."""
    fact = Proposal.objects.select_related("fact").earliest("pk").fact
    row = person_by_id(fact.subject_id)
    assert row is not None
    token = make_link(person=row, by=SYSTEM, now=timezone.now())
    return {"person": str(row.pk), "home": str(row.place_id), "self_link": token}


print("STAGED " + json.dumps(register()))  # noqa: T201  # read by the walker
