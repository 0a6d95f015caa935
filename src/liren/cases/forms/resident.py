"""What a resident types: checked and cleaned, and never thrown away."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liren.accounts.selectors import normal_phone
from liren.cases.models import Category, Shown
from liren.cases.selectors.neighbourhood import SpotGroup
from liren.cases.services.classes import active_tree
from liren.cases.services.report import NothingSaid
from liren.core.errors import Invalid
from liren.places.models import Place
from liren.places.selectors import inside
from liren.ui.naming import local_name

MOST_LETTERS = 5000
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
BLANK: list[tuple[str, Any]] = [("", _("Please choose"))]


class WordsField(forms.CharField):
    """Words as people type or paste them: control characters fall away, nothing else."""

    def to_python(self, value: object) -> str:
        """Clean before any validator can refuse what nobody sees."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return str(super().to_python(CONTROLS.sub("", text)))


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """The pictures of one form; what is in them is the service's matter."""

    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[Any]]":
        """Every file that came, empty ones left out."""
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if isinstance(file, UploadedFile) and file.size]


def words_widget(rows: int, placeholder: str | Promise) -> forms.Textarea:
    """A text area that says by an example what to write."""
    return forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})


def shown_choices() -> list[tuple[str, Promise | str]]:
    """How much neighbours may know, what holds without a word first."""
    return [(one.value, one.label) for one in (Shown.MATTER, Shown.WORDS, Shown.OFFICE)]


class ReportForm(forms.Form):
    """Words or a photo, a place, and how to be answered."""

    text = WordsField(
        label=_("What is it?"),
        max_length=MOST_LETTERS,
        widget=words_widget(4, _("For example: the lamp at the gate of building 3 is out")),
        error_messages={
            "required": _(NothingSaid.sentence),
            "max_length": _("This is longer than %(limit_value)d letters. The gist is enough."),
        },
    )
    photos = PhotosField(label=_("Photos"), required=False)
    place = forms.IntegerField(
        label=_("Where is it?"),
        error_messages={
            "required": _("Where is it? Choose a place, or name the building in your words."),
            "invalid": _("Please choose a place from the list."),
        },
    )
    place_note = WordsField(
        label=_("The exact spot"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Unit 3, second floor")}),
    )
    phone = WordsField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        help_text=_("Only used to answer you about this matter."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    shown = forms.ChoiceField(
        label=_("Who may know of it?"),
        choices=shown_choices(),
        widget=forms.RadioSelect,
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    known = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(
        self, *args: Any, community: Place, groups: Sequence[SpotGroup], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.initial["shown"] = self.initial.get("shown") or Shown.MATTER
        self.community = community
        self.fields["place"].widget = forms.Select(choices=_choices(groups))

    def clean_place(self) -> Place:
        """The place, if it lies in this neighbourhood."""
        found = inside(self.community).filter(pk=self.cleaned_data["place"]).first()
        if found is None:
            raise forms.ValidationError(_("Please choose a place from the list."), code="outside")
        return found

    def clean_phone(self) -> str:
        """A number that can be rung, or none."""
        return checked_phone(self.cleaned_data["phone"])

    def forgive(self, name: str) -> None:
        """Something else says what this field would have said."""
        if self.has_error(name, "required"):
            del self.errors[name]

    def clean_website(self) -> str:
        """People do not see this field; whoever fills it in is no person."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Please leave this field empty."))
        return ""


def checked_phone(typed: str) -> str:
    """A telephone number in its normal form; empty stays empty."""
    try:
        return normal_phone(typed) if typed.strip() else ""
    except Invalid as wrong:
        raise forms.ValidationError(_(wrong.sentence)) from wrong


def _choices(groups: Sequence[SpotGroup]) -> list[tuple[str, Any]]:
    grouped: list[tuple[str, Any]] = [
        (group.name or str(_("Elsewhere here")), _spots(group)) for group in groups
    ]
    return [*BLANK, *grouped]


def _spots(group: SpotGroup) -> list[tuple[int, str]]:
    own = [(spot.pk, local_name(spot)) for spot in group.spots]
    if group.whole is None:
        return own
    everywhere = _("%(place)s, outdoors or not listed") % {"place": group.name}
    return [*own, (group.whole.pk, everywhere)]


class MoreForm(forms.Form):
    """Something more about one's own report."""

    text = WordsField(
        label=_("More words"),
        required=False,
        max_length=MOST_LETTERS,
        widget=words_widget(3, _("It has got worse, or we were wrong about the place …")),
    )
    photos = PhotosField(label=_("Photos"), required=False)


SOLVED = [("yes", _("Yes, solved")), ("no", _("No, not solved"))]
SATISFIED = [("yes", _("Satisfied")), ("no", _("Not satisfied"))]


class VerdictForm(forms.Form):
    """The resident's word on the result."""

    solved = forms.ChoiceField(label=_("Is it solved?"), choices=SOLVED, widget=forms.RadioSelect)
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied with how it was done?"),
        choices=SATISFIED,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = WordsField(
        label=_("Anything you want to say"),
        required=False,
        max_length=1000,
        widget=words_widget(2, _("What is still not right?")),
    )


class CodeForm(forms.Form):
    """The number and the six figures of a slip."""

    number = WordsField(
        label=_("Number"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "261122-417"}),
    )
    code = WordsField(
        label=_("Six-figure code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class KindField(forms.ModelChoiceField[Category]):
    """Classes by their names in the reader's language."""

    def label_from_instance(self, obj: Category) -> str:
        """The words of one choice."""
        return local_name(obj)


class KindForm(forms.Form):
    """What a report is really about."""

    kind = KindField(
        label=_("What is it about?"),
        queryset=Category.objects.none(),
        empty_label=_("Please choose"),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fine = Category.objects.filter(tree=active_tree(), parent__isnull=False)
        self.fields["kind"].queryset = fine  # type: ignore[attr-defined]  # a ModelChoiceField
