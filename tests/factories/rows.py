"""One row of each kind for pages that are about a row; made once, then found again."""

from datetime import date, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from liren.accounts.models import Grant
from liren.cases.domain.whistle import Move
from liren.cases.events import CaseReported
from liren.cases.models import (
    Case,
    ChatKey,
    ChatPaste,
    Duty,
    ImportRun,
    Measure,
    Part,
    Photo,
    PublicText,
    Report,
    Ruling,
    Shown,
    Whistle,
)
from liren.cases.services import imports, photos
from liren.cases.services.calls import Answered, answer_call
from liren.cases.services.causes import NewCause, NewMeasure, choose_cause, plan_measure
from liren.cases.services.chat_keys import make_chat_key
from liren.cases.services.chat_pastes import take_paste
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.duties import NewDuty, add_duties
from liren.cases.services.parts import NewPart, add_part
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.whistles import NewWhistle, blow_whistle
from liren.core.permissions import SYSTEM, VISITOR
from liren.exchange.models import Open311Key, Subscription, WebhookDelivery
from liren.exchange.services.keys import make_key as make_open311_key
from liren.exchange.services.storing import store_deliveries
from liren.exchange.services.subscriptions import NewSubscription, subscribe
from liren.notices.channels.robots import WecomSettings
from liren.notices.models import (
    Announcement,
    AnnouncementHome,
    ChannelSetup,
    Column,
    Delivery,
    DutyShift,
    Entry,
    Objection,
)
from liren.notices.services import affairs, announcements, setups
from liren.notices.services import duty as rosters
from liren.notices.services.sending import send_out
from liren.people import services as people
from liren.people.models import DeletionRequest, Person, SelfLink, Viewing
from liren.portal.models import KioskKey
from liren.portal.services.kiosks import make_key
from liren.voting.models import RollObjection, Vote
from liren.voting.services import objections as roll_objections
from liren.workorders.models import Instruction, WorkOrder
from liren.workorders.services import NewInstruction, instruct
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


def duty(town: Neighbourhood) -> Duty:
    """Lamps of the first community go to the firm."""
    if found := Duty.objects.order_by("pk").first():
        return found
    lamp, firm = town.categories["lamp"], town.parties["property_firm"]
    new = NewDuty(category=lamp, place=town.places["community"], party=firm)
    return add_duties([new], by=SYSTEM, now=MONDAY_MORNING)[0]


def whistle(town: Neighbourhood, about: Case | None = None) -> Whistle:
    """An open whistle that calls one party; that of the first grid is found again."""
    here = about or case(town)
    if found := Whistle.objects.filter(case=here, ended_at=None).first():
        return found
    new = NewWhistle(words="车棚冒烟", parties=[town.parties["city_management"]])
    by, now = town.users["worker"], MONDAY_MORNING
    return blow_whistle(case=here, whistle=new, by=by, now=now)


def ruling(town: Neighbourhood) -> Ruling:
    """The city's officers were called to the first grid and say that it is not theirs."""
    if found := Ruling.objects.select_related("call").order_by("pk").first():
        return found
    said = Answered(move=Move.NOT_OURS, words="小区里归物业")
    call = whistle(town).calls.get()
    answer_call(call=call, answer=said, by=town.users["officer"], now=MONDAY_MORNING)
    return Ruling.objects.select_related("call").get()


def part(town: Neighbourhood) -> Part:
    """The city's officers help the firm with the case of the first grid."""
    if found := Part.objects.order_by("pk").first():
        return found
    new = NewPart(party=town.parties["city_management"], words="清走废料")
    return add_part(case=case(town), new=new, by=town.users["worker"], now=MONDAY_MORNING)


def instruction(town: Neighbourhood) -> Instruction:
    """The city's officers ask the first community for a list; it is not among what may be asked."""
    if found := Instruction.objects.order_by("pk").first():
        return found
    new = NewInstruction(
        community=town.places["community"], title="统计沿街店铺", days=3, reason="专项检查"
    )
    return instruct(new=new, by=town.users["officer"], now=MONDAY_MORNING)


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


def announcement(town: Neighbourhood) -> Announcement:
    """A notice to the compound, out since this morning, with the home of the town to be rung."""
    return Announcement.objects.order_by("pk").first() or announcement_to(town, "compound")


def announcement_to(town: Neighbourhood, place: str) -> Announcement:
    """The same to another place."""
    secretary = town.users["secretary"]
    draft = announcements.Draft(
        title="周二停水",
        text="请提前存水。",
        valid_from=MONDAY_MORNING,
        valid_until=MONDAY_MORNING + timedelta(days=3650),
        channels=("paper",),
    )
    row = announcements.draft_announcement(
        draft=draft, place=town.places[place], by=secretary, now=MONDAY_MORNING
    )
    announcements.publish_announcement(
        announcement=row, revision=1, by=secretary, now=MONDAY_MORNING
    )
    send_out(row.pk, now=MONDAY_MORNING)
    return row


def call(town: Neighbourhood) -> AnnouncementHome:
    """The home that somebody has to ring."""
    return AnnouncementHome.objects.get(announcement=announcement(town), place=town.home)


def delivery(town: Neighbourhood) -> Delivery:
    """A poster of the announcement."""
    announcement(town)
    return Delivery.objects.filter(channel="paper").earliest("pk")


