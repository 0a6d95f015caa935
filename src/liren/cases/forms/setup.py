"""What administrators type: days, a tree of classes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.core.calendar import DayKind


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
