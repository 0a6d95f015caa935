"""One row of each kind for pages that are about a row; made once, then found again."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from liren.accounts.models import Grant
from liren.cases.models import (
    Case,
    DispatchRule,
    ImportRun,
    Measure,
    Photo,
    PublicText,
    Report,
    Shown,
)
from liren.cases.services import imports, photos
from liren.cases.services.causes import NewCause, NewMeasure, choose_cause, plan_measure
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.rules import NewRule, add_rules
from liren.core.permissions import SYSTEM, VISITOR
from liren.workorders.models import WorkOrder
from tests.factories import public
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


def report(town: Neighbourhood) -> Report:
    """What a resident with a telephone said about the home of the town."""
    if found := Report.objects.order_by("pk").first():
        return found
    said = NewReport(text="路灯不亮了", place=town.home, phone="13800000001")
    return report_case(said, by=VISITOR, now=MONDAY_MORNING).report


def case(town: Neighbourhood) -> Case:
    """A case in the first grid, in the hands of the property firm."""
    return Case.objects.get(pk=order(town).subject_id)


def order(town: Neighbourhood) -> WorkOrder:
    """The order by which the firm has it."""
    if found := WorkOrder.objects.filter(kind=WorkOrder.Kind.HANDLE).order_by("pk").first():
        return found
    firm, secretary = town.parties["property_firm"], town.users["secretary"]
    return dispatch_case(case=report(town).case, to=firm, by=secretary, now=MONDAY_MORNING)


def photo(town: Neighbourhood) -> Photo:
    """The picture that came with the report."""
    if found := Photo.objects.order_by("pk").first():
        return found
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (20, 140, 60)).save(drawn, "JPEG")
    kept = photos.keep_photo(ContentFile(drawn.getvalue(), "lamp.jpg"))
    order(town)
    return photos.attach([(report(town), [kept])], by=VISITOR, now=MONDAY_MORNING)[0]


def import_run(town: Neighbourhood) -> ImportRun:
    """A file for the first community, looked at and not brought in yet."""
    if found := ImportRun.objects.order_by("pk").first():
        return found
    file, place = BytesIO("编号,内容\r\n1,路灯坏了\r\n".encode()), town.places["community"]
    return imports.stage_import(
        file=file, name="messages.csv", place=place, by=SYSTEM, now=MONDAY_MORNING
    )


def rule(town: Neighbourhood) -> DispatchRule:
    """Lamps of the first community go to the firm."""
    if found := DispatchRule.objects.order_by("pk").first():
        return found
    lamp, firm = town.categories["lamp"], town.parties["property_firm"]
    new = NewRule(category=lamp, place=town.places["community"], party=firm)
    return add_rules([new], by=SYSTEM, now=MONDAY_MORNING)[0]


def wording(town: Neighbourhood) -> PublicText:
    """A title that looks as if it told somebody, waiting in the first community."""
    if found := PublicText.objects.order_by("pk").first():
        return found
    said = "昨天郑小满的腿被路灯杆划破了"
    case = public.taken_up(town, said, shown=Shown.WORDS)
    return PublicText.objects.get(case=case)


def measure(town: Neighbourhood) -> Measure:
    """One thing of the first community's cause, in the firm's inbox."""
    if found := Measure.objects.order_by("pk").first():
        return found
    secretary, lamp = town.users["secretary"], town.categories["lamp"]
    new = NewCause(
        month=MONDAY_MORNING.date(),
        place=town.places["compound"],
        category=lamp,
        title="梧桐苑的路灯",
        why="老是坏",
        counted={},
    )
    cause = choose_cause(new, by=secretary, now=MONDAY_MORNING)
    asked = NewMeasure(what="换线路", party=town.parties["property_firm"], days=5)
    return plan_measure(cause=cause, new=asked, by=secretary, now=MONDAY_MORNING)


def grant(town: Neighbourhood) -> Grant:
    """The office of the first community's worker."""
    return Grant.objects.get(user=town.users["worker"])
