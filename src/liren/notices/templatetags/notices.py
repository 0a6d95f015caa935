"""How the pages word stages, channels, outcomes and what is due."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.notices.channels import Reach, channels
from liren.notices.domain import links
from liren.notices.domain.publishing import State
from liren.notices.domain.reaching import Way
from liren.notices.domain.workflow import Stage
from liren.notices.forms.announcements import REACHES
from liren.notices.models import Announcement, Delivery, EntryVersion
from liren.notices.selectors.channels import Switchboard
from liren.people.selectors import labels

register = template.Library()


@register.filter
def own_path(text: str) -> str:
    """Where a message leads on this site."""
    return links.own_path(text, settings.LIREN_URL.rstrip("/"))


@register.filter
def without_path(text: str) -> str:
    """The words of a message without the address in it."""
    return links.without_path(text, settings.LIREN_URL.rstrip("/"))


STAGES: dict[str, tuple[Any, str]] = {
    Stage.DRAFT: (_("Draft"), "ink"),
    Stage.PUBLISHED: (_("Published"), "jade"),
    Stage.ENDED: (_("Over"), "ink"),
    Stage.WITHDRAWN: (_("Withdrawn"), "persimmon"),
    Stage.DISCARDED: (_("Put away"), "ink"),
}
BY: dict[str, Any] = {
    Way.PHONE: _("Text message"),
    Way.EMAIL: _("E-mail"),
    Way.USER: _("On this site"),
    Way.CALL: _("To be rung or visited"),
}
DELIVERY: dict[str, tuple[Any, str]] = {
    Delivery.Status.WAITING: (_("Waiting"), "amber"),
    Delivery.Status.SENT: (_("Sent"), "jade"),
    Delivery.Status.FAILED: (_("Given up"), "persimmon"),
    Delivery.Status.WITHDRAWN: (_("Not sent any more"), "ink"),
}
SUBJECTS: dict[str, Any] = {
    "notices.announcementhome": _("Announcement to a home"),
    "notices.announcement": _("Announcement to a place"),
    "notices.objection": _("A question"),
    "cases.case": _("A case"),
    "cases.urgent": _("An urgent case"),
    "accounts.signincode": _("A code to sign in"),
    "voting.vote": _("A vote"),
    "voting.access": _("Digits to vote"),
    "voting.rollobjection": _("An objection to a roll"),
}
STANDING: dict[str, tuple[Any, str]] = {
    State.PUBLISHED: (_("Published on time"), "jade"),
    State.PUBLISHED_LATE: (_("Published late"), "amber"),
    State.DUE: (_("To be published"), "ink"),
    State.MISSING: (_("Overdue"), "persimmon"),
}


@register.filter
def stage_word(row: Announcement) -> Any:
    """The stage in a word."""
    return STAGES[row.stage][0]


@register.filter
def stage_tone(row: Announcement) -> str:
    """The tone of the stage's badge."""
    return STAGES[row.stage][1]


@register.filter
def planned(way: str) -> Any:
    """How a home is planned to be reached."""
    return BY[Way(way)] if way in set(Way) else way


@register.filter
def reached(by: str) -> Any:
    """What a home was reached by: a channel's name, or a caller."""
    if by in ("call", "visit"):
        return {"call": _("Rung"), "visit": _("Visited")}[by]
    channel = channels.get(by)
    return gettext(channel.name) if channel else by


@register.filter
def delivery_word(status: str) -> Any:
    """How a delivery stands."""
    return DELIVERY[status][0]


@register.filter
def delivery_tone(status: str) -> str:
    """The tone of its badge."""
    return DELIVERY[status][1]


@register.filter
def standing_word(state: str) -> Any:
    """How the account of a period stands."""
    return STANDING[state][0]


@register.filter
def standing_tone(state: str) -> str:
    """The tone of its badge."""
    return STANDING[state][1]


@register.filter
def subject_word(subject: str) -> Any:
    """What a message is about, in a word."""
    return SUBJECTS.get(subject, subject)


@register.filter
def label_names(keys: list[str]) -> str:
    """Labels by their names."""
    return gettext(", ").join(gettext(labels[key].name) for key in keys if key in labels)


@register.filter
def period_name(key: str) -> str:
    """A period as people say it."""
    year, _dash, part = key.partition("-")
    if part.startswith("Q"):
        return gettext("{year}, quarter {quarter}").format(year=year, quarter=part[1:])
    return gettext("{year}-{month}").format(year=year, month=int(part))


@register.filter
def version_name(row: EntryVersion) -> str:
    """A version by its number and day, and that it was covered."""
    words = (
        gettext("Version {number}, {date}, covered")
        if row.covered_at
        else gettext("Version {number}, {date}")
    )
    return words.format(number=row.number, date=f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}")


@register.filter
def short_hash(row: EntryVersion) -> str:
    """The first digits of a version's hash; none for those from before the hashes."""
    return bytes(row.mac).hex()[:16] or "—"


@register.filter
def get(table: dict[Any, Any], key: Any) -> Any:
    """A value of a table."""
    return table.get(key, "")


def channel_words(row: Announcement, board: Switchboard) -> list[tuple[str, str]]:
    """The chosen ways, each with the channel that would carry it here, or that none does."""
    names = dict(REACHES)
    found = []
    for key in row.channels:
        reach = Reach(key)
        if reach is Reach.GROUP:
            carriers = board.groups(row.place_path)
        else:
            carrier = board.by_reach(reach, row.place_path)
            carriers = [carrier] if carrier else []
        by = gettext(", ").join(gettext(one.name) for one in carriers)
        found.append((str(names[reach]), by))
    return found
