"""One round of a form in one community: opened, answered, said to be wrong, handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from liren.accounts import selectors as accounts
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, LirenError, sentence
from liren.core.events import publish
from liren.core.office import work_calendar
from liren.core.permissions import SYSTEM, Actor
from liren.core.scope import Scope
from liren.ledgers import selectors
from liren.ledgers.domain import forms as domain
from liren.ledgers.domain.forms_answers import answer
from liren.ledgers.domain.periods import period_of
from liren.ledgers.domain.reports_figures import canonical
from liren.ledgers.events import FormOpened
from liren.ledgers.models import Form, FormLine, FormRound, FormStage, RoundStage
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import NO_ANSWERS, Answers, Filled
from liren.people import services as people
from liren.places.models import Kind, Place
from liren.places.selectors import inside
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder

PURPOSE_LENGTH = 80


class RoundClosed(Conflict):
    """It was handed in, or the street has not decided."""

    code = "ledgers.round_closed"
    sentence = sentence("This form is not open any more. What was handed in stays as it is.")


class NotInThisRound(Invalid):
    """A row that does not belong to this round, or not to this person's homes."""

    code = "ledgers.not_in_this_round"
    sentence = sentence("This row is not among those you can fill.")


@dataclass(frozen=True)
class Given:
    """What was written for one row, and which revision of it was seen."""

    values: Mapping[str, object]
    base: int | None = None


@dataclass(frozen=True)
class Clash:
    """Somebody else has answered meanwhile: what they wrote, and who it was."""

    values: Mapping[str, str]
    revision: int
    by: str


@dataclass(frozen=True)
class Said:
    """That one filled column is wrong: the right value, and the revision that was seen."""

    column: str
    value: object
    base: int | None = None


@dataclass
class Saved:
    """What became of the rows that were written."""

    saved: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    faults: dict[int, dict[str, LirenError]] = field(default_factory=dict)
    clashes: dict[int, Clash] = field(default_factory=dict)

    @property
    def has_trouble(self) -> bool:
        """Whether something has to be looked at again."""
        return bool(self.faults or self.clashes)


def open_round(row: FormRound, *, by: Actor, now: datetime) -> None:
    """Let the community fill it; what is held is counted, for nobody has to write it."""
    row.stage, row.opened_at = RoundStage.OPEN, now
    found = selectors.filled(row, Scope.of([row.place_path]))
    count(row, found)
    row.save()
    publish(FormOpened(round_id=row.pk))
    audit.record("ledgers.form_opened", row, by=by, at=now)


def count(row: FormRound, found: Filled) -> None:
    """How many rows a round has, and how many cells of them are held."""
    row.rows = len(found.lines)
    row.cells_known = sum(
        bool(value.text) for line in found.lines for value in line.values.values()
    )  # fmt: skip


@transaction.atomic
def open_due(now: datetime) -> int:
    """Forms that are asked again begin a new round with the period; on working days only."""
    if not work_calendar().is_open(now):
        return 0
    today, count = timezone.localdate(now), 0
    rows = Form.objects.filter(stage=FormStage.ADMITTED).exclude(rhythm=domain.Rhythm.ONCE)
    for form in rows.select_related("place", "asker").order_by("pk"):
        period = period_of(domain.Rhythm(form.rhythm), today)
        begun = set(form.rounds.filter(period=period.key).values_list("place", flat=True))
        if begun and form.asked_at.date() >= period.start:
            continue
        places = [one for one in inside(form.place, Kind.COMMUNITY) if one.pk not in begun]
        count += sum(_open_again(form, place, now) for place in places)
    return count


def _open_again(form: Form, place: Place, now: datetime) -> bool:
    party = accounts.community_party(place)
    if party is None or party.kind != party.Kind.COMMUNITY:
        return False
    period = period_of(domain.Rhythm(form.rhythm), timezone.localdate(now))
    row = FormRound(
        form=form,
        period=period.key,
        from_date=period.start,
        until_date=period.end,
        stage=RoundStage.HELD,
    )
    row.put_at(place)
    row.save()
    order = workorders.NewOrder(
        kind=WorkOrder.Kind.INSTRUCTION,
        subject=row,
        title=f"{form.name} {period.key}",
        place=place,
        address=place.name,
        party=party,
        clock_kind=workorders.ClockKind.WORKING_DAYS,
        clock_amount=form.days,
        instruction=form.purpose,
    )
    workorders.issue(order, by=SYSTEM, now=now)
    open_round(row, by=SYSTEM, now=now)
    return True


