"""What residents may ask of the register: a copy, a correction, their consent back, deletion."""

import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from liren.core import audit
from liren.core.errors import Conflict, NotFound, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.core.tables import guarded
from liren.people.domain.elements import Element, Kind
from liren.people.domain.purposes import PURPOSES, Purpose
from liren.people.events import ConsentWithdrawn, DeletionAsked
from liren.people.models import Consent, DeletionRequest, Person, Record, writing
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import elements_of, kind_of, text_of, value_of
from liren.people.selectors.register import facts_of, matters_of, viewings_of, words_of
from liren.people.services.erasing import erase, erase_person
from liren.people.services.proposals import ReasonMissing
from liren.places.selectors import address

ANSWER_IN = timedelta(days=30)  # GB/T 35273: requests are answered within thirty days


class PurposeUnknown(NotFound):
    """There is no such purpose to agree to."""

    code = "people.purpose_unknown"
    sentence = sentence("There is nothing of this kind to agree to.")


class DeletionAskedAlready(Conflict):
    """One request waits already."""

    code = "people.deletion_asked_already"
    sentence = sentence("You have asked for this already. We will answer within thirty days.")


class DeletionHeld(Conflict):
    """A law says that the data has to be kept for now."""

    code = "people.deletion_held"
    sentence = sentence("While a benefit is being paid, its record has to be kept.")


class DeletionDecided(Conflict):
    """Somebody was quicker."""

    code = "people.deletion_decided"
    sentence = sentence("This request was answered already.")


@transaction.atomic
def give_consent(*, person: Person, purpose: str, by: Actor, now: datetime) -> Consent:
    """Note somebody's yes, with the version of the words they were shown."""
    known = _purpose(purpose)
    with writing():
        row, is_new = Consent.objects.get_or_create(
            person=person,
            purpose=purpose,
            withdrawn_at=None,
            defaults={
                "version": known.version, "given_at": now, "given_by": by.audit_name[:120],
            },
        )  # fmt: skip
    if is_new:
        audit.record("people.consent_given", person, by=by, at=now, purpose=purpose)
    return row


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: str, by: Actor, now: datetime) -> int:
    """Take a yes back, as easily as it was given; what rested on it is erased at once."""
    known = _purpose(purpose)
    root = person.merged_into_id or person.pk  # a yes to one of two joined records is one yes
    held = Person.objects.select_for_update(of=("self",)).get(pk=root)
    family: list[Record] = [held, *held.origins.order_by("pk")]
    rows = Consent.objects.filter(person__in=[row.pk for row in family], purpose=purpose)
    with writing():
        rows.filter(withdrawn_at__isnull=True).update(
            withdrawn_at=now, withdrawn_by=by.audit_name[:120]
        )
    elements = elements_of("person")
    count = sum(
        erase(family, elements[name], why="consent", by=by, now=now) for name in known.elements
    )
    publish(ConsentWithdrawn(person_id=root, purpose=purpose))
    audit.record("people.consent_withdrawn", person, by=by, at=now, purpose=purpose)
    return count


@transaction.atomic
def ask_deletion(*, person: Person, words: str, by: Actor, now: datetime) -> DeletionRequest:
    """Ask that everything about a person be deleted."""
    row = DeletionRequest(
        person=person,
        words=words.strip()[:400],
        made_at=now,
        made_by=by.audit_name[:120],
        due_at=now + ANSWER_IN,
    )
    row.put_at(person.place)
    try:
        with transaction.atomic(), writing():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise DeletionAskedAlready() from twice
    publish(DeletionAsked(request_id=row.pk))
    audit.record("people.deletion_asked", person, by=by, at=now, request=row.pk)
    return row


@transaction.atomic
def decide_deletion(
    *, request: DeletionRequest, grant: bool, reason: str, by: Actor, now: datetime
) -> DeletionRequest:
    """Grant it, unless a law holds the data, or refuse it with the reason."""
    rows = DeletionRequest.objects.select_for_update(of=("self",)).select_related("person", "place")
    row = rows.get(pk=request.pk)
    require(by, PeoplePermission.DECIDE, at=row.place)
    if row.decided_at is not None:
        raise DeletionDecided()
    if not grant and not reason.strip():
        raise ReasonMissing()
    if grant and row.person.benefits.filter(until__isnull=True).exists():
        raise DeletionHeld()
    row.decided_at, row.decided_by = now, by.audit_name[:120]
    row.is_granted, row.reason = grant, reason.strip()[:200]
    row.words = "" if grant else row.words
    with writing():
        row.save()
    if grant:
        erase_person(row.person, by=by, now=now)
    audit.record("people.deletion_decided", row.person, by=by, at=now, granted=grant)
    return row


def copy_of(person: Person) -> dict[str, Any]:
    """Everything that is held about somebody, with its sources and who looked, for themselves."""
    return {
        "records": [_record(kind_of(person), person)]
        + [_record(kind, row) for kind, row in matters_of(person)],
        "history": [
            {
                "element": fact.element, "state": fact.state, "source": fact.source,
                "at": fact.recorded_at.isoformat() if fact.recorded_at else "",
            }
            for fact in facts_of(person)
        ],
        "looked_at": [
            {
                "at": seen.at.isoformat(), "by": seen.viewer, "element": seen.element,
                "purpose": seen.purpose,
            }
            for seen in viewings_of(person)
        ],
        "consents": [
            {"purpose": row.purpose, "version": row.version, "given_at": row.given_at.isoformat()}
            for row in person.consents.order_by("id")
        ],
    }  # fmt: skip


def _record(kind: str, row: Record) -> dict[str, Any]:
    values = {
        element.name: _words(row, element)
        for element in elements_of(kind).values()
        if text_of(row, element)
    }
    return {"kind": kind, "source": row.source, "values": values}


def _words(row: Record, element: Element) -> str:
    """As the page shows it; a place by its whole address."""
    place = value_of(row, element) if element.kind is Kind.PLACE else None
    return address(place) if place is not None else words_of(row, element)


def take_copy(*, person: Person, form: str, by: Actor, now: datetime) -> bytes:
    """Everything in clear for the person themselves; that it was taken is in the log before."""
    make = copy_as_json if form == "json" else copy_as_workbook
    line = audit.Line("people.copy_taken", audit.subject_of(person), {"form": form})
    return audit.read_noted(lambda: make(person), line, by=by, at=now)


def copy_as_json(person: Person) -> bytes:
    """The same to be read by programs."""
    return json.dumps(copy_of(person), ensure_ascii=False, indent=1).encode()


def copy_as_workbook(person: Person) -> bytes:
    """The same to be read by people; no cell begins a formula."""
    from openpyxl import Workbook  # large: read when somebody asks for a copy

    copied, book = copy_of(person), Workbook()
    first = book.active
    assert first is not None
    first.title = gettext("My data")
    for record in copied["records"]:
        for name, value in record["values"].items():
            first.append([guarded(cell) for cell in (name, value, record["source"])])
    for title, key in ((gettext("Changes"), "history"), (gettext("Who looked"), "looked_at")):
        sheet = book.create_sheet(title)
        for line in copied[key]:
            sheet.append([guarded(cell) for cell in _cells(line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(line: Mapping[str, str]) -> list[str]:
    return [str(value) for value in line.values()]


def _purpose(key: str) -> Purpose:
    if key not in PURPOSES:
        raise PurposeUnknown()
    return PURPOSES[key]
