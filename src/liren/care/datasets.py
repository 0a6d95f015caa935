"""How private each column of care is: that somebody is looked after is personal."""

from liren.core.datasets import Privacy, all_of, classify, sealed

AT_HOME = ("place", "place_path", "community_path")

classify(
    "care.LadderContact",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "rung", "salt", "agreed_on", "added_at"),
    **all_of(Privacy.INTERNAL, "added_by", "ended_at"),
    **all_of(Privacy.PERSONAL, "person", "name", "user", "resident"),
    **all_of(Privacy.SEALED, "phone_sealed"),
)
sealed("care.LadderContact", "phone_sealed", purpose="phone", row="ladder:{salt}")
classify(
    "care.LadderTimes",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "family", "buddy", "neighbour", "committee"),
    **all_of(Privacy.INTERNAL, "arrival", "changed_at", "changed_by"),
)
classify(
    "care.HelpCall",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "channel", "cause", "is_drill", "stage", "ladder"),
    **all_of(Privacy.INTERNAL, "told", "arrival_minutes", "next_at", "made_at", "made_by"),
    **all_of(Privacy.INTERNAL, "order", "ended_at", "changed_at"),
    **all_of(Privacy.PERSONAL, "rang_120_at"),
    **all_of(Privacy.PERSONAL, "person", "words", "is_all_right_at", "ended_by_name", "found"),
    **all_of(Privacy.PERSONAL, "found_words"),
)
classify(
    "care.Helper",
    **all_of(Privacy.INTERNAL, "id", "call", "rung", "told_at", "coming_at", "gave_up_at"),
    **all_of(Privacy.INTERNAL, "at_door_at"),
    **all_of(Privacy.PERSONAL, "name", "user", "contact"),
    **all_of(Privacy.SEALED, "token_hash"),
)
classify(
    "care.HelpStep",
    **all_of(Privacy.INTERNAL, "id", "call", "what", "rung", "at"),
    **all_of(Privacy.PERSONAL, "who"),
)
classify(
    "care.CareTask",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "cause", "order", "made_at", "done_at"),
    **all_of(Privacy.PERSONAL, "person", "kind", "words", "done_by_name", "result"),
)
classify(
    "care.Pair",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "slot", "weekdays", "since", "made_by", "ended_at"),
    **all_of(Privacy.PERSONAL, "younger", "elder"),
)
classify(
    "care.Contact",
    **all_of(Privacy.INTERNAL, "id", "pair", "date", "way", "is_missed", "at"),
    **all_of(Privacy.PERSONAL, "face", "words", "by_name"),
)
classify(
    "care.Visit",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "key", "at", "received_at", "by"),
    **all_of(Privacy.PERSONAL, "person", "by_name", "is_nobody_there", "face", "words", "promised"),
)
classify(
    "care.Menu",
    **all_of(Privacy.OPEN, "id", *AT_HOME, "date", "meal", "dishes", "price", "closes_at"),
    **all_of(Privacy.INTERNAL, "made_by"),
)
classify(
    "care.SubsidyRule",
    **all_of(Privacy.OPEN, "id", *AT_HOME, "label", "fen", "changed_at"),
    **all_of(Privacy.INTERNAL, "changed_by"),
)
classify(
    "care.DietCard",
    **all_of(Privacy.INTERNAL, "id", "salt", "changed_at", "changed_by"),
    **all_of(Privacy.PERSONAL, "person"),
    **all_of(Privacy.SEALED, "content_sealed"),
)
sealed("care.DietCard", "content_sealed", purpose="diet", row="diet:{salt}")
classify(
    "care.MealOrder",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "menu", "channel", "price", "made_at", "made_by"),
    **all_of(Privacy.INTERNAL, "cancelled_at", "at_door_at", "at_door_by"),
    **all_of(Privacy.PERSONAL, "person", "subsidy", "subsidy_why", "outcome"),
)
classify(
    "care.OneTap",
    **all_of(Privacy.OPEN, "id", *AT_HOME, "kind", "name", "phone", "hours", "note", "position"),
    **all_of(Privacy.INTERNAL, "changed_at", "changed_by", "ended_at"),
)
classify(
    "care.FamilyTie",
    **all_of(Privacy.INTERNAL, "id", *AT_HOME, "salt", "paper", "given_at", "given_by"),
    **all_of(Privacy.INTERNAL, "ended_at", "ended_by"),
    **all_of(Privacy.PERSONAL, "person", "name"),
    **all_of(Privacy.SEALED, "phone_sealed", "phone_index"),
)
sealed("care.FamilyTie", "phone_sealed", purpose="phone", row="family:{salt}")
classify(
    "care.Carried",
    **all_of(Privacy.INTERNAL, "id", "table", "field", "row"),
    **all_of(Privacy.PERSONAL, "origin"),
)
