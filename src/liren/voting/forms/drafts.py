"""The draft of a vote: what is asked, of whom, by which rules, and when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.scope import SEGMENT, Scope
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name
from liren.ui.widgets import LongSelect
from liren.voting.domain.matters import ITEMS, Basis, Item
from liren.voting.domain.profiles import NATIONAL, Channel, CoOwners, SilenceEffect, profiles
from liren.voting.models import Question, Vote
from liren.voting.services.drafting import NewQuestion, NewVote, Schedule

MOMENT = "%Y-%m-%dT%H:%M"
AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING)
CHANNELS = (
    (Channel.ONLINE, _("On line, by letter and telephone")),
    (Channel.PAPER, _("On paper")),
    (Channel.PROXY, _("By written proxy, on paper")),
    (Channel.CITY, _("By the city's own e-voting system")),
)
BARS = (
    ("", _("more than half")),
    ("1/2", _("at least half")),
    ("2/3", _("at least two thirds")),
    ("3/4", _("at least three quarters")),
    ("1/5", _("at least one fifth")),
)
CO_OWNERS = (
    (CoOwners.ANY, _("whoever of them comes first")),
    (CoOwners.NAMED, _("the one they named")),
)
EFFECTS = (
    ("", _("no such clause")),
    (SilenceEffect.TAKES_PART, _("whoever does not return it takes part")),
    (SilenceEffect.WITH_MAJORITY, _("whoever does not return it joins the majority")),
)


class MomentField(forms.DateTimeField):
    """Day and time, as the browser's own clock gives them."""

    def __init__(self, **rest: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(input_formats=[MOMENT], widget=widget, **rest)


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **rest: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **rest)


