"""The filters of the case list, what somebody said to us, and the purpose of a look."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party, User
from liren.cases.forms.acts import choose, class_choices, place_choices, words
from liren.cases.forms.resident import PhotosField, shown_choices
from liren.cases.models import Category, Channel, Shown
from liren.cases.permissions import CasePermission
from liren.cases.selectors.cases import STAGE_GROUPS, CaseFilters
from liren.cases.selectors.categories import category_tree
from liren.cases.services.classes import active_tree
from liren.core.scope import Scope, community_of
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_names
from liren.ui.widgets import LongSelect

AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
SPOTS = (*AREAS, Kind.BUILDING, Kind.POINT)


# A day more or less of what lies outside is no date any more.
YEARS = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


def _day(label: Any) -> forms.DateField:
    """One end of a time."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, validators=YEARS, widget=widget)


class FilterForm(forms.Form):
    """What a list can be narrowed by; bookmarkable, so it travels in the address."""

    q = forms.CharField(required=False, max_length=200)
    group = forms.ChoiceField(required=False, choices=[("", ""), *((g, g) for g in STAGE_GROUPS)])
    category = forms.ModelChoiceField(
        label=_("Class"), queryset=Category.objects.none(), required=False, widget=LongSelect
    )
    party = forms.ModelChoiceField(
        label=_("Who does it"), queryset=Party.objects.none(), required=False, widget=LongSelect
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, widget=LongSelect
    )
    channel = forms.ChoiceField(label=_("Came by"), required=False, widget=LongSelect)
    state = forms.ChoiceField(label=_("Time"), required=False, widget=LongSelect)
    from_date = _day(_("From"))
    until_date = _day(_("Until"))
    before = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(CasePermission.SEE)
        self._tree = category_tree(active_tree())
        choose(self.fields["category"], *class_choices(tree=self._tree))
        areas = Place.objects.within(scope).filter(kind__in=AREAS).order_by("path")
        choose(self.fields["place"], areas, local_names(areas))
        parties = Party.objects.all()
        choose(self.fields["party"], parties, local_names(parties))
        self.fields["channel"].choices = [("", "—"), *Channel.choices]  # type: ignore[attr-defined]  # a choice
        self.fields["state"].choices = [  # type: ignore[attr-defined]  # a choice
            ("", "—"),
            ("late", _("Late")),
            ("soon", _("Due within a day")),
            ("unanswered", _("Without an answer")),
        ]
        for field in self.fields.values():
            field.widget.attrs["form"] = "filters"  # the form is the search box above the list

    def filters(self) -> CaseFilters:
        """What was understood; a wrong value narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        category, party = typed.get("category"), typed.get("party")
        return CaseFilters(
            group=typed.get("group") or "",
            categories=tuple(self._tree.below(category.pk)) if category else (),
            channel=typed.get("channel") or "",
            party=party.pk if party else None,
            place=typed.get("place"),
            state=typed.get("state") or "",
            from_date=typed.get("from_date"),
            until_date=typed.get("until_date"),
            text=typed.get("q") or "",
            before=typed.get("before"),
        )


class NewCaseForm(forms.Form):
    """What somebody said at the counter, by telephone, on a visit, or what was seen on a round."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        widget=forms.RadioSelect,
        initial=Channel.TELEPHONE,
        choices=[
            (channel.value, channel.label)
            for channel in (
                Channel.TELEPHONE,
                Channel.COUNTER,
                Channel.VISIT,
                Channel.NOTE,
                Channel.PATROL,
            )
        ],
    )
    text = words(_("What was said"), rows=4, required=False)
    place = forms.ModelChoiceField(label=_("Where"), queryset=Place.objects.none())
    place_note = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("for example: staircase 2, third floor")}),
    )
    reporter_name = forms.CharField(label=_("Name"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Only to answer this; colleagues see it masked."),
    )
    category = forms.ModelChoiceField(
        label=_("Class"),
        queryset=Category.objects.none(),
        required=False,
        help_text=_("Left empty, it is suggested from the words."),
    )
    photos = PhotosField(label=_("Photos"), required=False)
    shown = forms.ChoiceField(
        label=_("Who may know of it?"),
        choices=shown_choices(),
        required=False,
        initial=Shown.MATTER,
        help_text=_("As whoever reports it wishes; they can change it with number and code."),
    )
    joins = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    client_key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(CasePermission.REPORT_FOR)
        spots = places(scope).filter(kind__in=SPOTS).order_by("path")
        choose(self.fields["place"], spots, place_choices(spots))
        choose(self.fields["category"], *class_choices())
        self.initial.setdefault("client_key", f"desk:{uuid.uuid4()}")
        self.initial.setdefault("place", _office_of(spots, scope))

    def clean_shown(self) -> str:
        """Left open, neighbours hear of the matter and read no word."""
        return self.cleaned_data["shown"] or Shown.MATTER


def _office_of(spots: Any, scope: Scope) -> int | None:
    """The widest place somebody works at: the words often tell the building."""
    first = spots.first()
    inside = len(scope.paths) == 1 and first is not None
    return first.pk if inside and community_of(first.path) else None


class PurposeForm(forms.Form):
    """Why a number is looked at."""

    purpose = forms.CharField(
        label=_("What for"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("for example: to ask for the exact place")}),
    )
