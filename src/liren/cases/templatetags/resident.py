"""How the sentences of the resident's pages are worded."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from liren.cases.domain.sentences import Said
from liren.cases.selectors.neighbourhood import Opening
from liren.ui import clock

register = template.Library()


@register.filter
def said(sentence: Said) -> str:
    """A sentence in the reader's language, its moments as people say them."""
    now = timezone.now()
    data = {key: _worded(value, now) for key, value in sentence.data.items()}
    return gettext(sentence.text).format_map(data)


def _worded(value: object, now: datetime) -> str:
    if isinstance(value, datetime):
        return clock.moment(value, now)
    return date_format(value, _("j M")) if isinstance(value, date) else str(value or "")


@register.filter
def said_alone(sentence: Said) -> str:
    """The same where nobody's words follow: without the colon that announces them."""
    return said(sentence).rstrip(":： ")


@register.simple_tag
def when_opens(opening: Opening) -> str:
    """The next opening, as people say it."""
    return clock.moment(opening.opens_at, timezone.now())
