"""How private each column of people is; the classes of elements come from the catalogue."""

from collections.abc import Iterator

from liren.core.datasets import Privacy, SealedColumn, all_of, classify, sealed, sealed_too
from liren.people.domain import catalogue
from liren.people.domain.elements import Sensitivity
from liren.people.models import ElementRow
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import MODELS

RECORD = {
    **all_of(Privacy.INTERNAL, "id", "source", "observed_on", "recorded_at", "revision"),
    **all_of(Privacy.PERSONAL, "recorded_by", "extra"),
    **all_of(Privacy.SEALED, "salt"),
}
PLACED = all_of(Privacy.PERSONAL, "place", "place_path", "community_path")
PERIOD = all_of(Privacy.PERSONAL, "since", "until")

classify(
    "people.Person",
    **RECORD,
    **PLACED,
    **all_of(Privacy.SEALED, "phone_sealed", "phone_index", "email_sealed", "id_number_sealed"),
    **all_of(Privacy.SEALED, "id_number_index", "second_phone_sealed", "second_phone_index"),
    **all_of(Privacy.SEALED, "other_phones_sealed"),
    **all_of(Privacy.PERSONAL, "name", "sex", "birth_date", "birth_year", "id_type"),
    **all_of(Privacy.PERSONAL, "ethnic_group", "nationality", "marital_status", "education"),
    **all_of(Privacy.PERSONAL, "political_status", "residency", "registered_address"),
    **all_of(Privacy.PERSONAL, "lives_alone", "has_mobile", "remark", "left_on", "left_why"),
    **all_of(Privacy.PERSONAL, "user", "merged_into", "confirmed_on", "asked_on", "stale_on"),
)
classify(
    "people.Household",
    **RECORD,
    **PLACED,
    **all_of(Privacy.PERSONAL, "number", "size", "demand"),
    **all_of(Privacy.INTERNAL, "kind"),
)
classify(
    "people.Membership",
    **RECORD,
    **PERIOD,
    **all_of(Privacy.PERSONAL, "person", "household", "relation"),
)
classify(
    "people.Residence",
    **RECORD,
    **PLACED,
    **PERIOD,
    **all_of(Privacy.PERSONAL, "person", "role", "share"),
)
classify(
    "people.Organisation",
    **RECORD,
    **all_of(Privacy.INTERNAL, "place", "place_path", "community_path"),
    **all_of(Privacy.INTERNAL, "name", "kind", "credit_code", "phone"),
)
classify(
    "people.Position",
    **RECORD,
    **PERIOD,
    **all_of(Privacy.PERSONAL, "person", "organisation", "title"),
)
classify(
    "people.Benefit",
    **RECORD,
    **PERIOD,
    **all_of(Privacy.PERSONAL, "person", "kind", "category", "amount"),
    **all_of(Privacy.SEALED, "bank_account_sealed"),
)
classify("people.Payment", **RECORD, **all_of(Privacy.PERSONAL, "benefit", "month", "amount"))
classify(
    "people.Certificate",
    **RECORD,
    **PERIOD,
    **all_of(Privacy.PERSONAL, "person", "disability", "degree"),
    **all_of(Privacy.SEALED, "number_sealed", "number_index"),
)
classify(
    "people.Vehicle",
    **RECORD,
    **PERIOD,
    **all_of(Privacy.PERSONAL, "person", "plate", "kind", "colour"),
)
classify("people.Visit", **RECORD, **all_of(Privacy.PERSONAL, "household", "on", "visitor", "note"))
classify(
    "people.ElementRow",
    **all_of(Privacy.OPEN, "code", "subject", "field", "name", "name_en", "kind", "standard"),
    **all_of(Privacy.OPEN, "choices", "sensitivity", "owner_level", "owner_department", "mask"),
    **all_of(Privacy.OPEN, "proposers", "keep_days", "basis", "fresh_days", "is_extra"),
    **all_of(Privacy.OPEN, "ended_at"),
)
classify(
    "people.Fact",
    **all_of(Privacy.INTERNAL, "id", "subject", "subject_id", "element", "state", "source"),
    **all_of(Privacy.INTERNAL, "observed_on", "recorded_at", "base", "revision"),
    **all_of(Privacy.PERSONAL, "value", "by"),
    **all_of(Privacy.SEALED, "value_sealed"),
)
classify(
    "people.Proposal",
    **PLACED,
    **all_of(Privacy.INTERNAL, "id", "fact", "department", "level", "due_at", "decided_at"),
    **all_of(Privacy.PERSONAL, "record_path", "decided_by", "reason"),
)
classify(
    "people.Join",
    **all_of(Privacy.INTERNAL, "id", "at", "undone_at"),
    **all_of(Privacy.PERSONAL, "origin", "survivor", "reason", "by"),
    **all_of(Privacy.PERSONAL, "undone_by", "undone_reason"),
)
classify(
    "people.Viewing",
    **all_of(Privacy.INTERNAL, "id", "element", "at", "is_task"),
    **all_of(Privacy.PERSONAL, "viewer", "person", "purpose"),
)
classify(
    "people.Canary",
    **all_of(Privacy.INTERNAL, "id", "planted_at"),
    **all_of(Privacy.SEALED, "person"),
    **all_of(Privacy.PERSONAL, "planted_by"),
)
classify(
    "people.PersonLabel",
    **all_of(Privacy.PERSONAL, "person", "key", "why", "detail", "since"),
    **all_of(Privacy.INTERNAL, "id"),
)
classify(
    "people.SpecialCase",
    **all_of(Privacy.SEALED, "person", "content_sealed", "salt", "basis", "since", "until"),
    **all_of(Privacy.INTERNAL, "id", "recorded_at"),
    **all_of(Privacy.PERSONAL, "recorded_by"),
)
classify(
    "people.SelfLink",
    **all_of(Privacy.SEALED, "token_hash", "token_sealed", "salt"),
    **all_of(Privacy.INTERNAL, "id", "made_at", "valid_until", "tries", "used_at"),
    **all_of(Privacy.PERSONAL, "person", "made_by"),
)
classify(
    "people.Consent",
    **all_of(Privacy.INTERNAL, "id", "purpose", "version", "given_at", "withdrawn_at"),
    **all_of(Privacy.PERSONAL, "person", "given_by", "withdrawn_by"),
)
classify(
    "people.DeletionRequest",
    **PLACED,
    **all_of(Privacy.INTERNAL, "id", "made_at", "due_at", "decided_at", "is_granted"),
    **all_of(Privacy.PERSONAL, "person", "words", "made_by", "decided_by", "reason"),
)
classify(
    "people.Erasure",
    **all_of(Privacy.INTERNAL, "id", "element", "why", "count", "digest", "at"),
)

