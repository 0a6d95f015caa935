"""Proxies: in writing, for one home, within what the local rules allow."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.permissions import Actor
from liren.voting.domain.columns import plain
from liren.voting.domain.phases import Act
from liren.voting.models import Proxy, RollOwner, Vote, Voter
from liren.voting.selectors.papers import INSTRUCTION
from liren.voting.selectors.votes import rules_of
from liren.voting.services.access import begin
from liren.voting.services.proving import check_silent
from liren.voting.services.rolls import owner_key


class ProxyUnclear(Invalid):
    """A proxy has a name, and is in writing."""

    code = "voting.proxy_unclear"
    sentence = sentence(
        "Please write who votes, and tick that the written proxy was seen. Without one, "
        "nobody votes for another."
    )


class ProxyBarred(NotAllowed):
    """The local rules do not let this person vote for others."""

    code = "voting.proxy_barred"
    sentence = sentence("The rules of {profile} do not let this person vote for others: {kind}.")


class OwnProxy(Invalid):
    """An owner votes by their own right."""

    code = "voting.own_proxy"
    sentence = sentence(
        "{holder} owns {home} and needs no proxy. Is it somebody else of the same name? "
        "Then type the number of their document."
    )


class DocumentMissing(Invalid):
    """Where proxies are counted, two people of one name must be told apart, and one must not hold
    more under two spellings."""

    code = "voting.proxy_without_document"
    sentence = sentence(
        "The rules of {profile} say how many proxies one person may hold. "
        "Please type the number of the document."
    )


class TooManyProxies(NotAllowed):
    """One person holds as many as allowed."""

    code = "voting.too_many_proxies"
    sentence = sentence("This person holds {most} proxies already, as many as the rules allow.")


class ProxyTaken(Conflict):
    """A home has one proxy at a time."""

    code = "voting.proxy_taken"
    sentence = sentence("A proxy is registered for {home} already. End it first.")


@dataclass(frozen=True, kw_only=True)
class NewProxy:
    """Who votes for a home; `document` tells two people of one name apart."""

    holder: str
    document: str = ""
    kinds: Sequence[str] = ()
    is_written: bool = False
    instruction: str = ""


@transaction.atomic
def name_proxy(*, vote: Vote, voter: Voter, new: NewProxy, by: Actor, now: datetime) -> Proxy:
    """Register a written proxy."""
    held = begin(vote, Act.NAME_PROXY, by=by)
    if not new.holder.strip() or not new.is_written:
        raise ProxyUnclear
    check_silent(voter)
    _check_holder(held, voter, new)
    row = Proxy(
        vote=held,
        voter=voter,
        holder=new.holder.strip()[:80],
        holder_key=holder_key(new),
        kinds=sorted(new.kinds),
        salt=secrets.token_hex(16),
        made_at=now,
        made_by=by.audit_name,
    )
    _check_rules(held, row)
    if new.instruction.strip():
        text = new.instruction.strip()[:400]
        row.instruction_sealed = crypto.seal(text, purpose=INSTRUCTION, row=row.salt)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise ProxyTaken(home=voter.label) from taken
    audit.record("voting.proxy_named", row, by=by, at=now)
    return row


@transaction.atomic
def end_proxy(*, proxy: Proxy, by: Actor, now: datetime) -> None:
    """The owner took it back, before it was used."""
    begin(proxy.vote, Act.NAME_PROXY, by=by)
    check_silent(proxy.voter)
    Proxy.objects.filter(pk=proxy.pk, ended_at__isnull=True).update(ended_at=now)
    audit.record("voting.proxy_ended", proxy, by=by, at=now)


def holder_key(new: NewProxy) -> str:
    """By what the same person is known again, whichever home they speak for."""
    known = plain(new.document).upper() or plain(new.holder)
    return crypto.blind_index(known, purpose="proxy holder").hex()


def _check_holder(vote: Vote, voter: Voter, new: NewProxy) -> None:
    rules, document = rules_of(vote), plain(new.document).upper()
    if rules.proxies_per_person is not None and not document:
        raise DocumentMissing(profile=rules.name)
    own = RollOwner.objects.filter(version=vote.roll, key__in=[*voter.owners, *voter.others])
    names = dict(own.values_list("key", "name"))
    same = {key for key, name in names.items() if plain(name) == plain(new.holder)}
    if same and (not document or owner_key(document) in same):
        raise OwnProxy(holder=new.holder.strip()[:80], home=voter.label)


def _check_rules(vote: Vote, row: Proxy) -> None:
    rules = rules_of(vote)
    if barred := sorted(set(row.kinds) & rules.barred_proxies):
        raise ProxyBarred(profile=rules.name, kind=barred[0])
    most = rules.proxies_per_person
    same = Proxy.objects.filter(vote=vote, holder_key=row.holder_key, ended_at__isnull=True)
    if most is not None and same.count() >= most:
        raise TooManyProxies(most=most)