def column(town: Neighbourhood) -> Column:
    """The accounts of the first community, due each month."""
    if found := Column.objects.order_by("pk").first():
        return found
    new = affairs.NewColumn(branch="finance", name="收支明细", since_date=date(2026, 8, 1))
    return affairs.add_column(
        new=new, place=town.places["community"], by=SYSTEM, now=MONDAY_MORNING
    )


def entry(town: Neighbourhood) -> Entry:
    """What was published for October."""
    if found := Entry.objects.order_by("pk").first():
        return found
    account = affairs.Account(text="收支平衡", table=[["项目", "金额"], ["电费", "320.50"]])
    return affairs.publish_entry(
        column=column(town), period="2026-10", account=account, by=SYSTEM, now=MONDAY_MORNING
    )


def objection(town: Neighbourhood) -> Objection:
    """A resident asks about it."""
    if found := Objection.objects.order_by("pk").first():
        return found
    question = affairs.Question(text="电费怎么比上月多？")
    return affairs.object_to(entry=entry(town), question=question, by=VISITOR, now=MONDAY_MORNING)


def shift(town: Neighbourhood) -> DutyShift:
    """The worker is on duty for a night in ten years."""
    if found := DutyShift.objects.order_by("pk").first():
        return found
    begin = MONDAY_MORNING + timedelta(days=3650)
    return rosters.put_on_duty(
        user=town.users["worker"],
        place=town.places["community"],
        from_at=begin,
        until_at=begin + timedelta(hours=12),
        by=SYSTEM,
        now=MONDAY_MORNING,
    )


def channel_setup(town: Neighbourhood) -> ChannelSetup:
    """The robot of the first community's group."""
    values = WecomSettings(webhook="http://127.0.0.1:9/send?key=abc")
    place = town.places["community"]
    return setups.set_up_channel(
        channel="wecom_robot", place=place, values=values, by=SYSTEM, now=MONDAY_MORNING
    )


def kiosk(town: Neighbourhood) -> KioskKey:
    """A device in the hall of the first community."""
    if found := KioskKey.objects.order_by("pk").first():
        return found
    return make_key(place=town.places["community"], name="服务大厅", by=SYSTEM, now=MONDAY_MORNING)[
        0
    ]


def open311_key(town: Neighbourhood) -> Open311Key:
    """A key to the Open311 door of the first community."""
    if found := Open311Key.objects.order_by("pk").first():
        return found
    place = town.places["community"]
    return make_open311_key(name="app", place=place, may_write=True, by=SYSTEM, now=MONDAY_MORNING)[
        0
    ]


def subscription(town: Neighbourhood) -> Subscription:
    """Another system that is told what happens in the first community."""
    if found := Subscription.objects.order_by("pk").first():
        return found
    new = NewSubscription(
        name="level above",
        place=town.places["community"],
        url="https://receiver.example/hook",
        facts=["cases.reported", "workorders.late"],
    )
    return subscribe(new, by=SYSTEM, now=MONDAY_MORNING)[0]


def webhook_delivery(town: Neighbourhood) -> WebhookDelivery:
    """A message to it that waits."""
    row = subscription(town)
    fact = CaseReported(case_id=report(town).case_id, report_id=report(town).pk)
    store_deliveries(event=fact, now=MONDAY_MORNING)
    return WebhookDelivery.objects.get(subscription=row, event_id=fact.id)


def vote(town: Neighbourhood) -> Vote:
    """An election in the compound, posted with its roll this morning."""
    if found := Vote.objects.order_by("pk").first():
        return found
    from liren.voting.domain.phases import Phase
    from tests.voting.scenes import scene

    return scene(town, Phase.POSTED).vote


def roll_objection(town: Neighbourhood) -> RollObjection:
    """Somebody says that an area is wrong."""
    if found := RollObjection.objects.order_by("pk").first():
        return found
    new = roll_objections.NewObjection(unit="3-1-101", text="面积应为 98.50")
    return roll_objections.object_to_roll(vote=vote(town), new=new, by=VISITOR, now=MONDAY_MORNING)


def person(town: Neighbourhood) -> Person:
    """Somebody of the first grid, with a telephone and a document."""
    found = Person.objects.filter(place=town.home).first()
    values = {"name": "王桂英", "home": town.home, "phone": "15400001234"}
    new = people.New("person")
    by, now = SYSTEM, MONDAY_MORNING
    made = found or people.put(subject=new, values=values, source="台账", by=by, now=now).subject
    assert isinstance(made, Person)
    return made


def viewing(town: Neighbourhood) -> Viewing:
    """Somebody looked at the telephone of that person."""
    row = person(town)
    people.phone_of(row, by=SYSTEM, purpose="announcement 1", now=MONDAY_MORNING)
    return row.viewings.latest("pk")


def self_link(town: Neighbourhood) -> SelfLink:
    """A link that is to go to that person by text message."""
    row = person(town)
    people.make_link(person=row, by=SYSTEM, now=timezone.now(), send=True)
    return row.links.latest("pk")


def deletion(town: Neighbourhood) -> DeletionRequest:
    """That person asks that everything be deleted."""
    row = person(town)
    return people.ask_deletion(person=row, words="", by=SYSTEM, now=MONDAY_MORNING)