sealed(
    "people.SpecialCase",
    "content_sealed",
    purpose="special group",
    row="{salt}",
    opened_by=PeoplePermission.SPECIAL,
)
sealed("people.SelfLink", "token_sealed", purpose="self link", row="{salt}")


def _of_facts(subject: str, field: str) -> SealedColumn:
    return SealedColumn(
        "people.Fact",
        "value_sealed",
        purpose=field,
        row=f"{subject}:{{salt}}",
        only={"subject": subject, "element": field},
        holder=(MODELS[subject]._meta.label, "subject_id"),
    )


for _one in catalogue.ALL:
    if _one.is_sealed:
        sealed(
            MODELS[_one.subject]._meta.label,
            _one.column,
            purpose=_one.field,
            row=f"{_one.subject}:{{salt}}",
            opened_by=PeoplePermission.UNMASK,
        )


@sealed_too
def sealed_by_elements() -> Iterator[SealedColumn]:
    """What was said of sealed elements, and the sealed elements that departments added."""
    yield from (_of_facts(of.subject, of.field) for of in catalogue.ALL if of.is_sealed)
    added = ElementRow.objects.filter(is_extra=True, sensitivity=Sensitivity.SEALED)
    for subject, field in added.order_by("code").values_list("subject", "field"):
        label, row = MODELS[subject]._meta.label, f"{subject}:{{salt}}"
        yield SealedColumn(label, "extra", purpose=field, row=row, key=field)
        yield _of_facts(subject, field)
