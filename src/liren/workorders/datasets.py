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
    # What officers write to each other names the people they went to see.
    **all_of(Privacy.PERSONAL, "instruction", "result", "reason"),
)
