"""What a worker types for each act on a case: one form an act, with its word and its icon."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from liren.accounts.models import Party
from liren.cases.domain.actions import Act
from liren.cases.forms.resident import PhotosField, WordsField
from liren.cases.models import Case, Category
from liren.cases.selectors.categories import CategoryTree, category_tree
from liren.cases.selectors.rules import parties_for, suggested_party
from liren.cases.services.classes import active_tree
from liren.core.scope import Scope, community_of
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.naming import local_name, local_names
from liren.workorders.models import WorkOrder

FORMS: dict[Act, type["ActForm"]] = {}
SPOTS = (Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.POINT)


def words(label: Any, *, rows: int = 3, **rest: Any) -> forms.CharField:
    """A text area of a few lines."""
    return WordsField(
        label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **rest
    )


class ActForm(forms.Form):
    """The base: the order the person was looking at when they pressed."""

    act: ClassVar[Act]
    label: ClassVar[Any]
    icon: ClassVar[str] = "check"
    do_not_call_in_templates: ClassVar[bool] = True  # a page names forms that are not open
    order = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        FORMS[cls.act] = cls

    def __init__(self, *args: Any, case: Case, waiting: WorkOrder | None = None, **rest: Any):
        rest["auto_id"] = f"{self.act}_%s"  # several forms may stand on one page
        super().__init__(*args, **rest)
        self.case = case
        self.fields["order"].initial = waiting.pk if waiting else None
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case."""

    @property
    def has_questions(self) -> bool:
        """Whether anything is asked; a form without questions is one button."""
        return bool(self.visible_fields())


class DispatchForm(ActForm):
    """Hand the case to a party."""

    act, label, icon = Act.DISPATCH, _("Dispatch"), "send"
    party = forms.ModelChoiceField(label=_("Who does it"), queryset=Party.objects.none())
    instruction = words(_("A word for them"), rows=2, required=False)

    def prepare(self) -> None:
        """The parties of the place; the likely one is chosen."""
        self.suggestion = suggested_party(self.case)
        parties = parties_for(self.case)
        choose(self.fields["party"], parties, local_names(parties))
        self.fields["party"].initial = self.suggestion.party.pk if self.suggestion else None


class HandOverForm(ActForm):
    """Pass running work to another party."""

    act, label, icon = Act.HAND_OVER, _("Give to another party"), "arrow-right-left"
    party = forms.ModelChoiceField(label=_("To whom"), queryset=Party.objects.none())
    reason = words(_("Why"), rows=2)

    def prepare(self) -> None:
        """Everybody but the party that has it."""
        others = parties_for(self.case)
        if self.case.party_id:
            others = others.exclude(pk=self.case.party_id)
        choose(self.fields["party"], others, local_names(others))


