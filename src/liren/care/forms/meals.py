"""What is typed about meals."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.care.domain.meals import FEN_A_YUAN, LONGEST_ALLERGY
from liren.care.models import MealOrder, Menu
from liren.care.models.meals import DIETS

MOST_YUAN = 100
FARTHEST = timedelta(days=92)


def _yuan(label: Any, **rest: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=MOST_YUAN, decimal_places=2, max_digits=6, **rest
    )


class MenuForm(forms.Form):
    """A meal that is offered."""

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    meal = forms.ChoiceField(label=_("Meal"), choices=Menu.Meal.choices)
    dishes = forms.CharField(label=_("What there is"), max_length=200)
    price = _yuan(_("Price in yuan"))
    closes = forms.TimeField(
        label=_("Orders until"),
        initial=time(9),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("On the day itself."),
    )

    def clean_date(self) -> Any:
        """A day that somebody still cooks on."""
        day = self.cleaned_data["date"]
        if abs(day - timezone.localdate()) > FARTHEST:
            raise forms.ValidationError(gettext("Please choose a day within the next weeks."))
        return day

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        typed = self.cleaned_data
        zone = timezone.get_current_timezone()
        return {
            "date": typed["date"],
            "meal": typed["meal"],
            "dishes": typed["dishes"],
            "price": int(typed["price"] * FEN_A_YUAN),
            "closes_at": datetime.combine(typed["date"], typed["closes"], zone),
        }


class SubsidyForm(forms.Form):
    """What is paid for a label."""

    label = forms.ChoiceField(
        label=_("For whom"),
        choices=[
            ("elder", _("Sixty or older")),
            ("aged", _("Eighty or older")),
            ("elder_alone", _("Sixty or older and living alone")),
        ],
    )
    yuan = _yuan(_("Yuan a meal"), initial=Decimal(0))


class DietForm(forms.Form):
    """What somebody eats."""

    diet = forms.ChoiceField(label=_("Eats"), choices=list(DIETS.items()))
    allergy = forms.CharField(
        label=_("Must not eat"),
        max_length=LONGEST_ALLERGY,
        required=False,
        help_text=_("Kept sealed; the kitchen sees it on the day of a meal."),
    )


class OrderForm(forms.Form):
    """A meal for somebody who rang or came to the counter."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    channel = forms.ChoiceField(
        choices=[(MealOrder.Channel.PHONE, ""), (MealOrder.Channel.COUNTER, "")]
    )
