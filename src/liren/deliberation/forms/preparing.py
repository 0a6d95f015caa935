"""What is typed to prepare: lists, budgets, votes, meetings, plans; and the lot."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party
from liren.deliberation.domain.phases import Mode
from liren.deliberation.forms.deeds import DeedForm, day_field, moment_field
from liren.deliberation.forms.resident import area
from liren.deliberation.models import Project, Round, Sitting
from liren.deliberation.selectors.ballots import unplanned_winners, winners_of
from liren.deliberation.selectors.measures import parties_for
from liren.deliberation.selectors.sittings import rules_of
from liren.ui.widgets import LongSelect
from liren.voting.models import Vote
from liren.voting.selectors.outcomes import items_of_law


class CommentForm(DeedForm):
    """The office speaks."""

    label, icon = _("Say something in the name of the office"), "message-square"
    done = _("It stands among the comments.")
    text = forms.CharField(label=_("Words for everybody"), max_length=500, widget=area(3))


class ListForm(DeedForm):
    """The lines of a list."""

    label, icon = _("Write the list"), "list-checks"
    done = _("The list is written.")
    lines = forms.CharField(
        label=_("What can be ticked"),
        max_length=8000,
        widget=area(8),
        help_text=_("One line each; after a | a word about it, if you like."),
    )
    most_ticks = forms.IntegerField(label=_("How many may be ticked"), min_value=1, max_value=20)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        shown = (f"{i.text} | {i.about}" if i.about else i.text for i in self.topic.items.all())
        self.initial.setdefault("lines", "\n".join(shown))
        self.initial.setdefault("most_ticks", self.topic.most_ticks)

    def rows(self) -> list[tuple[str, str]]:
        """Each line with the word about it."""
        lines = (line.partition("|") for line in self.cleaned_data["lines"].splitlines())
        return [(text.strip(), about.strip()) for text, _, about in lines if text.strip()]


class RoundForm(DeedForm):
    """Sum, rule, voters, way."""

    label, icon = _("Settle the budget and its rule"), "coins"
    done = _("The rule is settled; it is explained before the ballot.")
    amount = forms.IntegerField(
        label=_("How many yuan there are"), min_value=1, max_value=100_000_000
    )
    rule = forms.ChoiceField(label=_("Who gets the money"), choices=Round.RuleName.choices)
    voters = forms.ChoiceField(label=_("Who speaks once"), choices=Round.Voters.choices)
    way = forms.ChoiceField(label=_("How much may be ticked"), choices=Round.Way.choices)
    most_ticks = forms.IntegerField(
        label=_("If a number: how many projects"), min_value=1, max_value=20, initial=3
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if found := Round.objects.filter(topic=self.topic).first():
            for name in ("amount", "rule", "voters", "way"):
                self.initial.setdefault(name, getattr(found, name))


class VoteForm(DeedForm):
    """What is asked, of whom."""

    label, icon = _("Have the vote prepared"), "vote"
    done = _("The vote is drafted. Roll and times are prepared on its own page.")
    question = forms.CharField(label=_("The question"), max_length=300, widget=area(2))
    basis = forms.ChoiceField(label=_("Who votes"), choices=Vote.BasisName.choices, initial="homes")
    item = forms.TypedChoiceField(
        label=_("If owners vote: the matter of the law"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[],
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        items = [(number, gettext(words)) for number, words in items_of_law()]
        self.fields["item"].choices = [("", "–"), *items]  # type: ignore[attr-defined]  # a choice field


class CountForm(DeedForm):
    """The count."""

    label, icon = _("Count"), "chart-no-axes-column"
    done = _("Counted. Everybody sees it now.")


class LotForm(DeedForm):
    """The order that was drawn."""

    label, icon = _("Write down the lot"), "dices"
    done = _("The lot is written down, and the rule applied with it.")
    order = forms.CharField(
        label=_("The numbers in the order drawn"),
        max_length=200,
        help_text=_("Drawn before neighbours; the first one comes first."),
    )
    words = forms.CharField(label=_("Where, when, and who was there"), max_length=200)

    def numbers(self) -> list[str]:
        """The numbers one by one."""
        return str(self.cleaned_data["order"]).replace("，", " ").replace(",", " ").split()


class SittingForm(DeedForm):
    """A meeting."""

    label, icon = _("Call a meeting"), "calendar-plus"
    done = _("The meeting is called; print the invitations.")
    kind = forms.ChoiceField(label=_("What sort of meeting"), choices=[])
    starts_at = moment_field(_("When"))
    where = forms.CharField(label=_("Where"), max_length=80)
    agenda = forms.CharField(
        label=_("Agenda"), max_length=2000, widget=area(4), help_text=_("One item a line.")
    )
    invited_words = forms.CharField(
        label=_("Who is invited"), max_length=200, help_text=_("Such as: all homes of building 3.")
    )
    invited = forms.IntegerField(label=_("How many people that is"), min_value=0, max_value=20000)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        names = dict(Sitting.KindName.choices)
        kinds = [rule.kind for rule in rules_of(self.topic) if rule.phase == self.topic.phase]
        self.fields["kind"].choices = [(kind, names[kind]) for kind in kinds]  # type: ignore[attr-defined]  # a choice field


class MeasureForm(DeedForm):
    """Who does what until when."""

    label, icon = _("Put a measure into the plan"), "plus"
    done = _("It stands in the plan.")
    what = forms.CharField(label=_("What is to be done"), max_length=120, widget=area(2))
    party = forms.ModelChoiceField(
        label=_("Who is in charge"), queryset=Party.objects.none(), widget=LongSelect
    )
    due_date = day_field(_("Done until"))
    cost = forms.IntegerField(
        label=_("What may be spent, in yuan"), min_value=1, max_value=100_000_000, required=False
    )
    project = forms.ModelChoiceField(
        label=_("For which project"), queryset=Project.objects.none(), required=False
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["party"].queryset = parties_for(self.topic)  # type: ignore[attr-defined]  # a model choice field
        if self.topic.mode == Mode.BUDGET:
            rows = Project.objects.filter(pk__in=[one.pk for one in winners_of(self.topic)])
            self.fields["project"].queryset = rows  # type: ignore[attr-defined]  # a model choice field
            if waiting := unplanned_winners(self.topic):
                first = waiting[0]
                begin = {"project": first, "what": first.title, "cost": first.cost}
                self.initial = {**begin, **self.initial}
        else:
            del self.fields["project"]
