"""What is typed about a whistle: blowing it, answering it, ruling on it, ending it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party, User
from liren.cases.domain.whistle import RULINGS, Move
from liren.cases.forms.acts import choose, class_choices, place_choices, words
from liren.cases.forms.desk import SPOTS
from liren.cases.models import Call, Case, Category, Ruling
from liren.cases.permissions import CasePermission
from liren.cases.selectors.joint import Line
from liren.places.models import Place
from liren.places.selectors import places
from liren.ui.naming import local_name


class BlowForm(forms.Form):
    """What is happening, where, and who is needed; of a case the place is known."""

    words = words(_("What is happening"), rows=3)
    place = forms.ModelChoiceField(label=_("Where"), queryset=Place.objects.none())
    place_note = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("for example: staircase 2, third floor")}),
    )
    category = forms.ModelChoiceField(
        label=_("Class"),
        queryset=Category.objects.none(),
        required=False,
        help_text=_("The duty list then says who is needed."),
    )
    parties = forms.ModelMultipleChoiceField(
        label=_("Who is needed"),
        queryset=Party.objects.all(),
        error_messages={"required": _("Please choose who is needed.")},
    )
    client_key = forms.CharField(max_length=60, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, case: Case | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.initial.setdefault("client_key", f"whistle:{uuid.uuid4()}")
        if case is not None:
            for name in ("place", "category", "client_key"):
                del self.fields[name]
            self.initial.setdefault("words", case.title)
            return
        spots = places(user.scope_for(CasePermission.WHISTLE)).filter(kind__in=SPOTS)
        ordered = spots.order_by("path")
        choose(self.fields["place"], ordered, place_choices(ordered))
        choose(self.fields["category"], *class_choices())
        self.initial.setdefault("place", first.pk if (first := ordered.first()) else None)


class AnswerForm(forms.Form):
    """Coming about a time, there now, or not ours because of something."""

    answer = forms.ChoiceField(choices=[(m, m) for m in (Move.COMING, Move.THERE, Move.NOT_OURS)])
    at = forms.TimeField(required=False)
    words = words(_("Words"), rows=2, required=False)


class RuleForm(forms.Form):
    """Whose it is, and why."""

    verdict = forms.ChoiceField(
        label=_("Ruling"),
        widget=forms.RadioSelect,
        choices=[
            (Move.THEIRS, _("It is theirs after all")),
            (Move.RELEASE, _("Release them")),
            (Move.INSTEAD, _("Another party instead")),
        ],
    )
    instead = forms.ModelChoiceField(
        label=_("The other party"), queryset=Party.objects.none(), required=False
    )
    reason = words(_("Why; it is kept and shown next time"), rows=2)

    def __init__(self, *args: Any, ruling: Ruling, parties: Sequence[Party], **rest: Any) -> None:
        rest["auto_id"] = f"rule_{ruling.pk}_%s"  # several forms may stand on one page
        super().__init__(*args, **rest)
        ids = [party.pk for party in parties]
        rows = Party.objects.filter(pk__in=ids)
        choices = [(party.pk, local_name(party)) for party in parties]
        choose(self.fields["instead"], rows, choices)

    def move(self) -> Move:
        """The ruling as the rules know it."""
        return next(move for move in RULINGS if move == self.cleaned_data["verdict"])


class EndForm(forms.Form):
    """Of each party whether it helped, and how it ended."""

    words = words(_("How it ended"), rows=2, required=False)

    def __init__(self, *args: Any, lines: Sequence[Line], **rest: Any) -> None:
        rest["auto_id"] = "end_%s"
        super().__init__(*args, **rest)
        self.calls = [line.call for line in lines if line.call.stage != "released"]
        for call in self.calls:
            self.fields[f"helped_{call.pk}"] = forms.ChoiceField(
                label=local_name(call.party), choices=Call.Helped.choices, widget=forms.RadioSelect
            )
            self.fields[f"words_{call.pk}"] = forms.CharField(
                label=_("A word about it"), max_length=400, required=False
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """For each party the question and the words."""
        return [(self[f"helped_{call.pk}"], self[f"words_{call.pk}"]) for call in self.calls]

    def said(self) -> dict[int, tuple[str, str]]:
        """What was said of each call."""
        typed = self.cleaned_data
        return {
            call.pk: (typed[f"helped_{call.pk}"], typed[f"words_{call.pk}"]) for call in self.calls
        }


class MoreForm(forms.Form):
    """Further parties."""

    parties = forms.ModelMultipleChoiceField(queryset=Party.objects.all())


class PartActForm(forms.Form):
    """The words that go with an act on a part."""

    words = words(_("Words"), rows=2, required=False)
