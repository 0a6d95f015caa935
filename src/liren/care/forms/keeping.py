"""What is typed about one tap, family, and being away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.care.models import OneTap


class TapForm(forms.Form):
    """A button."""

    kind = forms.ChoiceField(label=_("What it is"), choices=OneTap.Kind.choices)
    name = forms.CharField(
        label=_("What stands on the button"), max_length=20, help_text=_("Two to six characters.")
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        help_text=_("Left empty, a touch asks the volunteers, and becomes a work order."),
    )
    hours = forms.CharField(label=_("When"), max_length=60, required=False)
    note = forms.CharField(label=_("Remark"), max_length=120, required=False)


class FamilyForm(forms.Form):
    """Somebody who may see."""

    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        help_text=_("Whoever signs in here with this number may see."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class PaperFamilyForm(FamilyForm):
    """The same, noted by the office."""

    paper = forms.CharField(
        label=_("Where the signed paper lies"),
        max_length=120,
        help_text=_("The person has signed that this relative may see."),
    )


class AwayForm(forms.Form):
    """The day somebody is back."""

    back_on = forms.DateField(
        label=_("Back on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Please choose the day."),
            "invalid": _("This day cannot be read. Please choose it again."),
        },
    )

    def __init__(self, *args: Any, first: str = "", **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["back_on"].widget.attrs["min"] = first
