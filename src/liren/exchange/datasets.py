"""How private each column of exchange is; bodies of messages hold ids only, and are internal."""

from liren.core.datasets import Privacy, all_of, classify, sealed

_PLACED = all_of(Privacy.INTERNAL, "place", "place_path", "community_path")

classify(
    "exchange.Open311Key",
    **_PLACED,
    **all_of(Privacy.SEALED, "hash"),
    **all_of(Privacy.INTERNAL, "id", "name", "may_write", "made_at", "made_by"),
    **all_of(Privacy.INTERNAL, "last_used_date", "ended_at"),
)
classify(
    "exchange.Subscription",
    **_PLACED,
    **all_of(Privacy.SEALED, "secret_sealed", "old_secret_sealed", "salt"),
    **all_of(Privacy.INTERNAL, "id", "name", "url", "facts", "old_secret_until", "active"),
    **all_of(Privacy.INTERNAL, "made_at", "made_by", "failures", "failing_since", "rests_until"),
    **all_of(Privacy.INTERNAL, "switched_off_at", "switched_off_why"),
)
classify(
    "exchange.WebhookDelivery",
    **all_of(Privacy.INTERNAL, "id", "subscription", "event_id", "fact", "body", "made_at"),
    **all_of(Privacy.INTERNAL, "wanted_at", "status", "tries", "due_at", "claimed_until"),
    **all_of(Privacy.INTERNAL, "tried_at", "answer", "error", "sent_at"),
)

sealed("exchange.Subscription", "secret_sealed", purpose="webhook", row="subscription:{salt}")
sealed("exchange.Subscription", "old_secret_sealed", purpose="webhook", row="subscription:{salt}")
