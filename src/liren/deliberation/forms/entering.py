"""What is typed for people who speak at a meeting or by telephone, and what from papers."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.deliberation.forms.deeds import DeedForm
from liren.deliberation.forms.resident import area
from liren.deliberation.models import Evaluation, Statement, Topic
from liren.deliberation.selectors.ballots import lines_of
from liren.deliberation.selectors.persons import find_persons
from liren.deliberation.templatetags.talk import yuan
from liren.people.models import Person

SOURCES = [choice for choice in Statement.Source.choices if choice[0] != "online"]


def tick_choices(topic: Topic) -> list[tuple[str, str]]:
    """The lines of a paper, in the order in which they are printed."""
    return [
        (line.key, f"{line.key}. {line.title}" + (f" · {yuan(line.cost)}" if line.cost else ""))
        for line in lines_of(topic)
    ]


class WhoForm(DeedForm):
    """A deed for somebody of the register who speaks at the counter or by telephone."""

    who = forms.CharField(
        label=_("Who it is"),
        max_length=80,
        help_text=_("Telephone, or name and home: 王芳 3号楼2单元502"),
    )
    is_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.person: Person | None = None
        self.fields["who"].required = not self.is_optional

    def clean_who(self) -> str:
        """One person of the place, or what is missing to know which."""
        text = str(self.cleaned_data.get("who") or "").strip()
        if not text:
            return text
        found = find_persons(self.topic.place, text)
        if not found:
            raise forms.ValidationError(
                _("Nobody of that name or number lives here, as far as the register knows.")
            )
        if len(found) > 1:
            homes = "、".join(f"{one.person.name} {one.home}" for one in found[:6])
            raise forms.ValidationError(
                _("Several are meant. Please add the home: %(homes)s"), params={"homes": homes}
            )
        self.person = found[0].person
        return text


class EnterForm(WhoForm):
    """Words of somebody who spoke elsewhere."""

    is_optional = True
    text = forms.CharField(label=_("What was said"), max_length=300, widget=area(2))
    source = forms.ChoiceField(label=_("How it came"), choices=SOURCES, initial="meeting")
    field_order = ("text", "source", "who")


class EnterStatementForm(EnterForm):
    """A statement."""

    label, icon = _("Write down what somebody said"), "mic"
    done = _("It stands among the statements.")


class EnterNeedForm(EnterForm):
    """A need."""

    label, icon = _("Write down a need"), "mic"
    done = _("It stands among the needs.")


class EnterProjectForm(WhoForm):
    """A proposal on paper."""

    label, icon = _("Write down a proposal"), "pencil"
    done = _("It stands among the proposals.")
    is_optional = True
    title = forms.CharField(label=_("The project in a few words"), max_length=40)
    text = forms.CharField(
        label=_("What is to be done, where, and for whom?"), max_length=600, widget=area(3)
    )
    asked = forms.IntegerField(
        label=_("What may it cost, in yuan?"), min_value=1, max_value=100_000_000
    )
    field_order = ("title", "text", "asked", "who")


class PaperForm(WhoForm):
    """A paper as it is typed first."""

    label, icon = _("Enter a paper"), "file-pen"
    done = _("Entered. A colleague types it a second time.")
    number = forms.CharField(label=_("Number on the paper"), max_length=20)
    ticks = forms.MultipleChoiceField(
        label=_("What is ticked"), widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("number", "who", "ticks")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["ticks"].choices = tick_choices(self.topic)  # type: ignore[attr-defined]  # a choice field


class ConfirmForm(DeedForm):
    """The same paper, typed by somebody else."""

    label, icon = _("Type a paper a second time"), "file-check"
    done = _("Both entries say the same: it will be counted.")
    number = forms.CharField(label=_("Number on the paper"), max_length=20)
    ticks = forms.MultipleChoiceField(
        label=_("What is ticked"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["ticks"].choices = tick_choices(self.topic)  # type: ignore[attr-defined]  # a choice field


class DropForm(DeedForm):
    """An entry that was wrong."""

    label, icon = _("Take out a wrong entry"), "undo-2"
    done = _("Taken out. Enter the paper again.")
    number = forms.CharField(label=_("Number on the paper"), max_length=20)


class EvaluationForm(WhoForm):
    """What somebody says at the counter or by telephone."""

    label, icon = _("Write down what a home says"), "phone"
    done = _("Written down.")
    measure = forms.ChoiceField(label=_("Of which measure"), choices=[])
    answer = forms.ChoiceField(
        label=_("Did it help?"), choices=Evaluation.AnswerName.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In their words"), max_length=300, required=False, widget=area(2)
    )
    field_order = ("measure", "who", "answer", "words")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        rows = self.topic.measures.filter(revision=self.topic.revision)
        self.fields["measure"].choices = [(row.pk, row.what) for row in rows]  # type: ignore[attr-defined]  # a choice field
