"""Words of ledgers for their pages."""

from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.ledgers.domain.codes import SENTENCES, Code
from liren.ledgers.forms.imports import label_of
from liren.people import selectors as people
from liren.ui.templatetags.ui import Tab

register = template.Library()

STATES = {
    "looking": (_("Being looked at"), "amber"),
    "mapping": (_("Columns to be checked"), "ink"),
    "reading": (_("Being read"), "amber"),
    "planned": (_("Plan to be checked"), "ink"),
    "applying": (_("Being brought in"), "amber"),
    "applied": (_("Brought in"), "jade"),
    "undoing": (_("Being taken back"), "amber"),
    "undone": (_("Taken back"), "ink"),
    "refused": (_("Cannot be read"), "persimmon"),
}
LISTS = {
    "new": _("New"),
    "changed": _("Changed"),
    "same": _("Nothing new"),
    "joins": _("Recognised"),
    "proposals": _("For a department"),
    "review": _("To be judged"),
    "away": _("Registered elsewhere"),
    "nobody": _("No person"),
    "left_out": _("Partly taken"),
    "errors": _("Errors"),
    "duplicates": _("Said twice"),
    "skipped": _("Skipped"),
}
ABOUT = {
    "new": _("They are not in the register yet."),
    "changed": _("They are known, and the ledger says something else or something more."),
    "same": _("They are known, and the ledger says nothing new. Nothing is written."),
    "joins": _(
        "Recognised by an equal document number, or by name, date of birth and a telephone or home."
    ),
    "proposals": _("A department has to agree before these values hold."),
    "review": _("They look like somebody else. They wait until somebody has judged."),
    "away": _("Another community has registered this number or telephone. It is left untouched."),
    "nobody": _("The line names no person. It stays with the ledger."),
    "left_out": _(
        "The register cannot take these values as they stand. They stay with the ledger."
    ),
    "errors": _("These rows wait until their sender has corrected them."),
    "duplicates": _("The same file says it again; the other row is taken."),
    "skipped": _("Titles, headings, totals, blank rows: nobody stands in them."),
}
SKIPS = {
    "title": _("Title"), "form_info": _("About the form"), "header": _("Headings"),
    "repeated_header": _("Headings again"), "blank": _("Blank"),
    "number_only": _("A number only"), "subtotal": _("Subtotal"), "total": _("Total"),
    "footer": _("Signature or note"), "card_field": _("Part of a card"),
    "notes_sheet": _("Sheet of notes"), "hidden_sheet": _("Hidden sheet"),
    "left_out": _("Left out by you"), "identical": _("The same again"),
    "superseded_by_newer_update": _("An older state"),
}  # fmt: skip
RULES = {
    "number": _("equal number"),
    "contact": _("name, birth and contact"),
    "repeated": _("taken before"),
}
WHYS = {
    "birth_unknown": _("The same name, and telephone or home; a date of birth is missing."),
    "nothing_else_equal": _("The same name and date of birth, nothing else."),
    "several_fit": _("More than one person fits."),
    "sex_differs": _("All is equal but the sex."),
    "other_document": _("The same name, with another kind of document."),
    "name_written_otherwise": _("The name may be written otherwise."),
    "held_twice": _("The line fits two who are registered."),
}
STATUSES = {
    "accepted": ("", ""),
    "proposed": (_("for the department"), "amber"),
    "conflict": (_("changed meanwhile"), "persimmon"),
    "older": (_("stays: what we hold is newer"), "ink"),
    "new": (_("is added"), "jade"),
}
KINDS = {
    "household": _("Household"), "membership": _("Membership of the household"),
    "benefit": _("Benefit"), "payment": _("Payment"), "visit": _("Visit"),
}  # fmt: skip
SHEETS = {
    "list": _("List"), "cards": _("Household cards"), "notes": _("Notes"),
    "hidden": _("Hidden"), "left_out": _("Left out"), "unknown": _("Not understood"),
}  # fmt: skip


@register.filter
def state_of(state: str) -> dict[str, Any]:
    """The word for how far an import is, and its tone."""
    word, tone = STATES[state]
    return {"word": word, "tone": tone}


@register.filter
def list_word(kind: str) -> str:
    """What a list of a plan is called."""
    return str(LISTS[kind])


@register.filter
def list_about(kind: str) -> str:
    """What stands in a list of a plan."""
    return str(ABOUT[kind])


@register.filter
def why_word(why: str) -> str:
    """Why a row is not taken, or why two look alike."""
    return str(SKIPS.get(why) or WHYS.get(why) or why)


@register.filter
def rule_word(rule: str) -> str:
    """By what somebody was recognised."""
    return str(RULES.get(rule, ""))


@register.filter
def code_sentence(code: str) -> str:
    """What is wrong with a value."""
    return gettext(SENTENCES[Code(code)])


@register.filter
def change_word(code: str) -> str:
    """What of a record changes."""
    if "." not in code:
        return str(KINDS.get(code, code))
    return people.name_of(people.element(code))


@register.filter
def status_of(status: str) -> dict[str, Any]:
    """What becomes of one value, and its tone."""
    word, tone = STATUSES.get(status, (status, "ink"))
    return {"word": word, "tone": tone}


@register.filter
def sheet_word(kind: str) -> str:
    """What a sheet is."""
    return str(SHEETS[kind])


@register.filter
def element_label(code: str | None) -> str:
    """What an element of a ledger is called."""
    return label_of(code) if code else ""


@register.simple_tag
def plan_tabs(figures: Any, pk: int, kind: str = "") -> list[Tab]:
    """The lists of a plan that hold something, with their counts."""
    return [
        Tab(
            word,
            f"/desk/ledgers/{pk}/lines/{key}/",
            figures.counts[key],
            key == kind,
            key == "errors",
        )
        for key, word in LISTS.items()
        if figures.counts[key] or key == kind
    ]
