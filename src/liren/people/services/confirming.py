"""Residents keep their own data right: a link, four digits, "it is so" or what is otherwise.

Nobody has to: what is not confirmed in time becomes somebody's walk to the door, never a quota.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from liren.accounts.models import User
from liren.core import audit, crypto
from liren.core.errors import Invalid, NotFound, sentence
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor, require
from liren.core.scope import community_of
from liren.people.domain.freshness import stale_on
from liren.people.events import HomeConfirmed, HomeStale, LinkAsked
from liren.people.models import Person, Residence, SelfLink, writing
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import element, text_of
from liren.people.services.standing import At, Oneself
from liren.places.models import Kind, Place

VALID_FOR = timedelta(days=14)
MOST_TRIES = 5
TOKEN_BYTES = 12
HOMES_A_DAY = 5  # a community's walks: soonest first, and no more than a day can hold
KNOWN_BY = (element("person.phone"), element("person.id_number"))


class LinkUnknown(NotFound):
    """The link is not known, was tried too often, or is over."""

    code = "people.link_unknown"
    sentence = sentence("This link does not open any more. Ask the office for a new one.")


class DigitsWrong(Invalid):
    """The four digits are not those on record."""

    code = "people.digits_wrong"
    sentence = sentence("These are not the last four characters that we have.")


class NobodyHome(Invalid):
    """There is nothing by which the person could prove who they are."""

    code = "people.nothing_to_prove_by"
    sentence = sentence(
        "Neither a telephone nor a document is on record, so a link would open to nobody."
    )


@transaction.atomic
def make_link(*, person: Person, by: Actor, now: datetime, send: bool = False) -> str:
    """A link for one person's own data: printed as a QR code, or sent as a text message."""
    require(by, PeoplePermission.PROPOSE, at=At(person.place_path))
    if not any(text_of(person, of) for of in KNOWN_BY):
        raise NobodyHome()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SelfLink(
        person=person,
        token_hash=_hash(token),
        salt=secrets.token_hex(16),
        made_at=now,
        made_by=by.audit_name[:120],
        valid_until=now + VALID_FOR,
    )
    if send:
        row.token_sealed = crypto.seal(token, purpose="self link", row=row.salt)
    with writing():
        row.save(force_insert=True)
    if send:
        publish(LinkAsked(link_id=row.pk))
    audit.record("people.link_made", person, by=by, at=now, sent=send)
    return token


@transaction.atomic
def message_of(link_id: int, now: datetime) -> tuple[str, str, Person] | None:
    """Telephone, link and person of a message that is about to be written; once."""
    rows = SelfLink.objects.select_for_update(of=("self",)).select_related("person__place")
    row = rows.filter(pk=link_id, token_sealed__isnull=False, valid_until__gt=now).first()
    if row is None or row.token_sealed is None:
        return None
    token = crypto.unseal(bytes(row.token_sealed), purpose="self link", row=row.salt)
    with writing():
        SelfLink.objects.filter(pk=row.pk).update(token_sealed=None)
    return text_of(row.person, KNOWN_BY[0]), token, row.person


def open_link(*, token: str, digits: str, now: datetime) -> Person:
    """Whose link it is, for whoever knows four digits; five tries."""
    with transaction.atomic():
        rows = SelfLink.objects.select_for_update(of=("self",)).select_related("person__place")
        row = rows.filter(token_hash=_hash(token), valid_until__gt=now).first()
        if row is None or row.tries >= MOST_TRIES:
            raise LinkUnknown()
        is_right = _knows(row.person, digits)
        change = {"used_at": now, "tries": 0} if is_right else {"tries": row.tries + 1}
        with writing():
            SelfLink.objects.filter(pk=row.pk).update(**change)
    if not is_right:  # after the commit: a wrong try stays counted
        raise DigitsWrong()
    return row.person.merged_into or row.person


def link_exists(token: str, now: datetime) -> bool:
    """Whether a link can still be opened by somebody."""
    rows = SelfLink.objects.filter(token_hash=_hash(token), valid_until__gt=now)
    return rows.filter(tries__lt=MOST_TRIES).exists()