class PlaceField(forms.ModelChoiceField[Place]):
    """Where those live who vote."""

    def __init__(self) -> None:
        self.top = 0
        super().__init__(Place.objects.none(), label=_("Whose vote it is"), widget=LongSelect)

    def look_in(self, scope: Scope) -> None:
        """Offer what lies inside a scope."""
        rows = places(scope).filter(kind__in=AREAS).order_by("path")
        self.queryset = rows.defer("geometry", "details", "aliases")
        first = rows.first()
        self.top, self.initial, self.empty_label = len(first.path) if first else 0, first, None

    def label_from_instance(self, obj: Model) -> str:
        """The name, as far to the right as it lies deep."""
        assert isinstance(obj, Place)
        return "　" * ((len(obj.path) - self.top) // SEGMENT) + local_name(obj)


class VoteForm(forms.Form):
    """The vote as a whole."""

    place = PlaceField()
    title = forms.CharField(label=_("Title"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    text = forms.CharField(
        label=_("What it is about"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why it is asked, and what follows from yes and from no."),
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("Who votes"), choices=Vote.BasisName.choices, widget=forms.RadioSelect
    )
    profile = forms.ChoiceField(label=_("Local rules"))
    channels = forms.MultipleChoiceField(
        label=_("How people may vote"), choices=CHANNELS, widget=forms.CheckboxSelectMultiple
    )
    is_secret = forms.BooleanField(
        label=_("Secret: nobody can see from the published list which home chose what"),
        required=False,
    )
    quorum = forms.ChoiceField(
        label=_("Who must take part, in a residents' vote"), choices=BARS, required=False
    )
    approval = forms.ChoiceField(
        label=_("How many of these must agree, in a residents' vote"), choices=BARS, required=False
    )
    co_owners = forms.ChoiceField(
        label=_("Who speaks for a home of several owners"), choices=CO_OWNERS,
        widget=forms.RadioSelect,
    )  # fmt: skip
    joins_co_owned = forms.BooleanField(
        label=_("A co-owned home joins the head of its only owner with another home"),
        required=False,
    )
    clause_effect = forms.ChoiceField(
        label=_("“Not returned” clause of the owners' own rules"), choices=EFFECTS, required=False
    )
    clause_text = forms.CharField(
        label=_("Its text"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    clause_date = DayField(label=_("Adopted on"), required=False)
    explains_silence = forms.BooleanField(
        label=_("The ballot says what not returning it means"), required=False
    )

    def __init__(self, *args: Any, scope: Scope, **rest: Any) -> None:
        super().__init__(*args, **rest)
        place, rules = self.fields["place"], self.fields["profile"]
        assert isinstance(place, PlaceField) and isinstance(rules, forms.ChoiceField)
        place.look_in(scope)
        rules.choices = [(key, f"{one.name} {one.name_en}") for key, one in profiles().items()]

    def own_rules(self) -> dict[str, Any]:
        """The rules of procedure, laid over the local ones."""
        typed = self.cleaned_data
        found = {"co_owners": typed["co_owners"], "joins_co_owned": typed["joins_co_owned"]}
        if typed["clause_effect"]:
            day: date | None = typed["clause_date"]
            found["clause"] = {
                "text": typed["clause_text"],
                "adopted_date": day.isoformat() if day else None,
                "effect": typed["clause_effect"],
            }
        return found


class QuestionForm(forms.Form):
    """One question; with candidates it is an election."""

    text = forms.CharField(label=_("Question"), max_length=300)
    text_en = forms.CharField(label=_("Question in English"), max_length=400, required=False)
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    item = forms.TypedChoiceField(
        label=_("Matter of Civil Code art. 278, in an owners' vote"), coerce=int, required=False,
        empty_value=None,
    )  # fmt: skip
    candidates = forms.CharField(
        label=_("Candidates"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: the name, a comma, a few words about them. "
            "Leave it empty to ask for yes or no."
        ),
    )  # fmt: skip
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=40, required=False)
    most_picks = forms.IntegerField(
        label=_("Names that may be ticked"), min_value=1, max_value=40, required=False
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        item = self.fields["item"]
        assert isinstance(item, forms.TypedChoiceField)
        item.choices = [(int(key), f"{int(key)} {gettext(words)}") for key, words in ITEMS.items()]
        item.initial = int(Item.OTHER)

    def clean(self) -> dict[str, Any]:
        """An election says how many are elected."""
        typed = super().clean() or self.cleaned_data
        if typed.get("candidates") and not (typed.get("seats") and typed.get("most_picks")):
            self.add_error("seats", _("Say how many are elected, and how many may be ticked."))
        return typed

    def question(self) -> NewQuestion:
        """What the service takes."""
        typed = self.cleaned_data
        names = [_name(line) for line in typed["candidates"].splitlines() if line.strip()]
        return NewQuestion(
            text=typed["text"],
            text_en=typed["text_en"],
            explanation=typed["explanation"],
            item=Item(typed["item"]) if typed["item"] else None,
            candidates=names,
            seats=typed["seats"] or 0 if names else 0,
            most_picks=typed["most_picks"] or 0 if names else 0,
        )


QuestionForms = forms.formset_factory(QuestionForm, extra=0, min_num=1, max_num=12)


def _name(line: str) -> tuple[str, str]:
    name, _comma, about = line.replace("，", ",").partition(",")
    return name.strip(), about.strip()


def new_vote(form: VoteForm, questions: Any) -> NewVote:
    """What the service takes."""
    typed = form.cleaned_data
    return NewVote(
        title=typed["title"],
        title_en=typed["title_en"],
        text=typed["text"],
        basis=Basis(typed["basis"]),
        is_secret=typed["is_secret"],
        quorum=typed["quorum"],
        approval=typed["approval"],
        profile=typed["profile"],
        own_rules=form.own_rules(),
        channels=[Channel(value) for value in typed["channels"]],
        explains_silence=typed["explains_silence"],
        questions=[one.question() for one in questions if one.cleaned_data.get("text")],
    )


def start() -> dict[str, object]:
    """A new vote: of owners, by the national rules, on line and on paper."""
    return {
        "basis": Basis.OWNERS.value,
        "profile": NATIONAL,
        "channels": [Channel.ONLINE, Channel.PAPER, Channel.PROXY],
        "co_owners": CoOwners.ANY,
    }


def values_of(vote: Vote) -> dict[str, object]:
    """A draft as the form shows it."""
    names = ("title", "title_en", "text", "basis", "is_secret", "quorum", "approval", "channels")
    values: dict[str, object] = {name: getattr(vote, name) for name in names}
    own: Mapping[str, Any] = vote.own_rules
    clause = own.get("clause") or {}
    return values | {
        "place": vote.place_id,
        "profile": vote.profile_key,
        "explains_silence": vote.explains_silence,
        "co_owners": own.get("co_owners", CoOwners.ANY),
        "joins_co_owned": own.get("joins_co_owned", False),
        "clause_effect": clause.get("effect", ""),
        "clause_text": clause.get("text", ""),
        "clause_date": clause.get("adopted_date"),
    }


def question_values(row: Question) -> dict[str, object]:
    """A question as the form shows it."""
    lines = [f"{one['name']}，{one['about']}".rstrip("，") for one in row.candidates]
    names = ("text", "text_en", "explanation", "item")
    return {name: getattr(row, name) for name in names} | {
        "candidates": "\n".join(lines),
        "seats": row.seats or None,
        "most_picks": row.most_picks or None,
    }


class ScheduleForm(forms.Form):
    """When."""

    record_date = DayField(
        label=_("Record date"), help_text=_("Who owns on this day has the vote.")
    )
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))

    def schedule(self) -> Schedule:
        """What the service takes."""
        return Schedule(**self.cleaned_data)


def schedule_values(vote: Vote) -> dict[str, object]:
    """The times as they stand."""
    times = {name: getattr(vote, name) for name in ("opens_at", "closes_at")}
    local = {name: timezone.localtime(at) if at else None for name, at in times.items()}
    return {**local, "record_date": vote.record_date}


class ReasonForm(forms.Form):
    """Why a step is taken that not everybody expected."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("Everybody reads it."))


class ObserveForm(forms.Form):
    """What somebody who watched wants written down."""

    observer = forms.CharField(label=_("Who watched"), max_length=80)
    text = forms.CharField(
        label=_("What was seen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
