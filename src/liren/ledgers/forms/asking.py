"""What is typed about forms: a file and of whom it is asked, reasons, a workbook sent back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.ledgers.models import Form
from liren.ledgers.permissions import LedgerPermission
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name
from liren.workorders.models import Askable
from liren.workorders.permissions import OrderPermission


def _words(label: Any, *, most: int = 400, **rest: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=most, widget=widget, **rest)


def areas_of(user: User) -> QuerySet[Place]:
    """The streets and communities of which somebody's office may ask something."""
    areas = places(user.scope_for(OrderPermission.INSTRUCT))
    return areas.filter(kind__in=(Kind.STREET, Kind.COMMUNITY)).order_by("path")


class AskForm(forms.Form):
    """The file of a form, the workbook that belongs to it, and of whom it is asked."""

    file = forms.FileField(
        label=_("Form"),
        help_text=_("A TOML file. How it is written says the guide; two examples come with Liren."),
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
        allow_empty_file=True,  # said in our words
    )
    template = forms.FileField(
        label=_("Your own workbook"),
        required=False,
        help_text=_("XLSX with named cells, if the form has one. Without it, we lay it out."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    place = forms.ModelChoiceField(label=_("Asked of"), queryset=Place.objects.none())
    askable = forms.ModelChoiceField(
        label=_("By the list"),
        queryset=Askable.objects.none(),
        required=False,
        empty_label=_("not in the list"),
    )

    def __init__(self, *args: Any, user: User, askables: QuerySet[Askable], **rest: Any) -> None:
        super().__init__(*args, **rest)
        areas = areas_of(user)
        self.fields["place"].queryset = areas  # type: ignore[attr-defined]  # a choice of rows
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # the same
            (area.pk, local_name(area)) for area in areas
        ]
        self.fields["askable"].queryset = askables  # type: ignore[attr-defined]  # the same


class StreetForm(forms.Form):
    """Why it is asked all the same; and what was missing."""

    reason = _words(_("Why the communities have to do it"))
    purpose = forms.CharField(label=_("What it is for"), max_length=200)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)

    def __init__(self, *args: Any, row: Form, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name in ("purpose", "legal_basis"):
            if getattr(row, name):
                del self.fields[name]


class WhyForm(forms.Form):
    """A reason."""

    reason = _words(_("Why"))


class MissedForm(forms.Form):
    """A month that was not reported, and whose."""

    place = forms.ModelChoiceField(label=_("Community"), queryset=Place.objects.none())
    month = forms.CharField(
        label=_("Month"), max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        areas = places(user.scope_for(LedgerPermission.SEND)).filter(kind=Kind.COMMUNITY)
        self.fields["place"].queryset = areas.order_by("path")  # type: ignore[attr-defined]  # a choice of rows
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # the same
            (area.pk, local_name(area)) for area in areas.order_by("path")
        ]


class ReturnForm(forms.Form):
    """The workbook, filled."""

    file = forms.FileField(
        label=_("The filled workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )
