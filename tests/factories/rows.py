"""One row of each kind for pages that are about a row; made once, then found again."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from liren.accounts.models import Grant
from liren.cases.models import Case, ChatKey, ChatPaste, DispatchRule, ImportRun, Photo, Report
from liren.cases.services import imports, photos
from liren.cases.services.chat_keys import make_chat_key
from liren.cases.services.chat_pastes import take_paste
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.rules import NewRule, add_rules
from liren.core.permissions import SYSTEM, VISITOR
from liren.workorders.models import WorkOrder
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


def paste(town: Neighbourhood) -> ChatPaste:
    """A chat of two neighbours about one lamp, pasted by the worker and not looked through yet."""
    if found := ChatPaste.objects.order_by("pk").first():
        return found
    text = "李姐 21:03\n3号楼前的路灯坏了三天了\n老周 21:04\n我家也是，黑漆漆的\n"
    worker, place = town.users["worker"], town.places["community"]
    return take_paste(text=text, place=place, by=worker, now=MONDAY_MORNING)


def chat_key(town: Neighbourhood) -> ChatKey:
    """A messenger of the first community."""
    if found := ChatKey.objects.order_by("pk").first():
        return found
    place = town.places["community"]
    return make_chat_key(place=place, name="企业微信", by=SYSTEM, now=MONDAY_MORNING)[0]


def grant(town: Neighbourhood) -> Grant:
    """The office of the first community's worker."""
    return Grant.objects.get(user=town.users["worker"])
