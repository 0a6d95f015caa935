"""What forms about one topic share: each is one deed, with its words."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liren.deliberation.forms.resident import area
from liren.deliberation.models import Topic

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Word: TypeAlias = "StrOrPromise"


def moment_field(
    label: Word, help_text: Word = "", *, required: bool = True
) -> forms.DateTimeField:
    """A day and a time."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def day_field(label: Word) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def in_days(days: int) -> datetime:
    """Some days from today, at eight in the evening."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(20)))


class DeedForm(forms.Form):
    """What is typed for one deed about one topic."""

    do_not_call_in_templates: ClassVar[bool] = True  # the page names deeds by their classes
    label: ClassVar[Word] = ""
    icon: ClassVar[str] = "check"
    done: ClassVar[Word] = _("Done.")
    hint: ClassVar[Word] = ""

    def __init__(self, *args: Any, topic: Topic, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.topic = topic


class WordsForm(DeedForm):
    """A step that is taken with words for everybody."""

    words = forms.CharField(label=_("Words for everybody"), max_length=1000, widget=area(3))


class PlainForm(DeedForm):
    """A step that needs nothing but the will."""

    words = forms.CharField(
        label=_("Words for everybody"), max_length=1000, required=False, widget=area(2)
    )
