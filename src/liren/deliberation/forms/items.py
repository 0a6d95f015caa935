"""What is typed about single things: a need, a project, hidden words, the community's numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party
from liren.core.errors import LirenError
from liren.deliberation.domain.templates import TEMPLATES, Kind, read_setting
from liren.deliberation.forms.resident import area
from liren.deliberation.models import Hiding, NeedAnswer, Project, Sitting, TalkRules, Topic
from liren.deliberation.selectors.measures import parties_for
from liren.deliberation.services.budgets import Finding
from liren.deliberation.services.settings import NewRules
from liren.ui.pages import said
from liren.ui.widgets import LongSelect


class AskForm(forms.Form):
    """Whom to ask."""

    party = forms.ModelChoiceField(
        label=_("Who answers"), queryset=Party.objects.none(), widget=LongSelect
    )

    def __init__(self, *args: Any, topic: Topic, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["party"].queryset = parties_for(topic)  # type: ignore[attr-defined]  # a model choice field


class AnswerForm(forms.Form):
    """What follows, in words."""

    kind = forms.ChoiceField(label=_("What follows"), choices=NeedAnswer.Kind.choices)
    text = forms.CharField(label=_("Words for everybody"), max_length=500, widget=area(3))


class NeedAnswerForm(AskForm, AnswerForm):
    """Who answers, what follows, in words."""

    field_order = ("party", "kind", "text")


class CheckForm(forms.Form):
    """Whether it can be done, and what it costs."""

    verdict = forms.ChoiceField(
        label=_("What the check says"),
        choices=[one for one in Project.Check.choices if one[0] != "waits"],
        widget=forms.RadioSelect,
    )
    cost = forms.IntegerField(
        label=_("What it costs, in yuan"), min_value=1, max_value=100_000_000, required=False
    )
    words = forms.CharField(
        label=_("Why; everybody reads it"),
        max_length=600,
        required=False,
        widget=area(3),
        help_text=_("Needed when it cannot be done, or costs something else."),
    )

    def finding(self) -> Finding:
        """What the service takes."""
        typed = self.cleaned_data
        is_feasible = typed["verdict"] == Project.Check.FEASIBLE
        return Finding(is_feasible=is_feasible, cost=typed["cost"], words=typed["words"])


class HideForm(forms.Form):
    """By which line of the policy, in words for whoever said it."""

    because = forms.ChoiceField(
        label=_("By which line of the policy"),
        choices=Hiding.Because.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In words for the author"), max_length=200, widget=area(2))


class RulingForm(forms.Form):
    """Whether the words come back."""

    is_restored = forms.TypedChoiceField(
        label=_("What you rule"),
        coerce=lambda text: text == "yes",
        choices=[("yes", _("The words come back")), ("no", _("They stay hidden"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In words for the author"), max_length=200, widget=area(2))


class RulesForm(forms.Form):
    """The numbers of a community, and notice and quorum of each sitting."""

    support_homes = forms.IntegerField(
        label=_("Homes that bring a topic onto the agenda"), min_value=1, max_value=1000
    )
    answer_days = forms.IntegerField(
        label=_("Working days for a public answer"), min_value=1, max_value=60
    )
    discussion_days = forms.IntegerField(
        label=_("Days of a talk that homes have brought on"), min_value=1, max_value=90
    )
    publication_days = forms.IntegerField(
        label=_("Days a plan is published before the work"), min_value=0, max_value=60
    )
    evaluation_days = forms.IntegerField(
        label=_("Days for the neighbours' evaluation"), min_value=1, max_value=90
    )
    fewest_evaluations = forms.IntegerField(
        label=_("Homes that must have spoken before it is settled"), min_value=1, max_value=1000
    )

    def __init__(self, *args: Any, rules: TalkRules, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name in list(self.fields):
            self.initial.setdefault(name, getattr(rules, name))
        names = dict(Sitting.KindName.choices)
        self.kinds: list[tuple[Kind, str]] = []
        for template in TEMPLATES.values():
            for one in template:
                setting = rules.sittings.get(one.kind, {})
                self.kinds.append((one.kind, str(names[one.kind])))
                self.fields[f"days_{one.kind}"] = forms.IntegerField(
                    label=_("Days of notice"),
                    min_value=0,
                    max_value=60,
                    initial=setting.get("notice_days", one.notice_days),
                )
                self.fields[f"quorum_{one.kind}"] = forms.CharField(
                    label=_("Share of those invited"),
                    max_length=8,
                    required=False,
                    initial=setting.get("quorum", str(one.quorum)),
                )

    def clean(self) -> dict[str, Any] | None:
        """A share that cannot be is said at its field."""
        typed = super().clean() or self.cleaned_data
        for kind, _name in self.kinds:
            try:
                read_setting(typed.get(f"days_{kind}", 0), typed.get(f"quorum_{kind}", ""))
            except LirenError as wrong:
                self.add_error(f"quorum_{kind}", said(wrong))
        return typed

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each sitting with its two fields."""
        return [(name, self[f"days_{kind}"], self[f"quorum_{kind}"]) for kind, name in self.kinds]

    def numbers(self) -> list[forms.BoundField]:
        """The other fields."""
        return [field for field in self if not field.name.startswith(("days_", "quorum_"))]

    def new(self) -> NewRules:
        """What the service takes."""
        typed = self.cleaned_data
        sittings = {
            kind: (typed[f"days_{kind}"], typed[f"quorum_{kind}"]) for kind, _ in self.kinds
        }
        numbers = {field.name: typed[field.name] for field in self.numbers()}
        return NewRules(**numbers, sittings=sittings)


