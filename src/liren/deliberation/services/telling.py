"""Followers hear of every change: on this site with an account, by telephone without one."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.accounts.selectors import community_party
from liren.core.errors import sentence
from liren.core.office import work_calendar
from liren.core.permissions import SYSTEM
from liren.deliberation.models import Follower, Hiding, Topic
from liren.deliberation.selectors.sittings import day_and_time
from liren.deliberation.selectors.talk import thing_behind
from liren.notices.selectors import deliveries_about
from liren.notices.services import NewNotice, send_all
from liren.people.models import Person
from liren.people.services import addresses_of

LANGUAGE = "zh-hans"
SUBJECT = Topic._meta.label_lower
WORDS = {
    "answered": sentence("“{title}” was answered: {words} {link}"),
    "discussion": sentence("“{title}” is being talked over. Say what you think: {link}"),
    "ticking": sentence("“{title}”: the list can be ticked now. {link}"),
    "proposals": sentence("“{title}”: projects can be proposed now. {link}"),
    "check": sentence("“{title}”: the proposals are being checked. {link}"),
    "ballot": sentence("“{title}”: the ballot is open. {link}"),
    "meeting": sentence("“{title}” comes before a meeting. {link}"),
    "sitting": sentence("“{title}”: a meeting is called for {words}. {link}"),
    "sitting_off": sentence("“{title}”: the meeting is called off: {words} {link}"),
    "vote": sentence("“{title}” is put to a vote. {link}"),
    "vote_off": sentence("“{title}”: the vote is called off. {link}"),
    "extended": sentence("“{title}”: there is more time to take part, until {words}. {link}"),
    "lot": sentence("“{title}”: the lot was drawn before neighbours. {link}"),
    "counted": sentence("“{title}” is counted. See what came out, and why: {link}"),
    "measures": sentence("“{title}” is decided: {words} {link}"),
    "publication": sentence("“{title}”: what will be done is published. {link}"),
    "progress": sentence("“{title}”: the work begins. {link}"),
    "measure": sentence("“{title}”, news: {words} {link}"),
    "evaluation": sentence("“{title}” is done. Did it help? Your home has a word: {link}"),
    "revision": sentence("“{title}” did not help enough; it is planned anew. {link}"),
    "closed": sentence("“{title}” is closed, after the neighbours' word. {link}"),
    "declined": sentence("“{title}” is not taken further: {words} {link}"),
    "minutes": sentence("“{title}”: the minutes of the meeting are posted. {link}"),
}


def tell_followers(topic: Topic, what: str, *, now: datetime, words: str | datetime = "") -> int:
    """Tell everybody who follows a topic; says how many messages."""
    notices = list(_notices(topic, what, words, now))
    send_all(notices, now=now)
    return len(notices)


def _notices(topic: Topic, what: str, words: str | datetime, now: datetime) -> Iterator[NewNotice]:
    opens = work_calendar().next_opening(now)
    texts: dict[str, str] = {}

    def text(language: str) -> str:
        key = "en" if language.startswith("en") else LANGUAGE
        if key not in texts:
            texts[key] = text_of(topic, what, words, key)
        return texts[key]

    def notice(*, user: User | None = None, phone: str | None = None) -> NewNotice:
        return NewNotice(
            user=user,
            phone=phone,
            text=text(user.language if user else ""),
            subject_type=SUBJECT,
            subject_id=topic.pk,
            place_path=topic.place_path,
            not_before=opens,
        )

    followers = Follower.objects.filter(topic=topic).select_related("user", "person__user")
    persons = [one.person for one in followers if one.person]
    without = [person for person in persons if person.user is None]
    purpose = f"topic {topic.pk}"
    known = addresses_of(without, place=topic.place, by=SYSTEM, purpose=purpose, now=now)
    users = {one.user for one in followers if one.user}
    for user in users | {person.user for person in persons if person.user}:
        yield notice(user=user)
    for phone in {address.phone for address in known.values() if address.phone}:
        yield notice(phone=phone)


def text_of(topic: Topic, what: str, words: str | datetime, language: str) -> str:
    """One message, with the sender before it and the link behind it."""
    party = community_party(topic.place)
    link = settings.LIREN_URL.rstrip("/") + reverse("deliberation:topic", args=[topic.pk])
    with override(language):
        said = gettext(WORDS[what])
        text = words if isinstance(words, str) else day_and_time(words)
    short = text if len(text) <= 80 else f"{text[:79]}…"
    told = said.format(title=topic.title, words=short, link=link if settings.LIREN_URL else "")
    return f"【{party.name}】{told.strip()}" if party else told.strip()


def follow(topic: Topic, *, user: User | None = None, person: Person | None = None) -> None:
    """Be told from now on; whoever follows already goes on doing so."""
    if user is None and person is not None and person.user_id:
        user, person = person.user, None
    kept = {"user": user} if user else {"person": person}
    try:
        with transaction.atomic():
            Follower.objects.get_or_create(topic=topic, **kept)
    except IntegrityError:  # two taps at once
        return


def unfollow(topic: Topic, *, user: User) -> None:
    """Be told no more."""
    Follower.objects.filter(topic=topic, user=user).delete()


HIDDEN = sentence("Your words to “{title}” were hidden: {words} You can object here: {link}")


def tell_author(hiding_id: int, *, now: datetime) -> bool:
    """Tell whoever said it that their words were hidden, and why; once."""
    hiding = Hiding.objects.select_related("topic__place").filter(pk=hiding_id).first()
    thing = thing_behind(hiding) if hiding else None
    if hiding is None or thing is None or thing.person is None or thing.person.user is None:
        return False
    subject = Hiding._meta.label_lower
    if deliveries_about(subject, hiding.pk).exists():
        return False
    user = thing.person.user
    link = settings.LIREN_URL.rstrip("/") + reverse("deliberation:appeal", args=[hiding.pk])
    with override(user.language or LANGUAGE):
        text = gettext(HIDDEN).format(title=hiding.topic.title, words=hiding.words, link=link)
    notice = NewNotice(
        user=user,
        text=text,
        subject_type=subject,
        subject_id=hiding.pk,
        place_path=hiding.topic.place_path,
        not_before=work_calendar().next_opening(now),
    )
    send_all([notice], now=now)
    return True
