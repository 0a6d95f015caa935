"""How private each column of ledgers is: what was answered of people is sealed."""

from liren.core.datasets import Privacy, all_of, classify, sealed

PLACED = all_of(Privacy.INTERNAL, "place", "place_path", "community_path")

classify(
    "ledgers.Form",
    **PLACED,
    **all_of(Privacy.INTERNAL, "id", "key", "name", "name_en", "text", "digest", "template"),
    **all_of(Privacy.INTERNAL, "grain", "rhythm", "purpose", "legal_basis", "asker", "askable"),
    **all_of(Privacy.INTERNAL, "days", "columns", "known", "again", "refusals", "stage"),
    **all_of(Privacy.INTERNAL, "again_columns"),
    **all_of(Privacy.INTERNAL, "reason", "asked_by", "asked_by_name", "asked_at"),
    **all_of(Privacy.INTERNAL, "decided_by_name", "decided_at", "decided_reason", "ended_at"),
)
classify(
    "ledgers.FormRound",
    **PLACED,
    **all_of(Privacy.INTERNAL, "id", "form", "period", "from_date", "until_date", "stage"),
    **all_of(Privacy.INTERNAL, "instruction", "opened_at", "submitted_at", "submitted_by"),
    **all_of(Privacy.INTERNAL, "rows", "cells_known", "cells_written", "sha256", "sm3"),
    **all_of(Privacy.SEALED, "content_sealed"),
)
classify(
    "ledgers.FormLine",
    **all_of(Privacy.INTERNAL, "id", "round", "revision", "source", "observed_on"),
    **all_of(Privacy.INTERNAL, "recorded_at", "recorded_by"),
    **all_of(Privacy.PERSONAL, "subject_id"),
    **all_of(Privacy.SEALED, "answers_sealed"),
)
classify(
    "ledgers.FormReturn",
    **all_of(Privacy.INTERNAL, "id", "round", "digest", "at", "by", "rows", "taken", "unchanged"),
    **all_of(Privacy.INTERNAL, "problems", "missing", "corrected", "proposed"),
    **all_of(Privacy.PERSONAL, "name"),
    **all_of(Privacy.SEALED, "answer_sealed"),
)
classify(
    "ledgers.Report",
    **PLACED,
    **all_of(Privacy.INTERNAL, "id", "key", "period", "number", "definition", "content", "cells"),
    **all_of(Privacy.INTERNAL, "sha256", "sm3", "reason", "receivers", "sent_at", "sent_by"),
)
sealed("ledgers.FormRound", "content_sealed", purpose="form round", row="{id}")
sealed("ledgers.FormLine", "answers_sealed", purpose="form line", row="{round_id}:{subject_id}")
sealed("ledgers.FormReturn", "answer_sealed", purpose="form return", row="{round_id}:{digest}")
