"""The roll, objections to it, letters."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from liren.accounts.selectors import PhoneUnusable, normal_phone
from liren.core.errors import LirenError
from liren.ui.pages import said
from liren.voting.domain.areas import area_text, parse_area
from liren.voting.domain.columns import home_of, plain
from liren.voting.domain.roll import AreaSource, Status
from liren.voting.domain.roll_lines import Owner
from liren.voting.models import LetterDelivery, RollOwner, RollUnit
from liren.voting.services.rolls import NewRoll, UnitChange

SOURCES = RollUnit.SourceName.choices


class RollFileForm(forms.Form):
    """A workbook of owners."""

    file = forms.FileField(label=_("Workbook (XLSX or CSV)"))
    source = forms.ChoiceField(
        label=_("Where the areas are from, unless a line says otherwise"), choices=SOURCES
    )
    reason = forms.CharField(
        label=_("Why the roll is changed"), max_length=200, required=False,
        help_text=_("It stays with this version of the roll, and everybody reads it."),
    )  # fmt: skip

    def new(self) -> NewRoll:
        """What the service takes."""
        typed = self.cleaned_data
        return NewRoll(
            name=typed["file"].name or "",
            source=AreaSource(typed["source"]),
            reason=typed["reason"],
        )


@contextmanager
def on_disk(upload: "File[bytes]") -> Iterator[Path]:
    """The file as a path, for as long as it is read."""
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name or "").suffix[:6]) as file:
        for block in upload.chunks():
            file.write(block)
        file.flush()
        yield Path(file.name)


class AreaField(forms.CharField):
    """Square metres as people write them."""

    def clean(self, value: Any) -> Any:
        """In hundredths."""
        text = super().clean(value)
        if not text:
            return 0
        try:
            return parse_area(text)
        except LirenError as wrong:
            raise forms.ValidationError(said(wrong)) from wrong


class UnitForm(forms.Form):
    """One home of the roll as it should stand."""

    key = forms.CharField(label=_("Home"), max_length=60)
    area = AreaField(label=_("Area (m²)"), max_length=20, required=False)
    owners = forms.CharField(
        label=_("Owners"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: name, telephone, number of the document. "
            "Of those who stand here already the name is enough."
        ),
    )  # fmt: skip
    status = forms.ChoiceField(label=_("Handed over"), choices=RollUnit.StatusName.choices)
    source = forms.ChoiceField(label=_("Where the area is from"), choices=SOURCES)
    developer = forms.CharField(label=_("Developer"), max_length=80, required=False)
    speaker = forms.CharField(label=_("Votes for the co-owners"), max_length=80, required=False)
    leaves_out = forms.BooleanField(
        label=_("Does not count (the rules of procedure leave it out)"), required=False
    )
    is_removed = forms.BooleanField(label=_("Take it off the roll"), required=False)
    reason = forms.CharField(
        label=_("Why the roll is changed"), max_length=200,
        help_text=_("It stays with this version of the roll, and everybody reads it."),
    )  # fmt: skip

    def clean_owners(self) -> list[Owner]:
        """Each with a telephone that can be rung."""
        home = home_of(self.data.get("key", ""))
        return [_owner(line, home) for line in self.cleaned_data["owners"].splitlines() if line]

    def change(self) -> UnitChange:
        """What the service takes."""
        typed = self.cleaned_data
        return UnitChange(
            key=home_of(typed["key"]),
            area=typed["area"],
            owners=typed["owners"],
            status=Status(typed["status"]),
            source=AreaSource(typed["source"]),
            developer=typed["developer"],
            speaker=typed["speaker"],
            counts=not typed["leaves_out"],
            is_removed=typed["is_removed"],
        )


def _owner(line: str, home: str) -> Owner:
    parts = [part.strip() for part in line.replace("，", ",").split(",")]
    name, phone, document = (*parts, "", "")[:3]
    try:
        number = normal_phone(phone) if phone else ""
    except PhoneUnusable as wrong:
        raise forms.ValidationError(said(wrong)) from wrong
    papers = plain(document).upper()
    return Owner(papers or f"{plain(name)}|{number or home}", name[:80], number, papers[:40])


def unit_values(unit: RollUnit, owners: dict[str, RollOwner]) -> dict[str, object]:
    """A home as the form shows it; telephones stay sealed, and are typed anew with a change."""
    names = [owners[key].name for key in unit.owners if key in owners]
    speaker, developer = owners.get(unit.speaker), owners.get(unit.developer)
    return {
        "key": unit.key,
        "area": area_text(unit.area),
        "owners": "\n".join(names),
        "status": unit.status,
        "source": unit.area_source,
        "developer": developer.name if developer else "",
        "speaker": speaker.name if speaker else "",
        "leaves_out": not unit.counts,
    }


class ObjectionForm(forms.Form):
    """What is not right."""

    unit = forms.CharField(label=_("Which home"), max_length=60)
    text = forms.CharField(
        label=_("What is not right"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = forms.CharField(
        label=_("Your telephone"), max_length=20, required=False,
        help_text=_("Only to answer you."), widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # for robots


class AnswerForm(forms.Form):
    """What the office says."""

    answer = forms.CharField(
        label=_("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_granted = forms.BooleanField(
        label=_("The objection is right; the roll is changed"), required=False
    )


class DeliveryForm(forms.Form):
    """How letters arrived."""

    way = forms.ChoiceField(label=_("How"), choices=LetterDelivery.Way.choices)
    note = forms.CharField(label=_("A note"), max_length=200, required=False)
