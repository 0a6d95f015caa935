"""What the screen says: its numbers with their definitions, and steps in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liren.cases.selectors.categories import CategoryTree
from liren.portal.domain.relief import Drawn, Relief
from liren.portal.selectors.grounds import Ground, Spot
from liren.portal.selectors.screen import Bar, Day, Event, Load, Loads, class_name
from liren.portal.selectors.screen_lists import Concerns, Line, Narrowed
from liren.ui import clock

NAMES: dict[str, Promise] = {
    "open": gettext_lazy("Open now"),
    "late": gettext_lazy("Late now"),
    "received": gettext_lazy("Received today"),
    "closed": gettext_lazy("Closed today"),
    "escalated": gettext_lazy("Put before the level above"),
    "unanswered": gettext_lazy("No answer for a day"),
    "review": gettext_lazy("Kept open, review near"),
}
DEFINITIONS: dict[str, Promise] = {
    "open": gettext_lazy(
        "Cases that are not closed, refused or joined to another one. What is kept open because it "
        "cannot be solved now counts too."
    ),
    "late": gettext_lazy(
        "Cases in hand whose time is over, extensions counted in. The clock stands still while a "
        "case is kept open."
    ),
    "received": gettext_lazy(
        "Cases reported since midnight, by whatever door; also those that were joined to another "
        "one afterwards."
    ),
    "closed": gettext_lazy(
        "Cases closed since midnight after a look on the spot. What was reopened since is not "
        "among them."
    ),
    "escalated": gettext_lazy(
        "Cases of which an order stayed late so long that it was put before the level above and "
        "is still open."
    ),
    "unanswered": gettext_lazy(
        "Open cases reported more than 24 hours ago to which nobody has answered anything yet."
    ),
    "review": gettext_lazy(
        "Cases kept open because they cannot be solved now, whose review date comes within seven "
        "days."
    ),
}
WHY: dict[str, tuple[Promise, str]] = {
    "escalated": (pgettext_lazy("wall", "escalated"), "persimmon"),
    "late": (pgettext_lazy("wall", "late"), "persimmon"),
    "unanswered": (pgettext_lazy("wall", "no answer"), "amber"),
    "review": (pgettext_lazy("wall", "review"), "ink"),
}
# What a wall may tell of a case; what passes between colleagues is not among them.
STEPS: dict[str, tuple[Promise, str]] = {
    "reported": (pgettext_lazy("wall", "reported"), "ink"),
    "voice": (pgettext_lazy("wall", "one more voice"), "ink"),
    "ask_existence": (pgettext_lazy("wall", "being looked at"), "ink"),
    "confirm_existence": (pgettext_lazy("wall", "confirmed on the spot"), "ink"),
    "deny_existence": (pgettext_lazy("wall", "not found on the spot"), "ink"),
    "file": (pgettext_lazy("wall", "taken up"), "ink"),
    "refuse": (pgettext_lazy("wall", "not taken up"), "ink"),
    "dispatch": (pgettext_lazy("wall", "handed over"), "ink"),
    "return": (pgettext_lazy("wall", "given back"), "amber"),
    "accepted": (pgettext_lazy("wall", "accepted"), "ink"),
    "extended": (pgettext_lazy("wall", "more time"), "amber"),
    "late": (pgettext_lazy("wall", "late"), "persimmon"),
    "finish": (pgettext_lazy("wall", "done, to be checked"), "jade"),
    "approve": (pgettext_lazy("wall", "closed"), "jade"),
    "rework": (pgettext_lazy("wall", "done again"), "amber"),
    "reassign": (pgettext_lazy("wall", "done again"), "amber"),
    "suspend": (pgettext_lazy("wall", "kept open"), "amber"),
    "resume": (pgettext_lazy("wall", "taken up again"), "ink"),
    "reopen": (pgettext_lazy("wall", "reopened"), "persimmon"),
}

STAGES: dict[str, tuple[Promise, str]] = {
    "reported": (pgettext_lazy("wall", "new"), "ink"),
    "verifying": (pgettext_lazy("wall", "being looked at"), "ink"),
    "filed": (pgettext_lazy("wall", "taken up"), "ink"),
    "handling": (pgettext_lazy("wall", "in hand"), "jade"),
    "suspended": (pgettext_lazy("wall", "kept open"), "amber"),
    "checking": (pgettext_lazy("wall", "being checked"), "jade"),
    "closed": (pgettext_lazy("wall", "closed"), "jade"),
    "refused": (pgettext_lazy("wall", "not taken up"), "ink"),
    "merged": (pgettext_lazy("wall", "joined"), "ink"),
}
AT_THE_DESK = {
    "open": {"group": "open"},
    "late": {"state": "late"},
    "escalated": {"state": "late"},
    "unanswered": {"state": "unanswered"},
    "review": {"group": "suspended"},
    "received": {},
    "closed": {"group": "closed"},
}


@dataclass(frozen=True)
class Figure:
    """A number, its definition, and the way to its list."""

    key: str
    name: Promise
    definition: Promise
    value: int
    tone: str = ""


def figures(loads: Loads, days: list[Day]) -> list[Figure]:
    """The four numbers of the day."""
    values = {
        "open": loads.total.open,
        "late": loads.total.late,
        "received": days[-1].received,
        "closed": days[-1].closed,
    }
    return [_figure(key, value) for key, value in values.items()]


def _figure(key: str, value: int) -> Figure:
    return Figure(
        key, NAMES[key], DEFINITIONS[key], value, "late" if key == "late" and value else ""
    )


def definitions() -> list[tuple[str, Promise, Promise]]:
    """Every number of the wall with what it counts."""
    return [(key, NAMES[key], DEFINITIONS[key]) for key in NAMES]


@dataclass(frozen=True)
class Row:
    """A line of the wall: what and where, since when, and a word at its end."""

    what: str
    where: str
    when: str
    word: str | Promise
    tone: str
    pk: int = 0


@dataclass(frozen=True)
class Attention:
    """What needs a leader."""

    counts: list[Figure]
    rows: list[Row]


def concerns(found: Concerns, now: datetime) -> Attention:
    """The counts that are not nought, and the first rows of each."""
    counts = [_figure(key, count) for key, count in found.counts.items() if count]
    rows = [
        Row(
            what(one.line.what),
            where(one.line.where, one.line.within),
            _since(one.reason, one.line, now),
            *WHY[one.reason],
            one.line.pk,
        )
        for one in found.first
    ]
    return Attention(counts, rows)


def _since(reason: str, line: Line, now: datetime) -> str:
    if reason == "review" and line.review_date:
        start = timezone.make_aware(datetime.combine(line.review_date, time(9)))
        return _("review on {}").format(short(start.date()))
    if reason == "unanswered":
        return _("waiting {}").format(clock.span(now - line.reported_at))
    if line.due_at is None:
        return _("received {}").format(clock.moment(line.reported_at, now))
    return clock.left(line.due_at, now)


def lines(found: Iterable[Line], key: str, now: datetime) -> list[Row]:
    """The rows of a list, each with the time that the list is about."""
    return [
        Row(
            what(line.what),
            where(line.where, line.within),
            _time_of(line, key, now),
            *(WHY["late"] if line.is_late else STAGES[line.stage]),
            line.pk,
        )
        for line in found
    ]


def _time_of(line: Line, key: str, now: datetime) -> str:
    if key == "received":
        return _("received {}").format(clock.moment(line.reported_at, now))
    if key == "closed" and line.closed_at:
        return _("closed {}").format(clock.moment(line.closed_at, now))
    return _since(key, line, now)


def desk_url(key: str, narrowed: Narrowed) -> str:
    """The nearest list at the desk, where one works on."""
    query: dict[str, str | int] = {**AT_THE_DESK[key]}
    if narrowed.area:
        query["place"] = narrowed.area
    if narrowed.category:
        query["category"] = narrowed.category
    if narrowed.day and key == "received":
        query |= {"from_date": f"{narrowed.day}", "until_date": f"{narrowed.day}"}
    return f"{reverse('cases:desk_list')}?{urlencode(query)}"


def events(found: Iterable[Event]) -> list[Row]:
    """What just happened."""
    today = timezone.localdate()
    return [
        Row(what(one.what), where(one.where, one.within), _at(one.at, today), *STEPS[one.step])
        for one in found
    ]


def _at(moment: datetime, today: date) -> str:
    local = timezone.localtime(moment)
    return date_format(local, "H:i") if local.date() == today else short(local.date())


def short(day: date) -> str:
    """A day as it stands under a bar: 11/9."""
    return f"{day.month}/{day.day}"


def what(name: str) -> str:
    """What a case is about; new ones have no class yet."""
    return name or _("Not sorted yet")


def where(spot: Spot | None, within: Spot | None) -> str:
    """Compound and building, as people say it."""
    if spot is None:
        return ""
    if within is None or within.pk == spot.pk:
        return spot.name
    return _("{compound} {spot}").format(compound=within.name, spot=spot.name)


@dataclass(frozen=True)
class Measured:
    """A bar as shares of the longest one, in percent; the late part comes first."""

    name: str
    query: str
    load: Load
    late: float
    rest: float


@dataclass(frozen=True)
class Bars:
    """The two bar charts beside the fortnight."""

    classes: list[Measured]
    areas: list[Measured]


def bars(loads: Loads) -> Bars:
    """Classes with most open work first; areas in the order of the tree."""
    return Bars(_measured(loads.classes, "category"), _measured(loads.areas, "area"))


def _measured(found: list[Bar], name: str) -> list[Measured]:
    longest = max((bar.load.open for bar in found), default=0) or 1
    nameless = what("") if name == "category" else _("Elsewhere")
    return [
        Measured(
            bar.name or nameless,
            urlencode({name: bar.key or 0}),
            bar.load,
            round(100 * bar.load.late / longest, 1),
            round(100 * (bar.load.open - bar.load.late) / longest, 1),
        )
        for bar in found
    ]


@dataclass(frozen=True)
class Lit:
    """A drawn body with the open work that lights it."""

    drawn: Drawn
    load: Load

    @property
    def tone(self) -> str:
        """The class of screen.css; the same steps as on the lit map."""
        if self.load.late:
            return "late-2" if self.load.late > 1 else "late-1"
        return next((f"lit-{step}" for step in (4, 2, 1) if self.load.open >= step), "unlit")


@dataclass(frozen=True)
class Drawing:
    """The relief with its lights; names that carry a number are drawn last."""

    relief: Relief
    bodies: list[Lit]

    @property
    def named(self) -> list[Lit]:
        """What a name or a number stands at."""
        spots = [lit for lit in self.bodies if lit.drawn.body.key and self._is_named(lit)]
        return sorted(spots, key=lambda lit: (lit.load.open > 0, lit.load.late, lit.drawn.y))

    @staticmethod
    def _is_named(lit: Lit) -> bool:
        return lit.load.open > 0 or lit.drawn.body.kind == "building"


def lit(relief: Relief, loads: Loads) -> Drawing:
    """Light the drawing."""
    nothing = Load()
    bodies = [Lit(one, loads.spots.get(one.body.key, nothing)) for one in relief.drawn]
    return Drawing(replace(relief, drawn=()), bodies)


def heading(key: str, narrowed: Narrowed, ground: Ground, tree: CategoryTree) -> str:
    """What a list is, and of what."""
    by_key = {spot.pk: spot for spot in ground.spots.values()}
    spot = by_key.get(narrowed.spot or narrowed.area or 0)
    within = ground.above(spot.path, "compound") if spot else None
    parts = [
        where(spot, within),
        what(class_name(tree, narrowed.category)) if narrowed.category is not None else "",
        _of_day(key, narrowed.day) if narrowed.day else str(NAMES[key]),
    ]
    return _(" · ").join(part for part in parts if part)


def _of_day(key: str, day: date) -> str:
    words = _("Closed on {}") if key == "closed" else _("Received on {}")
    return words.format(short(day))
