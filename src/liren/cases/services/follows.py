"""Following a place: one in-app message a day when something happened, gone with one tap."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from liren.accounts.models import User
from liren.cases.domain.digest import Change, News, news, round_begun
from liren.cases.models import Follow
from liren.cases.selectors.public import AREAS, public_cases
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.scope import Scope
from liren.notices.services import NewNotice, send_all
from liren.places.models import Place
from liren.ui.naming import local_name

MOST_FOLLOWED = 20
MOST_CHANGES = 20_000
BATCH = 500
LANGUAGE = "zh-hans"
HEAD = sentence("What you follow:")
LINE = sentence("{place}: {new} new, {moved} moved on, {done} done.")


class TooManyFollowed(Invalid):
    """A person follows a handful of places."""

    code = "cases.too_many_followed"
    sentence = sentence("You follow {most} places already. Let one go first.")


class CannotFollow(Invalid):
    """Homes and units have no public page, and whole cities no neighbours."""

    code = "cases.cannot_follow"
    sentence = sentence("A building, a compound or a community can be followed.")


@transaction.atomic
def follow_place(*, place: Place, by: User, now: datetime) -> Follow:
    """Hear of new public matters at a place, and of their steps; twice is once."""
    if place.kind not in AREAS:
        raise CannotFollow()
    known = Follow.objects.filter(user=by, place=place).first()
    if known is not None:
        return known
    if Follow.objects.filter(user=by).count() >= MOST_FOLLOWED:
        raise TooManyFollowed(most=MOST_FOLLOWED)
    follow = Follow(user=by, begun_at=now, told_at=now)
    follow.put_at(place)
    follow.save()
    audit.record("cases.place_followed", follow, by=by, at=now)
    return follow


@transaction.atomic
def unfollow_place(*, place: Place, by: User, now: datetime) -> None:
    """Hear no more of it."""
    follow = Follow.objects.filter(user=by, place=place).first()
    if follow is not None:
        audit.record("cases.place_unfollowed", follow, by=by, at=now)
        follow.delete()


def tell_followers(*, now: datetime) -> int:
    """Send today's message to whoever has news; says to how many. Twice a day changes nothing."""
    begun = round_begun(now)
    if begun is None:
        return 0
    told = 0
    while users := _waiting(begun):
        told += _tell(users, now)
    return told


def _waiting(begun: datetime) -> list[int]:
    rows = Follow.objects.filter(told_at__lt=begun, user__is_active=True).order_by("user_id")
    return list(rows.values_list("user_id", flat=True).distinct()[:BATCH])


@transaction.atomic
def _tell(users: list[int], now: datetime) -> int:
    """One batch of people: their follows, what changed there, one insert of messages."""
    held = Follow.objects.select_for_update(of=("self",)).filter(user__in=users)
    follows = list(held.select_related("place", "user").order_by("user_id", "place_path"))
    changes = _changes(follows)
    by_user: dict[User, list[tuple[Follow, News]]] = defaultdict(list)
    for follow in follows:
        found = news(changes, path=follow.place_path, since=follow.told_at, until=now)
        if found:
            by_user[follow.user].append((follow, found))
    send_all([_notice(user, rows) for user, rows in by_user.items()], now=now)
    Follow.objects.filter(pk__in=[follow.pk for follow in follows]).update(told_at=now)
    return len(by_user)


def _changes(follows: list[Follow]) -> list[Change]:
    scope = Scope.of(follow.place_path for follow in follows)
    since = min(follow.told_at for follow in follows)
    cases = public_cases(scope).filter(public_at__gt=since).order_by("-public_at")
    rows = cases.values_list("place_path", "public_at", "filed_at", "closed_at")[:MOST_CHANGES]
    return [Change(path, at, new, done) for path, at, new, done in rows if at is not None]


def _notice(user: User, rows: list[tuple[Follow, News]]) -> NewNotice:
    with translation.override(user.language or LANGUAGE):
        lines = [
            gettext(LINE).format(
                place=local_name(follow.place), new=found.new, moved=found.moved, done=found.done
            )
            for follow, found in rows
        ]
        text = "\n".join([gettext(HEAD), *lines])
    first = rows[0][0]
    return NewNotice(
        user=user, text=text, subject_type=Follow._meta.label_lower, subject_id=first.pk
    )
