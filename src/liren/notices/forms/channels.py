"""Forms made from what a channel's own dataclass says can be set up."""

from dataclasses import MISSING, Field, fields
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.scope import Scope
from liren.notices.channels import Channel, channels
from liren.notices.forms.places import PlaceField
from liren.notices.models import Delivery
from liren.places.models import Kind

PLACES = (Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
LONGEST = 2000


class SetupForm(forms.Form):
    """A channel at a place; a secret that is left empty stays what it was."""

    place = PlaceField(label=_("For which place"), kinds=PLACES)

    def __init__(
        self, *args: Any, channel: Channel, scope: Scope, known: object = None, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.channel, self.known = channel, known
        place = self.fields["place"]
        assert isinstance(place, PlaceField)
        place.look_in(scope)
        for field in fields(channel.settings):
            self.fields[field.name] = _typed(field, known)

    def clean(self) -> dict[str, Any]:
        """What was kept for one server is not handed to another: it is entered anew."""
        typed = self.cleaned_data
        place = typed.get("place")
        is_same = place is not None and place.pk == self.initial.get("place")
        for field in fields(self.channel.settings):
            if field.metadata.get("where"):
                is_same &= typed.get(field.name) == getattr(self.known, field.name, None)
        for field in fields(self.channel.settings):
            is_kept = field.metadata.get("secret") and getattr(self.known, field.name, "")
            if is_kept and not typed.get(field.name) and not is_same:
                self.add_error(
                    field.name,
                    _("It was kept for another place or server. Please enter it again."),
                )
        return typed

    def values(self) -> Any:
        """What was typed, as the channel's dataclass."""
        typed = {}
        for field in fields(self.channel.settings):
            value = self.cleaned_data[field.name]
            if field.metadata.get("secret") and not value and self.known is not None:
                value = getattr(self.known, field.name)
            typed[field.name] = value
        return self.channel.settings(**typed)


def _typed(field: "Field[Any]", known: object) -> forms.Field:
    usual = None if field.default is MISSING else field.default
    value = getattr(known, field.name, usual)
    is_secret = bool(field.metadata.get("secret"))
    words: dict[str, Any] = {
        "label": field.metadata["label"],
        "help_text": field.metadata.get("hint", ""),
        "required": False,
        "initial": None if is_secret else value,
    }
    if field.type is bool:
        return forms.BooleanField(**words)
    if field.type is int:
        return forms.IntegerField(**words | {"required": True})
    if is_secret:
        words["help_text"] = _("Kept; leave empty to keep it.") if value else ""
        widget: forms.Widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=LONGEST, widget=widget, **words)
    return forms.CharField(max_length=LONGEST, **words)


class LogForm(forms.Form):
    """Which deliveries are looked at."""

    channel = forms.ChoiceField(label=_("Channel"), required=False)
    status = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("all")), *Delivery.Status.choices],
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        chosen = self.fields["channel"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", gettext("all")), *((c.key, gettext(c.name)) for c in channels)]
