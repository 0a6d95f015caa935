"""An urgent matter after hours reaches whoever is on duty."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from liren.accounts.selectors import users_with
from liren.cases.events import CaseReported
from liren.cases.models import Case
from liren.core.events import subscribe
from liren.core.office import work_calendar
from liren.notices.services.duty import StaffNotice, tell_staff
from liren.places.selectors import address
from liren.workorders.permissions import OrderPermission

URGENT = "cases.urgent"
LANGUAGE = "zh-hans"


@subscribe(CaseReported, when=lambda fact: fact.urgent)
def ring_duty(event: CaseReported) -> None:
    """In office hours the inbox is enough; outside them an emergency rings."""
    now = timezone.now()
    case = Case.objects.select_related("place", "category").filter(pk=event.case_id).first()
    if case is None or not case.urgent or work_calendar().is_open(now):
        return
    with override(LANGUAGE):
        words = gettext("Urgent: {what}, {where}. {link}").format(
            what=case.category.name if case.category else gettext("a report"),
            where=address(case.place),
            link=settings.LIREN_URL + reverse("cases:desk_case", args=[case.pk]),
        )
    notice = StaffNotice(
        place=case.place,
        text=words,
        subject_type=URGENT,
        subject_id=case.pk,
        is_emergency=True,
    )
    tell_staff(notice, staff=users_with(OrderPermission.TRIAGE, case.place, now), now=now)
