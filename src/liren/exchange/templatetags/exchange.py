"""Words for facts and for what went wrong; both are stored as ids."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext

from liren.exchange.forms import FACT_WORDS

register = template.Library()


@register.filter
def fact_word(name: str) -> str | Promise:
    """What a fact is called on a page; its name where we have no words."""
    return FACT_WORDS.get(name, name)


@register.filter
def worded(message_id: str) -> str:
    """A stored message id in the reader's language."""
    return gettext(message_id) if message_id else ""
