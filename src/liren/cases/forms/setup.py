"""What administrators type: rules, days, a tree of classes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party, User
from liren.cases.forms.acts import category_choices, choose
from liren.cases.models import Category
from liren.cases.permissions import CasePermission
from liren.cases.selectors.categories import category_tree
from liren.cases.selectors.neighbourhood import local_names
from liren.core.calendar import DayKind
from liren.places.models import Kind, Place
from liren.places.selectors import places

AREAS = (Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)


class RuleForm(forms.Form):
    """Matters of a class at a place go to a party."""

    category = forms.ModelChoiceField(
        label=_("Class"),
        queryset=Category.objects.none(),
        required=False,
        help_text=_("Left open, the rule is for all classes."),
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())
    party = forms.ModelChoiceField(label=_("Who does it"), queryset=Party.objects.none())
    automatic = forms.BooleanField(
        label=_("Without asking"),
        required=False,
        help_text=_("Goes to the party by itself when the class is sure."),
    )

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(CasePermission.SETUP)
        choose(self.fields["category"], Category.objects.all(), category_choices(category_tree()))
        areas = places(scope).filter(kind__in=AREAS).order_by("path")
        choose(self.fields["place"], areas, local_names(areas))
        parties = Party.objects.within(scope)
        choose(self.fields["party"], parties, local_names(parties))


class DayForm(forms.Form):
    """A holiday or a swapped working day."""

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(DayKind.HOLIDAY, _("nobody works")), (DayKind.WORKING, _("everybody works"))],
    )
    name = forms.CharField(label=_("Name of the day"), max_length=40, required=False)


class TreeForm(forms.Form):
    """A tree of classes from a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with code, parent and name; none of the classes is removed."),
    )
    tree = forms.SlugField(label=_("Name of the tree"), max_length=40, initial="default")
