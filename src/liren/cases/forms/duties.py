"""What somebody types into the duty list: an entry, a file, an end, a place to look at."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party, User
from liren.cases.forms.acts import choose, class_choices
from liren.cases.forms.desk import YEARS
from liren.cases.models import Category
from liren.cases.permissions import CasePermission
from liren.core.scope import Scope
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_names

AREAS = (Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, validators=YEARS, widget=widget)


def areas_of(scope: Scope) -> Any:
    """The places that duties are given for."""
    return places(scope).filter(kind__in=AREAS).order_by("path")


class DutyForm(forms.Form):
    """Matters of a class at a place are a party's."""

    category = forms.ModelChoiceField(
        label=_("Class"),
        queryset=Category.objects.none(),
        required=False,
        help_text=_("Left open, the entry is for all classes."),
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())
    party = forms.ModelChoiceField(label=_("Who does it"), queryset=Party.objects.none())
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The document that says so, with its number."),
    )
    from_date = _day(_("From"))
    until_date = _day(_("Until"))
    automatic = forms.BooleanField(
        label=_("Without asking"),
        required=False,
        help_text=_("Goes to the party by itself when the class is sure and nobody else is named."),
    )

    def __init__(self, *args: Any, user: User, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(CasePermission.SETUP)
        choose(self.fields["category"], *class_choices())
        areas = areas_of(scope)
        choose(self.fields["place"], areas, local_names(areas))
        parties = Party.objects.within(scope).active()
        choose(self.fields["party"], parties, local_names(parties))
        self.initial.setdefault("from_date", today.isoformat())


class DutyFileForm(forms.Form):
    """A duty list as a table."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with class, place, party, source, from, until."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )


class EndForm(forms.Form):
    """The last day on which something holds."""

    last_day = _day(_("Last day"), required=True)


class GapForm(forms.Form):
    """The place whose gaps are looked for."""

    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none(), required=False)

    def __init__(self, *args: Any, scope: Scope, **rest: Any) -> None:
        super().__init__(*args, **rest)
        areas = areas_of(scope)
        choose(self.fields["place"], areas, local_names(areas))

    def place_or_first(self) -> Place | None:
        """The chosen place; without a choice the first of the narrowest, which all lists reach."""
        chosen: Place | None = self.cleaned_data.get("place") if self.is_valid() else None
        areas = self.fields["place"].queryset  # type: ignore[attr-defined]  # a choice of rows
        first: Place | None = areas.filter(kind=Kind.COMPOUND).first() or areas.first()
        return chosen or first
