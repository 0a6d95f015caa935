"""A file that is sent, and what its columns hold."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.ledgers.domain.elements import BY_CODE, HOME_PARTS
from liren.ledgers.domain.taking import KEPT, TAKEN
from liren.ledgers.models import ImportSheet
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import senders_at
from liren.ledgers.services.importing import NewMapping
from liren.people.selectors import element, name_of
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name

PAYMENTS = "payments[]"
ASKED = ("list", "unknown")  # kinds of sheets whose columns can be said
OWN_NAMES: dict[str, Any] = {
    "home": _("Address in one"),
    "home.estate": _("Estate"),
    "home.building": _("Building"),
    "home.unit": _("Unit"),
    "home.room": _("Room"),
    "home.building+home.unit": _("Building and unit"),
    "home.building+home.room": _("Building and room"),
    "home.building+home.unit+home.room": _("Building, unit and room"),
    "household_head_name": _("Head of the household"),
    "age_stated": _("Age"),
    "grid": _("Grid"),
    "gridcode": _("Code of the grid"),
    "landlord_name": _("Landlord's name"),
    "landlord_phones": _("Landlord's telephone"),
    "registered": _("Day of the entry"),
    "updated": _("Last updated"),
    "legacy_id": _("Number of another program"),
    "occupation": _("Occupation"),
    "workplace": _("Workplace or school"),
    "tenure": _("Owned or rented"),
}


def label_of(code: str) -> str:
    """What an element of a ledger is called; as the register calls it, where it takes it."""
    if code in OWN_NAMES:
        return str(OWN_NAMES[code])
    return name_of(element(TAKEN[code])) if code in TAKEN else code


class SendForm(forms.Form):
    """A ledger, who made it, and whose people it tells of."""

    file = forms.FileField(
        label=_("Ledger"),
        help_text=_(
            "XLSX or CSV, up to 64 MB. Nothing is taken over before you have seen the plan."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        allow_empty_file=True,  # said in our words
    )
    sender = forms.CharField(
        label=_("Who made it"),
        max_length=60,
        help_text=_(
            "Residents see it as the source. How its columns are read is remembered for it."
        ),
        widget=forms.TextInput(attrs={"list": "senders", "autocomplete": "off"}),
    )
    place = forms.ModelChoiceField(label=_("Whose people"), queryset=Place.objects.none())

    def __init__(self, *args: Any, user: User, **rest: Any) -> None:
        super().__init__(*args, **rest)
        scope = user.scope_for(LedgerPermission.IMPORT)
        areas = places(scope).filter(kind=Kind.COMMUNITY).order_by("path")
        field = self.fields["place"]
        field.queryset = areas  # type: ignore[attr-defined]  # a choice of rows
        field.choices = [(area.pk, local_name(area)) for area in areas]  # type: ignore[attr-defined]  # the same
        self.initial.setdefault("place", first.pk if (first := areas.first()) else None)
        self.senders = senders_at(scope)


class CorrectForm(forms.Form):
    """The rows that were sent back, corrected."""

    file = forms.FileField(
        label=_("The corrected file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        allow_empty_file=True,
    )


class ColumnsForm(forms.Form):
    """Which column holds what, sheet by sheet; the suggestion stands there already."""

    remember = forms.BooleanField(
        label=_("Read the next ledger of this sender the same way"), required=False, initial=True
    )

    def __init__(self, *args: Any, sheets: Sequence[ImportSheet], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.sheets = [sheet for sheet in sheets if sheet.kind in (*ASKED, "left_out")]
        listed = choices()
        for sheet in self.sheets:
            is_out = sheet.kind == "left_out"
            self.fields[f"out-{sheet.at}"] = forms.BooleanField(
                label=_("Leave this sheet out"), required=False, initial=is_out
            )
            if sheet.kind == "unknown":
                self.fields[f"header-{sheet.at}"] = forms.IntegerField(
                    label=_("The headings stand in row"), min_value=0, max_value=40, initial=0,
                    help_text=_("0 where there are none."),
                )  # fmt: skip
            for column in sheet.columns:
                if column["element"] != PAYMENTS and not column.get("is_number"):
                    self.fields[f"c-{sheet.at}-{column['at']}"] = forms.ChoiceField(
                        choices=listed,
                        required=False,
                        initial=column["element"] or "",
                        widget=forms.Select(attrs={"class": "input"}),
                    )

    def clean(self) -> dict[str, Any]:
        """A sheet that is read names somebody, and nothing twice that can stand once."""
        typed: dict[str, Any] = super().clean() or {}
        for sheet in self.sheets:
            chosen = self._chosen(sheet, typed)
            if typed.get(f"out-{sheet.at}") or not chosen:
                continue
            codes = [code for code in chosen.values() if code]
            if not {"name", "id_number", "org_name"} & set(codes):
                self.add_error(None, _("Say which column holds the name, or leave the sheet out."))
            twice = {code for code in codes if codes.count(code) > 1 and not may_be_many(code)}
            for code in sorted(twice):
                words = _("“{element}” is chosen for two columns.")
                self.add_error(None, words.format(element=label_of(code)))
        return typed

    def _chosen(self, sheet: ImportSheet, typed: dict[str, Any]) -> dict[int, str | None]:
        return {
            column["at"]: typed.get(f"c-{sheet.at}-{column['at']}") or None
            for column in sheet.columns
            if f"c-{sheet.at}-{column['at']}" in self.fields
        }

    def mapping(self) -> NewMapping:
        """What was said, for the service."""
        typed = self.cleaned_data
        headers = {
            sheet.at: (row, row)
            for sheet in self.sheets
            if (row := typed.get(f"header-{sheet.at}")) is not None
        }
        return NewMapping(
            columns={sheet.at: self._chosen(sheet, typed) for sheet in self.sheets},
            headers=headers,
            left_out=[sheet.at for sheet in self.sheets if typed[f"out-{sheet.at}"]],
            remember=typed["remember"],
        )


def may_be_many(code: str) -> bool:
    """Whether several columns may hold an element."""
    return code in HOME_PARTS or (code in BY_CODE and BY_CODE[code].is_many)


def choices() -> list[Any]:
    """What a column may hold, in two groups: what the register takes, and what stays here."""
    taken = [code for code in TAKEN if code != PAYMENTS]
    return [
        ("", _("keep as it is")),
        (_("Goes into the register"), [(code, label_of(code)) for code in taken]),
        (_("Stays with the ledger"), [(code, label_of(code)) for code in KEPT]),
    ]
