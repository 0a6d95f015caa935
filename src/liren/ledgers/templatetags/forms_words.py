"""How forms, rounds, reports and their figures are worded."""

from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.errors import LirenError
from liren.ledgers.domain.burden import SECONDS_PER_CELL
from liren.ledgers.domain.declared import Fault
from liren.ledgers.domain.forms import Asked
from liren.ledgers.domain.forms import Form as Declared
from liren.ledgers.domain.forms_gate import SAYS, Refusal, Verdict
from liren.ledgers.models import Form, FormRound
from liren.ledgers.selectors.rows_others import all_sources
from liren.ledgers.services.reports_workbook import shown
from liren.ui.naming import is_english
from liren.ui.pages import said

register = template.Library()

STAGES = {
    "refused": (_("refused at the gate"), "persimmon"),
    "waiting": (_("before the street"), "amber"),
    "admitted": (_("admitted"), "jade"),
    "denied": (_("denied by the street"), "persimmon"),
    "ended": (_("asked no more"), "ink"),
    "held": (_("before the street"), "amber"),
    "open": (_("to be filled"), "amber"),
    "submitted": (_("handed in"), "jade"),
    "cancelled": (_("not asked"), "ink"),
}
RHYTHMS = {
    "once": _("once"),
    "month": _("every month"),
    "quarter": _("every quarter"),
    "year": _("every year"),
}
GRAINS = {
    "person": _("one row a person"),
    "household": _("one row a household"),
    "home": _("one row a home"),
    "case": _("one row a case"),
}

ASKED = {
    Asked.TEXT: _("words"),
    Asked.NUMBER: _("a number"),
    Asked.DATE: _("a date"),
    Asked.YES_NO: _("yes or no"),
}


@register.filter
def asked_word(asked: str) -> Any:
    """What is to be written; the list of a choice speaks for itself."""
    return {str(key): word for key, word in ASKED.items()}.get(asked, asked)


@register.filter
def stage_word(row: Form | FormRound) -> Any:
    """Where a form or a round stands."""
    return STAGES[row.stage][0]


@register.filter
def stage_tone(row: Form | FormRound) -> str:
    """In which colour."""
    return STAGES[row.stage][1]


@register.filter
def rhythm_word(rhythm: str) -> Any:
    """How often."""
    return RHYTHMS[rhythm]


@register.filter
def grain_word(grain: str) -> Any:
    """What a row is about."""
    return GRAINS[grain]


@register.filter
def refusals(verdict: Verdict) -> list[str]:
    """Why a form was refused, in sentences."""
    return [gettext(SAYS[one]).format_map(verdict.data) for one in verdict.refusals]


@register.filter
def repeats(verdict: Verdict) -> bool:
    """Whether it asks again what is held."""
    return Refusal.REPEATS in verdict.refusals


@register.filter
def again(verdict: Verdict) -> list[tuple[str, str]]:
    """The columns that are asked again, and where each is held already."""
    names = {
        code: called(source) for listed in all_sources().values() for code, source in listed.items()
    }
    return [
        (
            held.column,
            gettext("asked by “{form}”").format(form=held.form)
            if held.form
            else gettext("held as {source}").format(source=names.get(held.source, held.source)),
        )
        for held in verdict.again
    ]


@register.filter
def fault_words(fault: Fault) -> str:
    """What is wrong with a file, in a sentence."""
    return gettext(fault.says).format_map(fault.data)


@register.filter
def error_words(error: LirenError) -> str:
    """The sentence of an error."""
    return said(error)


@register.filter
def figure(value: Any) -> str:
    """A figure of a report."""
    return shown(value)


@register.filter
def period_word(period: str) -> str:
    """What a period is called."""
    return gettext("once") if period == "once" else period


@register.filter
def called(thing: Any) -> str:
    """The name of a form, a report or a measure in the reader's language."""
    return thing.name_en if is_english() and thing.name_en else str(thing.name)


@register.filter
def heading(column: Any) -> str:
    """The heading of a column, the last word of its way."""
    return column.header_en if is_english() and column.header_en else str(column.name)


@register.filter
def way(column: Any) -> str:
    """The heading of a column with all that stands above it."""
    own = heading(column)
    return own if own != column.name else " / ".join(column.header)


@register.filter
def noted(form: Declared) -> str:
    """What a form says to whoever fills it, in the reader's language."""
    return form.note_en if is_english() and form.note_en else form.note


@register.simple_tag
def seconds_a_cell() -> int:
    """The assumption of the burden meter."""
    return SECONDS_PER_CELL
