"""What is typed about instructions to communities, and about the list of what may be asked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.workorders.models import Askable
from liren.workorders.permissions import OrderPermission

MOST_DAYS = 60


def _words(label: Any, **rest: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=2000, widget=widget, **rest)


def _named(place: Place) -> str:
    is_english = (get_language() or "").startswith("en")
    return place.name_en if is_english and place.name_en else place.name


class InstructionForm(forms.Form):
    """What is asked of which community."""

    community = forms.ModelChoiceField(
        label=_("Community"), queryset=Place.objects.none(), empty_label="—"
    )
    title = forms.CharField(label=_("What is asked"), max_length=200)
    words = _words(_("Details"), required=False)
    days = forms.IntegerField(
        label=_("Working days"),
        initial=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    askable = forms.ModelChoiceField(
        label=_("By the list"),
        queryset=Askable.objects.none(),
        required=False,
        empty_label=_("not in the list: the street decides first"),
    )
    reason = _words(
        _("Why, if it is not in the list"),
        required=False,
        help_text=_("The street reads it, and it is counted."),
    )

    def __init__(
        self, *args: Any, user: User, askables: Iterable[Askable] = (), **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.fields["community"].queryset = communities_of(user)  # type: ignore[attr-defined]  # a choice of rows
        self.fields["community"].label_from_instance = _named  # type: ignore[attr-defined]  # the same
        ids = [one.pk for one in askables]
        self.fields["askable"].queryset = Askable.objects.filter(pk__in=ids)  # type: ignore[attr-defined]  # the same


def communities_of(user: User) -> Any:
    """The communities somebody may ask something of."""
    here = places(user.scope_for(OrderPermission.INSTRUCT))
    return here.filter(kind=Kind.COMMUNITY).order_by("path")


class ReasonForm(forms.Form):
    """The reason for a decision, or what came of it."""

    words = _words(_("Why"), required=False)


class AskableForm(forms.Form):
    """An entry of the list of what may be asked."""

    name = forms.CharField(label=_("What may be asked"), max_length=120)
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("The document that says so.")
    )
    from_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))


class LastDayForm(forms.Form):
    """The last day on which an entry holds."""

    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
