"""How private each column of accounts is."""

from liren.core.datasets import Privacy, all_of, classify, sealed

classify(
    "accounts.Party",
    **all_of(Privacy.OPEN, "id", "place", "place_path", "community_path", "key", "kind"),
    **all_of(Privacy.OPEN, "name", "name_en", "above", "duty", "phone", "hours", "hours_en"),
    **all_of(Privacy.OPEN, "ended_at"),
)
classify(
    "accounts.User",
    **all_of(Privacy.SEALED, "password", "phone_sealed", "phone_index"),
    **all_of(Privacy.INTERNAL, "id", "username", "is_active", "failed_sign_ins", "locked_until"),
    **all_of(Privacy.PERSONAL, "name", "last_login", "language", "elder_mode"),
)
classify(
    "accounts.Grant",
    **all_of(Privacy.INTERNAL, "id", "place", "place_path", "community_path", "user", "role"),
    **all_of(Privacy.INTERNAL, "party", "leads", "from_date", "until_date", "ended_at"),
)
classify(
    "accounts.SignInCode",
    **all_of(Privacy.SEALED, "phone_sealed", "phone_index", "code_sealed", "salt"),
    **all_of(Privacy.PERSONAL, "id", "asked_at", "valid_until", "tries", "used_at"),
)
classify(
    "accounts.SecondFactor",
    **all_of(Privacy.SEALED, "key_sealed"),
    **all_of(Privacy.INTERNAL, "id", "user", "made_at", "confirmed_at"),
    **all_of(Privacy.INTERNAL, "last_step", "failures", "locked_until"),
)
classify(
    "accounts.RecoveryCode",
    **all_of(Privacy.SEALED, "hash"),
    **all_of(Privacy.INTERNAL, "id", "user", "used_at"),
)
classify(
    "accounts.Token",
    **all_of(Privacy.SEALED, "hash"),
    **all_of(Privacy.INTERNAL, "id", "user", "name", "made_at", "until_date", "revoked_at"),
)

sealed("accounts.User", "phone_sealed", purpose="phone", row="user:{username}")
sealed("accounts.SignInCode", "phone_sealed", purpose="phone", row="code:{salt}")
sealed("accounts.SignInCode", "code_sealed", purpose="code", row="code:{salt}")
sealed("accounts.SecondFactor", "key_sealed", purpose="second factor", row="user:{user_id}")
