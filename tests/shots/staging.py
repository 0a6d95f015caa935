"""Run by `liren shell` over a demo: finds or makes what the pages show, and prints where it is.

It is handed over as text, because only the servers' own environment knows database and keys.
"""

import json
from datetime import timedelta
from io import BytesIO

from django.db.models import F
from django.utils import timezone

from liren.accounts.domain import totp
from liren.accounts.models import SecondFactor, User
from liren.accounts.selectors import factor_key
from liren.accounts.services.second_factor import begin_second_factor, confirm_second_factor
from liren.cases.domain.actions import Act, actions_for
from liren.cases.domain.workflow import Stage
from liren.cases.models import (
    Case,
    Category,
    Cause,
    Follow,
    ImportRun,
    Measure,
    PublicText,
    Report,
)
from liren.cases.selectors.cases import visible_to
from liren.cases.selectors.public import public_cases
from liren.cases.selectors.situations import situation
from liren.cases.services import imports
from liren.cases.services.orders import current
from liren.core.scope import EVERYWHERE
from liren.places.models import Kind, Place

NOW = timezone.now()
STAFF = ("worker", "secretary", "grid1", "wuye", "chengguan", "wuye2", "grid2", "duty")
WITH_FACTOR = "minjing"
GOOD = "留言编号,留言时间,留言主题,留言详情\nA1,2026/11/2 9:10,路灯不亮,三号楼前的路灯三天没亮了\n"
BAD = GOOD + "A2,去年冬天,垃圾没人收,垃圾桶满了两天没有人来收\nA3,2026/11/3 8:00,,\n"


def links() -> dict[str, str]:
    """A report's link for each stage a resident may meet."""
    found = {str(stage): Report.objects.filter(case__stage=stage) for stage in Stage}
    closed = found[Stage.CLOSED]
    found |= {
        "judge": closed.filter(case__judged_at__isnull=True, first_case_id=F("case_id")),
        "judged": closed.filter(case__judged_at__isnull=False),
        "photos": Report.objects.filter(photos__isnull=False),
    }
    firsts = {name: rows.order_by("-pk").first() for name, rows in found.items()}
    return {f"link_{name}": row.link for name, row in firsts.items() if row}


def acts() -> dict[str, str]:
    """Who can do each thing now, and with which case."""
    found: dict[str, str] = {}
    for name in STAFF:
        user = User.objects.filter(username=name).first()
        if user is None:
            continue
        for case in visible_to(user).order_by("-pk")[:120]:
            now = situation(case, current(case), user)
            for act in actions_for(now):
                if f"case_{act}" not in found:
                    found |= {f"case_{act}": str(case.pk), f"user_{act}": name}
        if all(f"case_{act}" in found for act in Act):
            break
    return found


def cases() -> dict[str, str]:
    """A case for each stage, one with many voices, one long ago closed, and one of elsewhere."""
    found = {f"case_at_{stage}": Case.objects.filter(stage=stage).last() for stage in Stage}
    found["case_voices"] = Case.objects.order_by("-voices", "pk").first()
    return {name: str(case.pk) for name, case in found.items() if case}


def slips() -> dict[str, str]:
    """A report that a colleague took down."""
    worker = User.objects.get(username="worker")
    taken = Report.objects.filter(entered_by=worker.audit_name).last()
    return {"slip": str(taken.pk)} if taken else {}


def files() -> dict[str, str]:
    """A file that waits for its mapping, and one that is in, with rows that were bad."""
    worker = User.objects.get(username="worker")
    place = _community()

    def stage(text: str, name: str) -> ImportRun:
        file = BytesIO(text.encode())
        return imports.stage_import(file=file, name=name, place=place, by=worker, now=NOW)

    done = stage(BAD, "十一月留言.csv")
    if done.status == "staged":
        imports.set_mapping(run=done, columns=done.mapping, by=worker, now=NOW)
        imports.run_import(run=done, by=worker, now=NOW)
    return {"import_done": str(done.pk), "import_staged": str(stage(GOOD, "十二月留言.csv").pk)}


def people() -> dict[str, str]:
    """A colleague's page, a locked one, and somebody with a second factor."""
    user = User.objects.get(username=WITH_FACTOR)
    if not SecondFactor.objects.filter(user=user).exists():
        factor = begin_second_factor(user=user, now=NOW)
        code = totp.code_at(factor_key(factor), totp.step_of(NOW))
        confirm_second_factor(user=user, code=code, now=NOW)
    locked = User.objects.get(username="shichang")
    locked.locked_until = NOW + timedelta(days=1)
    locked.save()
    worker = User.objects.get(username="worker")
    return {"user": str(worker.pk), "user_locked": str(locked.pk), "with_factor": WITH_FACTOR}


def words() -> dict[str, str]:
    """A matter that stands open already, as somebody else might say it, and where."""
    open_cases = Case.objects.filter(stage=Stage.HANDLING, place__kind__in=("building", "unit"))
    case = open_cases.exclude(title="").last() or Case.objects.filter(stage=Stage.HANDLING).latest(
        "pk"
    )
    report = case.reports.earliest("pk")
    return {"said": report.text, "said_place": case.place.code, "community": _community().code}


def in_public() -> dict[str, str]:
    """What neighbours see, what waits before they do, and the cause of last month."""
    seen = public_cases(EVERYWHERE)
    found = {
        "public_case": seen.filter(stage=Stage.HANDLING).last(),
        "public_done": seen.filter(stage=Stage.CLOSED).exclude(public_answer="").last(),
        "wording": PublicText.objects.filter(state="waiting").last(),
        "cause": Cause.objects.last(),
        "measure": Measure.objects.last(),
        "no_kind": Category.objects.exclude(parent=None).exclude(case__in=seen).first(),
    }
    follow = Follow.objects.first()
    places = {"followed": follow.place.code} if follow else {}
    return places | {name: str(row.pk) for name, row in found.items() if row}


def _community() -> Place:
    return Place.objects.filter(kind=Kind.COMMUNITY).earliest("path")


found = links() | acts() | cases() | slips() | files() | people() | words() | in_public()
print("STAGED " + json.dumps(found))  # noqa: T201  # read by the walker
