"""Owners and followers are told, once each occasion, and within the hours of the office."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.accounts.selectors import community_party
from liren.core.errors import sentence
from liren.notices.services import NewNotice, send_all
from liren.voting.domain.phases import Phase
from liren.voting.models import Follower, RollOwner, Telling, Vote
from liren.voting.selectors.rolls import phone_of

LANGUAGE = "zh-hans"
WORDS = {
    Phase.POSTED: sentence(
        "The roll for “{title}” is posted. Look whether your home is right: {link}"
    ),
    Phase.OPEN: sentence(
        "“{title}” can be voted on until {closes}, with the letter to your home: {link}"
    ),
    Phase.COUNTED: sentence("“{title}” is counted. The result, and how to check it: {link}"),
    Phase.CALLED_OFF: sentence("“{title}” is called off: {reason} {link}"),
}


@transaction.atomic
def tell_of(vote_id: int, phase: Phase, *, now: datetime) -> int:
    """Tell everybody of a phase; called again, nobody is told twice. Says how many messages."""
    vote = Vote.objects.select_related("place", "roll").filter(pk=vote_id).first()
    if vote is None or vote.posted_at is None:  # a draft was never told of
        return 0
    _, is_new = Telling.objects.get_or_create(
        vote=vote, occasion=_occasion(vote, phase), defaults={"at": now}
    )
    if not is_new:
        return 0
    notices = list(_notices(vote, phase))
    send_all(notices, now=now)
    return len(notices)


def _occasion(vote: Vote, phase: Phase) -> str:
    """A roll that was taken back and posted again is news again."""
    again = vote.posted_at if phase is Phase.POSTED else None
    return f"{phase} {again:%y%m%d%H%M}" if again else str(phase)


def _notices(vote: Vote, phase: Phase) -> Iterator[NewNotice]:
    with override(LANGUAGE):
        text = _text(vote, phase)
    about = {
        "text": text,
        "subject_type": Vote._meta.label_lower,
        "subject_id": vote.pk,
        "place_path": vote.place_path,
        "in_office_hours": True,
    }
    told: set[str] = set()
    for owner in RollOwner.objects.filter(version=vote.roll, phone_sealed__isnull=False):
        phone = phone_of(owner)
        if phone not in told:
            told.add(phone)
            yield NewNotice(phone=phone, **about)  # type: ignore[arg-type]  # said once for both
    for follower in Follower.objects.filter(vote=vote).select_related("user"):
        yield NewNotice(user=follower.user, **about)  # type: ignore[arg-type]  # said once for both


def _text(vote: Vote, phase: Phase) -> str:
    party = community_party(vote.place)
    link = settings.LIREN_URL.rstrip("/") + reverse("voting:vote", args=[vote.pk])
    said = gettext(WORDS[phase]).format(
        title=vote.title,
        link=link,
        closes=_moment(vote.closes_at),
        reason=vote.called_off_reason,
    )
    return f"【{party.name}】{said}" if party else said


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}" if at else ""


@transaction.atomic
def follow(*, vote: Vote, user: User) -> None:
    """Be told of what comes of a vote."""
    Follower.objects.get_or_create(vote=vote, user=user)


@transaction.atomic
def unfollow(*, vote: Vote, user: User) -> None:
    """Be told no more."""
    Follower.objects.filter(vote=vote, user=user).delete()
