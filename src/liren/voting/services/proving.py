"""Who is it: the code of the letter, then digits to the telephone that the roll has for an owner.

No face, no account. The letter comes to the home, the telephone to the owner; a tenant who finds
the letter has not the telephone, and whoever has the telephone has not the letter.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from liren.accounts.selectors import normal_phone, phone_index
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, NotAllowed, TooMany, sentence
from liren.core.permissions import VISITOR
from liren.notices.services import NewNotice, send_all
from liren.voting.domain import phases
from liren.voting.domain.codes import CODE_DIGITS, digits_of
from liren.voting.domain.phases import Act, Phase
from liren.voting.domain.profiles import Channel, CoOwners
from liren.voting.domain.roll import Head, Heads
from liren.voting.models import Access, Letter, RollOwner, Vote, Voter
from liren.voting.selectors.rolls import phone_of
from liren.voting.selectors.taking_part import ballot_of
from liren.voting.selectors.votes import rules_of
from liren.voting.services.letters import code_hash

VALID_FOR = timedelta(minutes=10)
PROOF_LASTS = timedelta(minutes=30)
WINDOW = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)
PER_VOTER = 5
PER_DAY = 12  # so that nobody guesses six digits by patience: sixty tries a day
TRIES = 5
DIGITS = "vote digits"


class LetterUnknown(Invalid):
    """No letter in force has this code."""

    code = "voting.letter_unknown"
    sentence = sentence(
        "This code is on no letter that holds. Please compare it once more; "
        "if a newer letter came, only the newer one holds."
    )


class NotTheOwner(NotAllowed):
    """The telephone is not the one that the roll has."""

    code = "voting.not_the_owner"
    sentence = sentence(
        "This telephone is not the one that the roll has for an owner of {home}. "
        "Owners vote; tenants and family are bound by the decision and have no vote of their own. "
        "Is the home yours and the number new? Come to the office with your papers, "
        "or vote on paper."
    )


class NotTheNamed(NotAllowed):
    """The co-owners named somebody else."""

    code = "voting.not_the_named"
    sentence = sentence(
        "The co-owners of {home} named somebody else to vote for them, or have not named anybody "
        "yet. Please ask the office."
    )


class AlreadyVoted(Conflict):
    """The home has spoken."""

    code = "voting.already_voted"
    sentence = sentence(
        "A vote was already cast for {home}. Each home speaks once, whichever way it votes. "
        "If it was not you, ring the office at once."
    )


class VoteOver(Conflict):
    """Too late."""

    code = "voting.vote_over"
    sentence = sentence("The vote is closed since {closed}. What comes later is not counted.")


class NotBegun(Conflict):
    """Too early."""

    code = "voting.vote_not_begun"
    sentence = sentence("The vote opens on {opens}. Please come again then.")


class NotOnline(Conflict):
    """The rules of the place do not allow it."""

    code = "voting.not_online"
    sentence = sentence(
        "This vote cannot be cast here. Vote on paper, or by the city's own system."
    )


class TooManyDigits(TooMany):
    """So many were asked for that something must be wrong."""

    code = "voting.too_many_digits"
    sentence = sentence(
        "Several messages were sent already. Please wait an hour, or vote on paper."
    )


class TooManyToday(TooManyDigits):
    """The same, over a day."""

    code = "voting.too_many_digits_today"
    sentence = sentence(
        "Many messages were sent today already. Please go on tomorrow, or vote on paper."
    )


class DigitsWrong(Invalid):
    """Not those that were sent."""

    code = "voting.digits_wrong"
    sentence = sentence("These digits do not match. Please look at the latest message again.")


class DigitsExpired(Invalid):
    """Too old, used, or tried too often."""

    code = "voting.digits_expired"
    sentence = sentence("These digits no longer hold. Please ask for new ones.")


def letter_of(code: str) -> Letter:
    """The letter in force with this code."""
    digits = digits_of(code)
    rows = Letter.objects.select_related("vote__place", "voter")
    found = rows.filter(code_hash=code_hash(digits)).first() if len(digits) == CODE_DIGITS else None
    if found is None or found.ended_at is not None:
        raise LetterUnknown
    return found


def check_open(vote: Vote, now: datetime, channel: Channel = Channel.ONLINE) -> None:
    """Refuse before it opens, after it closes, and what the rules do not allow."""
    if vote.phase in {Phase.CLOSED, Phase.COUNTED} or (vote.closes_at and now > vote.closes_at):
        raise VoteOver(closed=_moment(vote.closes_at))
    if vote.phase == Phase.READY or (vote.opens_at and now < vote.opens_at):
        raise NotBegun(opens=_moment(vote.opens_at))
    phases.check(vote.phase, Act.CAST)
    if channel not in vote.channels or channel not in rules_of(vote).channels:
        raise NotOnline


def check_silent(voter: Voter) -> None:
    """Refuse a second ballot, whichever way the first one came."""
    if ballot_of(voter) is not None:
        raise AlreadyVoted(home=voter.label)


def check_letter(pk: int) -> None:
    """Refuse a letter in whose place another was printed."""
    if Letter.objects.filter(pk=pk, ended_at__isnull=False).exists():
        raise LetterUnknown


@transaction.atomic
def ask_digits(*, code: str, phone: str, now: datetime) -> Access:
    """Send six digits to an owner's telephone, if letter and telephone belong together."""
    letter = letter_of(code)
    voter, vote = letter.voter, letter.vote
    check_open(vote, now)
    check_silent(voter)
    owner = _owner_with(phone, voter, vote)
    if voter.accesses.filter(asked_at__gt=now - WINDOW).count() >= PER_VOTER:
        raise TooManyDigits
    if voter.accesses.filter(asked_at__gt=now - KEPT_FOR).count() >= PER_DAY:
        raise TooManyToday
    digits, salt = f"{secrets.randbelow(10**6):06d}", secrets.token_hex(16)
    access = Access.objects.create(
        voter=voter,
        letter=letter,
        owner=owner.key,
        code_sealed=crypto.seal(digits, purpose=DIGITS, row=salt),
        salt=salt,
        asked_at=now,
        valid_until=now + VALID_FOR,
    )
    _send(access, owner, vote, digits, now)
    audit.record("voting.digits_asked", access, by=VISITOR, at=now)
    return access


