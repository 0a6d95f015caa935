"""Somebody is erased from the register: what files and forms said of them goes too.

The file itself lies sealed until its term is over, as it was sent.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from liren.core import audit, crypto
from liren.core.permissions import Actor
from liren.core.prepared import update
from liren.ledgers.domain.forms import Grain
from liren.ledgers.models import FormLine, ImportRow, PlanLine
from liren.ledgers.services.importing_files import PURPOSE
from liren.ledgers.services.importing_rows import bound
from liren.people.models import Person


@transaction.atomic
def forget(*, person_id: int, by: Actor, now: datetime) -> int:
    """Take out what rows and answers tell of somebody who is erased; says how many there were."""
    person = Person.objects.get(pk=person_id)
    if not person.is_erased:
        return 0
    lines = list(PlanLine.objects.select_for_update(of=("self",)).filter(person=person_id))
    for line in lines:
        line.changes_sealed = None
    update(lines, ["changes_sealed"])
    _rows(lines)
    answers = FormLine.objects.filter(subject_id=person_id, round__form__grain=Grain.PERSON)
    count = len(lines) + answers.delete()[0]
    if count:
        audit.record("ledgers.forgotten", person, by=by, at=now, count=count)
    return count


def _rows(lines: Iterable[PlanLine]) -> None:
    """Of a row with several people the others are kept, and no cell as it stood."""
    whose: dict[tuple[int, int], set[int]] = {}
    for line in lines:
        whose.setdefault((line.ledger_id, line.at), set()).add(line.who)
    for (ledger, at), who in whose.items():
        row = ImportRow.objects.select_for_update().filter(ledger=ledger, at=at).first()
        if row is None:
            continue
        text = crypto.unseal(bytes(row.content_sealed), purpose=PURPOSE, row=bound(ledger, at))
        said: dict[str, Any] = json.loads(text)
        said["v"] = [{} if n in who else values for n, values in enumerate(said["v"])]
        said["x"], said["f"], said["c"] = {}, [], [None for _ in said["c"]]
        text = json.dumps(said, ensure_ascii=False)
        row.content_sealed = crypto.seal(text, purpose=PURPOSE, row=bound(ledger, at))
        row.save(update_fields=["content_sealed"])
