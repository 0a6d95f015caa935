"""What is typed about a person: a value, a purpose, a reason, four digits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.people.domain.elements import Element, Kind
from liren.people.selectors import name_of

# Where somebody lives is changed by moving, not by typing; a record is no word.
TYPED = frozenset(Kind) - {Kind.PLACE, Kind.RECORD}


class SearchForm(forms.Form):
    """A name, a telephone or the number of a document."""

    q = forms.CharField(label=_("Name, telephone or document"), required=False, max_length=40)
    after = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)


class PurposeForm(forms.Form):
    """Which value, and what for."""

    element = forms.SlugField(max_length=40)
    purpose = forms.CharField(label=_("What for"), max_length=80, min_length=2)


class ReasonForm(forms.Form):
    """Yes, or no with the reason."""

    deed = forms.ChoiceField(choices=[("accept", ""), ("reject", "")])
    reason = forms.CharField(label=_("Why not"), max_length=200, required=False)


class DigitsForm(forms.Form):
    """What only the person knows, and we."""

    digits = forms.CharField(
        label=_("The last four characters of your telephone or your document"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class LetHomeForm(forms.Form):
    """What a landlord says of a home: as before, somebody left, somebody new."""

    deed = forms.ChoiceField(choices=[("same", ""), ("left", ""), ("new", "")])
    person = forms.IntegerField(required=False)
    day = forms.DateField(label=_("Since when"), required=False)


class WordsForm(forms.Form):
    """What somebody wants to say besides."""

    words = forms.CharField(
        label=_("What we should know"), max_length=400, required=False, widget=forms.Textarea
    )


class ValueForm(forms.Form):
    """A new value for one element, and from where one has it."""

    value = forms.CharField(max_length=400, required=False)
    source = forms.CharField(label=_("Where this comes from"), max_length=80)
    base = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, element: Element, own: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["value"] = _field(element)
        if own:
            del self.fields["source"]


def _field(element: Element) -> forms.Field:
    label = name_of(element)
    if element.codes is not None:
        index = 1 if label == element.name_en else 0
        choices = [(code, names[index]) for code, names in element.codes.names.items()]
        return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False)
    if element.kind is Kind.YES_NO:
        yes_no = [("", "—"), ("true", _("Yes")), ("false", _("No"))]
        return forms.ChoiceField(label=label, choices=yes_no, required=False)
    widget: forms.Widget = forms.TextInput()
    if element.kind is Kind.DATE:
        widget = forms.DateInput(attrs={"type": "date"})
    elif element.kind in (Kind.PHONE, Kind.PHONES):
        widget = forms.TextInput(attrs={"inputmode": "tel"})
    help_text = _("For example 1948-09-26; the year alone is fine.")
    return forms.CharField(
        label=label,
        max_length=element.longest,
        required=element.is_required,
        widget=widget,
        help_text=help_text if element.kind is Kind.PART_DATE else "",
    )
