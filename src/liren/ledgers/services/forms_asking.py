"""Asking a form of communities: through the gate at once, refused with the count, or admitted."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.ledgers import selectors
from liren.ledgers.domain import forms as domain
from liren.ledgers.domain.forms_gate import Verdict
from liren.ledgers.domain.forms_parsing import parse_form
from liren.ledgers.domain.hashes import hashes_of
from liren.ledgers.domain.periods import Period, period_of
from liren.ledgers.events import FormRefused
from liren.ledgers.models import Form, FormRound, FormStage, RoundStage
from liren.ledgers.services import forms_rounds, forms_template
from liren.places.models import Kind, Place
from liren.places.selectors import inside
from liren.workorders import selectors as orders
from liren.workorders import services as workorders
from liren.workorders.models import Askable, Instruction
from liren.workorders.permissions import OrderPermission


class FormAskedAlready(Conflict):
    """A form of this key is asked here, or waits for the street."""

    code = "ledgers.form_asked_already"
    sentence = sentence("A form “{key}” is asked here already. End that one first.")


class FormMovedOn(Conflict):
    """Its stage does not allow the step."""

    code = "ledgers.form_moved_on"
    sentence = sentence("This form was decided already. Look at it again.")


class WhyMissing(Invalid):
    """Asked all the same, or decided, without a reason."""

    code = "ledgers.why_missing"
    sentence = sentence("Please say why in a few words.")


class BasisStillMissing(Invalid):
    """Before the street decides, it has to be said what for, and by which law."""

    code = "ledgers.basis_still_missing"
    sentence = sentence("Please say what the form is for, and name its legal basis.")


class NotYourForm(NotAllowed):
    """Only the office that asks can ask again or end it."""

    code = "ledgers.not_your_form"
    sentence = sentence("Only the office that asks for this form can do this.")


@dataclass(frozen=True, kw_only=True)
class NewForm:
    """A form's file, of whom it is asked, by which entry of the list, with which workbook."""

    text: str
    place: Place
    askable: Askable | None = None
    template: bytes | None = None


@transaction.atomic
def ask_form(*, new: NewForm, by: Actor, now: datetime) -> Form:
    """Hand a form in: it goes to the communities, waits for the street, or is refused."""
    require(by, OrderPermission.INSTRUCT, at=new.place)
    asker = workorders.asker_for(by, new.place)
    form = parse_form(new.text, selectors.all_sources())
    if new.template is not None or form.has_own_workbook:
        forms_template.check(form, new.template)
    said = selectors.verdict(
        form,
        asker=asker,
        place=new.place,
        askable=new.askable,
        today=timezone.localdate(now),
    )
    row = _row(new, form, said, by, now)
    row.asker = asker
    _store(row)
    if said.refusals:
        publish(FormRefused(form_id=row.pk))
        refused = [str(one) for one in said.refusals]
        audit.record("ledgers.form_refused", row, by=by, at=now, reasons=refused)
        return row
    _begin(row, by, now)
    audit.record("ledgers.form_asked", row, by=by, at=now, stage=row.stage)
    return row


def _row(new: NewForm, form: domain.Form, said: Verdict, by: Actor, now: datetime) -> Form:
    row = Form(
        key=form.key,
        name=form.name,
        name_en=form.name_en,
        text=new.text,
        digest=hashes_of(new.text).sha256,
        template=new.template,
        grain=form.grain,
        rhythm=form.rhythm,
        purpose=form.purpose,
        legal_basis=form.legal_basis,
        askable=new.askable,
        days=form.days,
        columns=said.columns,
        known=said.known,
        again=len(said.again),
        again_columns=[[held.column, held.source, held.form] for held in said.again],
        refusals=list(said.refusals),
        stage=FormStage.REFUSED if said.refusals else FormStage.ADMITTED,
        asked_by=by.audit_name[:120],
        asked_by_name=by.name[:80] if isinstance(by, User) else "",
        asked_at=now,
    )
    row.put_at(new.place)
    return row


def _store(row: Form) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise FormAskedAlready(key=row.key) from twice


def _begin(row: Form, by: Actor, now: datetime) -> None:
    """The first round of every community: open where the list allows it, held where it waits."""
    period = period_of(domain.Rhythm(row.rhythm), timezone.localdate(now))
    places = inside(row.place, Kind.COMMUNITY).order_by("path")
    stages = {_ask_one(row, place, period, by, now) for place in places}
    if not stages:
        raise workorders.NoCommunity()
    if RoundStage.HELD in stages:
        row.stage = FormStage.WAITING
        _store(row)


def _ask_one(row: Form, place: Place, period: Period, by: Actor, now: datetime) -> str:
    new = workorders.NewInstruction(
        community=place,
        title=row.name,
        days=row.days,
        words=row.purpose,
        askable=row.askable,
        reason=row.reason or row.purpose,
    )
    instruction = workorders.instruct(new=new, by=by, now=now)
    is_open = orders.is_issued(instruction)
    begun = FormRound(
        form=row,
        period=period.key,
        from_date=period.start,
        until_date=period.end,
        stage=RoundStage.HELD,
        instruction=instruction,
    )
    begun.put_at(place)
    begun.save()
    if is_open:
        forms_rounds.open_round(begun, by=by, now=now)
    return begun.stage


