"""E-bikes in a building's lifts: somebody takes up what is proposed, or leaves it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from liren.cases.models import Case, Channel
from liren.cases.services.report import NewReport, report_case
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import Scope
from liren.notices.models import Announcement
from liren.notices.services.announcements import Draft, draft_announcement
from liren.places.models import Place
from liren.sensing.models import EbikeDecision
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.lifts import ebikes

Answer = EbikeDecision.Answer
HOLDS = timedelta(days=14)  # of a notice, unless whoever publishes it says otherwise


class NothingProposed(Conflict):
    """A colleague was quicker, or more was seen meanwhile."""

    code = "sensing.nothing_proposed"
    sentence = sentence("This stands otherwise by now: a colleague was quicker. Look at it again.")


class WordsMissing(Invalid):
    """A request and a notice say something."""

    code = "sensing.ebike_words_missing"
    sentence = sentence("Please write what is asked for, or what the neighbours should know.")


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What somebody chose; `last_alert` is what they looked at, `title` is that of a notice."""

    answer: str
    last_alert: int
    title: str = ""
    words: str = ""


@transaction.atomic
def decide_on_ebikes(
    *, building: Place, decided: Decided, by: Actor, now: datetime
) -> EbikeDecision:
    """Ask for a place to charge, draft a notice, or leave it; nothing of it happens by itself."""
    require(by, SensingPermission.HANDLE, at=building)
    found = [one for one in ebikes(Scope.of([building.path]), now) if one.place == building]
    tally = found[0].tally if found else None
    if tally is None or not tally.is_proposed or tally.last_alert != decided.last_alert:
        raise NothingProposed()
    row = EbikeDecision(
        answer=Answer(decided.answer),
        times=tally.fresh,
        last_alert_id=tally.last_alert,
        note=decided.words.strip()[:200] if decided.answer == Answer.NOT_NOW else "",
        decided_at=now,
        decided_by=by.audit_name,
    )
    row.put_at(building)
    row.case = _asked(building, decided, by, now)
    row.announcement = _drafted(building, decided, by, now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise NothingProposed() from twice
    audit.record("sensing.ebikes_decided", row, by=by, at=now, answer=row.answer)
    return row


def _asked(building: Place, decided: Decided, by: Actor, now: datetime) -> Case | None:
    """The request as a case of the building, so that it has a number, a clock and an answer."""
    if decided.answer != Answer.CHARGER:
        return None
    if not decided.words.strip():
        raise WordsMissing()
    new = NewReport(text=decided.words, place=building, channel=Channel.PATROL)
    return report_case(new, by=by, now=now).case


def _drafted(building: Place, decided: Decided, by: Actor, now: datetime) -> Announcement | None:
    """The notice as a draft; whoever may publish looks at it first."""
    if decided.answer != Answer.NOTICE:
        return None
    if not decided.words.strip() or not decided.title.strip():
        raise WordsMissing()
    draft = Draft(
        title=decided.title.strip()[:60],
        text=decided.words.strip(),
        valid_from=now,
        valid_until=now + HOLDS,
    )
    return draft_announcement(draft=draft, place=building, by=by, now=now)
