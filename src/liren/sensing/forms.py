"""What people type about devices, alerts and rules."""

from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.core.errors import LirenError
from liren.people.models import Person
from liren.people.selectors.persons import persons
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.places.selectors import PlaceUnknown, by_code, places
from liren.sensing.adapters import adapters
from liren.sensing.domain.alerts import Result
from liren.sensing.domain.findings import Found
from liren.sensing.domain.presets import presets
from liren.sensing.models import EbikeDecision, Gateway, Kind
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.devices import gateways_in_use
from liren.ui.naming import local_name
from liren.ui.pages import said

RESULTS: dict[Result, str | Promise] = {
    Result.HELPED: _("Somebody was helped"),
    Result.HOSPITAL: _("Somebody went to hospital"),
    Result.FIRE: _("It burned"),
    Result.REPAIRED: _("Something was repaired"),
    Result.ADVISED: _("Somebody was spoken to"),
    Result.OTHER: _("Something else, and it was right to go"),
    Result.AWAY: _("Nothing: nobody was at home"),
    Result.COOKING: _("Nothing: cooking or steam"),
    Result.CLEANING: _("Nothing: cleaning or dust"),
    Result.TEST: _("Nothing: it was being tried"),
    Result.DEVICE: _("Nothing: the device is at fault"),
    Result.MISTAKEN: _("Nothing: the device took it for something else"),
}
# What can have come of it, where the kind of an alert rules the rest out.
OF_KIND: dict[Found, tuple[Result, ...]] = {
    Found.EBIKE: (Result.ADVISED, Result.OTHER, Result.MISTAKEN, Result.DEVICE, Result.TEST),
    Found.FALLING: (
        *(Result.HELPED, Result.HOSPITAL, Result.ADVISED, Result.OTHER),
        *(Result.MISTAKEN, Result.DEVICE, Result.TEST),
    ),
    Found.OFFLINE: (Result.REPAIRED, Result.OTHER, Result.AWAY, Result.DEVICE, Result.TEST),
}
MINUTES = 60
AREAS = (PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.COMPOUND)


def say_why(form: forms.Form, error: LirenError, name: str | None = None) -> None:
    """Show a refusal inside the form, where the person is looking."""
    form.add_error(name, said(error))