@transaction.atomic
def ask_street(
    *, form: Form, reason: str, purpose: str, legal_basis: str, by: Actor, now: datetime
) -> Form:
    """Bring what the gate refused before the street, with the reason; now it says what for."""
    row = _held(form)
    _require_asker(row, by)
    if row.stage != FormStage.REFUSED:
        raise FormMovedOn()
    if not reason.strip():
        raise WhyMissing()
    row.purpose = row.purpose or purpose.strip()[:200]
    row.legal_basis = row.legal_basis or legal_basis.strip()[:200]
    if not row.purpose or not row.legal_basis:
        raise BasisStillMissing()
    row.reason, row.askable, row.stage = reason.strip()[:400], None, FormStage.WAITING
    _store(row)
    _begin(row, by, now)
    audit.record("ledgers.form_brought_up", row, by=by, at=now)
    return row


@transaction.atomic
def admit_form(*, form: Form, reason: str, by: Actor, now: datetime) -> Form:
    """The street lets it go to the communities, and says why."""
    row, words = _decided(form, FormStage.ADMITTED, reason, by, now)
    for begun in _held_rounds(row):
        assert begun.instruction is not None
        workorders.approve_instruction(
            instruction=begun.instruction, reason=words, by=by, now=now
        )  # fmt: skip
        forms_rounds.open_round(begun, by=by, now=now)
    audit.record("ledgers.form_admitted", row, by=by, at=now)
    return row


@transaction.atomic
def deny_form(*, form: Form, reason: str, by: Actor, now: datetime) -> Form:
    """The street spares the communities, and says why."""
    row, words = _decided(form, FormStage.DENIED, reason, by, now)
    for begun in _held_rounds(row):
        assert begun.instruction is not None
        workorders.refuse_instruction(
            instruction=begun.instruction, reason=words, by=by, now=now
        )  # fmt: skip
        begun.stage = RoundStage.CANCELLED
        begun.save(update_fields=["stage"])
    audit.record("ledgers.form_denied", row, by=by, at=now)
    return row


@transaction.atomic
def follow_instruction(*, instruction: Instruction, by: Actor, now: datetime) -> None:
    """The street has decided on the instruction's own page: the round follows, once.

    The form is held first, then its rounds, as by whoever admits the whole form at that moment.
    """
    about = FormRound.objects.filter(instruction=instruction).select_related("form").first()
    if about is None:
        return
    form = _held(about.form)
    rows = FormRound.objects.select_for_update(of=("self",)).filter(
        instruction=instruction, stage=RoundStage.HELD
    )
    begun = rows.select_related("form", "place").first()
    if begun is None:
        return
    if orders.is_issued(instruction):
        forms_rounds.open_round(begun, by=by, now=now)
    elif orders.was_refused(instruction):
        begun.stage = RoundStage.CANCELLED
        begun.save(update_fields=["stage"])
    if form.stage == FormStage.WAITING and not _held_rounds(form):
        admitted = form.rounds.exclude(stage=RoundStage.CANCELLED).exists()
        form.stage = FormStage.ADMITTED if admitted else FormStage.DENIED
        form.decided_at, form.decided_reason = now, instruction.decided_reason[:400]
        form.decided_by_name = instruction.decided_by_name
        form.save()


@transaction.atomic
def end_form(*, form: Form, by: Actor, now: datetime) -> Form:
    """No further round of it; what is open may still be handed in."""
    row = _held(form)
    if not by.has_perm(OrderPermission.ADMIT, row.place):
        _require_asker(row, by)
    if row.stage != FormStage.ADMITTED:
        raise FormMovedOn()
    row.stage, row.ended_at = FormStage.ENDED, now
    row.save(update_fields=["stage", "ended_at"])
    audit.record("ledgers.form_ended", row, by=by, at=now)
    return row


def _decided(
    form: Form, stage: FormStage, reason: str, by: Actor, now: datetime
) -> tuple[Form, str]:
    row = _held(form)
    require(by, OrderPermission.ADMIT, at=row.place)
    if row.stage != FormStage.WAITING:
        raise FormMovedOn()
    if not reason.strip():
        raise WhyMissing()
    row.stage, row.decided_at, row.decided_reason = stage, now, reason.strip()[:400]
    row.decided_by_name = by.name[:80] if isinstance(by, User) else ""
    row.save()
    return row, row.decided_reason


def _held(form: Form) -> Form:
    rows = Form.objects.select_for_update(of=("self",)).select_related("place", "asker", "askable")
    return rows.get(pk=form.pk)


def _held_rounds(row: Form) -> list[FormRound]:
    rows = row.rounds.filter(stage=RoundStage.HELD).select_related("form", "place", "instruction")
    return list(rows.order_by("pk"))


def _require_asker(row: Form, by: Actor) -> None:
    parties = [grant.party_id for grant in by.current_grants()] if isinstance(by, User) else []
    if row.asker_id not in parties:
        raise NotYourForm()
