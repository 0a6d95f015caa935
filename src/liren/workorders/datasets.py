"""How private each column of work orders is."""

from liren.core.datasets import Privacy, all_of, classify

classify(
    "workorders.WorkOrder",
    **all_of(Privacy.INTERNAL, "id", "kind", "status", "subject_type", "subject_id", "urgent"),
    **all_of(Privacy.INTERNAL, "title", "address", "place", "place_path", "community_path"),
    **all_of(Privacy.INTERNAL, "party", "assignee", "escalated_to", "issued_by", "closed_by"),
    **all_of(Privacy.INTERNAL, "follows", "issued_at", "accepted_at", "closed_at", "changed_at"),
    **all_of(Privacy.INTERNAL, "clock_kind", "clock_amount", "pauses", "extensions"),
    **all_of(Privacy.INTERNAL, "extension_asked", "original_due_at", "due_at", "sweep_at", "level"),
    **all_of(Privacy.INTERNAL, "turn"),
    # What officers write to each other names the people they went to see.
    **all_of(Privacy.PERSONAL, "instruction", "result", "reason"),
)
classify(
    "workorders.Askable",
    **all_of(Privacy.OPEN, "id", "name", "source", "from_date", "until_date"),
    **all_of(Privacy.INTERNAL, "place", "place_path", "community_path"),
)
classify(
    "workorders.Instruction",
    **all_of(Privacy.INTERNAL, "id", "place", "place_path", "community_path", "asker", "party"),
    **all_of(Privacy.INTERNAL, "askable", "title", "days", "stage", "is_outside", "reason"),
    **all_of(Privacy.INTERNAL, "asked_by", "asked_by_name", "asked_at", "decided_by_name"),
    **all_of(Privacy.INTERNAL, "decided_at", "decided_reason"),
    **all_of(Privacy.PERSONAL, "words"),
)
