"""How the counts of a cause are worded: no more than they can carry."""

from django import template
from django.utils.translation import gettext_lazy as _

from liren.cases.domain.causes import Comparison, Trend

register = template.Library()
WORDS = {
    Trend.NOTHING_BEFORE: _("Nothing to compare with: the records do not reach back that far."),
    Trend.TOO_FEW: _("Too few to say anything."),
    Trend.CHANCE: _("The difference may be chance."),
    Trend.MORE: _("More than before, and hardly by chance."),
    Trend.FEWER: _("Fewer than before, and hardly by chance."),
}


@register.filter
def trend(compared: Comparison) -> str:
    """What two counts allow us to say."""
    return str(WORDS[compared.trend])
