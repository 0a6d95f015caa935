"""What is typed about pairs and contacts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.care.domain.buddies import Face
from liren.care.models import Contact
from liren.people.models import Person

DAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


class PairForm(forms.Form):
    """Who looks after them, and when."""

    younger = forms.TypedChoiceField(
        label=_("Buddy"), coerce=int, widget=forms.RadioSelect, choices=()
    )
    days = forms.TypedMultipleChoiceField(
        label=_("On which days"),
        coerce=int,
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day of the week.")},
    )
    has_agreed = forms.BooleanField(
        label=_("Both were asked and agreed"),
        error_messages={"required": _("Please ask them first, and tick that they agreed.")},
    )

    def __init__(self, *args: Any, found: Iterable[tuple[Person, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["younger"].choices = [(one.pk, words) for one, words in found]  # type: ignore[attr-defined]  # a choice


class ContactForm(forms.Form):
    """One touch."""

    face = forms.ChoiceField(choices=[("", "-"), *((face, face) for face in Face)], required=False)
    way = forms.ChoiceField(choices=Contact.Way.choices, required=False)
    words = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    on = forms.DateField()
    deed = forms.ChoiceField(choices=[("note", ""), ("back", "")], required=False)


class ResultForm(forms.Form):
    """What came of a task."""

    result = forms.CharField(
        label=_("What you found or did"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say in a few words what you found or did.")},
    )
