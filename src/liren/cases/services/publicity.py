"""What of a case stands in public: renewed with every step, decided by a person where it must."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from liren.cases.domain.publicity import PUBLIC_STAGES, is_news
from liren.cases.models import Case, PublicText, Report, Shown
from liren.cases.permissions import CasePermission
from liren.cases.selectors.resident import INDOORS
from liren.cases.services import deadlines, orders
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.permissions import SYSTEM, Actor, require
from liren.core.redaction.public_check import judged, words_of
from liren.core.redaction.public_words import covers
from liren.workorders import selectors as workorders
from liren.workorders import services as order_services
from liren.workorders.models import WorkOrder
from liren.workorders.services import NewOrder

SUBJECT = PublicText._meta.label_lower
LONGEST = 2_000
TO_READ = "公开前请看：{words}"


class WordingTellsTooMuch(Invalid):
    """A number, a door or a name is still in it."""

    code = "cases.wording_tells_too_much"
    sentence = sentence("This still tells somebody's name, number or door: {left}")


class NotYourWords(NotAllowed):
    """Whose words made the case says who may read of it; other voices stay private anyway."""

    code = "cases.not_your_words"
    sentence = sentence(
        "A neighbour reported this first and decides. Your own words are shown to nobody."
    )


class AlreadyDecided(Conflict):
    """A colleague was quicker, or the words were changed meanwhile."""

    code = "cases.wording_already_decided"
    sentence = sentence("This has been decided already, or the words have changed. Look again.")


def renew(case: Case, step: str, *, now: datetime) -> None:
    """Bring what neighbours read up to date; called for every line of the time line."""
    if not is_news(step, case.stage):
        return
    case.public_at = now
    Case.objects.filter(pk=case.pk).update(public_at=now)
    _renew_texts(case, now)


def _renew_texts(case: Case, now: datetime) -> None:
    known = {text.kind: text for text in PublicText.objects.filter(case=case)}
    wanted = dict(_sources(case))
    for kind, text in known.items():
        if kind not in wanted:
            _withdraw_order(text, now)
            text.delete()
    for kind, source in wanted.items():
        found = known.get(kind)
        if found is None or found.source != source or found.place_path != case.place_path:
            _store(found or PublicText(case=case, kind=kind), case, source, now)


def _sources(case: Case) -> Iterator[tuple[str, str]]:
    if case.shown == Shown.OFFICE:
        return
    if case.shown == Shown.WORDS:
        yield PublicText.Kind.TITLE, case.title
    if case.public_answer:
        yield PublicText.Kind.ANSWER, case.public_answer


def _store(text: PublicText, case: Case, source: str, now: datetime) -> None:
    """Cover the words and look again; what is not clear waits in the office's inbox."""
    found = judged(source)
    text.put_at(case.place)
    text.source, text.words, text.made_at = source, found.words, now
    text.reasons = list(words_of(list(found.suspicions)))
    text.state = PublicText.State.CLEAR if found.is_clear else PublicText.State.WAITING
    text.decided_by, text.decided_at = "", None
    text.save()
    if found.is_clear:
        _withdraw_order(text, now)
    elif workorders.open_order(SUBJECT, text.pk) is None:
        _ask(text, case, now)


def _ask(text: PublicText, case: Case, now: datetime) -> None:
    new = NewOrder(
        kind=WorkOrder.Kind.REVIEW,
        subject=text,
        title=TO_READ.format(words=text.words),
        place=case.place,
        address=case.address,
        party=orders.office_for(case.place),
        clock_kind=deadlines.REVIEW.clock_kind,
        clock_amount=deadlines.REVIEW.clock_amount,
    )
    order_services.issue(new, by=SYSTEM, now=now)


def _withdraw_order(text: PublicText, now: datetime) -> None:
    if order := workorders.open_order(SUBJECT, text.pk):
        order_services.cancel(order=order, reason=text.kind, by=SYSTEM, now=now)


@transaction.atomic
def decide_wording(
    *, text: PublicText, words: str, publish: bool, by: Actor, now: datetime
) -> PublicText:
    """Let a wording stand in public, corrected where need be, or keep it private."""
    require(by, CasePermission.PUBLISH, at=text.place)
    held = PublicText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if held.state != PublicText.State.WAITING or held.source != text.source:
        raise AlreadyDecided()
    if publish:
        held.words = _harmless(words)
    held.state = PublicText.State.CLEAR if publish else PublicText.State.KEPT
    held.decided_by, held.decided_at = by.audit_name, now
    held.save()
    if order := workorders.open_order(SUBJECT, held.pk):
        order_services.finish(order=order, result=held.state, by=by, now=now)
    Case.objects.filter(pk=held.case_id).update(public_at=now)
    audit.record("cases.wording_decided", held, by=by, at=now, state=held.state, kind=held.kind)
    return held


def _harmless(words: str) -> str:
    """What the rules would cover nobody can publish; the rest is a person's call."""
    words = words.strip()[:LONGEST]
    left = [words[start:end] for start, end in covers(words)]
    if left or not words:
        raise WordingTellsTooMuch(left="、".join(left) or "—")
    return words


@transaction.atomic
def show_to(*, report: Report, shown: str, by: Actor, now: datetime) -> Case:
    """The reporter says how much neighbours may know; it can be changed at any time."""
    case = (
        Case.objects.select_for_update(of=("self",)).select_related("place").get(pk=report.case_id)
    )
    if not is_opener(report, case):
        raise NotYourWords()
    if case.shown == shown:
        return case
    case.shown = Shown(shown)
    if case.public_at or case.stage in PUBLIC_STAGES:
        case.public_at = now
        _renew_texts(case, now)
    case.save(update_fields=["shown", "public_at"])
    audit.record("cases.shown_to", case, by=by, at=now, shown=shown, report=report.pk)
    return case


def is_kept_anyway(case: Case) -> bool:
    """Whether it stands nowhere whatever its reporter chose: inside a home, or of a person."""
    return case.place.kind in INDOORS or bool(case.category and case.category.private)


def is_opener(report: Report, case: Case) -> bool:
    """Whether a report's words made the case."""
    own = Report.objects.filter(case=case, first_case_id=F("case_id")).order_by("pk")
    return own.values_list("pk", flat=True).first() == report.pk
