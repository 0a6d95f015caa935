"""Forms and their rounds from a scope; what a form says, and what is asked elsewhere already."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from liren.accounts.models import Party, User
from liren.cases.selectors.duties import duties_over
from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.ledgers.domain import forms as domain
from liren.ledgers.domain.forms_gate import Grounds, Held, Refusal, Verdict, judge, same_words
from liren.ledgers.domain.forms_parsing import parse_form
from liren.ledgers.domain.periods import Period
from liren.ledgers.models import Form, FormLine, FormReturn, FormRound, FormStage, RoundStage
from liren.ledgers.selectors.rows import Line, lines, query
from liren.ledgers.selectors.rows_others import READINGS, all_sources
from liren.places.models import Place
from liren.ui.naming import local_name
from liren.workorders.models import Askable
from liren.workorders.permissions import OrderPermission

LINE, CONTENT, RETURN = "form line", "form round", "form return"
LIVING = (FormStage.WAITING, FormStage.ADMITTED)


class FormUnknown(NotFound):
    """No such form, or it is not this person's matter."""

    code = "ledgers.form_unknown"
    sentence = sentence("We could not find this form.")


def declared(form: Form) -> domain.Form:
    """What a stored form says."""
    return _declared(form.text)


@lru_cache(maxsize=256)
def _declared(text: str) -> domain.Form:
    return parse_form(text, all_sources())


def forms_for(user: User) -> QuerySet[Form]:
    """The forms that somebody's office asks, and those of the street on which they decide."""
    parties = [grant.party_id for grant in user.current_grants() if grant.party_id]
    decides = Form.objects.within(user.scope_for(OrderPermission.ADMIT)).values("pk")
    rows = Form.objects.filter(Q(asker__in=parties) | Q(pk__in=decides))
    return rows.select_related("asker", "place", "askable").order_by("-pk")


def names_of_forms(keys: Collection[str]) -> dict[str, str]:
    """What forms are called, by their keys, each by its latest version."""
    rows = Form.objects.filter(key__in=keys).order_by("pk")
    return {row.key: local_name(row) for row in rows.only("key", "name", "name_en")}


def form_for(user: User, pk: int) -> Form:
    """One of them, or not found."""
    found = forms_for(user).filter(pk=pk).first()
    if found is None:
        raise FormUnknown()
    return found


def rounds_in(scope: Scope) -> QuerySet[FormRound]:
    """What the communities of a scope were asked; what waits for the street is not told them."""
    rows = FormRound.objects.within(scope).exclude(stage=RoundStage.HELD)
    known = rows.select_related("form__asker", "place", "instruction")
    return known.order_by("-pk").defer("form__template", "content_sealed")


def round_in(scope: Scope, pk: int) -> FormRound:
    """One of them, or not found; a grid's own worker finds the round of the community."""
    wider = Scope.of(path[:32] for path in scope.paths)
    found = rounds_in(wider).filter(pk=pk).first()
    if found is None:
        raise FormUnknown()
    return found


def round_of(scope: Scope, instruction: int) -> FormRound:
    """The round that an instruction asked for, inside a scope."""
    found = FormRound.objects.filter(instruction=instruction).values_list("pk", flat=True).first()
    return round_in(scope, found or 0)


def is_of_form(instruction: int) -> bool:
    """Whether a form was asked by an instruction."""
    return FormRound.objects.filter(instruction=instruction).exists()


@dataclass(frozen=True)
class GateCounts:
    """What the gate did with the forms that somebody may see."""

    asked: int
    refused: int
    admitted: int
    columns_spared: int


def counts_of_gate(user: User) -> GateCounts:
    """How many forms were asked, refused at the gate, and let through; and the columns spared."""
    rows = forms_for(user).order_by()
    spared = Q(stage__in=(FormStage.REFUSED, FormStage.DENIED))
    found = rows.aggregate(
        asked=Count("pk"),
        refused=Count("pk", filter=~Q(refusals=[])),
        admitted=Count("pk", filter=Q(stage__in=(FormStage.ADMITTED, FormStage.ENDED))),
        columns=Sum("columns", filter=spared),
    )
    return GateCounts(
        found["asked"], found["refused"], found["admitted"], found["columns"] or 0
    )  # fmt: skip


def rounds_of(form: Form) -> QuerySet[FormRound]:
    """Every round of a form, the latest first, without what was handed in."""
    return form.rounds.select_related("place").defer("content_sealed").order_by("-pk")


def returns_of(row: FormRound) -> QuerySet[FormReturn]:
    """The workbooks that came back, the latest first."""
    return row.returns.defer("answer_sealed").order_by("-pk")


def period_of_round(row: FormRound) -> Period:
    """Of which time a round speaks."""
    return Period(row.period, row.from_date, row.until_date)


@dataclass(frozen=True)
class Filled:
    """A part of a round's rows: how many there are in all, and those of this part."""

    count: int
    lines: list[Line]


