"""What administrators type: days, parties, a tree of classes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party, User
from liren.accounts.permissions import AccountPermission
from liren.accounts.services import NewParty, PartyFacts
from liren.cases.forms.acts import choose
from liren.cases.models import Category
from liren.cases.services.classes import active_tree
from liren.core.calendar import DayKind
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_names

AREAS = (Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
SEATS = (Kind.CITY, Kind.DISTRICT, *AREAS)
# What the classes of the shipped tree call those who do the work; another tree may bring more.
DUTIES: dict[str, Any] = {
    "committee": _("Residents' committee"),
    "street_office": _("Street office"),
    "property": _("Property firm"),
    "city_management": _("City management"),
    "housing": _("Housing"),
    "fire": _("Fire brigade"),
    "police": _("Police"),
    "utility": _("Water, power, gas"),
    "water": _("Water"),
    "power": _("Power"),
    "gas": _("Gas"),
    "sanitation": _("Street cleaning"),
    "market": _("Market supervision"),
    "safety": _("Public safety"),
    "street": _("Street duty"),
    "volunteers": _("Volunteers"),
    "social": _("Social organisation"),
    "members": _("Party members' group"),
}


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


class PartyForm(forms.Form):
    """Whom it answers to, where it sits, what it does and how it is reached."""

    name = forms.CharField(label=_("Name of the party"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    place = forms.ModelChoiceField(label=_("Works for"), queryset=Place.objects.none())
    above = forms.ModelChoiceField(
        label=_("Above it"),
        queryset=Party.objects.none(),
        required=False,
        help_text=_("Who is told when it is late."),
    )
    duty = forms.ChoiceField(
        label=_("Duty"),
        required=False,
        help_text=_("Classes with this duty are suggested to it."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    hours = forms.CharField(label=_("Opening hours"), max_length=80, required=False)
    hours_en = forms.CharField(label=_("Opening hours, in English"), max_length=120, required=False)

    def __init__(self, *args: Any, user: User, party: Party | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(AccountPermission.PARTIES)
        seats = places(scope).filter(kind__in=SEATS).order_by("path")
        choose(self.fields["place"], seats, local_names(seats))
        others = Party.objects.within(scope).active()
        if party and party.above:  # who stands above may lie outside of what the person sets up
            others = others.exclude(pk=party.pk) | Party.objects.filter(pk=party.above.pk)
        above = local_names(others.order_by("place_path", "kind", "name"))
        choose(self.fields["above"], others, above)
        self.fields["duty"].choices = _duties(party)  # type: ignore[attr-defined]  # a choice
        if party:
            self.initial = {name: getattr(party, name) for name in self.fields}

    def facts(self) -> PartyFacts:
        """What was typed about it."""
        return PartyFacts(**{name: self.cleaned_data[name] for name in FACTS})


class NewPartyForm(PartyForm):
    """A party that is not there yet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Party.Kind.choices)

    field_order = ("name", "name_en", "kind")

    def new(self) -> NewParty:
        """The party to be added."""
        return NewParty(kind=self.cleaned_data["kind"], **vars(self.facts()))


FACTS = ("name", "name_en", "above", "duty", "phone", "hours", "hours_en")


def _duties(party: Party | None) -> list[tuple[str, Any]]:
    """The duties that the classes in use name, and the one the party has."""
    rows = Category.objects.filter(tree=active_tree()).exclude(party_kind="")
    named = set(rows.values_list("party_kind", flat=True)) | {party.duty if party else ""}
    known = [key for key in DUTIES if key in named]
    return [
        ("", "—"),
        *((key, DUTIES.get(key, key)) for key in [*known, *sorted(named - {*known, ""})]),
    ]
