"""A one-time code goes out as soon as it was asked for."""

import zlib

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from liren.accounts.events import SignInCodeRequested
from liren.accounts.selectors import open_code, users_with
from liren.core.events import subscribe
from liren.notices import services
from liren.notices.selectors import deliveries_about
from liren.people import services as people
from liren.people.events import CanaryViewed, DeletionAsked, LinkAsked, LookedAtMany
from liren.people.permissions import PeoplePermission
from liren.people.selectors import deletion_request, viewing
from liren.places.selectors import home_community, of_paths

CODE = "accounts.signincode"


@subscribe(SignInCodeRequested)
def send_code(event: SignInCodeRequested) -> None:
    """Send the code, once, by the channel for codes."""
    now = timezone.now()
    code = open_code(event.code_id, now)
    if code is None or deliveries_about(CODE, event.code_id).exists():
        return
    text = gettext("Your code for Liren: {code}. Valid for ten minutes. Tell it to nobody.")
    notice = services.NewNotice(
        phone=code.phone,
        text=text.format(code=code.code),
        subject_type=CODE,
        subject_id=event.code_id,
        channel=getattr(settings, "LIREN_CODE_CHANNEL", "console"),
        is_secret=True,
        at_any_hour=True,
        useless_after=code.valid_until,
    )
    services.send_all([notice], now=now)


VIEWING, HOUR, LINK, DELETION = (
    "people.viewing", "people.hour", "people.selflink", "people.deletionrequest",
)  # fmt: skip


@subscribe(LinkAsked)
def send_link(event: LinkAsked) -> None:
    """The link to one's own data, by text message; written once."""
    now = timezone.now()
    found = people.message_of(event.link_id, now)
    if found is None or not found[0]:
        return
    phone, token, person = found
    community = home_community(person.place)
    text = gettext("{office}: is what we hold about you still right? Half a minute: {link}")
    link = settings.LIREN_URL.rstrip("/") + reverse("people:enter", args=[token])
    notice = services.NewNotice(
        phone=phone,
        text=text.format(office=community.name if community else "", link=link),
        subject_type=LINK,
        subject_id=event.link_id,
        place_path=person.place_path,
        is_secret=True,
    )
    services.send_all([notice], now=now)


@subscribe(CanaryViewed)
def alarm_canary(event: CanaryViewed) -> None:
    """Whoever watches over the register hears who opened an invented resident."""
    seen = viewing(event.viewing_id)
    if seen is None:
        return
    text = gettext("{viewer} opened an invented resident, for “{purpose}”. Please ask why.")
    words = text.format(viewer=seen.viewer, purpose=seen.purpose)
    _tell(PeoplePermission.WATCH, event.place_path, words, (VIEWING, event.viewing_id))


@subscribe(LookedAtMany)
def alarm_many(event: LookedAtMany) -> None:
    """And who wanted to open more than work explains, once an hour."""
    text = gettext("{viewer} opened entries of very many people within an hour. Please ask why.")
    key = zlib.crc32(f"{event.viewer} {event.hour}".encode())
    _tell(PeoplePermission.WATCH, event.place_path, text.format(viewer=event.viewer), (HOUR, key))


@subscribe(DeletionAsked)
def tell_of_deletion(event: DeletionAsked) -> None:
    """Whoever decides is told that a resident asks for deletion."""
    row = deletion_request(event.request_id)
    if row is not None:
        text = gettext("A resident asks that their data be deleted. Please answer within 30 days.")
        _tell(PeoplePermission.DECIDE, row.place_path, text, (DELETION, row.pk))


def _tell(permission: PeoplePermission, path: str, text: str, about: tuple[str, int]) -> None:
    """Everybody who holds a permission over a place, once."""
    now, (kind, pk) = timezone.now(), about
    place = of_paths([path]).get(path)
    if place is None or deliveries_about(kind, pk).exists():
        return
    users = users_with(permission, place, now)
    notices = [
        services.NewNotice(user=user, text=text, subject_type=kind, subject_id=pk, place_path=path)
        for user in users
    ]
    services.send_all(notices, now=now)
