"""The choice of a place inside a scope."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from liren.core.scope import SEGMENT, Scope
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name
from liren.ui.widgets import LongSelect

AREAS = (Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
INDENT = "　"


class PlaceField(forms.ModelChoiceField[Place]):
    """One place of some kinds, written under what it belongs to."""

    def __init__(self, *, label: Any = None, kinds: tuple[str, ...] = AREAS, **rest: Any) -> None:
        self.kinds, self.top = kinds, 0
        super().__init__(Place.objects.none(), label=label or _("Place"), widget=LongSelect)

    def look_in(self, scope: Scope) -> None:
        """Offer what lies inside a scope."""
        rows = places(scope).filter(kind__in=self.kinds).order_by("path")
        self.queryset = rows.defer("geometry", "details", "aliases")
        first = rows.first()
        self.top = len(first.path) if first else 0
        self.initial = first  # most often what is meant: one's own community
        self.empty_label = None

    def label_from_instance(self, obj: Model) -> str:
        """The name, as far to the right as it lies deep."""
        assert isinstance(obj, Place)
        return INDENT * ((len(obj.path) - self.top) // SEGMENT) + local_name(obj)
