"""What people type at the doors of accounts."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.accounts.domain import phones
from liren.accounts.models import Party
from liren.accounts.selectors import LogQuery
from liren.accounts.services import Post
from liren.core.errors import LirenError
from liren.core.permissions import roles
from liren.core.scope import SEGMENT, Scope
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name

ROLES_REACH_DOWN_TO = (
    Kind.CITY,
    Kind.DISTRICT,
    Kind.STREET,
    Kind.COMMUNITY,
    Kind.GRID,
    Kind.COMPOUND,
    Kind.BUILDING,
)


def say_why(form: forms.Form, error: LirenError, field: str | None = None) -> None:
    """Show a refusal inside the form, where the person is looking."""
    form.add_error(field, gettext(error.sentence).format_map(error.data))


def _secret(label: Any, autocomplete: str, **rest: Any) -> forms.CharField:
    attrs = {"autocomplete": autocomplete}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, **rest)


def _digits(label: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


# A day more or less of what lies outside is no date any more.
YEARS = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


def _day(label: Any, **rest: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=YEARS, **rest)


class PhoneForm(forms.Form):
    """The telephone number a code is sent to."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "autofocus": True}),
    )

    def clean_phone(self) -> str:
        """The number as it can be rung."""
        try:
            return phones.normal(self.cleaned_data["phone"])
        except phones.PhoneUnusable as wrong:
            raise forms.ValidationError(gettext(wrong.sentence)) from wrong


class CodeForm(forms.Form):
    """The six digits that were sent."""

    code = _digits(_("The six digits from the message"))


class FirstFactorCodeForm(forms.Form):
    """The first code of a new authenticator."""

    code = _digits(_("The six digits it shows"))


class PasswordSignInForm(forms.Form):
    """Name and password of staff."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = _secret(_("Password"), "current-password")


class SecondFactorForm(forms.Form):
    """The code of this moment, or a recovery code."""

    code = forms.CharField(
        label=_("Code from your authenticator"),
        max_length=20,
        help_text=_("Lost it? Type one of your recovery codes instead."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class PasswordChangeForm(forms.Form):
    """The old password, and the new one twice."""

    old = _secret(_("Your password now"), "current-password")
    new = _secret(
        _("New password"),
        "new-password",
        help_text=_("At least eight characters, not only digits."),
    )
    again = _secret(_("New password once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Both new ones are alike."""
        cleaned = super().clean() or {}
        if cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", gettext("The two new passwords differ."))
        return cleaned


class TokenForm(forms.Form):
    """A name for a key to the API, and how long it holds."""

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    until_date = _day(_("Valid until"), initial=lambda: date.today() + timedelta(days=365))  # noqa: DTZ011 - a suggestion


def indented(place: Place) -> str:
    """The name of a place, further in the deeper it lies, so that the choice reads as a tree."""
    return "\u3000" * (len(place.path) // SEGMENT - 1) + local_name(place)


class PostForm(forms.Form):
    """A role at a place, for a time, as a member of a party."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"))
    party = forms.ModelChoiceField(Party.objects.none(), label=_("Party"), required=False)
    leads = forms.BooleanField(label=_("Leads the party"), required=False)
    from_date = _day(_("From"))
    until_date = _day(_("Until"), required=False)

    def __init__(self, *args: Any, scope: Scope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.key, gettext(r.name)) for r in roles]  # type: ignore[attr-defined]  # it is a ChoiceField
        within = places(scope).filter(kind__in=ROLES_REACH_DOWN_TO)
        self.fields["place"].queryset = within  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["place"].label_from_instance = indented  # type: ignore[attr-defined]  # as above
        self.fields["party"].queryset = Party.objects.within(scope).active()  # type: ignore[attr-defined]  # as above
        self.fields["from_date"].initial = today

    def post(self) -> Post:
        """What was asked for."""
        fields = ("role", "place", "party", "leads", "from_date", "until_date")
        return Post(**{name: self.cleaned_data[name] for name in fields})


class NewUserForm(PostForm):
    """Somebody new, with a first role."""

    username = forms.SlugField(
        label=_("User name"), max_length=60, help_text=_("Letters, digits, dash and underscore.")
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    password = _secret(_("First password"), "new-password")

    field_order = ("username", "name", "password")


class StartForm(forms.Form):
    """A new first password for somebody who lost theirs."""

    password = _secret(_("First password"), "new-password")


class UserSearchForm(forms.Form):
    """Find somebody by name."""

    q = forms.CharField(label=_("Name or user name"), max_length=60, required=False)


class LogForm(forms.Form):
    """What the audit officer looks for."""

    subject = forms.CharField(label=_("Subject"), max_length=120, required=False)
    actor = forms.CharField(label=_("Who"), max_length=120, required=False)
    from_date = _day(_("From"), required=False)
    until_date = _day(_("Until"), required=False)

    def query(self) -> LogQuery:
        """The search; what could not be read is left out."""
        return LogQuery(**{name: value for name, value in self.cleaned_data.items() if value})
