"""Words of care for the pages."""

from datetime import datetime, timedelta

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liren.care.domain.buddies import Face, days_of
from liren.care.domain.family import Day
from liren.care.domain.help_call import Rung, Stage
from liren.care.domain.meals import FEN_A_YUAN, Diet
from liren.care.models import OneTap
from liren.care.models.meals import DIETS
from liren.core.errors import sentence
from liren.people.selectors import labels
from liren.ui.templatetags.ui import Tab

register = template.Library()

FACES = {Face.WELL: "smile", Face.SO_SO: "meh", Face.POOR: "frown"}
DAY_NAMES = tuple(
    sentence(day)
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)

RUNGS = {
    Rung.FAMILY: sentence("Family"),
    Rung.BUDDY: sentence("Buddy"),
    Rung.NEIGHBOUR: sentence("Neighbour"),
    Rung.COMMITTEE: sentence("Committee on duty"),
    Rung.AMBULANCE: sentence("120"),
}
STAGES = {
    Stage.PRESSED: (sentence("Just called"), "amber"),
    Stage.CALLING: (sentence("Nobody is going yet"), "persimmon"),
    Stage.COMING: (sentence("Somebody is on the way"), "jade"),
    Stage.ENDED: (sentence("Somebody was at the door"), "ink"),
    Stage.TAKEN_BACK: (sentence("Taken back at once"), "ink"),
}


@register.filter
def rung_word(rung: str) -> str:
    """A rung in a word."""
    return _(RUNGS[Rung(rung)]) if rung else ""


@register.filter
def stage_word(stage: str) -> str:
    """Where a call stands, in words."""
    return _(STAGES[Stage(stage)][0])


@register.filter
def stage_tone(stage: str) -> str:
    """The colour beside them."""
    return STAGES[Stage(stage)][1]


@register.filter
def face_icon(face: str) -> str:
    """The drawing of a face; a day without one was missed."""
    return FACES[Face(face)] if face else "circle-alert"


@register.filter
def day_names(mask: int) -> str:
    """The days of a rota in words."""
    return _(", ").join(_(DAY_NAMES[day]) for day in days_of(mask))


TABS = (
    ("care:desk", sentence("Calls for help")),
    ("care:desk_quiet", sentence("Quiet homes")),
    ("care:desk_buddies", sentence("Buddies")),
    ("care:desk_round", sentence("Visits")),
    ("care:desk_meals", sentence("Meals")),
    ("care:desk_taps", sentence("One tap")),
)
TAPS = {
    OneTap.Kind.DOCTOR: "stethoscope",
    OneTap.Kind.TAXI: "car-taxi-front",
    OneTap.Kind.REPAIRS: "wrench",
    OneTap.Kind.HAIRCUT: "scissors",
    OneTap.Kind.SHOPPING: "shopping-basket",
    OneTap.Kind.OTHER: "hand-helping",
}
DAYS = {
    Day.HELP: (sentence("A call for help is running"), "bell-ring", "notice-error"),
    Day.SEEN_TO: (sentence("Somebody is looking in"), "footprints", "notice-warning"),
    Day.AWAY: (sentence("Away from home"), "luggage", ""),
    Day.WELL: (sentence("All is well today"), "circle-check", ""),
    Day.NO_NEWS: (sentence("Nothing unusual so far today"), "sun", ""),
}
REASONS = {
    "alerts": sentence("called for help or gave no word since"),
    "sinking": sentence("worse than before"),
    "never": sentence("not visited yet"),
    "elder_alone": sentence("lives alone"),
    "aged": sentence("over eighty"),
    "empty_nest": sentence("only elders at home"),
    "lives_alone": sentence("lives alone"),
}


@register.simple_tag(takes_context=True)
def care_tabs(context: Context) -> list[Tab]:
    """The pages of care beside each other."""
    here = context["request"].path
    urls = [(reverse(name), _(label)) for name, label in TABS]
    current = max((url for url, _label in urls if here.startswith(url)), key=len, default="")
    return [Tab(label, url, is_current=current == url) for url, label in urls]


@register.filter
def reason_words(reasons: tuple[str, ...]) -> str:
    """Why somebody is visited, each reason once."""
    return " · ".join(dict.fromkeys(_(REASONS[reason]) for reason in reasons))


@register.filter
def tap_icon(kind: str) -> str:
    """The drawing on a button of one tap."""
    return TAPS[OneTap.Kind(kind)]


@register.filter
def day_word(day: str) -> str:
    """How today is, for family."""
    return _(DAYS[Day(day)][0])


@register.filter
def day_icon(day: str) -> str:
    """The drawing beside it."""
    return DAYS[Day(day)][1]


@register.filter
def day_tone(day: str) -> str:
    """The class of the notice."""
    return DAYS[Day(day)][2]


@register.filter
def day_before(at: datetime) -> datetime:
    """The last day of a stay that ends at midnight."""
    return timezone.localtime(at - timedelta(seconds=1))


@register.filter
def yuan(fen: int) -> str:
    """An amount as it is written."""
    return f"{fen / FEN_A_YUAN:.2f}".removesuffix(".00")


@register.filter
def diet_word(diet: str) -> str:
    """What somebody eats, in a word."""
    return str(DIETS[Diet(diet)])


@register.filter
def label_name(key: str) -> str:
    """A label of the register, in words."""
    found = labels.get(key)
    return _(found.name) if found else key
