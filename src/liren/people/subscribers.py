"""Whoever proves to hold a telephone is the person registered with it."""

from django.utils import timezone

from liren.accounts.events import ResidentJoined
from liren.accounts.models import User
from liren.core.events import subscribe
from liren.core.permissions import SYSTEM
from liren.people import services
from liren.people.selectors import unlinked_owner_of_phone


@subscribe(ResidentJoined)
def link_by_phone(event: ResidentJoined) -> None:
    """Link the account, so that "my home" is known; not where a family shares the number."""
    user = User.objects.filter(pk=event.user_id).first()
    person = unlinked_owner_of_phone(user) if user else None
    if user and person:
        services.link_user(person=person, user=user, by=SYSTEM, now=timezone.now())
