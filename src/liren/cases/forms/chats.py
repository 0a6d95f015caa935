"""What a worker pastes, and what they make of each draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.cases.forms.acts import choose, class_choices, place_choices
from liren.cases.forms.resident import WordsField
from liren.cases.models import Case, Category
from liren.cases.permissions import CasePermission
from liren.cases.selectors.cases import visible_to
from liren.cases.services.chat_pastes import MOST_LETTERS
from liren.cases.services.chat_rows import Row, drafted_class
from liren.core.scope import Scope, community_of
from liren.places.models import Kind, Place
from liren.places.selectors import address, places
from liren.ui.naming import local_name
from liren.ui.widgets import LongSelect

AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
SPOTS = (*AREAS, Kind.BUILDING, Kind.POINT)


class PasteForm(forms.Form):
    """Lines of a group and the place they speak of."""

    text = WordsField(
        label=_("Lines from the group"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("As the client copies them: WeChat, WeCom, QQ, DingTalk, phone or computer."),
    )
    place = forms.ModelChoiceField(label=_("For"), queryset=Place.objects.none())

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        areas = places(user.scope_for(CasePermission.REPORT_FOR)).filter(kind__in=SPOTS)
        areas = areas.filter(kind__in=AREAS).order_by("path") or areas.order_by("path")
        choose(self.fields["place"], areas, [(area.pk, local_name(area)) for area in areas])
        self.initial.setdefault("place", first.pk if (first := areas.first()) else None)


class DraftForm(forms.Form):
    """One draft: its title, class and place, and whether it is a case that is known."""

    title = forms.CharField(label=_("Title"), max_length=200)
    category = forms.ModelChoiceField(
        label=_("Class"), queryset=Category.objects.none(), required=False, widget=LongSelect
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), widget=LongSelect
    )
    joins = forms.ModelChoiceField(
        label=_("Known already"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=_("no, a case of its own"),
    )

    def __init__(self, *args: Any, row: Row, shared: "Choices", **rest: Any) -> None:
        rest["prefix"] = f"draft{row['key']}"
        super().__init__(*args, **rest)
        choose(self.fields["category"], Category.objects.all(), shared.categories)
        choose(self.fields["place"], shared.places, shared.place_names)
        wanted = [case for case, _ in row["same"]] + [row["joins"]] * bool(row["joins"])
        self.fields["joins"].queryset = shared.cases.filter(pk__in=wanted)  # type: ignore[attr-defined]  # a choice
        self.initial = {
            "title": row["title"],
            "category": drafted_class(row),
            "place": row["place"],
            "joins": row["joins"],
        }


class Choices:
    """What all drafts of a page choose from, read once."""

    def __init__(self, user: User, place: Place) -> None:
        scope = user.scope_for(CasePermission.REPORT_FOR)
        around = Scope.of([community_of(place.path) or place.path])
        self.places = places(scope).within(around)
        spots = self.places.filter(kind__in=SPOTS).order_by("path")
        self.place_names = place_choices(spots)
        self.categories = class_choices()[1]
        self.cases = visible_to(user)

    def with_homes(self, rows: list[Row]) -> "Choices":
        """Homes and staircases are offered only where the words named one."""
        shown = {pk for _, spots in self.place_names for pk, _ in spots}
        wanted = {pk for row in rows for pk in (row["place"], *row["candidates"])} - shown
        named = self.places.filter(pk__in=wanted).order_by("path")
        self.place_names = [*((spot.pk, address(spot)) for spot in named), *self.place_names]
        return self


class ChatKeyForm(forms.Form):
    """A key for one enterprise messenger at a place."""

    name = forms.CharField(label=_("Which messenger"), max_length=80)
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        areas = places(user.scope_for(CasePermission.SETUP)).filter(kind=Kind.COMMUNITY)
        choose(self.fields["place"], areas, [(area.pk, local_name(area)) for area in areas])