def filled(
    row: FormRound, scope: Scope, *, start: int = 0, most: int | None = None, on: date | None = None
) -> Filled:
    """The rows of a round inside a scope with everything that is held."""
    form, reading = declared(row.form), READINGS[domain.Grain(row.form.grain)]
    rows = query(reading, form, inside_of(row, scope), period_of_round(row))
    count = rows.count() if most is not None else 0
    some = list(rows[start : start + most] if most is not None else rows)
    found = lines(reading, form, some, on=on or row.until_date, start=start)
    return Filled(count or start + len(found), found)


def filled_of(row: FormRound, scope: Scope, ids: Iterable[int]) -> dict[int, Line]:
    """Certain rows of a round, as far as they are among its rows inside a scope."""
    form, reading = declared(row.form), READINGS[domain.Grain(row.form.grain)]
    rows = query(reading, form, inside_of(row, scope), period_of_round(row))
    some = list(rows.filter(pk__in=list(ids)))
    return {line.subject_id: line for line in lines(reading, form, some, on=row.until_date)}


def ids_of(row: FormRound, scope: Scope) -> list[int]:
    """The rows of a round inside a scope, by id."""
    form, reading = declared(row.form), READINGS[domain.Grain(row.form.grain)]
    rows = query(reading, form, inside_of(row, scope), period_of_round(row))
    return list(rows.values_list("pk", flat=True))


def inside_of(row: FormRound, scope: Scope) -> Scope:
    """What of a scope lies in the community of a round: nobody fills another's homes."""
    own = row.place_path
    if scope.covers(own):
        return Scope.of([own])
    return Scope.of(path for path in scope.paths if path.startswith(own))


@dataclass(frozen=True)
class Answers:
    """What was answered for one row, by column, and which revision that is."""

    values: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    by: str = ""
    at: datetime | None = None


NO_ANSWERS = Answers()


def line_row(row: FormLine) -> str:
    """What the answers of a row are bound to."""
    return f"{row.round_id}:{row.subject_id}"


def answers_in(row: FormLine) -> Answers:
    """The answers of one row, in clear."""
    text = crypto.unseal(bytes(row.answers_sealed), purpose=LINE, row=line_row(row))
    return Answers(json.loads(text), row.revision, row.recorded_by, row.recorded_at)


def answers_of(row: FormRound, ids: Iterable[int] | None = None) -> dict[int, Answers]:
    """The answers of some rows of a round, or of all."""
    rows = row.lines.all() if ids is None else row.lines.filter(subject_id__in=list(ids))
    return {one.subject_id: answers_in(one) for one in rows}


def answered_count(row: FormRound) -> int:
    """For how many rows something was answered."""
    return row.lines.count()


def content_of(row: FormRound) -> dict[str, Any]:
    """What was handed in, in clear: for services that note the look first."""
    if row.content_sealed is None:
        raise FormUnknown()
    text = crypto.unseal(bytes(row.content_sealed), purpose=CONTENT, row=str(row.pk))
    found: dict[str, Any] = json.loads(text)
    return found


def has_line(asker: Party, place: Place, askable: Askable | None, today: date) -> bool:
    """Whether the asker stands in the duty list here, or the form in that of what may be asked."""
    if askable is not None and is_askable(askable, place, today):
        return True
    return duties_over(place, today).filter(party=asker).exists()


def is_askable(askable: Askable, place: Place, today: date) -> bool:
    """Whether an entry of the list of what may be asked holds at a place today."""
    begun = askable.from_date <= today
    is_here = place.path.startswith(askable.place_path)
    return is_here and begun and (askable.until_date is None or askable.until_date >= today)


def asked_elsewhere(place: Place) -> dict[tuple[str, str], str]:
    """The new columns that forms ask of this place already: heading to the form's name."""
    over = [place.path[:end] for end in range(8, len(place.path) + 1, 8)]
    near = Q(place_path__in=over) | Q(place_path__startswith=place.path)
    rows = Form.objects.filter(near, stage__in=LIVING).defer("template").order_by("pk")
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for column in declared(row).new:
            found.setdefault((row.grain, same_words(column.name)), row.name)
    return found


def _held_of_people(grain: domain.Grain) -> frozenset[str]:
    """What is held of people is held, whatever the rows of a form are about."""
    every = frozenset(code for sources in all_sources().values() for code in sources)
    if grain is not domain.Grain.CASE:
        return every
    own = READINGS[grain].sources().keys()
    return frozenset(code for code in every if code.startswith("person.") or code in own)


def verdict(
    form: domain.Form, *, asker: Party, place: Place, askable: Askable | None, today: date
) -> Verdict:
    """What the gate says of a form, here and today."""
    grounds = Grounds(
        asker=asker.name,
        has_line=has_line(asker, place, askable, today),
        sources=_held_of_people(form.grain),
        asked_elsewhere=asked_elsewhere(place),
    )
    return judge(form, grounds)


def verdict_of(form: Form) -> Verdict:
    """What the gate said when the form was asked."""
    again = tuple(Held(*one) for one in form.again_columns)
    refusals = tuple(Refusal(one) for one in form.refusals)
    return Verdict(form.columns, form.known, again, refusals, form.asker.name)
