"""Users: added, unlocked, closed; their coming and going."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from liren.accounts.models import RecoveryCode, SecondFactor, User
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import is_staff, users_in
from liren.accounts.services.passwords import check_strength
from liren.core import audit
from liren.core.errors import Conflict, NotAllowed, sentence
from liren.core.permissions import Actor, PermissionMissing


class UsernameTaken(Conflict):
    """Somebody else has that name, or had it: names are never given twice."""

    code = "accounts.username_taken"
    sentence = sentence("The name {username} is taken. Please choose another one.")


class OwnStart(NotAllowed):
    """The own password is changed with the old one, not round it."""

    code = "accounts.own_start"
    sentence = sentence("For your own account, change the password on the page “Security”.")


@transaction.atomic
def add_user(*, username: str, name: str, password: str, by: Actor, now: datetime) -> User:
    """Add somebody who signs in with a password; what they may do is granted apart."""
    if not by.has_perm(AccountPermission.GRANT):
        raise PermissionMissing(permission=str(AccountPermission.GRANT))
    check_strength(password)
    user = User(username=username.strip(), name=name.strip(), password=make_password(password))
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise UsernameTaken(username=user.username) from taken
    audit.record("accounts.user_added", user, by=by, at=now)
    return user


@transaction.atomic
def add_users(
    names: Sequence[tuple[str, str]], *, password: str, by: Actor, now: datetime
) -> dict[str, User]:
    """Add many users (username, name) with one first password, which is hashed only once."""
    if not by.has_perm(AccountPermission.GRANT):
        raise PermissionMissing(permission=str(AccountPermission.GRANT))
    secret = make_password(password)
    users = [User(username=user, name=name, password=secret) for user, name in names]
    User.objects.bulk_create(users, batch_size=500)
    lines = [audit.Line("accounts.user_added", audit.subject_of(user)) for user in users]
    audit.record_all(lines, by=by, at=now)
    return {user.username: user for user in users}


@transaction.atomic
def unlock(*, user: User, by: Actor, now: datetime) -> User:
    """Let somebody try again at once."""
    _require_over(user, AccountPermission.UNLOCK, by)
    user.failed_sign_ins, user.locked_until = 0, None
    user.save(update_fields=["failed_sign_ins", "locked_until"])
    audit.record("accounts.unlocked", user, by=by, at=now)
    return user


@transaction.atomic
def start_anew(*, user: User, password: str, by: Actor, now: datetime) -> User:
    """Give a new first password and forget the second factor, for those who lost theirs."""
    _require_over(user, AccountPermission.GRANT, by)
    _require_no_higher(user, by, now)
    if by == user:
        raise OwnStart()
    check_strength(password, user)
    user.set_password(password)
    user.failed_sign_ins, user.locked_until = 0, None
    user.save(update_fields=["password", "failed_sign_ins", "locked_until"])
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    audit.record("accounts.started_anew", user, by=by, at=now)
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, by: Actor, now: datetime) -> User:
    """Close an account, or open it again; sessions and tokens of a closed one end at once."""
    _require_over(user, AccountPermission.GRANT, by)
    user.is_active = active
    user.save(update_fields=["is_active"])
    action = "accounts.user_opened" if active else "accounts.user_closed"
    audit.record(action, user, by=by, at=now)
    return user


@transaction.atomic
def forget_name(*, user: User, by: Actor, now: datetime) -> bool:
    """Somebody is erased from the register: their way in stays, without a name, if they like.

    Whoever works here keeps theirs: what they did was done by somebody.
    """
    if not user.name or is_staff(user, now):
        return False
    user.name = ""
    user.save(update_fields=["name"])
    audit.record("accounts.name_forgotten", user, by=by, at=now)
    return True


@transaction.atomic
def signed_in(*, user: User, way: str, now: datetime) -> None:
    """Note that somebody is in, and by which way."""
    audit.record("accounts.signed_in", user, by=user, at=now, way=way)


@transaction.atomic
def sign_out(*, user: User, now: datetime) -> None:
    """Note that somebody left."""
    audit.record("accounts.signed_out", user, by=user, at=now)


def _require_no_higher(user: User, by: Actor, now: datetime) -> None:
    """Whoever gives a password can sign in with it: not as somebody with roles farther up."""
    scope = by.scope_for(AccountPermission.GRANT)
    held = user.grants.in_force(now).values_list("place_path", flat=True)
    if not all(scope.covers(path) for path in held):
        raise PermissionMissing(permission=str(AccountPermission.GRANT))


def _require_over(user: User, permission: AccountPermission, by: Actor) -> None:
    if not users_in(by.scope_for(permission)).filter(pk=user.pk).exists():
        raise PermissionMissing(permission=str(permission))