class AddPartForm(ActForm):
    """Ask a helper for a part, beside the party that leads."""

    act, label, icon = Act.ADD_PART, _("Call a helper"), "handshake"
    party = forms.ModelChoiceField(label=_("Who helps"), queryset=Party.objects.none())
    words = words(_("With what"), rows=2)
    days = forms.IntegerField(
        label=_("In how many working days"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Left empty, the part has the time of the class."),
    )

    def prepare(self) -> None:
        """Everybody but the party that leads."""
        others = parties_for(self.case)
        if self.case.party_id:
            others = others.exclude(pk=self.case.party_id)
        choose(self.fields["party"], others, [(one.pk, local_name(one)) for one in others])


class FileForm(ActForm):
    """Take a report up."""

    act, label, icon = Act.FILE, _("Take up"), "folder-check"


class RefuseForm(ActForm):
    """Turn a report down, with an answer."""

    act, label, icon = Act.REFUSE, _("Do not take up"), "circle-slash"
    answer = words(_("Answer the resident will read: why, and what to do instead"))


class AskExistenceForm(ActForm):
    """Have somebody look on the spot first."""

    act, label, icon = Act.ASK_EXISTENCE, _("Have it looked at first"), "map-pin"
    instruction = words(_("What to look for"), rows=2, required=False)


class ConfirmForm(ActForm):
    """It is so."""

    act, label, icon = Act.CONFIRM, _("It is so"), "map-pin-check"
    words = words(_("What was seen"), rows=2, required=False)


class DenyForm(ActForm):
    """It is not so."""

    act, label, icon = Act.DENY, _("It is not so"), "map-pin-x"
    words = words(_("What was seen"), rows=2)


class AcceptForm(ActForm):
    """Take the work on."""

    act, label, icon = Act.ACCEPT, _("Accept"), "check"


class FinishForm(ActForm):
    """Say what was done."""

    act, label, icon = Act.FINISH, _("Finish"), "circle-check"
    result = words(_("What was done; the resident reads it"))
    photos = PhotosField(label=_("Photos"), required=False)


class ReturnForm(ActForm):
    """Give it back."""

    act, label, icon = Act.RETURN, _("Give back"), "undo-2"
    reason = words(_("Why it is not yours, and whose it is"))


class AskTimeForm(ActForm):
    """Ask for more time."""

    act, label, icon = Act.ASK_TIME, _("Ask for more time"), "hourglass"
    amount = forms.IntegerField(label=_("How many more working days"), min_value=1, max_value=60)
    reason = words(_("Why; the resident reads it"), rows=2)

    def __init__(self, *args: Any, waiting: WorkOrder | None = None, **rest: Any) -> None:
        self.in_hours = waiting is not None and waiting.clock_kind != "working_days"
        super().__init__(*args, waiting=waiting, **rest)

    def prepare(self) -> None:
        """In the unit of the order's own clock."""
        if self.in_hours:
            self.fields["amount"].label = _("How many more hours")

    def in_units(self) -> int:
        """The amount as the clock counts it: minutes, or days."""
        amount: int = self.cleaned_data["amount"]
        return amount * 60 if self.in_hours else amount


class AnswerTimeForm(ActForm):
    """Grant or refuse more time."""

    act, label, icon = Act.ANSWER_TIME, _("Answer the request for time"), "hourglass"
    grant = forms.TypedChoiceField(
        label=_("More time"),
        choices=[("yes", _("Agree")), ("no", _("Stay with the first date"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class ApproveForm(ActForm):
    """The check passed."""

    act, label, icon = Act.APPROVE, _("Passed"), "badge-check"
    words = words(_("What was seen"), rows=2, required=False)
    photos = PhotosField(label=_("Photos"), required=False)


class SendBackForm(ActForm):
    """The check failed."""

    act, label, icon = Act.SEND_BACK, _("Not right yet"), "rotate-ccw"
    reason = words(_("What is still missing"))
    photos = PhotosField(label=_("Photos"), required=False)


class SuspendForm(ActForm):
    """Keep it open for later."""

    act, label, icon = Act.SUSPEND, _("Keep open for later"), "calendar-clock"
    reason = words(_("Why it cannot be solved now; the resident reads it"))
    review_date = forms.DateField(
        label=_("Take it up again on"), widget=forms.DateInput(attrs={"type": "date"})
    )


class ResumeForm(ActForm):
    """Take it up again."""

    act, label, icon = Act.RESUME, _("Take up again"), "play"


class CorrectForm(ActForm):
    """Class, place, title and urgency."""

    act, label, icon = Act.CORRECT, _("Correct"), "pencil-line"
    category = forms.ModelChoiceField(
        label=_("Class"), queryset=Category.objects.none(), required=False
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none(), required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)

    def prepare(self) -> None:
        """What we know is filled in."""
        case = self.case
        choose(self.fields["category"], *class_choices(case.category))
        spots = spots_of(case.place)
        choose(self.fields["place"], spots, place_choices(spots))
        known = {"category": case.category_id, "place": case.place_id, "title": case.title}
        self.initial.update(known, urgent=case.urgent)


class AnswerForm(ActForm):
    """Say something to the resident."""

    act, label, icon = Act.ANSWER, _("Answer"), "message-circle-reply"
    answer = words(_("What the resident will read"))


class NoteForm(ActForm):
    """A note among colleagues."""

    act, label, icon = Act.NOTE, _("Leave a note"), "sticky-note"
    note = words(_("A note for colleagues; residents do not see it"))


class MergeForm(ActForm):
    """Join it to another case."""

    act, label, icon = Act.MERGE, _("Same matter as another"), "merge"
    into = forms.CharField(label=_("Number of the other case"), max_length=40)

    def clean_into(self) -> int:
        """The id at the end of a number like 261122-417."""
        digits = str(self.cleaned_data["into"]).strip().rsplit("-", 1)[-1]
        if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
            raise forms.ValidationError(_("A number looks like 261122-417."))
        return int(digits)


class UnmergeForm(ActForm):
    """Take joined cases apart."""

    act, label, icon = Act.UNMERGE, _("Take apart again"), "split"


class ExcludeForm(ActForm):
    """Take it out of the rates, in public."""

    act, label, icon = Act.EXCLUDE, _("Take out of the rates"), "circle-minus"
    reason = forms.CharField(
        label=_("Why; it stands in public with your name"), max_length=200, min_length=4
    )


def choose(field: forms.Field, rows: QuerySet[Any], choices: list[tuple[Any, Any]]) -> None:
    """Let a field of rows be shown by choices made in one statement."""
    field.queryset = rows  # type: ignore[attr-defined]  # a choice of rows
    field.widget.choices = [("", "—"), *choices]


def class_choices(
    kept: Category | None = None, tree: CategoryTree | None = None
) -> tuple[QuerySet[Category], list[tuple[Any, Any]]]:
    """The tree in use, and what a case has kept of another one; coarse classes are headings."""
    used = active_tree()
    rows = Category.objects.filter(Q(tree=used) | Q(pk=kept.pk if kept else None))
    old = [(kept.pk, local_name(kept))] if kept and kept.tree != used else []
    return rows, [*old, *_grouped(tree or category_tree(used))]


def _grouped(tree: CategoryTree) -> list[tuple[Any, Any]]:
    groups: list[tuple[Any, Any]] = []
    for root in tree.children.get(None, []):
        finer = [tree.by_id[pk] for pk in tree.below(root.pk)[1:]]
        ordered = sorted(finer, key=lambda c: (c.position, c.pk))
        below = [(category.pk, local_name(category)) for category in ordered]
        groups.append((local_name(root), below) if below else (root.pk, local_name(root)))
    return groups


def spots_of(place: Place) -> QuerySet[Place]:
    """Grids, compounds, buildings and points around a place, and the place itself."""
    area = community_of(place.path) or place.path
    near = places(Scope.of([area])).filter(kind__in=SPOTS)
    return (near | Place.objects.filter(pk=place.pk)).order_by("path")


def place_choices(spots: QuerySet[Place]) -> list[tuple[Any, Any]]:
    """Compounds as headings with their buildings and points below."""
    groups: list[tuple[str, list[tuple[int, str]]]] = []
    for spot in spots.only("pk", "path", "kind", "name", "name_en"):
        if spot.kind in (Kind.GRID, Kind.COMPOUND) or not groups:
            groups.append((local_name(spot), []))
        groups[-1][1].append((spot.pk, local_name(spot)))
    return list(groups)
