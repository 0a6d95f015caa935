"""What is typed to vote, at the desk or at home: codes, answers, numbers of papers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.voting.domain.ballots import CHOICES, Choice
from liren.voting.models import Question

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
ALONE = (Choice.AGREE, Choice.OPPOSE, Choice.ABSTAIN)
NONE_OF_THEM = _("Abstain: none of them")
SPOILED = (Choice.SPOILED, _("Spoiled: not one clear choice"))
KINDS = (
    ("property_staff", _("works for the property firm")),
    ("developer", _("works for the developer")),
    ("committee_candidate", _("is a candidate in this vote")),
)


class LetterForm(forms.Form):
    """The letter's code, and the telephone that the roll has."""

    code = forms.CharField(
        label=_("Code on the letter"), max_length=40, widget=forms.TextInput(attrs=DIGITS),
        help_text=_("Twelve digits under the picture code."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Your telephone"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("The one that the roll has for you. Six digits are sent to it."),
    )  # fmt: skip


class DigitsForm(forms.Form):
    """The six digits."""

    digits = forms.CharField(
        label=_("Six digits from the message"), max_length=12,
        widget=forms.TextInput(attrs={**DIGITS, "autocomplete": "one-time-code"}),
    )  # fmt: skip


class BallotForm(forms.Form):
    """The answers to all questions; at the desk a paper can also be spoiled."""

    def __init__(
        self, *args: Any, questions: Sequence[Question], on_paper: bool = False, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.questions, self.on_paper = questions, on_paper
        for question in questions:
            self.fields[f"q{question.number}"] = _field(question, on_paper)

    def answers(self) -> dict[int, list[str]]:
        """What was chosen, by number."""
        found: dict[int, list[str]] = {}
        for question in self.questions:
            chosen = self.cleaned_data.get(f"q{question.number}") or []
            found[question.number] = [chosen] if isinstance(chosen, str) else list(chosen)
        return found

    def rows(self) -> list[tuple[Question, forms.BoundField]]:
        """The questions, each with its field."""
        return [(one, self[f"q{one.number}"]) for one in self.questions]


def _label(candidate: Mapping[str, str], on_paper: bool) -> str:
    """A name, with the few words about it where somebody has to choose."""
    name, about = candidate["name"], candidate["about"]
    if on_paper or not about:
        return name
    return format_html('{} <span class="hint">{}</span>', name, about)


def _field(question: Question, on_paper: bool) -> forms.Field:
    spoiled = [SPOILED] if on_paper else []
    if not question.candidates:
        choices: list[tuple[Any, Any]] = [(one, gettext(CHOICES[one])) for one in ALONE]
        choices += spoiled
    else:
        names = [(one["name"], _label(one, on_paper)) for one in question.candidates]
        choices = [*names, (Choice.ABSTAIN, NONE_OF_THEM), *spoiled]
    label = question.text
    if question.candidates and question.most_picks > 1:
        return forms.MultipleChoiceField(
            label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
        )
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)


class EnvelopeForm(forms.Form):
    """A paper is handed in."""

    number = forms.CharField(
        label=_("Number on the paper"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Type it, or scan the picture code."),
    )  # fmt: skip
    is_by_proxy = forms.BooleanField(label=_("Handed in by the proxy"), required=False)


class ProxyForm(forms.Form):
    """Who votes for whom."""

    home = forms.CharField(label=_("Home"), max_length=60)
    holder = forms.CharField(label=_("Who votes for the owner"), max_length=80)
    document = forms.CharField(
        label=_("Number of their document"), max_length=40, required=False,
        help_text=_("Tells two people of one name apart. It is not kept readable."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("This person"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    instruction = forms.CharField(
        label=_("Written instruction"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sealed until the papers are entered."),
    )  # fmt: skip
    is_written = forms.BooleanField(
        label=_("The written proxy, signed by the owner, was seen and kept"), required=False
    )


class EnvelopesForm(forms.Form):
    """How many envelopes lie in the box."""

    envelopes = forms.IntegerField(label=_("Envelopes counted by hand"), min_value=0)
    difference = forms.CharField(
        label=_("How a difference came about"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class FinishForm(forms.Form):
    """The photograph, or why there is none."""

    photo = forms.ImageField(label=_("Photo of the counted papers"), required=False)
    reason = forms.CharField(label=_("Why there is none"), max_length=200, required=False)


class VoidForm(forms.Form):
    """Why a ballot must be voided."""

    reason = forms.CharField(label=_("Why it must be voided"), max_length=300)


class CityForm(forms.Form):
    """The file of the city's system."""

    file = forms.FileField(label=_("File of the city's system (XLSX or CSV)"))


class ReceiptForm(forms.Form):
    """A receipt code."""

    code = forms.CharField(
        label=_("Receipt code"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("Twenty letters and digits, from the receipt or the stub of the paper."),
    )  # fmt: skip
