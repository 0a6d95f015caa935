"""Words for what is stored as a code or a message id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.errors import LirenError
from liren.places.models import Place
from liren.sensing.domain.alerts import Result, Stage
from liren.sensing.domain.findings import FOUND, Found
from liren.sensing.domain.presets import presets
from liren.sensing.forms import RESULTS
from liren.sensing.models import Alert
from liren.sensing.models.devices import Device
from liren.sensing.permissions import SensingPermission
from liren.ui.naming import local_name
from liren.ui.pages import said

register = template.Library()

STAGES: Mapping[str, str | Promise] = {
    Stage.RAISED: _("nobody goes yet"),
    Stage.ACKNOWLEDGED: _("somebody goes"),
    Stage.HANDLED: _("somebody was there"),
    Stage.CLOSED: _("settled"),
}
TONES = {Stage.RAISED: "persimmon", Stage.ACKNOWLEDGED: "amber", Stage.HANDLED: "jade"}
SEVERITY_TONES = {3: "persimmon", 2: "amber", 1: "ink"}
REFUSALS: Mapping[str, str | Promise] = {
    "repeated": _("sent again, stored once"),
    "folded": _("too many at once, folded"),
    "wrong_key": _("wrong key"),
    "bad_signature": _("the signature does not fit"),
    "old_signature": _("signed too long ago"),
    "no_timestamp": _("not signed with a moment"),
    "not_its_own": _("spoke for another device"),
    "unknown_device": _("a device nobody entered"),
    "in_stock": _("not claimed yet"),
    "ended": _("taken down"),
    "no_consent": _("nobody at home has agreed"),
    "too_large": _("too large"),
    "not_json": _("no JSON"),
    "malformed": _("no MQTT"),
    "does_not_read": _("did not read the answers"),
    "broken_frame": _("a broken frame"),
    "bad_sum": _("a wrong check sum"),
    "silent": _("the line fell silent"),
    "no_hello": _("did not say who it is"),
    "not_stored": _("could not be stored"),
    "key_ended": _("its key had ended"),
    "too_many": _("too many lines at once"),
    "too_many_filters": _("asked to hear too much at once"),
    "retained": _("an old one that the broker had kept"),
}


@register.filter
def found_word(alert: Alert) -> str:
    """What was found, in a word."""
    return gettext(FOUND.get(Found(alert.reason.get("found", "other")), FOUND[Found.OTHER]))


@register.filter
def found_name(code: str) -> str:
    """The same for a code."""
    return gettext(FOUND[Found(code)]) if code in list(Found) else code


@register.filter
def rule_name(key: str) -> str:
    """The name of a rule that ships; of another one its key."""
    return local_name(presets()[key]) if key in presets() else key


@register.filter
def why(alert: Alert) -> str:
    """The sentence of the rule, with its values."""
    words = gettext(alert.reason.get("sentence", "")) if alert.reason.get("sentence") else ""
    try:
        return words.format_map(alert.reason.get("data", {}))
    except (KeyError, ValueError, IndexError):
        return words


@register.filter
def stage_word(alert: Alert) -> str | Promise:
    """Where an alert stands."""
    return STAGES[alert.stage]


@register.filter
def stage_tone(alert: Alert) -> str:
    """The tone of it."""
    return TONES.get(Stage(alert.stage), "ink")


@register.filter
def severity_tone(alert: Alert) -> str:
    """How much it hurries, for the eye."""
    return SEVERITY_TONES[alert.severity]


@register.filter
def result_word(code: str) -> str | Promise:
    """What it turned out to be."""
    return RESULTS[Result(code)] if code in list(Result) else code


@register.filter
def refusal_word(reason: str) -> str | Promise:
    """Why something was not taken; the code where there are no words."""
    return REFUSALS.get(reason, reason)


@register.simple_tag
def device_state(device: Device, now: datetime) -> tuple[str, str]:
    """How a device does: a word and its tone."""
    if device.ended_at:
        return gettext("taken down"), "ink"
    if device.claimed_at is None:
        return gettext("in stock"), "ink"
    if device.heard_at is None:
        return gettext("never heard"), "amber"
    if device.is_offline(now):
        return gettext("offline"), "persimmon"
    return gettext("online"), "jade"


@register.simple_tag(takes_context=True)
def may_rule(context: template.Context) -> bool:
    """Whether whoever looks decides on rules."""
    return _may(context, SensingPermission.RULES)


@register.simple_tag(takes_context=True)
def may_see_devices(context: template.Context) -> bool:
    """Whether whoever looks may open the register of devices."""
    return _may(context, SensingPermission.SEE, SensingPermission.REGISTER)


def _may(context: template.Context, *permissions: SensingPermission) -> bool:
    user: Any = context["request"].user
    return bool(user.is_authenticated and any(map(user.has_perm, permissions)))


@register.filter
def local_moment(text: str) -> str:
    """A moment that was kept as text, by the clock of the neighbourhood."""
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"


@register.filter
def sentence_of(error: LirenError) -> str:
    """An error in the reader's language."""
    return said(error)


@register.filter
def at_place(where: Mapping[int, str], place: Place) -> str:
    """The address of a place, where the page has read it."""
    return where.get(place.pk) or local_name(place)
