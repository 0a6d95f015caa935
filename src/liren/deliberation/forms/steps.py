"""What is typed to take a topic a step on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.deliberation.domain.phases import Step
from liren.deliberation.forms.deeds import (
    DeedForm,
    PlainForm,
    WordsForm,
    in_days,
    moment_field,
)
from liren.deliberation.forms.resident import area
from liren.deliberation.models import Topic
from liren.deliberation.services.moving import may_choose_way


class AnswerForm(WordsForm):
    """A public answer, before it is settled what follows."""

    label, icon = _("Answer in public"), "message-square-reply"
    done = _("Everybody reads the answer.")


class TakeUpForm(WordsForm):
    """Onto the agenda: how it is talked over and decided, and until when."""

    label, icon = _("Take it up"), "play"
    done = _("It is on the agenda.")
    mode = forms.ChoiceField(label=_("How it is talked over"), choices=Topic.ModeName.choices)
    template = forms.ChoiceField(
        label=_("How it is decided, if a meeting is needed"), choices=Topic.TemplateName.choices
    )
    until = moment_field(_("Neighbours can take part until"))
    field_order = ("words", "mode", "template", "until")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["words"].label = _("Answer to everybody: why, and what comes of it")
        self.initial.setdefault("mode", self.topic.mode)
        self.initial.setdefault("template", self.topic.template)
        self.initial.setdefault("until", in_days(14))


class DeclineForm(WordsForm):
    """No, because."""

    label, icon = _("Not taken further, because"), "x"
    done = _("It is ended, with the reason for everybody.")


class UntilForm(DeedForm):
    """A phase that neighbours take part in, until an end."""

    words = forms.CharField(
        label=_("Words for everybody"), max_length=1000, required=False, widget=area(2)
    )
    until = moment_field(_("Neighbours can take part until"))

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.initial.setdefault("until", in_days(10))


class OpenBallotForm(UntilForm):
    """The ballot."""

    label, icon = _("Open the ballot"), "vote"
    done = _("The ballot is open.")


class ExtendForm(WordsForm):
    """More time."""

    label, icon = _("Give more time"), "clock"
    done = _("There is more time now.")
    until = moment_field(_("Neighbours can take part until"))


class CheckForm(PlainForm):
    """The call is over."""

    label, icon = _("End the call, begin the check"), "list-checks"


class MeetForm(PlainForm):
    """Before a meeting; how it is decided, unless that was chosen before."""

    label, icon = _("Bring it before a meeting"), "users"
    template = forms.ChoiceField(label=_("How it is decided"), choices=Topic.TemplateName.choices)
    field_order = ("template", "words")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not may_choose_way(self.topic, Step.MEET):
            del self.fields["template"]


class AskVoteForm(PlainForm):
    """To the vote."""

    label, icon = _("Put it to a vote"), "vote"


class PlanForm(WordsForm):
    """It is decided."""

    label, icon = _("Decided: write down what"), "check-check"
    done = _("Now plan who does it, until when.")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["words"].label = _("What was decided, for everybody")


class PublishForm(PlainForm):
    """The plan goes out."""

    label, icon = _("Publish the plan"), "megaphone"
    done = _("The plan is published; each measure stands in its party's inbox.")


class BeginForm(PlainForm):
    """The days of publication are over."""

    label, icon = _("Begin the work"), "play"


class AskEvaluationForm(PlainForm):
    """All is done."""

    label, icon = _("Ask neighbours whether it helped"), "star"
