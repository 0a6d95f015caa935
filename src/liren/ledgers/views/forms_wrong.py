"""“This is wrong”: a filled cell is corrected the one way; and what was handed in is received."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ledgers import selectors
from liren.ledgers.models import FormRound
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import Value
from liren.ledgers.services import forms_rounds, forms_taking
from liren.ledgers.services.forms_received import received_workbook
from liren.ledgers.services.forms_rounds import NotInThisRound, Said
from liren.ledgers.views.forms import clerk
from liren.ledgers.views.forms_rounds import found, workbook_response
from liren.people.selectors import name_of
from liren.people.services import Result, Status
from liren.ui.pages import go_on, refuse, said
from liren.workorders.permissions import OrderPermission


class WrongForm(forms.Form):
    """What is right instead, and which revision was seen."""

    value = forms.CharField(max_length=400, required=False)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        label = name_of(of)
        self.fields["value"].label = label
        if of.codes is not None:
            index = 1 if label == of.name_en else 0
            listed = [(code, names[index]) for code, names in of.codes.names.items()]
            self.fields["value"] = forms.ChoiceField(
                label=label, choices=[("", "—"), *listed], required=False
            )


@needs(LedgerPermission.FILL)
def wrong(request: HttpRequest, pk: int, subject: int, column: str) -> HttpResponse:
    """Say what is right instead: it holds, waits for its owner, or meets another's word."""
    row = found(request, pk)
    value = _value(request, row, subject, column)
    assert value.record is not None
    initial = {"base": value.record.revision}
    form = WrongForm(request.POST or None, initial=initial, of=value.element)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        told = Said(column, typed["value"], typed["base"])
        try:
            result = forms_rounds.say_wrong(
                row=row, subject=subject, said=told, by=clerk(request), now=timezone.now()
            )
        except LirenError as trouble:
            form.add_error("value", said(trouble))
        else:
            if not result.having(Status.CONFLICT):
                return go_on(request, reverse("ledgers:round", args=[pk]), _words(result))
            form.add_error("value", _conflict(result))
    context = {"row": row, "value": value, "form": form}
    status = 422 if form.errors else 200
    return render(request, "ledgers/forms/wrong.html", context, status=status)


def _value(request: HttpRequest, row: FormRound, subject: int, column: str) -> Value:
    scope = clerk(request).scope_for(LedgerPermission.FILL)
    line = selectors.filled_of(row, scope, [subject]).get(subject)
    value = line.values.get(column) if line else None
    if value is None or value.record is None:
        raise NotInThisRound()
    return value


def _words(result: Result) -> str:
    if result.having(Status.PROPOSED):
        return _("Thank you. It waits for the office that keeps this entry.")
    if result.having(Status.UNCHANGED):
        return _("This is what we have already.")
    return _("Noted.")


def _conflict(result: Result) -> str:
    [outcome] = result.outcomes.values()
    if not outcome.by:
        return _("This number belongs to somebody else in the register.")
    text = _("{by} has just changed this to “{other}”. If yours is right, send it again.")
    return text.format(by=outcome.by, other=outcome.other)


@needs(OrderPermission.INSTRUCT)
@require_POST
def receive(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    """What a community handed in, for the office that asked: noted, then opened."""
    form = selectors.form_for(clerk(request), pk)
    row = form.rounds.select_related("place", "form__asker").filter(pk=round_pk).first()
    if row is None:
        raise selectors.FormUnknown()
    try:
        cells = forms_taking.take_submitted(row=row, by=clerk(request), now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, reverse("ledgers:form", args=[pk]))
    data = received_workbook(row, cells)
    return workbook_response(data, f"{form.name}-{row.place.name}-{row.period}.xlsx")
