"""The privacy classes of tables below the modules: the core's, Django's and the libraries'."""

from liren.core.datasets import Privacy, all_of, classify

classify(
    "core.AuditEvent",
    **all_of(Privacy.INTERNAL, "id", "chain", "sequence", "at", "action", "subject", "mac"),
    **all_of(Privacy.PERSONAL, "actor", "data"),
)
classify("core.AuditHead", **all_of(Privacy.INTERNAL, "chain", "sequence", "mac"))
classify("core.AuditSeal", **all_of(Privacy.INTERNAL, "id", "number", "at", "heads", "mac"))
classify(
    "core.DataKey",
    **all_of(Privacy.INTERNAL, "id", "purpose", "algorithm", "master", "made_at", "retired_at"),
    **all_of(Privacy.INTERNAL, "destroyed_at"),
    **all_of(Privacy.SEALED, "wrapped"),
)
classify(
    "core.KeyRotation",
    **all_of(Privacy.INTERNAL, "id", "purpose", "key", "began_at", "stopped_at", "finished_at"),
    **all_of(Privacy.INTERNAL, "position", "resealed", "broken"),
)
classify(
    "core.Holiday", **all_of(Privacy.OPEN, "id", "date", "kind", "name", "name_en", "expected")
)
classify(
    "core.KeptAnswer",
    **all_of(Privacy.INTERNAL, "id", "key", "fingerprint", "made_at", "status"),
    **all_of(Privacy.PERSONAL, "caller", "body"),
)
classify("contenttypes.ContentType", **all_of(Privacy.OPEN, "id", "app_label", "model"))
# Django's own permissions and groups stay empty: roles are code, grants are rows of accounts.
classify("auth.Permission", **all_of(Privacy.INTERNAL, "id", "name", "content_type", "codename"))
classify("auth.Group", **all_of(Privacy.INTERNAL, "id", "name"))
classify("auth.Group_permissions", **all_of(Privacy.INTERNAL, "id", "group", "permission"))
classify(
    "sessions.Session",
    **all_of(Privacy.SEALED, "session_key"),
    **all_of(Privacy.PERSONAL, "session_data", "expire_date"),
)
classify(
    "django_tasks_database.DBTaskResult",
    **all_of(
        Privacy.INTERNAL,
        *("id", "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority"),
        *("task_path", "worker_ids", "queue_name", "backend_name", "run_after", "return_value"),
        *("exception_class_path", "traceback"),
    ),
)
