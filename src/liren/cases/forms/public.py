"""What a neighbour narrows the public list by, and what the desk decides about it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party
from liren.cases.forms.acts import choose
from liren.cases.forms.resident import WordsField, words_widget
from liren.cases.models import Category, Shown
from liren.cases.selectors.neighbourhood import SpotGroup
from liren.cases.selectors.public import PublicFilters
from liren.ui.naming import local_name

GROUPS = [
    ("", _("at any stage")),
    ("open", _("in hand")),
    ("kept_open", _("kept open for later")),
    ("done", _("done")),
]
SINCE = [
    ("", _("at any time")),
    ("7", _("in the last 7 days")),
    ("30", _("in the last 30 days")),
    ("365", _("in the last year")),
]


class PublicFilterForm(forms.Form):
    """Travels in the address, so that a list can be passed on and a feed has the same words."""

    place = forms.ChoiceField(label=_("Where"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=GROUPS)
    since = forms.ChoiceField(label=_("Reported"), required=False, choices=SINCE)

    def __init__(self, *args: Any, groups: list[SpotGroup], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["place"].choices = [("", _("everywhere here")), *_places(groups)]  # type: ignore[attr-defined]  # a choice
        self.fields["kind"].choices = [("", _("everything")), *_kinds()]  # type: ignore[attr-defined]  # a choice

    def filters(self, today: date) -> PublicFilters:
        """What was understood; a wrong value narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        since = typed.get("since") or ""
        return PublicFilters(
            category=int(typed["kind"]) if typed.get("kind") else None,
            group=typed.get("stage") or "",
            from_date=today - timedelta(days=int(since)) if since else None,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the place is chosen."""
        return any(self.cleaned_data.get(name) for name in ("kind", "stage", "since"))


def _places(groups: list[SpotGroup]) -> list[tuple[str, Any]]:
    return [
        (group.name or str(_("Elsewhere here")), [(s.code, local_name(s)) for s in _all(group)])
        for group in groups
    ]


def _all(group: SpotGroup) -> list[Any]:
    return [*([group.whole] if group.whole else []), *group.spots]


def _kinds() -> list[tuple[str, Any]]:
    """The classes that may stand in public, by their heading."""
    rows = list(Category.objects.order_by("tree", "position", "id"))
    heads: dict[int | None, tuple[str, list[tuple[str, str]]]] = {
        row.pk: (local_name(row), []) for row in rows if row.parent_id is None
    }
    for row in rows:
        if row.parent_id in heads and not row.private:
            heads[row.parent_id][1].append((str(row.pk), local_name(row)))
    return [(name, kinds) for name, kinds in heads.values() if kinds]


class ShownForm(forms.Form):
    """Who may know of one's matter."""

    shown = forms.ChoiceField(
        label=_("Who may know of it?"), choices=Shown.choices, widget=forms.RadioSelect
    )


class WordingForm(forms.Form):
    """How it may stand in public."""

    words = WordsField(
        label=_("What neighbours will read"),
        max_length=2000,
        widget=words_widget(3, _("The matter in words that tell nobody")),
    )


class CauseForm(forms.Form):
    """Which matter, in which words, and why."""

    category = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.IntegerField(widget=forms.HiddenInput)
    title = WordsField(label=_("The cause in one line"), max_length=120)
    why = WordsField(
        label=_("Why this one"),
        max_length=1000,
        widget=words_widget(2, _("Neighbours read it; the counts stand beside it")),
    )


class MeasureForm(forms.Form):
    """One thing of the plan."""

    what = WordsField(label=_("What is to be done"), max_length=200)
    party = forms.ModelChoiceField(label=_("Who does it"), queryset=Party.objects.none())
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=60, initial=10)

    def __init__(self, *args: Any, parties: list[Party], **rest: Any) -> None:
        super().__init__(*args, **rest)
        known = Party.objects.filter(pk__in=[party.pk for party in parties])
        choose(self.fields["party"], known, [(one.pk, local_name(one)) for one in parties])


class ResultForm(forms.Form):
    """What came of it, or why it is given back."""

    words = WordsField(label=_("In your words"), max_length=1000, widget=words_widget(2, ""))
