"""How private each column of voting is. What was chosen is sealed; who owns what is personal."""

from datetime import timedelta

from django.conf import settings

from liren.core.datasets import Privacy, all_of, classify, passing, sealed
from liren.voting.permissions import VotePermission

classify(
    "voting.Vote",
    **all_of(Privacy.OPEN, "id", "place", "place_path", "community_path", "title", "title_en"),
    **all_of(Privacy.OPEN, "text", "basis", "is_secret", "quorum", "approval", "profile_key"),
    **all_of(Privacy.OPEN, "own_rules", "profile", "channels", "explains_silence", "record_date"),
    **all_of(Privacy.OPEN, "opens_at", "closes_at", "phase", "roll", "posted_at", "frozen_at"),
    **all_of(Privacy.OPEN, "opened_at", "closed_at", "counted_at", "called_off_at"),
    **all_of(Privacy.OPEN, "called_off_reason"),
    **all_of(Privacy.INTERNAL, "made_at", "made_by", "papers"),
    salt_sealed=Privacy.SEALED,
)
classify(
    "voting.Question",
    **all_of(Privacy.OPEN, "id", "vote", "number", "text", "text_en", "explanation", "item"),
    **all_of(Privacy.OPEN, "candidates", "seats", "most_picks"),
)
classify("voting.ObserverNote", **all_of(Privacy.OPEN, "id", "vote", "observer", "text", "at"))
classify("voting.ObserverNote", is_step=Privacy.OPEN)
classify("voting.ObserverNote", by=Privacy.INTERNAL)
classify("voting.Follower", **all_of(Privacy.PERSONAL, "vote", "user"), id=Privacy.INTERNAL)
classify("voting.Telling", **all_of(Privacy.INTERNAL, "id", "vote", "occasion", "at"))
classify(
    "voting.RollVersion",
    **all_of(Privacy.OPEN, "id", "vote", "number", "reason", "made_at", "fingerprint", "frozen_at"),
    **all_of(Privacy.INTERNAL, "source", "made_by"),
)
classify(
    "voting.RollUnit",
    **all_of(Privacy.OPEN, "id", "version", "key", "building", "area", "status", "counts"),
    **all_of(Privacy.PERSONAL, "owners", "speaker", "developer"),
    area_source=Privacy.OPEN,
)
classify(
    "voting.RollOwner",
    **all_of(Privacy.PERSONAL, "version", "key", "name"),
    **all_of(Privacy.SEALED, "phone_sealed", "phone_index", "document_sealed", "salt"),
    id=Privacy.INTERNAL,
)
classify(
    "voting.RollFile",
    **all_of(Privacy.INTERNAL, "id", "vote", "name", "at", "by", "lines", "is_workbook", "version"),
    **all_of(Privacy.SEALED, "returned_sealed", "salt"),
    faults=Privacy.PERSONAL,
)
classify(
    "voting.RollObjection",
    **all_of(Privacy.INTERNAL, "id", "vote", "made_at", "answered_at", "answered_by", "is_granted"),
    **all_of(Privacy.PERSONAL, "link", "unit", "text", "answer"),
    **all_of(Privacy.SEALED, "contact_sealed", "salt"),
)
classify(
    "voting.Voter",
    **all_of(Privacy.OPEN, "id", "vote", "label", "building", "units", "area"),
    **all_of(Privacy.PERSONAL, "key", "owners", "others", "speaker"),
)
classify(
    "voting.Letter",
    **all_of(Privacy.INTERNAL, "id", "voter", "vote", "number", "printed_at", "printed_by"),
    **all_of(Privacy.SEALED, "code_hash", "receipt_sealed", "salt"),
    ended_at=Privacy.INTERNAL,
)
classify(
    "voting.LetterDelivery",
    **all_of(Privacy.PERSONAL, "voter", "way", "owners", "note"),
    **all_of(Privacy.INTERNAL, "id", "by", "at"),
)
classify(
    "voting.Access",
    **all_of(Privacy.PERSONAL, "voter", "letter", "owner"),
    **all_of(Privacy.SEALED, "code_sealed", "salt"),
    **all_of(Privacy.INTERNAL, "id", "asked_at", "valid_until", "tries", "proven_at", "used_at"),
)
classify(
    "voting.Proxy",
    **all_of(Privacy.PERSONAL, "voter", "vote", "holder", "holder_key", "kinds", "is_written"),
    **all_of(Privacy.SEALED, "instruction_sealed", "salt"),
    **all_of(Privacy.INTERNAL, "id", "made_at", "made_by", "ended_at"),
)
classify(
    "voting.Box",
    **all_of(Privacy.INTERNAL, "id", "vote", "number", "begun_at", "begun_by", "envelopes"),
    **all_of(Privacy.INTERNAL, "expected", "counted_by", "counted_at", "difference", "photo"),
    **all_of(Privacy.INTERNAL, "no_photo_reason", "finished_at", "finished_by"),
)
classify(
    "voting.Ballot",
    **all_of(Privacy.PERSONAL, "vote", "voter", "channel", "spoken_by", "letter", "proxy"),
    **all_of(Privacy.INTERNAL, "id", "received_at", "taken_at", "taken_by", "box", "city_serial"),
    replaces=Privacy.INTERNAL,
)
classify(
    "voting.Sheet",
    **all_of(Privacy.SEALED, "sealed", "salt"),
    **all_of(Privacy.INTERNAL, "id", "ballot", "entered_by", "entered_at"),
)
classify(
    "voting.SheetEntry",
    **all_of(Privacy.INTERNAL, "id", "ballot", "turn", "user", "at", "differed_at"),
    digest=Privacy.SEALED,
)
classify(
    "voting.VoidRequest",
    **all_of(Privacy.INTERNAL, "id", "ballot", "reason", "user", "at"),
    **all_of(Privacy.INTERNAL, "refused_at", "refused_by"),
)
classify("voting.Void", **all_of(Privacy.INTERNAL, "id", "ballot", "first", "second", "at"))
classify("voting.Void", reason=Privacy.INTERNAL)
classify(
    "voting.CityFile",
    **all_of(Privacy.INTERNAL, "id", "vote", "name", "at", "by", "taken", "known", "is_workbook"),
    **all_of(Privacy.SEALED, "returned_sealed", "salt"),
    faults=Privacy.PERSONAL,
)
classify(
    "voting.Result",
    **all_of(Privacy.OPEN, "id", "question", "data", "file", "root", "sha256", "made_at"),
)

