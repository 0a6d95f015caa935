"""A file of messages, and which of its columns is which."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.cases.domain.mapping import FIELDS
from liren.cases.forms.acts import choose
from liren.cases.models import ImportMapping
from liren.cases.permissions import CasePermission
from liren.core.models import PlacedQuerySet
from liren.core.scope import ancestors
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name

LABELS: dict[str, Any] = {
    "title": _("Title"),
    "detail": _("Words of the message"),
    "time": _("When it was said"),
    "number": _("Number at the sender"),
    "name": _("Name"),
    "phone": _("Telephone"),
    "address": _("Where"),
    "category": _("Class"),
    "result": _("Result"),
    "status": _("Stage"),
}


class UploadForm(forms.Form):
    """A CSV or XLSX file and the place its messages belong to."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX; the field names of a 12345 export are known."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
    place = forms.ModelChoiceField(label=_("For"), queryset=Place.objects.none())
    mapping = forms.ChoiceField(label=_("Read as"), required=False)

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(CasePermission.IMPORT)
        areas = places(scope)
        areas = areas.filter(kind__in=(Kind.STREET, Kind.COMMUNITY)).order_by("path")
        choose(self.fields["place"], areas, [(area.pk, local_name(area)) for area in areas])
        self.initial["place"] = first.pk if (first := areas.first()) else None
        above = {step for path in scope.paths for step in ancestors(path)}
        mine = PlacedQuerySet.inside(scope) | Q(place_path__in=above)
        names = ImportMapping.objects.filter(mine).order_by("name").values_list("name", flat=True)
        known = [("", _("work it out from the header")), *((n, n) for n in dict.fromkeys(names))]
        self.fields["mapping"].choices = known  # type: ignore[attr-defined]  # a choice


class MappingForm(forms.Form):
    """Which column holds what; a name remembers it for the next file."""

    remember = forms.CharField(
        label=_("Remember as"),
        max_length=80,
        required=False,
        help_text=_("The next file of this sender is read the same way."),
    )

    def __init__(self, *args: Any, header: list[str], columns: dict[str, int], **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = [("", "—"), *((str(at), name or at + 1) for at, name in enumerate(header))]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], choices=choices, required=False, initial=columns.get(name, "")
            )
        self.order_fields([*FIELDS, "remember"])

    def columns(self) -> dict[str, int]:
        """What was chosen, without what was left open."""
        typed = self.cleaned_data
        return {name: int(typed[name]) for name in FIELDS if typed[name]}
