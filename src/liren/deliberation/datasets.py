"""How private each column of topics is: what is said is open, who said it is not."""

from liren.core.datasets import Privacy, all_of, classify, sealed

SPOKEN_OPEN = ("topic", "text", "source", "at", "is_hidden")

classify(
    "deliberation.Topic",
    **all_of(Privacy.OPEN, "id", "title", "words", "mode", "template", "phase", "phase_at"),
    **all_of(Privacy.OPEN, "open_until", "most_ticks", "raised_at", "is_from_office", "answer_by"),
    **all_of(Privacy.OPEN, "answer", "answered_at", "decision", "vote", "vote_outcome"),
    **all_of(Privacy.OPEN, "revision", "ended_at", "place", "place_path", "community_path"),
    **all_of(Privacy.INTERNAL, "answered_by"),
    **all_of(Privacy.PERSONAL, "raised_by", "raiser"),
)
classify("deliberation.Support", **all_of(Privacy.PERSONAL, "id", "topic", "person", "home", "at"))
classify(
    "deliberation.TopicStep",
    **all_of(Privacy.OPEN, "id", "topic", "what", "words", "party", "measure", "at"),
    **all_of(Privacy.PERSONAL, "by"),
)
classify("deliberation.TopicCase", **all_of(Privacy.INTERNAL, "id", "topic", "case"))
classify("deliberation.Follower", **all_of(Privacy.PERSONAL, "id", "topic", "user", "person"))
classify(
    "deliberation.TalkRules",
    **all_of(Privacy.OPEN, "id", "place", "place_path", "community_path", "support_homes"),
    **all_of(Privacy.OPEN, "answer_days", "discussion_days", "publication_days"),
    **all_of(Privacy.OPEN, "evaluation_days", "fewest_evaluations", "sittings", "changed_at"),
    **all_of(Privacy.INTERNAL, "changed_by"),
)
for table in ("Statement", "Need"):
    classify(
        f"deliberation.{table}",
        **all_of(Privacy.OPEN, "id", *SPOKEN_OPEN),
        **all_of(Privacy.PERSONAL, "person", "entered_by"),
    )
classify(
    "deliberation.Comment",
    **all_of(Privacy.OPEN, "id", *SPOKEN_OPEN, "party", "phase"),
    **all_of(Privacy.PERSONAL, "person", "entered_by"),
)
classify(
    "deliberation.Judgement",
    **all_of(Privacy.PERSONAL, "id", "statement", "person", "answer", "at"),
)
classify(
    "deliberation.NeedAnswer",
    **all_of(Privacy.OPEN, "id", "need", "party", "kind", "text", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.Hiding",
    **all_of(Privacy.OPEN, "id", "topic", "thing", "thing_id", "because", "words", "at"),
    **all_of(Privacy.OPEN, "ruling", "is_restored", "ruled_at", "appealed_at"),
    **all_of(Privacy.INTERNAL, "by", "ruled_by"),
    **all_of(Privacy.PERSONAL, "appeal"),
)
classify("deliberation.OpinionMap", **all_of(Privacy.OPEN, "id", "topic", "data", "drawn_at"))
classify("deliberation.ListItem", **all_of(Privacy.OPEN, "id", "topic", "number", "text", "about"))
classify(
    "deliberation.Ballot",
    **all_of(Privacy.INTERNAL, "id", "topic", "channel", "paper", "entered_by"),
    **all_of(Privacy.INTERNAL, "confirmed_by", "confirmed_at", "at"),
    **all_of(Privacy.PERSONAL, "voter", "person", "home"),
    **all_of(Privacy.SEALED, "sealed", "salt"),
)
classify("deliberation.Outcome", **all_of(Privacy.OPEN, "id", "topic", "data", "made_at"))
classify(
    "deliberation.Round",
    **all_of(Privacy.OPEN, "id", "topic", "amount", "rule", "voters", "way", "lot", "lot_words"),
)
classify(
    "deliberation.Project",
    **all_of(Privacy.OPEN, "id", *SPOKEN_OPEN, "title", "asked", "number", "check_state"),
    **all_of(Privacy.OPEN, "cost", "check_words", "checked_at"),
    **all_of(Privacy.INTERNAL, "checked_by"),
    **all_of(Privacy.PERSONAL, "person", "entered_by"),
)
classify(
    "deliberation.Sitting",
    **all_of(Privacy.OPEN, "id", "topic", "kind", "starts_at", "where", "agenda", "invited"),
    **all_of(Privacy.OPEN, "invited_words", "quorum", "called_at", "posted_at", "called_off"),
    **all_of(Privacy.INTERNAL, "called_by"),
)
classify(
    "deliberation.Attendance",
    **all_of(Privacy.PERSONAL, "id", "sitting", "person", "name", "role", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.Minute",
    **all_of(Privacy.OPEN, "id", "sitting", "item", "speaker", "text", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.Decision",
    **all_of(Privacy.OPEN, "id", "sitting", "text", "yes", "no", "abstained", "is_carried", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.SheetPhoto",
    **all_of(Privacy.PERSONAL, "id", "sitting", "file", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.Measure",
    **all_of(Privacy.OPEN, "id", "topic", "revision", "what", "party", "due_date", "cost"),
    **all_of(Privacy.OPEN, "project", "planned_at", "begun_at", "news_at", "reminded_at"),
    **all_of(Privacy.OPEN, "done_at", "result", "closed_at", "verdict", "place", "place_path"),
    **all_of(Privacy.OPEN, "community_path"),
)
classify(
    "deliberation.Milestone", **all_of(Privacy.OPEN, "id", "measure", "text", "due_date", "done_at")
)
classify(
    "deliberation.News",
    **all_of(Privacy.OPEN, "id", "measure", "text", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.Spending",
    **all_of(Privacy.OPEN, "id", "measure", "amount", "what", "day", "at"),
    **all_of(Privacy.INTERNAL, "by"),
)
classify(
    "deliberation.Evaluation",
    **all_of(Privacy.OPEN, "id", "measure", "answer", "words", "source", "at"),
    **all_of(Privacy.PERSONAL, "home", "person", "entered_by"),
)

sealed("deliberation.Ballot", "sealed", purpose="tick ballot", row="{topic_id}:{salt}")
