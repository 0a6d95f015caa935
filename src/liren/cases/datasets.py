"""How private each column of cases is.

What a resident wrote and who it was is personal, their telephone sealed. Open is only what was
written for the public: the class tree, answers, and the reasons for what was put off or excluded.
"""

from liren.cases.permissions import CasePermission
from liren.core.datasets import Privacy, all_of, classify, sealed

_PLACED = all_of(Privacy.INTERNAL, "place", "place_path", "community_path")

classify(
    "cases.Category",
    **all_of(Privacy.OPEN, "id", "tree", "code", "parent", "name", "name_en", "keywords"),
    **all_of(Privacy.OPEN, "filing_clock", "filing_amount", "handling_clock", "handling_amount"),
    **all_of(Privacy.OPEN, "urgent", "fast_lane", "needs_existence_check", "party_kind", "private"),
    **all_of(Privacy.OPEN, "position"),
)
classify(
    "cases.Duty",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "category", "party", "automatic", "source"),
    **all_of(Privacy.INTERNAL, "from_date", "until_date"),
)
classify(
    "cases.Case",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "title", "stage", "channel", "category", "category_by"),
    **all_of(Privacy.INTERNAL, "suggestions", "address", "place_note", "place_by", "urgent"),
    **all_of(Privacy.INTERNAL, "voices", "party", "reported_at", "received_at", "filed_at"),
    **all_of(Privacy.INTERNAL, "answered_at", "due_at", "original_due_at", "handled_at"),
    **all_of(Privacy.INTERNAL, "closed_at", "returns", "reworks", "reopened", "merged_into"),
    **all_of(Privacy.INTERNAL, "solved", "satisfied", "judged_at", "shown", "public_at"),
    **all_of(Privacy.OPEN, "public_answer", "suspended_reason", "review_date"),
    **all_of(Privacy.OPEN, "excluded_reason", "excluded_by"),
)
classify(
    "cases.Report",
    **all_of(Privacy.SEALED, "contact_sealed", "contact_index", "salt"),
    # The link is half of what opens the page of one's own report.
    **all_of(Privacy.SEALED, "link"),
    **all_of(Privacy.PERSONAL, "text", "reporter_name", "user", "details"),
    **all_of(Privacy.INTERNAL, "id", "case", "first_case", "channel", "reported_at"),
    **all_of(Privacy.INTERNAL, "received_at", "entered_by", "wrong_codes", "locked_until"),
    **all_of(Privacy.INTERNAL, "source", "external_id", "client_key", "sent_index"),
)
classify(
    "cases.CaseStep",
    **all_of(Privacy.INTERNAL, "id", "case", "at", "step", "stage", "by", "by_name", "party"),
    **all_of(Privacy.INTERNAL, "order_id", "data", "mac"),
    **all_of(Privacy.PERSONAL, "note"),
    **all_of(Privacy.OPEN, "public_text"),
)
classify(
    "cases.Photo",
    **all_of(Privacy.PERSONAL, "file", "thumbnail", "added_by"),
    **all_of(Privacy.INTERNAL, "id", "case", "report", "step", "width", "height", "added_at"),
)
# Where a worker stood is told to few, and forgotten: it is no track.
classify(
    "cases.FieldAct",
    **all_of(Privacy.INTERNAL, "id", "by", "key", "act", "case", "order_id", "seen", "step"),
    **all_of(Privacy.INTERNAL, "sent_index", "report", "made_at", "received_at"),
    **all_of(Privacy.PERSONAL, "longitude", "latitude", "accuracy"),
)
classify("cases.Sketch", **all_of(Privacy.INTERNAL, "id", "case", "community_path", "band", "at"))
classify(
    "cases.ImportRun",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "name", "file", "digest", "mapping_name", "mapping"),
    **all_of(Privacy.INTERNAL, "status", "rows", "done", "added", "repeated", "skipped"),
    **all_of(Privacy.INTERNAL, "by", "started_at", "ended_at"),
    **all_of(Privacy.PERSONAL, "bad"),  # the reasons quote the rows
)
classify(
    "cases.ImportRepeat",
    **all_of(Privacy.INTERNAL, "id", "run", "case", "earlier", "score", "reasons"),
)
classify(
    "cases.ImportMapping",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "name", "columns", "header", "changed_at"),
)
# What officers say to each other in a hurry names the people they run to.
classify(
    "cases.Whistle",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "case", "spot", "blown_by", "blown_by_name", "blown_at"),
    **all_of(Privacy.INTERNAL, "changed_at", "ended_at", "ended_by_name"),
    **all_of(Privacy.PERSONAL, "words", "ended_words"),
)
classify(
    "cases.Call",
    **all_of(Privacy.INTERNAL, "id", "whistle", "party", "order", "instead_of", "stage"),
    **all_of(Privacy.INTERNAL, "called_at", "answered_at", "answered_by_name", "coming_at"),
    **all_of(Privacy.INTERNAL, "arrived_at", "escalated_at", "helped"),
    **all_of(Privacy.PERSONAL, "answer_words", "helped_words"),
)
classify(
    "cases.Ruling",
    **_PLACED,
    **all_of(Privacy.INTERNAL, "id", "call", "order", "category", "party", "verdict", "instead"),
    **all_of(Privacy.INTERNAL, "asked_at", "ruled_at", "ruled_by_name"),
    **all_of(Privacy.PERSONAL, "claim", "reason"),
)
classify(
    "cases.Part",
    **all_of(Privacy.INTERNAL, "id", "case", "order", "added_at", "left_by_name", "left_at"),
    **all_of(Privacy.PERSONAL, "words", "left_reason"),
)
classify(
    "cases.ChatKey",
    **_PLACED,
    **all_of(Privacy.SEALED, "secret_sealed"),
    **all_of(Privacy.INTERNAL, "id", "name", "public_id", "made_by", "made_at", "ended_at"),
)
classify("cases.ChatNonce", **all_of(Privacy.INTERNAL, "id", "key", "nonce", "at"))
classify(
    "cases.ChatPaste",
    **_PLACED,
    **all_of(Privacy.PERSONAL, "messages", "drafts"),
    **all_of(Privacy.INTERNAL, "id", "key", "status", "left_out", "by", "pasted_at"),
)
classify(
    "cases.ChatMark",
    **all_of(Privacy.SEALED, "mark"),
    **all_of(Privacy.INTERNAL, "id", "community_path", "case", "at"),
)
classify(
    "cases.PublicText",
    **_PLACED,
    **all_of(Privacy.PERSONAL, "source"),
    **all_of(Privacy.INTERNAL, "id", "case", "kind", "state", "words", "reasons", "made_at"),
    **all_of(Privacy.INTERNAL, "decided_by", "decided_at"),
)
classify(
    "cases.Follow",
    **all_of(Privacy.PERSONAL, "user", "place", "place_path", "community_path"),
    **all_of(Privacy.INTERNAL, "id", "begun_at", "told_at"),
)
classify(
    "cases.Cause",
    **_PLACED,
    **all_of(Privacy.OPEN, "month", "category", "title", "why", "plan", "counted", "result"),
    **all_of(Privacy.INTERNAL, "id", "holder_path", "chosen_at", "chosen_by", "ended_at"),
)
classify(
    "cases.Measure",
    **all_of(Privacy.OPEN, "what", "party"),
    **all_of(Privacy.INTERNAL, "id", "cause", "planned_at"),
)

sealed(
    "cases.Report",
    "contact_sealed",
    purpose="report.contact",
    row="{salt}",
    opened_by=CasePermission.SEE_REPORTER,
)
sealed("cases.ChatKey", "secret_sealed", purpose="chat.key", row="{public_id}")