sealed("voting.Vote", "salt_sealed", purpose="vote salt", row="vote")
sealed(
    "voting.RollFile",
    "returned_sealed",
    purpose="roll file",
    row="{salt}",
    opened_by=VotePermission.DESK,
)
sealed(
    "voting.CityFile",
    "returned_sealed",
    purpose="roll file",
    row="{salt}",
    opened_by=VotePermission.DESK,
)
sealed("voting.RollOwner", "phone_sealed", purpose="phone", row="roll owner:{salt}")
sealed("voting.RollOwner", "document_sealed", purpose="document", row="{salt}")
sealed("voting.RollObjection", "contact_sealed", purpose="roll objection", row="{salt}")
sealed("voting.Letter", "receipt_sealed", purpose="ballot receipt", row="{salt}")
sealed("voting.Access", "code_sealed", purpose="vote digits", row="{salt}")
sealed(
    "voting.Proxy",
    "instruction_sealed",
    purpose="proxy instruction",
    row="{salt}",
    opened_by=VotePermission.DESK,
)
# A ballot is written once, by a rule of the database itself: ADR 18.
sealed("voting.Sheet", "sealed", purpose="ballot sheet", row="{ballot_id}:{salt}", is_fixed=True)
# What a voter is shown lies in their session until it ends.
passing("shown receipt", timedelta(seconds=settings.SESSION_COOKIE_AGE))
