"""A shift as it is typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.accounts.selectors import users_in
from liren.core.scope import Scope
from liren.notices.forms.announcements import MomentField
from liren.notices.forms.places import PlaceField
from liren.places.models import Kind


class ShiftForm(forms.Form):
    """Who, where, from when until when."""

    place = PlaceField(label=_("For which place"), kinds=(Kind.STREET, Kind.COMMUNITY))
    user = forms.ModelChoiceField(label=_("Who has it"), queryset=User.objects.none())
    from_at = MomentField(label=_("Begins"))
    until_at = MomentField(label=_("Ends"))

    def __init__(self, *args: Any, scope: Scope, now: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        place, user = self.fields["place"], self.fields["user"]
        assert isinstance(place, PlaceField) and isinstance(user, forms.ModelChoiceField)
        place.look_in(scope)
        user.queryset = users_in(scope).filter(is_active=True).order_by("name", "id")
