"""What administrators type: a key, a subscription."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.core.errors import LirenError
from liren.exchange.permissions import ExchangePermission
from liren.exchange.selectors.facts import offered
from liren.exchange.selectors.keys import JURISDICTIONS
from liren.places.models import Place
from liren.places.selectors import places
from liren.ui.naming import local_name

FACT_WORDS = {
    "cases.reported": _("somebody reported"),
    "cases.filed": _("taken up as a case"),
    "cases.refused": _("not taken up"),
    "cases.dispatched": _("handed to a party"),
    "cases.returned": _("given back by a party"),
    "cases.handled": _("reported as done"),
    "cases.suspended": _("put off with a reason"),
    "cases.closed": _("checked and closed"),
    "cases.judged": _("judged by a resident"),
    "cases.reopened": _("reopened"),
    "cases.merged": _("joined with another case"),
    "cases.part_settled": _("a helper's part is settled"),
    "cases.whistle_blown": _("a whistle was blown"),
    "cases.whistle_ended": _("a whistle was ended"),
    "workorders.issued": _("an order was given"),
    "workorders.closed": _("an order was settled"),
    "workorders.due_soon": _("an order is due soon"),
    "workorders.late": _("an order is late"),
    "workorders.escalated": _("an order was put before the next level"),
    "workorders.rescheduled": _("an order has a new due time"),
    "ledgers.report_sent": _("a report was made and sent"),
    "core.log_sealed": _("once a day, the digest that proves the log"),
}


def say_why(form: forms.Form, error: LirenError, field: str | None = None) -> None:
    """Show a refusal inside the form, where the person is looking."""
    form.add_error(field, gettext(error.sentence).format_map(error.data))


class _AtPlace(forms.Form):
    """Something that is set up for a place of the administrator's."""

    name = forms.CharField(
        label=_("Whose system"), max_length=80, help_text=_("So that you know later who it is.")
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(ExchangePermission.MANAGE)
        areas = places(scope).filter(kind__in=JURISDICTIONS).order_by("path")
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = areas
        field.choices = [(area.pk, local_name(area)) for area in areas]


class KeyForm(_AtPlace):
    """A key to the Open311 door."""

    may_write = forms.BooleanField(
        label=_("May send reports"),
        required=False,
        help_text=_("Without this it only reads what any neighbour may read."),
    )


class SubscriptionForm(_AtPlace):
    """Another system that is told what happens."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Messages are sent there by POST, signed."),
    )
    facts = forms.MultipleChoiceField(
        label=_("What is told"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["facts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, FACT_WORDS.get(name, name)) for name in offered()]
