"""How private each column of ledgers is: what stands in a file or was answered is sealed."""

from liren.core.datasets import Privacy, all_of, classify, sealed

PLACED = all_of(Privacy.INTERNAL, "place", "place_path", "community_path")
COUNTED = all_of(Privacy.INTERNAL, "id", "total", "rows", "errors", "duplicates", "skipped")

classify(
    "ledgers.Import",
    **PLACED,
    **COUNTED,
    **all_of(Privacy.PERSONAL, "name", "trouble_data", "by"),
    **all_of(
        Privacy.INTERNAL, "sender", "source", "digest", "size", "corrects", "state", "trouble"
    ),
    **all_of(
        Privacy.INTERNAL,
        "stopped_at",
        "attempt",
        "profile",
        "adds_homes",
        "new_homes",
        "done",
        "goal",
    ),
    **all_of(Privacy.INTERNAL, "made_at", "planned_at", "applied_at", "undone_at", "left_as_is"),
    **all_of(Privacy.INTERNAL, "erase_on", "erased_at", "erased_count", "erased_proof"),
)
classify(
    "ledgers.ImportHomes",
    **all_of(Privacy.INTERNAL, "id", "ledger"),
    **all_of(Privacy.SEALED, "content_sealed"),
)
classify(
    "ledgers.ImportPart",
    **all_of(Privacy.INTERNAL, "id", "ledger", "is_answer", "at"),
    **all_of(Privacy.SEALED, "content_sealed"),
)
classify(
    "ledgers.ImportSheet",
    **COUNTED,
    **all_of(Privacy.INTERNAL, "ledger", "at", "name", "kind", "header", "columns"),
    **all_of(Privacy.INTERNAL, "ledger_date", "source"),
    **all_of(Privacy.SEALED, "samples_sealed"),
)
classify(
    "ledgers.ImportRow",
    **all_of(Privacy.INTERNAL, "id", "ledger", "at", "sheet", "row", "kind", "why", "of_row"),
    **all_of(Privacy.INTERNAL, "codes"),
    **all_of(Privacy.SEALED, "content_sealed"),
)
classify(
    "ledgers.PlanLine",
    **all_of(Privacy.INTERNAL, "id", "ledger", "at", "who", "step", "outcome", "rule", "follows"),
    **all_of(
        Privacy.INTERNAL, "follows_who", "base", "is_proposal", "left_out", "trouble", "stage"
    ),
    **all_of(Privacy.INTERNAL, "as_of"),
    **all_of(Privacy.PERSONAL, "person"),
    **all_of(Privacy.SEALED, "changes_sealed", "words_index"),
)
classify(
    "ledgers.Review",
    **all_of(Privacy.INTERNAL, "id", "ledger", "first", "second", "why", "is_same", "decided_at"),
    **all_of(Privacy.PERSONAL, "person", "decided_by", "joined"),
)
classify(
    "ledgers.Stretch",
    **all_of(Privacy.INTERNAL, "id", "ledger", "number", "lines", "at", "undone_at"),
    **all_of(Privacy.PERSONAL, "effects"),
)
classify(
    "ledgers.SenderProfile",
    **PLACED,
    **all_of(Privacy.INTERNAL, "id", "sender", "profile", "changed_at"),
    **all_of(Privacy.PERSONAL, "by"),
)

sealed("ledgers.ImportHomes", "content_sealed", purpose="ledger", row="homes:{ledger_id}")
PART = "part:{ledger_id}:{is_answer}:{at}"
sealed("ledgers.ImportPart", "content_sealed", purpose="ledger", row=PART)
sealed("ledgers.ImportSheet", "samples_sealed", purpose="ledger", row="sheet:{ledger_id}:{at}")
sealed("ledgers.ImportRow", "content_sealed", purpose="ledger", row="row:{ledger_id}:{at}")
sealed("ledgers.PlanLine", "changes_sealed", purpose="ledger", row="plan:{ledger_id}:{at}:{who}")

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