class HandleForm(forms.Form):
    """What was done."""

    note = forms.CharField(
        label=_("What did you do?"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(forms.Form):
    """What it turned out to be; `found` narrows what can be chosen."""

    result = forms.ChoiceField(
        label=_("What was it?"),
        choices=[(result.value, words) for result, words in RESULTS.items()],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a few words"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, found: str = "", **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        results = OF_KIND.get(Found(found), tuple(RESULTS)) if found else tuple(RESULTS)
        field.choices = [(result.value, RESULTS[result]) for result in results]


class LookForm(forms.Form):
    """Why somebody has to look at a recording."""

    reason = forms.CharField(label=_("Why do you have to look at it?"), max_length=200)


class JoinForm(forms.Form):
    """Into which case alerts are put: a new one with these words, or one that runs."""

    words = forms.CharField(
        label=_("The matter in a sentence"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one or two sentences. Write no names."),
    )
    case = forms.RegexField(
        r"^(\d{6}-)?\d{1,9}$",
        label=_("Or the number of a case that runs already"),
        required=False,
        error_messages={"invalid": _("A number such as 261127-55.")},
    )

    def clean_case(self) -> int | None:
        """Its id: what stands behind the day in the number that people know."""
        typed: str = self.cleaned_data["case"]
        return int(typed.rpartition("-")[2]) if typed else None

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and not data.get("case") and not data.get("words", "").strip():
            self.add_error("words", gettext("Please write a sentence, or name a case."))
        return data


class EbikeForm(forms.Form):
    """What is made of e-bikes that come back; the words are those of a request or a notice."""

    answer = forms.ChoiceField(choices=EbikeDecision.Answer.choices, widget=forms.HiddenInput)
    last_alert = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=60, required=False)
    words = forms.CharField(
        label=_("Text"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class _PlaceField(forms.CharField):
    """A place by its code, inside the scope that the form was given."""

    user: User
    permission: SensingPermission

    def clean(self, value: Any) -> Place:
        """The place; one that lies elsewhere is as unknown as one that is not."""
        code = super().clean(value)
        try:
            place = by_code(code)
        except PlaceUnknown as unknown:
            raise forms.ValidationError(said(unknown)) from unknown
        if not self.user.has_perm(self.permission, place):
            raise forms.ValidationError(said(PlaceUnknown(place=code)))
        return place


class _GatewayField(forms.ModelChoiceField[Gateway]):
    """A gateway in use of the scope that the form was given, or none."""

    def __init__(self) -> None:
        super().__init__(
            Gateway.objects.none(),
            label=_("Gateway"),
            required=False,
            empty_label=_("None: it speaks for itself"),
            help_text=_("The platform, panel or concentrator that speaks for it, if any."),
        )

    def label_from_instance(self, obj: Gateway) -> str:
        """By number and name."""
        return f"{obj.number} · {obj.name}"


class BehindForm(forms.Form):
    """Which gateway speaks for a device."""

    gateway = _GatewayField()

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        _offer_gateways(self, user)


def _offer_gateways(form: forms.Form, user: User) -> None:
    field = form.fields["gateway"]
    assert isinstance(field, _GatewayField)
    field.queryset = gateways_in_use(user.scope_for(SensingPermission.REGISTER))


class RegisterForm(forms.Form):
    """A new device."""

    number = forms.SlugField(
        label=_("Number"), max_length=40, help_text=_("As it is printed on the device.")
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    place = _PlaceField(
        label=_("Place code"),
        max_length=32,
        help_text=_("Of the community while it lies in stock, or of the home where it hangs."),
    )
    hangs = forms.BooleanField(
        label=_("It hangs there already"), required=False, help_text=_("Else it is claimed later.")
    )
    maker = forms.CharField(label=_("Maker"), max_length=60, required=False)
    name = forms.CharField(label=_("Where in the place"), max_length=80, required=False)
    every = forms.IntegerField(
        label=_("Speaks every … minutes"), min_value=1, max_value=7 * 24 * 60, initial=60
    )
    gateway = _GatewayField()

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["place"]
        assert isinstance(field, _PlaceField)
        field.user, field.permission = user, SensingPermission.REGISTER
        _offer_gateways(self, user)

    @property
    def new(self) -> dict[str, Any]:
        """The words of `NewDevice`."""
        data = self.cleaned_data
        return {
            **{
                name: data[name] for name in ("number", "kind", "place", "maker", "name", "gateway")
            },
            "expected_every": data["every"] * MINUTES,
            "is_claimed": data["hangs"],
        }


class ClaimForm(forms.Form):
    """Where a device hangs, and whose it is."""

    place = _PlaceField(label=_("Place code"), max_length=32)
    person = forms.CharField(
        label=_("Who lives there"),
        required=False,
        help_text=_("The name, if the device tells of this person and they agreed to it."),
    )

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._user = user
        field = self.fields["place"]
        assert isinstance(field, _PlaceField)
        field.user, field.permission = user, SensingPermission.CLAIM

    def clean(self) -> dict[str, Any]:
        """The person of that name who lives at the place."""
        data = super().clean() or {}
        name, place = data.get("person", "").strip(), data.get("place")
        data["person"] = self._person(name, place) if name and place else None
        return data

    def _person(self, name: str, place: Place) -> Person | None:
        scope = self._user.scope_for(SensingPermission.CLAIM)
        found = list(persons(scope).filter(place=place, name=name, left_on__isnull=True)[:2])
        if len(found) == 1:
            return found[0]
        self.add_error("person", gettext("Nobody of this name is registered at this place."))
        return None


class FileForm(forms.Form):
    """A table of devices."""

    file = forms.FileField(label=_("Table (CSV or XLSX)"))


class GatewayForm(forms.Form):
    """Who speaks for many devices."""

    number = forms.SlugField(
        label=_("Number"),
        max_length=40,
        help_text=_("In its address; of a fire panel the six bytes of its source, in hex."),
    )
    name = forms.CharField(label=_("Whose system"), max_length=80)
    adapter = forms.ChoiceField(label=_("How it speaks"), choices=())
    place = _PlaceField(label=_("Place code"), max_length=32)

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        adapter, place = self.fields["adapter"], self.fields["place"]
        assert isinstance(adapter, forms.ChoiceField) and isinstance(place, _PlaceField)
        adapter.choices = [(one.key, gettext(one.name)) for one in adapters]
        place.user, place.permission = user, SensingPermission.REGISTER


class TryForm(forms.Form):
    """A rule and a place to try it at: one that ships, or a file."""

    rule = forms.ChoiceField(label=_("Alarm rule"), choices=())
    file = forms.FileField(
        label=_("Or a file of your own"), required=False, help_text=_("TOML, at most 8 kB.")
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        rule, place = self.fields["rule"], self.fields["place"]
        assert isinstance(rule, forms.ChoiceField) and isinstance(place, forms.ModelChoiceField)
        rule.choices = [(key, local_name(one)) for key, one in presets().items()]
        areas = places(user.scope_for(SensingPermission.RULES)).filter(kind__in=AREAS)
        place.queryset = areas.order_by("path")
        place.choices = [(area.pk, local_name(area)) for area in place.queryset]

    def clean_file(self) -> str:
        """The words of the file; none was sent: none."""
        sent = self.cleaned_data.get("file")
        if not sent:
            return ""
        if sent.size > MOST_BYTES or Path(sent.name).suffix.lower() != ".toml":
            raise forms.ValidationError(gettext("This is no rule file: TOML, at most 8 kB."))
        try:
            words: str = sent.read().decode()
        except UnicodeDecodeError:
            raise forms.ValidationError(
                gettext("This is no rule file: TOML, at most 8 kB.")
            ) from None
        return words


MOST_BYTES = 8_000