@transaction.atomic
def save_answers(
    *, row: FormRound, given: Mapping[int, Given], source: str, by: Actor, now: datetime
) -> Saved:
    """Keep what was written; rows with trouble wait, the others are kept."""
    held = held_round(row)
    scope = by.scope_for(LedgerPermission.FILL)
    known = set(selectors.ids_of(held, scope))
    before = selectors.answers_of(held, given)
    form, result = selectors.declared(held.form), Saved()
    cleaned: dict[int, dict[str, str]] = {}
    for pk, one in given.items():
        if pk not in known:
            result.faults[pk] = {"": NotInThisRound()}
            continue
        values, faults = _cleaned(form, one.values)
        if faults:
            result.faults[pk] = faults
        _settle(pk, (values, one.base), before.get(pk, NO_ANSWERS), cleaned, result)
    _store(held, cleaned, before, source, by, now)
    if result.saved:
        audit.record("ledgers.form_answered", held, by=by, at=now, rows=len(result.saved))
    return result


def _cleaned(
    form: domain.Form, raw: Mapping[str, object]
) -> tuple[dict[str, str], dict[str, LirenError]]:
    values: dict[str, str] = {}
    faults: dict[str, LirenError] = {}
    for column in form.new:
        if column.key in raw:
            try:
                values[column.key] = answer(column, raw[column.key])
            except LirenError as wrong:
                faults[column.key] = wrong
    return values, faults


def _settle(
    pk: int,
    said: tuple[Mapping[str, str], int | None],
    was: Answers,
    cleaned: dict[int, dict[str, str]],
    result: Saved,
) -> None:
    values, base = said
    changed = {key: text for key, text in values.items() if was.values.get(key, "") != text}
    if not changed:
        if pk not in result.faults:
            result.unchanged.append(pk)
        return
    if base is not None and was.revision > base:
        result.clashes[pk] = Clash(was.values, was.revision, was.by)
        return
    cleaned[pk] = {key: text for key, text in {**was.values, **changed}.items() if text}
    if pk not in result.faults:
        result.saved.append(pk)


def _store(
    held: FormRound,
    cleaned: Mapping[int, dict[str, str]],
    before: Mapping[int, Answers],
    source: str,
    by: Actor,
    now: datetime,
) -> None:
    rows = []
    for pk, values in cleaned.items():
        line = FormLine(
            round=held,
            subject_id=pk,
            revision=before.get(pk, NO_ANSWERS).revision + 1,
            source=source.strip()[:80] or held.form.name[:80],
            observed_on=timezone.localdate(now),
            recorded_at=now,
            recorded_by=by.audit_name[:120],
        )
        text = canonical(values)
        line.answers_sealed = crypto.seal(
            text, purpose=selectors.LINE, row=selectors.line_row(line)
        )  # fmt: skip
        rows.append(line)
    FormLine.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round", "subject_id"],
        update_fields=[
            "revision", "answers_sealed", "source", "observed_on", "recorded_at", "recorded_by",
        ],
        batch_size=500,
    )  # fmt: skip


@transaction.atomic
def say_wrong(
    *, row: FormRound, subject: int, said: Said, by: Actor, now: datetime
) -> people.Result:
    """What arrived filled is wrong: it goes the one way into the register, with what was seen."""
    scope = by.scope_for(LedgerPermission.FILL)
    line = selectors.filled_of(row, scope, [subject]).get(subject)
    value = line.values.get(said.column) if line else None
    if value is None or value.record is None or value.element is None:
        raise NotInThisRound()
    return people.put(
        subject=value.record,
        values={value.element.field: said.value},
        source=row.form.name[:PURPOSE_LENGTH],
        by=by,
        now=now,
        base=said.base,
    )


def held_round(row: FormRound) -> FormRound:
    """An open round, held to the end of the transaction: two who write come one by one."""
    rows = FormRound.objects.select_for_update(of=("self",))
    held = rows.select_related("form__asker", "place", "instruction__party").get(pk=row.pk)
    if held.stage != RoundStage.OPEN:
        raise RoundClosed()
    return held
