"""How private each column of notices is."""

from liren.core.datasets import Privacy, all_of, classify, sealed

PLACE = ("place", "place_path", "community_path")

classify(
    "notices.Delivery",
    **all_of(Privacy.SEALED, "address_sealed", "text_sealed", "salt"),
    **all_of(Privacy.PERSONAL, "user", "text", "seen_at"),
    **all_of(Privacy.INTERNAL, "id", "channel", "subject_type", "subject_id", "made_at"),
    **all_of(Privacy.INTERNAL, "status", "tries", "next_try_at", "sent_at", "error"),
    **all_of(Privacy.INTERNAL, "at_any_hour", "in_office_hours", "useless_after", "place_path"),
)
classify(
    "notices.ChannelSetup",
    **all_of(Privacy.SEALED, "values_sealed", "salt"),
    **all_of(Privacy.INTERNAL, "id", *PLACE, "channel", "is_on", "changed_at", "changed_by"),
)
classify(
    "notices.ChannelUse",
    **all_of(Privacy.INTERNAL, "id", "channel", "place_path", "seconds", "begins_at", "count"),
)
classify(
    "notices.Announcement",
    **all_of(Privacy.OPEN, "id", *PLACE, "title", "text", "title_en", "text_en", "is_urgent"),
    **all_of(Privacy.OPEN, "valid_from", "valid_until", "stage", "published_at"),
    **all_of(Privacy.OPEN, "closed_at", "closed_reason"),
    **all_of(Privacy.INTERNAL, "labels", "channels", "revision", "made_at", "made_by"),
    **all_of(Privacy.INTERNAL, "published_by", "sent_out_at"),
)
classify(
    "notices.AnnouncementHome",
    **all_of(Privacy.INTERNAL, "id", "announcement"),
    **all_of(Privacy.PERSONAL, *PLACE, "by", "reached_by", "reached_at", "outcome"),
)
classify(
    "notices.CallNote",
    **all_of(Privacy.INTERNAL, "id", "by", "at"),
    **all_of(Privacy.PERSONAL, "home", "outcome", "note"),
)
classify(
    "notices.DutyShift",
    **all_of(Privacy.OPEN, "id", *PLACE, "user", "from_at", "until_at"),
    **all_of(Privacy.INTERNAL, "made_by"),
)
classify(
    "notices.Column",
    **all_of(Privacy.OPEN, "id", *PLACE, "branch", "name", "name_en", "rhythm", "day"),
    **all_of(Privacy.OPEN, "since_date", "answer_days", "ended_date"),
)
classify("notices.Entry", **all_of(Privacy.OPEN, "id", "column", "period", "published_at"))
classify(
    "notices.EntryVersion",
    **all_of(Privacy.OPEN, "id", "entry", "number", "text", "table", "reason", "at", "mac"),
    **all_of(Privacy.OPEN, "covered_at", "covered_for", "covered_reason"),
    **all_of(Privacy.INTERNAL, "by", "confirmed_reason", "covered_by"),
)
classify(
    "notices.Objection",
    **all_of(Privacy.SEALED, "contact_sealed", "salt"),
    **all_of(Privacy.PERSONAL, "link", "user", "text", "answer"),
    **all_of(Privacy.OPEN, "id", "entry", "made_at", "answer_by", "answered_at", "is_shown"),
    **all_of(Privacy.INTERNAL, "answered_by"),
)

sealed("notices.Delivery", "address_sealed", purpose="address", row="delivery:{salt}")
sealed("notices.Delivery", "text_sealed", purpose="message", row="delivery:{salt}")
sealed("notices.ChannelSetup", "values_sealed", purpose="channel", row="channel:{salt}")
sealed("notices.Objection", "contact_sealed", purpose="objection.contact", row="{salt}")
