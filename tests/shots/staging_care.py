"""Run by `liren shell` over a demo, like `staging.py`: a call that runs, and much besides."""

import json
import secrets

from django.utils import timezone

from liren.accounts.models import User
from liren.care.models import CareTask, Helper, Menu, Pair
from liren.care.selectors.calls import token_hash
from liren.care.services import calls
from liren.care.services.calls import NewCall
from liren.core.permissions import SYSTEM
from liren.people.selectors import person_of


def care() -> dict[str, str]:
    """Somebody calls now; their family was asked by a link of its own."""
    person = person_of(User.objects.get(username="elder"))
    assert person is not None
    call = calls.call(NewCall(person=person, words="摔倒了"), by=SYSTEM, now=timezone.now())
    token = secrets.token_urlsafe(16)
    helper = Helper.objects.filter(call=call).earliest("pk")
    Helper.objects.filter(pk=helper.pk).update(token_hash=token_hash(token))
    today = timezone.localdate()
    return {
        "care_person": str(person.pk),
        "care_call": str(call.pk),
        "care_link": token,
        "care_pair": str(Pair.objects.earliest("pk").pk),
        "care_task": str(CareTask.objects.latest("pk").pk),
        "care_menu": str(Menu.objects.filter(date=today).earliest("pk").pk),
    }


print("STAGED " + json.dumps(care()))  # noqa: T201  # read by the walker
