"""Roles, given at places and taken away again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from liren.accounts.domain import offices
from liren.accounts.models import Grant, Party, User
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import require_active
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.permissions import Actor, require, roles
from liren.places.models import Place


class RoleUnknown(Invalid):
    """There is no such role."""

    code = "accounts.role_unknown"
    sentence = sentence("There is no role called {role}.")


class OfficesSeparate(Conflict):
    """System, security and audit are in three hands."""

    code = "accounts.offices_separate"
    sentence = sentence(
        "System, security and audit are three separate offices. This person is {held_name} "
        "and cannot be {wanted_name} as well. End the first role, or choose somebody else."
    )


class OwnGrant(NotAllowed):
    """Nobody hands a role to themselves."""

    code = "accounts.own_grant"
    sentence = sentence("Nobody can give a role to themselves. Another security officer has to.")


class AlreadyGranted(Conflict):
    """The role was given before, at the same place from the same day."""

    code = "accounts.already_granted"
    sentence = sentence("This person already holds the role there.")


class GrantEndsBeforeItBegins(Invalid):
    """The last day lies before the first."""

    code = "accounts.grant_ends_before_it_begins"
    sentence = sentence("The last day must not be before the first.")


@dataclass(frozen=True, kw_only=True)
class Post:
    """What is given: a role at a place, for a time, as a member of a party."""

    role: str
    place: Place
    from_date: date
    until_date: date | None = None
    party: Party | None = None
    leads: bool = False


@transaction.atomic
def grant_role(*, user: User, post: Post, by: Actor, now: datetime) -> Grant:
    """Give somebody a role at a place."""
    require(by, AccountPermission.GRANT, at=post.place)
    _check(user, post, by)
    grant = Grant(
        user=user,
        role=post.role,
        party=post.party,
        leads=post.leads,
        from_date=post.from_date,
        until_date=post.until_date,
    )
    grant.put_at(post.place)
    _save(grant)
    user.forget_grants()
    data = {"role": post.role, "place": post.place.pk, "party": post.party and post.party.key}
    audit.record("accounts.role_granted", user, by=by, at=now, grant=grant.pk, **data)
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: Actor, now: datetime) -> Grant:
    """Take a role away at once; the row stays as the record of who held it."""
    require(by, AccountPermission.GRANT, at=grant.place)
    if not Grant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=now):
        return grant
    grant.ended_at = now
    audit.record("accounts.role_ended", grant.user, by=by, at=now, grant=grant.pk, role=grant.role)
    return grant


def _check(user: User, post: Post, by: Actor) -> None:
    if post.role not in roles:
        raise RoleUnknown(role=post.role)
    if post.until_date and post.until_date < post.from_date:
        raise GrantEndsBeforeItBegins()
    if by == user:
        raise OwnGrant()
    require_active([post.party] if post.party else [])
    # Two officers must not hand out two offices at the same moment.
    # Not against whoever only points to the row: an order taken on would wait, and hold the log.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    wanted = offices.Term(post.role, post.from_date, post.until_date)
    if refused := offices.refusal(wanted, _terms(user)):
        names = {"held_name": _name(refused.held), "wanted_name": _name(refused.wanted)}
        raise OfficesSeparate(held=refused.held, wanted=refused.wanted, **names)


def _name(role: str) -> str:
    return gettext(roles[role].name)


def _terms(user: User) -> list[offices.Term]:
    held = user.grants.filter(ended_at__isnull=True, role__in=offices.OFFICES)
    return [offices.Term(grant.role, grant.from_date, grant.until_date) for grant in held]


def _save(grant: Grant) -> None:
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as twice:
        raise AlreadyGranted() from twice
