"""Run by `liren shell` over a demo, like `staging.py`: a call that runs, and much besides."""

import json
import secrets
from datetime import timedelta

from django.utils import timezone

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
from liren.care.models import CareTask, FamilyTie, Helper, Menu, OneTap, Pair
from liren.care.selectors.calls import token_hash
from liren.care.services import calls
from liren.care.services.away import set_away
from liren.care.services.calls import NewCall
from liren.care.services.family import NewTie, name_family
from liren.core.permissions import SYSTEM
from liren.people.models import Person
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
    day = today + timedelta(days=5)
    set_away(person=person, back_on=day, by=person.user, now=timezone.now())  # type: ignore[arg-type]  # an account
    tie = FamilyTie.objects.get(person=person, name="女儿 李静")
    _account("daughter", "李静", "15400000051")
    return {
        "care_tie": str(tie.pk),
        "care_quiet_tie": str(_niece(person)),
        "care_tap": str(OneTap.objects.earliest("pk").pk),
        "care_errand": str(CareTask.objects.filter(kind="errand").latest("pk").pk),
        "care_person": str(person.pk),
        "care_call": str(call.pk),
        "care_link": token,
        "care_pair": str(Pair.objects.earliest("pk").pk),
        "care_task": str(CareTask.objects.latest("pk").pk),
        "care_menu": str(Menu.objects.filter(date=today).earliest("pk").pk),
    }


def _account(username: str, name: str, phone: str) -> None:
    """Somebody who signs in with a number that was named."""
    user = User(username=username, name=name, phone_index=phone_index(normal_phone(phone)))
    user.set_password("liren-demo")
    user.save()


def _niece(elder: Person) -> int:
    """Two let her see; of the one that is looked at nothing was heard today."""
    _account("niece", "李梅", "15400000054")
    others = Pair.objects.exclude(elder=elder).select_related("elder__place").order_by("-pk")
    ties = [
        name_family(
            NewTie(person=one, name="侄女 李梅", phone="15400000054", paper="档案柜 3"),
            by=SYSTEM,
            now=timezone.now(),
        )
        for one in (elder, others[0].elder)
    ]
    return ties[1].pk


print("STAGED " + json.dumps(care()))  # noqa: T201  # read by the walker
