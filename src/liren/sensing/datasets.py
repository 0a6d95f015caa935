"""How private each column of sensing is. What a device says of a home is about who lives there."""

from liren.core.datasets import Privacy, all_of, classify, sealed

_PLACED = all_of(Privacy.INTERNAL, "place", "place_path", "community_path")

classify(
    "sensing.Gateway",
    **_PLACED,
    **all_of(Privacy.SEALED, "secret_sealed", "secret_hash", "secret_bcrypt", "salt"),
    **all_of(Privacy.INTERNAL, "id", "number", "name", "adapter", "made_at", "made_by"),
    **all_of(Privacy.INTERNAL, "ended_at"),
)
classify(
    "sensing.Device",
    **_PLACED,
    **all_of(Privacy.SEALED, "secret_hash", "secret_bcrypt"),
    **all_of(Privacy.PERSONAL, "person"),
    **all_of(Privacy.INTERNAL, "id", "number", "kind", "maker", "name", "adapter", "gateway"),
    **all_of(Privacy.INTERNAL, "maintainer", "expected_every", "registered_at", "registered_by"),
    **all_of(Privacy.INTERNAL, "claimed_at", "claimed_by", "heard_at", "heard_by", "changed_at"),
    **all_of(Privacy.INTERNAL, "ended_at"),
)
classify(
    "sensing.Reading",
    **all_of(Privacy.INTERNAL, "id", "device", "key", "month", "what", "received_at", "quality"),
    **all_of(Privacy.PERSONAL, "value", "at"),
)
classify(
    "sensing.RuleState",
    **all_of(Privacy.INTERNAL, "id", "device", "rule", "through"),
    **all_of(Privacy.PERSONAL, "state"),
)
classify(
    "sensing.Refusal",
    **all_of(Privacy.INTERNAL, "id", "device", "gateway", "sender", "reason", "date", "count"),
    **all_of(Privacy.INTERNAL, "last_at"),
    **all_of(Privacy.PERSONAL, "sample"),
)
classify("sensing.Pushed", **all_of(Privacy.INTERNAL, "id", "gateway", "signature", "at"))
classify(
    "sensing.Waiting",
    **all_of(Privacy.INTERNAL, "id", "adapter", "sender", "is_alarm", "received_at"),
    **all_of(Privacy.PERSONAL, "body"),
)
classify(
    "sensing.Alert",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "device", "rule", "severity", "stage", "event_key", "times"),
    **all_of(Privacy.INTERNAL, "raised_at", "last_at", "cleared_at", "order", "case"),
    **all_of(Privacy.INTERNAL, "acknowledged_at", "acknowledged_by", "handled_at", "handled_by"),
    **all_of(Privacy.INTERNAL, "closed_at", "closed_by", "reference_until"),
    **all_of(Privacy.INTERNAL, "forget_when_closed"),
    **all_of(Privacy.PERSONAL, "reason", "result", "note", "reference"),
)
classify(
    "sensing.Look",
    **all_of(Privacy.INTERNAL, "id", "alert", "asked_by", "asked_at", "agreed_by", "agreed_at"),
    **all_of(Privacy.PERSONAL, "reason"),
)
classify(
    "sensing.EbikeDecision",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "answer", "times", "last_alert", "case", "announcement"),
    **all_of(Privacy.INTERNAL, "note", "decided_at", "decided_by"),
)
classify(
    "sensing.Away",
    **_PLACED,
    **all_of(Privacy.PERSONAL, "since", "until", "told_by", "ended_at"),
    **all_of(Privacy.INTERNAL, "id", "said", "set_at", "set_by", "ended_by"),
    **all_of(Privacy.INTERNAL, "changed_at"),
)
classify(
    "sensing.Placement",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "rule", "text", "tried_at", "tried_by"),
    **all_of(Privacy.PERSONAL, "trial"),  # at which devices, and so homes, there was silence
    **all_of(Privacy.INTERNAL, "switched_on_at", "switched_on_by", "ended_at", "ended_by"),
    **all_of(Privacy.INTERNAL, "changed_at"),
)

sealed("sensing.Gateway", "secret_sealed", purpose="gateway", row="gateway:{salt}")
