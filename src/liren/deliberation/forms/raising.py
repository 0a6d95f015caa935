"""What is typed at the desk to bring something up, also from cases."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import User
from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.cases.selectors.cases import visible_to
from liren.cases.selectors.likeness import alike
from liren.deliberation.forms.resident import area
from liren.deliberation.models import Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.persons import find_persons
from liren.deliberation.selectors.topics import similar_topics
from liren.deliberation.services.topics import LONGEST_TITLE, LONGEST_WORDS, NewTopic
from liren.people.models import Person
from liren.places.models import Kind, Place
from liren.places.selectors import lineage, places
from liren.ui.widgets import LongSelect

MOST_COMPARED = 300
AREAS = (Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING)


class RaiseForm(forms.Form):
    """Words, a place, and perhaps whose words they are."""

    title = forms.CharField(label=_("In one line"), max_length=LONGEST_TITLE)
    words = forms.CharField(
        label=_("What is to be talked over"), max_length=LONGEST_WORDS, widget=area(5)
    )
    place = forms.ModelChoiceField(
        label=_("Whom it concerns"), queryset=Place.objects.none(), widget=LongSelect
    )
    who = forms.CharField(
        label=_("Who asked for it"),
        max_length=80,
        required=False,
        help_text=_("Telephone, or name and home: 王芳 3号楼2单元502"),
    )
    cases = forms.ModelMultipleChoiceField(
        label=_("From these cases"),
        queryset=Case.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that sound like it are listed, too. Their words stay with the office."),
    )

    def __init__(self, *args: Any, user: User, cases: Sequence[str] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.person: Person | None = None
        scope = user.scope_for(TalkPermission.PREPARE)
        areas = places(scope).filter(kind__in=AREAS).order_by("path")
        seen = Case.objects.none()
        if user.has_perm(CasePermission.SEE):
            seen = visible_to(user).select_related("place", "category")
        self.fields["place"].queryset = areas  # type: ignore[attr-defined]  # a model choice field
        self.seen = seen
        self.initial.setdefault("place", areas.first())
        typed = cast(QueryDict, self.data).getlist("offered") if self.is_bound else []
        offered = [int(pk) for pk in typed if pk.isdecimal()] or self._begin_with(cases)
        rows = seen.filter(pk__in=offered)
        self.offered = list(rows.values_list("pk", flat=True))
        self.fields["cases"].queryset = rows  # type: ignore[attr-defined]  # a model choice field

    def _begin_with(self, cases: Sequence[str]) -> list[int]:
        """The case as a first draft, with those that sound like it; the office writes anew."""
        rows = list(self.seen.filter(pk__in=cases)) if cases else []
        if not rows:
            return []
        community = next((p for p in lineage(rows[0].place) if p.kind == Kind.COMMUNITY), None)
        self.initial["cases"] = [row.pk for row in rows]
        self.initial["title"] = rows[0].title[:LONGEST_TITLE]
        if community:
            self.initial["place"] = community
        known = {row.pk: row.title for row in self._others(rows[0])}
        return [*self.initial["cases"], *alike(rows[0].title, known, most=8)]

    def _others(self, first: Case) -> list[Case]:
        """What was reported lately in the same community."""
        near = self.seen.filter(community_path=first.community_path).exclude(pk=first.pk)
        return list(near.order_by("-pk")[:MOST_COMPARED])

    def alike(self) -> list[Topic]:
        """What is being talked over already."""
        place = self.cleaned_data.get("place") if self.is_bound and self.is_valid() else None
        words = f"{self['title'].value() or ''} {self['words'].value() or ''}"
        place = place or self.initial.get("place")
        return similar_topics(words, place) if place and words.strip() else []

    def clean_who(self) -> str:
        """One person, or nobody."""
        text = str(self.cleaned_data.get("who") or "").strip()
        place = self.cleaned_data.get("place")
        if not text or place is None:
            return text
        found = find_persons(place, text)
        if len(found) != 1:
            raise forms.ValidationError(
                _("We do not know who that is. Write the telephone, or name and home.")
            )
        self.person = found[0].person
        return text

    def new(self) -> NewTopic:
        """What the service takes."""
        typed = self.cleaned_data
        return NewTopic(
            title=typed["title"],
            words=typed["words"],
            place=typed["place"],
            cases=list(typed["cases"]),
        )
