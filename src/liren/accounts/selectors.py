"""Reads of users, parties, grants, codes and the log."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    BinaryField,
    CharField,
    DateField,
    DateTimeField,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import Length
from django.utils import timezone

from liren.accounts.domain import phones
from liren.accounts.domain.secrets import plain
from liren.accounts.models import (
    Grant,
    GrantQuerySet,
    Party,
    RecoveryCode,
    SecondFactor,
    SignInCode,
    Token,
    User,
)
from liren.core import crypto
from liren.core.errors import Conflict, NotFound, sentence
from liren.core.models import AuditEvent
from liren.core.permissions import Place, roles
from liren.core.prepared import Prepared, Slot, Slots
from liren.core.scope import EVERYWHERE, Scope, ancestors

TOKEN_PREFIX = "liren_"  # noqa: S105  # told apart from other secrets by scanners of leaks
# The words of `domain.phones` for other modules.
PhoneUnusable = phones.PhoneUnusable
normal_phone = phones.normal
mask_phone = phones.mask
is_mobile = phones.is_mobile


def _offices() -> QuerySet[Party]:
    at = Party.objects.active().filter(place_path__in=Slots("paths", CharField()))
    return at.filter(kind__in=OFFICE_KINDS).order_by("id")


OFFICE_KINDS = (Party.Kind.COMMUNITY, Party.Kind.STREET)
OFFICES = Prepared(_offices)
# Read by whoever gives work: a party cannot end between the question and the answer. Not against
# a foreign key, which only points: those who write one would wait while they hold the log.
OFFICES_HELD = Prepared(_offices, shared=True)
PARTIES_HELD = Prepared(
    lambda: Party.objects.active().filter(pk__in=Slots("ids", BigIntegerField())).order_by("id"),
    shared=True,
)
PARTIES_OF = Prepared(
    lambda: Party.objects.filter(
        pk__in=Grant.objects.held(Slot("at", DateTimeField()), Slot("today", DateField()))
        .filter(user_id=Slot("user", BigIntegerField()))
        .values("party")
    )
)
DESKS = Prepared(
    lambda: (
        Party.objects.active()
        .filter(duty__in=Slots("duties", CharField()))
        .order_by("id")
        .values_list("duty", "place_path")
    )
)
TOKEN = Prepared(
    lambda: (
        Token.objects.in_force(Slot("today", DateField()))
        .filter(hash=Slot("hash", BinaryField()))
        .select_related("user")
    )
)


class PartyUnknown(NotFound):
    """No party has that key."""

    code = "accounts.party_unknown"
    sentence = sentence("We do not know the party {key}.")


class PartyEnded(Conflict):
    """It is asked no more."""

    code = "accounts.party_ended_already"
    sentence = sentence("{name} is asked no more. Please choose another party.")


class UserUnknown(NotFound):
    """No such user, or outside the scope."""

    code = "accounts.user_unknown"
    sentence = sentence("We do not know this person.")


def parties_of(user: User, now: datetime) -> list[Party]:
    """The parties somebody works for today."""
    return PARTIES_OF.all(user=user.pk, at=now, today=timezone.localdate(now))


def users_with(permission: StrEnum, place: Place, now: datetime) -> list[User]:
    """Who holds a permission at a place; those appointed nearest to it first."""
    keys = [role.key for role in roles if permission in role.permissions]
    return _nearest(Q(role__in=keys), place.path, now)


def workers_at(place_path: str, role: str, now: datetime) -> list[User]:
    """Who holds a role over a place; those appointed nearest to it first."""
    return _nearest(Q(role=role), place_path, now)


def _nearest(wanted: Q, path: str, now: datetime) -> list[User]:
    grants = Grant.objects.in_force(now).filter(wanted, place_path__in=["", *ancestors(path)])
    near = grants.filter(user__is_active=True).order_by(Length("place_path").desc(), "id")
    return list(dict.fromkeys(grant.user for grant in near.select_related("user")))


def party_by_key(key: str) -> Party:
    """The party with that key."""
    found = Party.objects.filter(key=key).select_related("place").first()
    if found is None:
        raise PartyUnknown(key=key)
    return found


def parties_in(scope: Scope) -> QuerySet[Party]:
    """All parties inside a scope, also those that are no more, which come last."""
    found = Party.objects.within(scope).select_related("place", "above")
    return found.order_by(F("ended_at").asc(nulls_first=True), "kind", "place_path", "name")


def is_active(party: Party) -> bool:
    """Whether a party can still be asked; until the transaction ends it stays so."""
    return PARTIES_HELD.first(ids=[party.pk]) is not None


def require_active(parties: Iterable[Party]) -> None:
    """Refuse when one of them is asked no more; until the transaction ends the others stay."""
    asked = {party.pk: party for party in parties}
    if not asked:
        return
    active = {party.pk for party in PARTIES_HELD.all(ids=sorted(asked))}
    for pk, party in asked.items():
        if pk not in active:
            raise PartyEnded(name=party.name)


def community_party(place: Place) -> Party | None:
    """The committee of a place, or the street office where there is none."""
    return _nearest_office(OFFICES, place)


def community_party_held(place: Place) -> Party | None:
    """The same for whoever gives it work now: it does not end before the transaction does."""
    return _nearest_office(OFFICES_HELD, place)


def _nearest_office(offices: Prepared[Party], place: Place) -> Party | None:
    above = offices.all(paths=ancestors(place.path))
    return max(above, key=lambda party: len(party.place_path), default=None)


def street_party(place: Place) -> Party | None:
    """The street office above a place."""
    streets = Party.objects.active().filter(kind=Party.Kind.STREET)
    offices = streets.filter(place_path__in=ancestors(place.path))
    return max(offices.order_by("id"), key=lambda party: len(party.place_path), default=None)


def head_of(party: Party, now: datetime) -> User | None:
    """Who leads a party; where nobody was named, who has been there longest."""
    members = Grant.objects.in_force(now).filter(party=party, user__is_active=True)
    first = members.select_related("user").order_by("-leads", "from_date", "id").first()
    return first.user if first else None


def users_in(scope: Scope) -> QuerySet[User]:
    """Everybody who holds or held a role inside a scope."""
    if scope == EVERYWHERE:
        return User.objects.order_by("name", "id")
    there = Grant.objects.within(scope).values("user")
    return User.objects.filter(pk__in=there).order_by("name", "id")


def user_in(scope: Scope, pk: int) -> User:
    """One of those, or not found."""
    found = users_in(scope).filter(pk=pk).first()
    if found is None:
        raise UserUnknown()
    return found


def grants_in(scope: Scope, user: User) -> GrantQuerySet:
    """The roles of a user inside a scope, the latest first."""
    rows = Grant.objects.within(scope).filter(user=user)
    return rows.select_related("place", "party").order_by("-from_date", "-id")


def is_staff(user: User, now: datetime) -> bool:
    """Whether somebody holds a role that permits anything beyond what residents may do."""
    held = Grant.objects.in_force(now).filter(user=user).values_list("role", flat=True)
    return any(roles[key].permissions for key in held if key in roles)


def needs_second_factor(user: User, now: datetime) -> bool:
    """Whether one of the roles somebody holds asks for a second factor."""
    strict = getattr(settings, "LIREN_REQUIRE_SECOND_FACTOR", [])
    return bool(strict) and Grant.objects.in_force(now).filter(user=user, role__in=strict).exists()


def second_factor_of(user: User) -> SecondFactor | None:
    """The second factor of a user, confirmed or not."""
    return SecondFactor.objects.filter(user=user).first()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def factor_row(user: User) -> str:
    """What the key of a second factor is bound to."""
    return f"user:{user.pk}"


def factor_key(factor: SecondFactor) -> bytes:
    """The key in clear, to be checked against or shown once."""
    sealed, row = bytes(factor.key_sealed), f"user:{factor.user_id}"
    return bytes.fromhex(crypto.unseal(sealed, purpose="second factor", row=row))


def recovery_hash(code: str) -> bytes:
    """What is kept of a recovery code; keyed, because the code is short."""
    return crypto.mac(plain(code).encode(), purpose="recovery code")


def token_hash(secret: str) -> bytes:
    """What is kept of a token; unsalted, because the secret is random and long."""
    return hashlib.sha256(secret.encode()).digest()


def user_of_token(secret: str, now: datetime) -> User | None:
    """Whose token this is, while it holds."""
    token = TOKEN.first(hash=token_hash(secret), today=timezone.localdate(now))
    return token.user if token else None


def tokens_of(user: User) -> QuerySet[Token]:
    """The tokens of a user that were not revoked, the latest first."""
    return Token.objects.filter(user=user, revoked_at__isnull=True).order_by("-id")


def phone_index(number: str) -> bytes:
    """The blind index of a normal number, the same here and in the register of persons."""
    return crypto.blind_index(number, purpose="phone")


def phone_of_user(user: User) -> str | None:
    """The telephone number somebody signs in with."""
    if user.phone_sealed is None:
        return None
    return crypto.unseal(bytes(user.phone_sealed), purpose="phone", row=f"user:{user.username}")


@dataclass(frozen=True)
class OpenCode:
    """A one-time code on its way to its telephone; never for a page or the log."""

    phone: str
    code: str
    valid_until: datetime


def open_code(code_id: int, now: datetime) -> OpenCode | None:
    """A code that can still be used, in clear, for the channel that carries it."""
    row = SignInCode.objects.filter(pk=code_id, used_at__isnull=True, valid_until__gt=now).first()
    if row is None:
        return None
    code = crypto.unseal(bytes(row.code_sealed), purpose="code", row=f"code:{row.salt}")
    return OpenCode(phone_of_code(row), code, row.valid_until)


def phone_of_code(row: SignInCode) -> str:
    """The number a code was made for."""
    return crypto.unseal(bytes(row.phone_sealed), purpose="phone", row=f"code:{row.salt}")


def sign_in_code(code_id: int | None) -> SignInCode | None:
    """The row of a code."""
    return SignInCode.objects.filter(pk=code_id).first() if code_id else None


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """What the audit officer looks for."""

    subject: str = ""
    actor: str = ""
    from_date: date | None = None
    until_date: date | None = None


def log_lines(query: LogQuery) -> QuerySet[AuditEvent]:
    """The lines of the log that match, the latest first."""
    lines = AuditEvent.objects.order_by("-id")
    if query.subject:
        lines = lines.filter(subject__startswith=query.subject)
    if query.actor:
        lines = lines.filter(actor__contains=query.actor)
    if query.from_date:
        lines = lines.filter(at__gte=_midnight(query.from_date))
    if query.until_date:
        lines = lines.filter(at__lt=_midnight(query.until_date, days_later=1))
    return lines


def _midnight(day: date, *, days_later: int = 0) -> datetime:
    start = datetime.combine(day + timedelta(days=days_later), time())
    return timezone.make_aware(start)


def desks_of(duties: Iterable[str]) -> list[tuple[str, str]]:
    """Which of some duties have a party of their own, and over which place."""
    return DESKS.all(duties=sorted(duties))
