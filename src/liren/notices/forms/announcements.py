"""What is typed about an announcement and a call."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.scope import Scope
from liren.notices.channels import Reach
from liren.notices.domain.reaching import Outcome
from liren.notices.forms.places import AREAS, PlaceField
from liren.notices.models import Announcement, AnnouncementHome
from liren.notices.services.announcements import LONGEST_TEXT, Draft
from liren.people.selectors import labels
from liren.places.models import Kind, Place

MOMENT = "%Y-%m-%dT%H:%M"
YEARS = (
    MinValueValidator(datetime(1900, 1, 1, tzinfo=UTC)),
    MaxValueValidator(datetime(2999, 12, 31, tzinfo=UTC)),
)
USUAL_DAYS = timedelta(days=7)
REACHES = (
    (Reach.PHONE, _("Text message")),
    (Reach.USER, _("On this site, for those with an account")),
    (Reach.EMAIL, _("E-mail")),
    (Reach.GROUP, _("Group of WeCom or DingTalk")),
    (Reach.PAPER, _("Poster on every door")),
)


class MomentField(forms.DateTimeField):
    """Day and time, as the browser's own clock gives them."""

    def __init__(self, **rest: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(input_formats=[MOMENT], widget=widget, validators=YEARS, **rest)


class AnnouncementForm(forms.Form):
    """An announcement as it is written."""

    place = PlaceField(kinds=(*AREAS, Kind.BUILDING))
    title = forms.CharField(
        label=_("Title"), max_length=60, help_text=_("What it is about, in one line.")
    )
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    labels = forms.MultipleChoiceField(
        label=_("Only for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to tell everybody who lives there."),
    )
    channels = forms.MultipleChoiceField(
        label=_("How they are told"),
        required=False,
        choices=REACHES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The page is always there. Homes that none of these reach are rung."),
    )
    valid_from = MomentField(label=_("Holds from"))
    valid_until = MomentField(label=_("Holds until"))
    is_urgent = forms.BooleanField(
        label=_("Urgent: text messages go out at any hour"), required=False
    )

    def __init__(self, *args: Any, scope: Scope, **rest: Any) -> None:
        super().__init__(*args, **rest)
        place, some = self.fields["place"], self.fields["labels"]
        assert isinstance(place, PlaceField) and isinstance(some, forms.MultipleChoiceField)
        place.look_in(scope)
        some.choices = [(label.key, gettext(label.name)) for label in labels]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins; English comes whole or not at all."""
        typed = super().clean() or self.cleaned_data
        begins, ends = typed.get("valid_from"), typed.get("valid_until")
        if begins and ends and ends <= begins:
            self.add_error("valid_until", _("It must end after it begins."))
        if bool(typed.get("title_en")) != bool(typed.get("text_en")):
            self.add_error("title_en", _("Write title and text in English, or neither."))
        return typed

    def draft(self) -> tuple[Draft, Place]:
        """What the service takes."""
        typed = dict(self.cleaned_data)
        place = typed.pop("place")
        return Draft(**typed), place


def start_of(now: datetime) -> dict[str, object]:
    """A new announcement: from now on, for a week, by text message and on this site."""
    local = timezone.localtime(now)
    end = datetime.combine(local.date() + USUAL_DAYS, time(18), local.tzinfo)
    begin = local.replace(second=0, microsecond=0)
    usual = [Reach.PHONE, Reach.USER, Reach.PAPER]
    return {"valid_from": begin, "valid_until": end, "channels": usual}


def values_of(row: Announcement) -> dict[str, object]:
    """A draft as the form shows it."""
    names = [name for name in AnnouncementForm.base_fields if name != "place"]
    values = {name: getattr(row, name) for name in names}
    local = {name: timezone.localtime(values[name]) for name in ("valid_from", "valid_until")}
    return {**values, **local, "place": row.place_id}


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"), max_length=200, help_text=_("Everybody reads it.")
    )


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=AnnouncementHome._meta.get_field("outcome").choices or (),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("A note"), max_length=200, required=False)

    def clean_outcome(self) -> Outcome:
        """As the rule names it."""
        return Outcome(self.cleaned_data["outcome"])
