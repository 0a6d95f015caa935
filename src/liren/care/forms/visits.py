"""What is typed at a door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.care.domain.buddies import Face

NOBODY = "nobody"


class VisitForm(forms.Form):
    """One visit; the times come from the telephone."""

    key = forms.UUIDField()
    person = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    face = forms.ChoiceField(choices=[*((face, face) for face in Face), (NOBODY, NOBODY)])
    words = forms.CharField(label=_("In a few words"), max_length=400, required=False)
    promised = forms.CharField(label=_("What you promised"), max_length=200, required=False)
    made_at = forms.DateTimeField(required=False)
    sent_at = forms.DateTimeField(required=False)
