"""Whether a line of the time line is what was written."""

import json
from datetime import UTC

from liren.cases.models import CaseStep
from liren.core import crypto


def mac_of(step: CaseStep) -> bytes:
    """The keyed hash over everything a line says."""
    body = [
        step.case_id,
        step.at.astimezone(UTC).isoformat(),
        step.step,
        step.stage,
        step.by,
        step.by_name,
        step.party_id,
        step.order_id,
        step.public_text,
        step.note,
        step.data,
    ]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return crypto.mac(text.encode(), purpose="case step")


def is_as_written(step: CaseStep) -> bool:
    """Whether nobody has changed the line since; false for lines older than their hash."""
    return bool(step.mac) and crypto.same(mac_of(step), bytes(step.mac))