def _owner_with(phone: str, voter: Voter, vote: Vote) -> RollOwner:
    index = phone_index(normal_phone(phone))
    rows = RollOwner.objects.filter(version=vote.roll, key__in=voter.owners)
    owners = list(rows.filter(phone_index=index).order_by("id"))  # a couple may share one
    if not owners:
        raise NotTheOwner(home=voter.label)
    needs_named = rules_of(vote).co_owners is CoOwners.NAMED
    owner = next((one for one in owners if may_speak(voter, one.key, needs_named)), None)
    if owner is None:
        raise NotTheNamed(home=voter.label)
    return owner


def may_speak(voter: Voter, owner: str, needs_named: bool) -> bool:
    """Whether this one of the owners votes for all of them."""
    head = Head(
        key=voter.key,
        units=tuple(voter.units),
        area=voter.area,
        owners=frozenset(voter.owners),
        speaker=voter.speaker,
    )
    unit = head.units[0] if head.units else ""
    found, why = Heads((head,), needs_named=needs_named).spoken_for(frozenset({owner}), unit)
    return found is not None and why is None


def _send(access: Access, owner: RollOwner, vote: Vote, digits: str, now: datetime) -> None:
    text = gettext(
        "{digits} are your digits to vote on “{title}”. They hold for ten minutes. "
        "Tell them to nobody; nobody from the office asks for them."
    )
    notice = NewNotice(
        phone=phone_of(owner),
        text=text.format(digits=digits, title=vote.title),
        subject_type=Access._meta.label_lower,
        subject_id=access.pk,
        channel=getattr(settings, "LIREN_CODE_CHANNEL", "console"),
        is_secret=True,
        at_any_hour=True,
        useless_after=access.valid_until,
    )
    send_all([notice], now=now)


def open_digits(access: Access) -> str:
    """The digits in clear: for the channel that carries them, and for a demo or a test."""
    return crypto.unseal(bytes(access.code_sealed), purpose=DIGITS, row=access.salt)


def prove(*, access: Access, digits: str, now: datetime) -> Access:
    """Compare the digits; each try is taken before, so parallel guesses do not get more."""
    usable = Access.objects.filter(
        pk=access.pk, proven_at__isnull=True, valid_until__gt=now, tries__lt=TRIES
    )
    if not usable.update(tries=F("tries") + 1):
        raise DigitsExpired
    if not crypto.same(open_digits(access).encode(), digits_of(digits).encode()):
        raise DigitsWrong
    with transaction.atomic():
        proven = Access.objects.filter(pk=access.pk, proven_at__isnull=True)
        if not proven.update(proven_at=now):
            raise DigitsExpired
        audit.record("voting.identity_proven", access, by=VISITOR, at=now)
    access.refresh_from_db()
    return access


def forget_accesses(*, now: datetime) -> int:
    """Delete what can open nothing any more; says how many."""
    deleted, _ = Access.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    return deleted


def is_proven(access: Access, now: datetime) -> bool:
    """Whether a ballot can be cast with it now."""
    return (
        access.used_at is None
        and access.proven_at is not None
        and access.proven_at <= now <= access.proven_at + PROOF_LASTS
    )


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "–"
