"""What is typed about calls for help and ladders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.care.models import HelpCall, LadderContact
from liren.care.models.ladders import LONGEST, SHORTEST


class DoorForm(forms.Form):
    """What somebody found at the door."""

    found = forms.ChoiceField(
        label=_("What did you find?"), choices=HelpCall.Found.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In a few words"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NewCallForm(forms.Form):
    """A call that came by telephone, or a drill."""

    words = forms.CharField(
        label=_("What they said"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_drill = forms.BooleanField(
        label=_("This is a drill"),
        required=False,
        help_text=_("Everybody on the ladder is asked and reads that it is a drill; 120 is not."),
    )


class ContactForm(forms.Form):
    """Somebody for the ladder."""

    rung = forms.ChoiceField(label=_("Who they are"), choices=LadderContact.Rung.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=20)
    has_agreed = forms.BooleanField(
        label=_("They were asked and agreed"),
        error_messages={"required": _("Please ask them first, and tick that they agreed.")},
    )


def _minutes(label: object) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=SHORTEST, max_value=LONGEST)  # type: ignore[arg-type]  # a promise of a text


class TimesForm(forms.Form):
    """The minutes of each rung."""

    family = _minutes(_("Family"))
    buddy = _minutes(_("Buddy"))
    neighbour = _minutes(_("Neighbour"))
    committee = _minutes(_("Committee on duty"))
    arrival = _minutes(_("To come to the door"))
