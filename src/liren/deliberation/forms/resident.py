"""What neighbours type: words, ticks, proposals, whether it helped."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.deliberation.models import Evaluation
from liren.deliberation.selectors.ballots import Line
from liren.deliberation.selectors.measures import MeasureNow
from liren.deliberation.services.budgets import LONGEST_TEXT, LONGEST_TITLE
from liren.deliberation.services.evaluations import LONGEST_WORDS as LONGEST_VERDICT
from liren.deliberation.services.moderating import LONGEST_APPEAL
from liren.deliberation.services.needs import LONGEST_NEED
from liren.deliberation.services.talk import LONGEST_COMMENT, LONGEST_STATEMENT
from liren.deliberation.services.topics import LONGEST_WORDS


def area(rows: int = 3) -> forms.Textarea:
    """Room for words."""
    return forms.Textarea(attrs={"rows": rows})


class RaiseForm(forms.Form):
    """A few words about what concerns everybody."""

    words = forms.CharField(
        label=_("What should we talk over?"), max_length=LONGEST_WORDS, widget=area(5)
    )


class StatementForm(forms.Form):
    """One short thought."""

    text = forms.CharField(
        label=_("Something that nobody has said yet"),
        max_length=LONGEST_STATEMENT,
        widget=area(2),
        help_text=_("One thought, in one sentence. Others say whether they agree."),
    )


class CommentForm(forms.Form):
    """Words beside the matter."""

    text = forms.CharField(
        label=_("What would you say?"), max_length=LONGEST_COMMENT, widget=area(3)
    )


class NeedForm(forms.Form):
    """What somebody needs."""

    text = forms.CharField(
        label=_("What do you need?"),
        max_length=LONGEST_NEED,
        widget=area(3),
        help_text=_("Every need is answered here, in public."),
    )


class ProjectForm(forms.Form):
    """A proposal with what it may cost."""

    title = forms.CharField(label=_("Your project in a few words"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("What is to be done, where, and for whom?"),
        max_length=LONGEST_TEXT,
        widget=area(4),
    )
    asked = forms.IntegerField(
        label=_("What may it cost, in yuan?"),
        min_value=1,
        max_value=100_000_000,
        help_text=_("A rough sum will do. The committee checks it."),
    )


class TickForm(forms.Form):
    """Some of the lines."""

    ticks = forms.MultipleChoiceField(
        label=_("Tick what you want"), widget=forms.CheckboxSelectMultiple, required=False
    )
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Line], **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = [(line.key, line.title) for line in lines]
        self.fields["ticks"].choices = choices  # type: ignore[attr-defined]  # a choice field


class EvaluateForm(forms.Form):
    """Whether each of the measures helped."""

    def __init__(self, *args: Any, measures: Sequence[MeasureNow], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.measures = measures
        for one in measures:
            pk = one.measure.pk
            self.fields[f"answer_{pk}"] = forms.ChoiceField(
                label=_("Did it help?"),
                choices=Evaluation.AnswerName.choices,
                widget=forms.RadioSelect,
                required=len(measures) == 1,
            )
            self.fields[f"words_{pk}"] = forms.CharField(
                label=_("What is missing, or what is good?"),
                max_length=LONGEST_VERDICT,
                required=False,
                widget=area(2),
            )

    def rows(self) -> list[tuple[MeasureNow, forms.BoundField, forms.BoundField]]:
        """Each measure with its two fields."""
        return [
            (one, self[f"answer_{one.measure.pk}"], self[f"words_{one.measure.pk}"])
            for one in self.measures
        ]

    def said(self) -> list[tuple[MeasureNow, str, str]]:
        """What was said of which."""
        typed = self.cleaned_data
        return [
            (one, typed[f"answer_{one.measure.pk}"], typed[f"words_{one.measure.pk}"])
            for one in self.measures
            if typed.get(f"answer_{one.measure.pk}")
        ]


class AppealForm(forms.Form):
    """Why hidden words should stand."""

    words = forms.CharField(
        label=_("Why should these words stand?"), max_length=LONGEST_APPEAL, widget=area(4)
    )
