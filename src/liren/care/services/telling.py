"""The words of a help call: to whoever is asked next, and to all others when somebody goes."""

import logging
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from liren.accounts.selectors import users_with
from liren.care.domain.help_call import Rung
from liren.care.models import HelpCall, Helper, LadderContact
from liren.care.permissions import CarePermission
from liren.care.selectors.calls import token_hash
from liren.care.selectors.ladders import on_ladder_of
from liren.care.services.ladders import phone_of
from liren.core.crypto import SealBroken
from liren.notices.services import NewNotice, send_all
from liren.notices.services.duty import StaffNotice, tell_staff
from liren.places.selectors import address

log = logging.getLogger(__name__)

LANGUAGE = "zh-hans"
SUBJECT = HelpCall._meta.label_lower
NO_LONGER_OF_USE = timedelta(hours=1)


def tell_rung(call: HelpCall, rung: Rung, *, now: datetime) -> None:
    """Ask everybody of one rung; the committee's is whoever is on duty."""
    with override(LANGUAGE):
        if rung in (Rung.COMMITTEE, Rung.AMBULANCE):
            _tell_committee(call, rung, now)
        else:
            _tell_contacts(call, rung, now)


def tell_helpers(call: HelpCall, helpers: Iterable[Helper], text: str, *, now: datetime) -> None:
    """One sentence to some of those who were asked."""
    send_all([one for helper in helpers for one in _notices(call, helper, text, now)], now=now)


def tell_duty_again(call: HelpCall, *, now: datetime) -> None:
    """Whoever is on duty hears once more of a call to which nobody goes any longer."""
    rung = Rung.AMBULANCE if call.rang_120_at is None else Rung.COMMITTEE
    with override(LANGUAGE):
        _tell_committee(call, rung, now, subject=f"{SUBJECT}.again.{int(now.timestamp())}")


def contacts_on(call: HelpCall, rung: Rung) -> list[LadderContact]:
    """Whoever stands on a rung now: somebody who was taken off since is not asked."""
    rows = on_ladder_of(call.person_id).filter(rung=rung)
    return list(rows.select_related("user", "resident__place").order_by("id"))


def marked(call: HelpCall, text: str) -> str:
    """A drill says so before everything else."""
    if not call.is_drill:
        return text
    return gettext("[DRILL, do not ring 120] {text}").format(text=text)


def _tell_contacts(call: HelpCall, rung: Rung, now: datetime) -> None:
    told = set(call.helpers.values_list("contact_id", flat=True))
    users = set(call.helpers.filter(user__isnull=False).values_list("user_id", flat=True))
    where = address(call.place)
    text = gettext("{name} at {where} is calling for help. Can you go? Say so here: {link}")
    for contact in contacts_on(call, rung):
        if contact.pk in told or contact.user_id in users:
            continue
        users |= {contact.user_id} if contact.user_id else set()
        token = secrets.token_urlsafe(16)
        helper = Helper.objects.create(
            call=call,
            rung=rung,
            name=contact.name,
            user=contact.user,
            contact=contact,
            token_hash=token_hash(token),
            told_at=now,
        )
        words = {"name": call.person.name, "where": where}
        link = _site() + reverse("care:helper", args=[token])
        said = marked(call, text.format(link=link, **words))
        send_all(_notices(call, helper, said, now, is_secret=True), now=now)


def _tell_committee(call: HelpCall, rung: Rung, now: datetime, *, subject: str = "") -> None:
    link = _site() + reverse("care:desk_call", args=[call.pk])
    if rung is Rung.COMMITTEE:
        text = gettext("{name} at {where} is calling for help and nobody is going yet. {link}")
    elif call.is_drill:
        text = gettext("{name} at {where}: nobody is going. In earnest 120 is rung now. {link}")
    else:
        text = gettext("{name} at {where}: nobody is going. RING 120 NOW, then say so: {link}")
    words = text.format(name=call.person.name, where=address(call.place), link=link)
    notice = StaffNotice(
        place=call.place,
        text=marked(call, words),
        subject_type=subject or f"{SUBJECT}.{rung}",
        subject_id=call.pk,
        is_emergency=True,
    )
    tell_staff(notice, staff=users_with(CarePermission.DO, call.place, now), now=now)


def _notices(
    call: HelpCall, helper: Helper, text: str, now: datetime, *, is_secret: bool = False
) -> list[NewNotice]:
    """By telephone, and on this site for who has an account; a link of one's own is a secret."""
    base = NewNotice(
        text=text,
        subject_type=SUBJECT,
        subject_id=call.pk,
        place_path=call.place_path,
        useless_after=now + NO_LONGER_OF_USE,
        at_any_hour=True,
    )
    phone = _phone(helper.contact, now) if helper.contact else ""
    found = [replace(base, phone=phone, is_secret=is_secret)] if phone else []
    if helper.user:
        own = _site() + reverse("care:going", args=[call.pk])
        plain = gettext("{name} is calling for help. Look here: {link}")
        said = marked(call, plain.format(name=call.person.name, link=own)) if is_secret else text
        found.append(replace(base, user=helper.user, text=said))
    return found


def _phone(contact: LadderContact, now: datetime) -> str:
    """A number that does not open keeps nobody else from being asked."""
    try:
        return phone_of(contact, now=now)
    except SealBroken:
        log.error("a telephone number on a ladder does not open")
        return ""


def _site() -> str:
    return str(settings.LIREN_URL).rstrip("/")
