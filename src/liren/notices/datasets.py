"""How private each column of notices is."""

from liren.core.datasets import Privacy, all_of, classify

classify(
    "notices.Delivery",
    **all_of(Privacy.SEALED, "address_sealed", "text_sealed", "salt"),
    **all_of(Privacy.PERSONAL, "user", "text", "seen_at"),
    **all_of(Privacy.INTERNAL, "id", "channel", "subject_type", "subject_id", "made_at"),
    **all_of(Privacy.INTERNAL, "status", "tries", "next_try_at", "sent_at", "error"),
    **all_of(Privacy.INTERNAL, "at_any_hour", "useless_after"),
)