class MinuteForm(forms.Form):
    """What somebody said to an item."""

    item = forms.TypedChoiceField(label=_("Item"), coerce=int, choices=[])
    speaker = forms.CharField(
        label=_("Who spoke"),
        max_length=40,
        help_text=_("By what they are: a resident of building 3"),
    )
    text = forms.CharField(label=_("What was said"), max_length=1000, widget=area(2))

    def __init__(self, *args: Any, sitting: Sitting, **rest: Any) -> None:
        super().__init__(*args, **rest)
        items = [(number, words) for number, words in enumerate(sitting.agenda, 1)]
        self.fields["item"].choices = items  # type: ignore[attr-defined]  # a choice field


class PresentForm(forms.Form):
    """Who came."""

    name = forms.CharField(label=_("Name"), max_length=40)
    role = forms.CharField(label=_("As what, from where"), max_length=40, required=False)


class DecisionForm(forms.Form):
    """What was decided, and the hands."""

    text = forms.CharField(label=_("What was decided"), max_length=1000, widget=area(2))
    yes = forms.IntegerField(label=_("For it"), min_value=0, max_value=20000)
    no = forms.IntegerField(label=_("Against it"), min_value=0, max_value=20000, initial=0)
    abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=20000, initial=0)


class PhotoForm(forms.Form):
    """The sign-in sheet."""

    photo = forms.FileField(
        label=_("Photo of the sign-in sheet"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class ReasonForm(forms.Form):
    """Why."""

    words = forms.CharField(label=_("Why; everybody reads it"), max_length=200)


class NewsForm(forms.Form):
    """How it stands."""

    words = forms.CharField(
        label=_("How it stands, or what was done"), max_length=500, widget=area(3)
    )


class MilestoneForm(forms.Form):
    """What is reached until when."""

    text = forms.CharField(label=_("What is reached"), max_length=80)
    due_date = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class SpendForm(forms.Form):
    """Money that went out."""

    amount = forms.IntegerField(label=_("How many yuan"), min_value=1, max_value=100_000_000)
    what = forms.CharField(label=_("What for"), max_length=80)
    day = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}))


class GiveForm(forms.Form):
    """Who does it instead."""

    party = forms.ModelChoiceField(
        label=_("Who does it instead"), queryset=Party.objects.none(), widget=LongSelect
    )

    def __init__(self, *args: Any, topic: Topic, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["party"].queryset = parties_for(topic)  # type: ignore[attr-defined]  # a model choice field