def _hash(token: str) -> bytes:
    return crypto.mac(token.encode(), purpose="self link")


def _knows(person: Person, digits: str) -> bool:
    typed = digits.strip().upper().encode()
    known = [text_of(person, of)[-4:].upper().encode() for of in KNOWN_BY if text_of(person, of)]
    return len(typed) == 4 and any(crypto.same(typed, one) for one in known)


@transaction.atomic
def confirm(*, person: Person, by: Actor, now: datetime) -> Person:
    """Somebody says that everything about a person is still so: themselves, or at the door."""
    if not _is_oneself(person, by):
        require(by, PeoplePermission.PROPOSE, at=At(person.place_path))
    return confirm_all([person], by=by, now=now)[0]


@transaction.atomic
def confirm_all(persons: Sequence[Person], *, by: Actor, now: datetime) -> list[Person]:
    """The same of several of one home, for whoever was found to have the right to say so."""
    today, keys = timezone.localdate(now), [person.pk for person in persons]
    renting = Residence.objects.filter(person__in=keys, role="tenant", until__isnull=True)
    tenants = set(renting.values_list("person", flat=True))
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    held = list(rows)
    for row in held:
        row.confirmed_on, row.asked_on = today, None
        row.stale_on = stale_on(today, is_tenant=row.pk in tenants)
    with writing():
        Person.objects.bulk_update(held, ["confirmed_on", "asked_on", "stale_on"])
    _spare_walks({row.place_id for row in held}, today)
    lines = [audit.Line("people.confirmed", audit.subject_of(row)) for row in held]
    audit.record_all(lines, by=by, at=now)
    return held


def _spare_walks(homes: Collection[int], today: date) -> None:
    stale = _living_at(homes).filter(stale_on__lte=today).values_list("place_id", flat=True)
    publish(*(HomeConfirmed(place_id=pk) for pk in sorted(set(homes) - set(stale))))


def _is_oneself(person: Person, by: Actor) -> bool:
    if isinstance(by, Oneself):
        return by.person_id == person.pk
    return isinstance(by, User) and person.user_id == by.pk


def _living_at(homes: Collection[int]) -> QuerySet[Person]:
    return Person.objects.filter(place__in=homes, merged_into__isnull=True, left_on__isnull=True)


@transaction.atomic
def send_out_for_stale(now: datetime) -> int:
    """Homes whose records are past their freshness become walks, soonest first; says how many."""
    today = timezone.localdate(now)
    stale = Person.objects.filter(
        stale_on__lte=today, asked_on__isnull=True, merged_into__isnull=True,
        left_on__isnull=True, place__kind=Kind.HOME,
    )  # fmt: skip
    open_walks = _walks_of_today(today)
    homes = stale.order_by().values("place_id", "place_path").annotate(since=Min("stale_on"))
    chosen: list[int] = []
    for home in homes.order_by("since", "place_id")[:5000]:
        community = community_of(home["place_path"])
        if open_walks.get(community, 0) < HOMES_A_DAY:
            open_walks[community] = open_walks.get(community, 0) + 1
            chosen.append(home["place_id"])
    _begin_walks(chosen, now)
    return len(chosen)


def _walks_of_today(today: date) -> dict[str, int]:
    rows = Person.objects.filter(asked_on=today).order_by().values_list("community_path")
    return dict(rows.annotate(Count("place", distinct=True)))


def _begin_walks(homes: Collection[int], now: datetime) -> None:
    if not homes:
        return
    today = timezone.localdate(now)
    with writing():
        Person.objects.filter(place__in=homes).filter(stale_on__lte=today).update(asked_on=today)
    publish(*(HomeStale(place_id=pk) for pk in homes))
    places = Place.objects.filter(pk__in=homes).order_by("pk")
    lines = [audit.Line("people.home_stale", audit.subject_of(place)) for place in places]
    audit.record_all(lines, by=SYSTEM, at=now)
