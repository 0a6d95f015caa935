"""Tokens: keys to the API that stand for their owner."""

import secrets
from datetime import date, datetime

from django.db import transaction

from liren.accounts.models import Token, User
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import TOKEN_PREFIX, token_hash, users_in
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor, PermissionMissing


class TokenNameMissing(Invalid):
    """A token without a name cannot be told from the next one."""

    code = "accounts.token_name_missing"
    sentence = sentence("Give the token a name, so that you know later what it is for.")


@transaction.atomic
def make_token(
    *, user: User, name: str, until_date: date | None, by: Actor, now: datetime
) -> tuple[Token, str]:
    """Make a token; the secret is returned this once and kept nowhere.

    Only for oneself: whoever had the secret of a colleague's token could act in their name.
    """
    if by != user:
        raise PermissionMissing(permission=str(AccountPermission.GRANT))
    if not name.strip():
        raise TokenNameMissing()
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name.strip(),
        hash=token_hash(secret),
        made_at=now,
        until_date=until_date,
    )
    audit.record("accounts.token_made", user, by=by, at=now, token=token.pk)
    return token, secret


@transaction.atomic
def revoke_token(*, token: Token, by: Actor, now: datetime) -> Token:
    """End a token at once."""
    _require_own(token.user, by)
    if not Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        return token
    token.revoked_at = now
    audit.record("accounts.token_revoked", token.user, by=by, at=now, token=token.pk)
    return token


def _require_own(user: User, by: Actor) -> None:
    """One's own, or those of people whose roles one hands out."""
    if by == user:
        return
    if not users_in(by.scope_for(AccountPermission.GRANT)).filter(pk=user.pk).exists():
        raise PermissionMissing(permission=str(AccountPermission.GRANT))
