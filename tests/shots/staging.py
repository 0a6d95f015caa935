"""Run by `liren shell` over a demo: finds or makes what the pages show, and prints where it is.

It is handed over as text, because only the servers' own environment knows database and keys.
"""

import json
from datetime import timedelta
from io import BytesIO

from django.db.models import F, Model
from django.utils import timezone

from liren.accounts.domain import totp
from liren.accounts.models import Party, SecondFactor, User
from liren.accounts.selectors import factor_key
from liren.accounts.services.second_factor import begin_second_factor, confirm_second_factor
from liren.cases.domain.actions import Act, actions_for
from liren.cases.domain.workflow import Stage
from liren.cases.events import CaseClosed
from liren.cases.models import (
    Case,
    Category,
    Cause,
    ChatPaste,
    Follow,
    ImportRun,
    Measure,
    Part,
    PublicText,
    Report,
    Whistle,
)
from liren.cases.selectors.cases import visible_to
from liren.cases.selectors.public import public_cases
from liren.cases.selectors.situations import situation
from liren.cases.services import imports
from liren.cases.services.chat_collecting import Incoming, collect_messages
from liren.cases.services.chat_keys import make_chat_key
from liren.cases.services.chat_pastes import take_paste
from liren.cases.services.chat_settling import confirm_all
from liren.cases.services.orders import current
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE
from liren.exchange.models import Open311Key, Subscription, WebhookDelivery
from liren.exchange.posting import TOO_SLOW
from liren.exchange.selectors.facts import offered
from liren.exchange.services.carrying import REFUSED
from liren.exchange.services.keys import make_key as make_open311_key
from liren.exchange.services.storing import store_deliveries
from liren.exchange.services.subscriptions import (
    GONE,
    NewSubscription,
    subscribe,
    switch_off_failing,
)
from liren.notices.channels.robots import WecomSettings
from liren.notices.channels.sms_gateway import SmsSettings
from liren.notices.domain.publishing import periods
from liren.notices.models import Announcement, Column, Entry, Objection
from liren.notices.services.announcements import withdraw_announcement
from liren.notices.services.setups import set_up_channel
from liren.places.models import Kind, Place
from liren.portal.services.kiosks import make_key
from liren.workorders.models import Instruction

NOW = timezone.now()
STAFF = ("worker", "secretary", "grid1", "wuye", "chengguan", "wuye2", "grid2", "duty")
WITH_FACTOR = "minjing"
GOOD = "留言编号,留言时间,留言主题,留言详情\nA1,2026/11/2 9:10,路灯不亮,三号楼前的路灯三天没亮了\n"
AGAIN = "A4,2026/11/4 8:00,路灯还黑着,三号楼前的路灯四天没亮了\n"
CHAT = """群聊的聊天记录
李姐 昨天 19:02
6号楼前面那排路灯又不亮了，黑咕隆咚的
老严 昨天 19:03
我家也是，我妈昨晚差点摔了
群主老徐 昨天 19:06
各位邻居晚上好
3-102 昨天 19:10
厨房下水道返水了，有没有哪家也堵的？
3-202 昨天 19:12
[语音] 8"
居委会小沈 昨天 19:15
@李姐 收到，路灯明天报修，您看看灯杆上有没有编号
老严 昨天 19:16
「居委会小沈：@李姐 收到，路灯明天报修，您看看灯杆上有没有编号」
- - - - - - - - - - - - - - -
编号看不清，就是垃圾房对面那三盏
老蔡:
1、东门垃圾桶满得盖不上，两天没人收
2、9号楼电梯到了七楼门不开
小鱼干:
对，厨余都流到路上了，臭
物业客服小孟(客服部) 11-26 20:15
[引用] 老蔡: 东门垃圾桶满得盖不上，两天没人收
清运车九点到
老蔡@幸福里置业 11/26 20:31:02
桶还是满的
"水晶"邀请"阿杰"加入了群聊
���
"""
BAD = GOOD + AGAIN + "A2,去年冬天,垃圾没人收,垃圾桶满了两天没有人来收\nA3,2026/11/3 8:00,,\n"


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
    found["case_photos"] = Case.objects.filter(photos__isnull=False).last()
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


def chats() -> dict[str, str]:
    """A chat to look through, one that a messenger still sends, one all settled, and its case."""
    worker, place = User.objects.get(username="worker"), _community()
    done = take_paste(text=CHAT.replace("路灯", "楼道灯"), place=place, by=worker, now=NOW)
    taken = confirm_all(paste=done, by=worker, now=NOW)
    waits = ChatPaste.objects.filter(status=ChatPaste.Status.COLLECTING).first()
    if waits is None:
        key, _ = make_chat_key(place=place, name="企业微信", by=SYSTEM, now=NOW)
        sent = Incoming(id="1", name="小胡", time=NOW, text="北门的地漏返水了")
        collect_messages(key=key, messages=[sent], now=NOW)
        waits = ChatPaste.objects.get(key=key)
    case = taken[0].case if taken else Case.objects.filter(channel="chat").latest("pk")
    found = {"open": take_paste(text=CHAT, place=place, by=worker, now=NOW), "done": done}
    rows = found | {"collecting": waits, "case": case}
    return {f"chat_{name}": str(row.pk) for name, row in rows.items()}


def people() -> dict[str, str]:
    """A colleague's page, a locked one, and somebody with a second factor."""
    user = User.objects.get(username=WITH_FACTOR)
    if not SecondFactor.objects.filter(user=user).exists():
        factor = begin_second_factor(user=user, now=NOW)
        code = totp.code_at(factor_key(factor), totp.step_of(NOW))
        confirm_second_factor(user=user, code=code, now=NOW)
    locked = User.objects.get(username="gongshui")
    locked.locked_until = NOW + timedelta(days=1)
    locked.save()
    worker = User.objects.get(username="worker")
    party = Party.objects.get(key="property-1")
    return {
        "party": str(party.pk),
        "user": str(worker.pk),
        "user_locked": str(locked.pk),
        "with_factor": WITH_FACTOR,
    }


def speaking() -> dict[str, str]:
    """What the office says: a draft, what is out, what was taken back; accounts, a kiosk."""
    secretary, rows = User.objects.get(username="secretary"), Announcement.objects.order_by("pk")
    out = rows.filter(stage="published")
    taken = rows.filter(stage="withdrawn").first() or withdraw_announcement(
        announcement=out[1], reason="改到下周六，另行通知", by=secretary, now=NOW
    )
    kept = Entry.objects.filter(versions__number=2).earliest("pk")
    asked = Objection.objects.order_by("pk")
    missing = Column.objects.get(name="物业服务考核")
    period = next(one.key for one in periods(missing.rule, timezone.localdate(NOW)))
    robot = WecomSettings(webhook="http://127.0.0.1:9/send?key=demo")
    street = Place.objects.get(kind=Kind.STREET)
    set_up_channel(channel="wecom_robot", place=street, values=robot, by=SYSTEM, now=NOW)
    set_up_channel(channel="sms_gateway", place=street, values=SmsSettings(), by=SYSTEM, now=NOW)
    _key, secret = make_key(place=_community(), name="服务大厅左侧", by=secretary, now=NOW)
    return {
        "announcement": str(out[0].pk),
        "announcement_withdrawn": str(taken.pk),
        "draft": str(rows.filter(stage="draft").latest("pk").pk),
        "entry": str(kept.pk),
        "kept_column": str(kept.column_id),
        "kept_period": kept.period,
        "missing_column": str(missing.pk),
        "missing_period": period,
        "objection": str(asked.filter(answered_at__isnull=True)[0].pk),
        "question": asked.filter(answered_at__isnull=True)[0].link,
        "question_answered": asked.filter(answered_at__isnull=False)[0].link,
        "kiosk_key": secret,
        "compound": str(Place.objects.filter(kind=Kind.COMPOUND).earliest("path").pk),
    }


def words() -> dict[str, str]:
    """A matter that stands open already, as somebody else might say it, and where."""
    open_cases = Case.objects.filter(stage=Stage.HANDLING, place__kind__in=("building", "unit"))
    case = open_cases.exclude(title="").last() or Case.objects.filter(stage=Stage.HANDLING).latest(
        "pk"
    )
    report = case.reports.earliest("pk")
    return {"said": report.text, "said_place": case.place.code, "community": _community().code}


def connections() -> dict[str, str]:
    """Two keys, a receiver with messages of every kind, and one that is gone."""
    admin, place = User.objects.get(username="admin"), _community()
    street = place.parent or place
    for name, at, may_write in (("城市服务平台", street, True), ("居民小程序", place, False)):
        if not Open311Key.objects.filter(name=name).exists():
            make_open311_key(name=name, place=at, may_write=may_write, by=admin, now=NOW)
    if not Subscription.objects.exists():
        for name in ("区级协同平台", "热线回访系统"):
            new = NewSubscription(
                name=name, place=street, url="https://receiver.example/hook", facts=offered()
            )
            subscribe(new, by=admin, now=NOW)
    told, off = Subscription.objects.order_by("pk")[:2]
    if off.active:
        for case in Case.objects.order_by("-pk")[:6]:
            store_deliveries(event=CaseClosed(case_id=case.pk), now=NOW)
        switch_off_failing(subscription=off, why=GONE, by=SYSTEM, now=NOW)
    kept = WebhookDelivery.objects.filter(subscription=told).order_by("pk")
    first, second, *rest = kept.values_list("pk", flat=True)
    kept.filter(pk__in=rest).update(status="sent", due_at=None, sent_at=NOW, tries=1, answer=204)
    kept.filter(pk=first).update(status="failed", due_at=None, tries=9, answer=422, error=REFUSED)
    kept.filter(pk=second).update(
        status="waiting", due_at=NOW + timedelta(hours=3), tries=6, error=TOO_SLOW
    )
    return {"subscription": str(told.pk), "subscription_off": str(off.pk)}


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


def joint() -> dict[str, str]:
    """An open whistle and an ended one, a shared case with its order, instructions."""
    part = Part.objects.select_related("order").order_by("pk").first()
    rows: dict[str, object] = {
        "whistle_open": Whistle.objects.filter(ended_at__isnull=True).last(),
        "whistle_ended": Whistle.objects.filter(ended_at__isnull=False).last(),
        "instruction_waiting": Instruction.objects.filter(stage="waiting").last(),
        "instruction_done": Instruction.objects.filter(stage="done").last(),
    }
    found = {name: str(row.pk) for name, row in rows.items() if isinstance(row, Model)}
    if part:
        found |= {"case_joint": str(part.case_id), "order_joint": str(part.order_id)}
    return found


# The files first: early in the morning nobody else has reported anything today.
found = files() | joint() | chats() | links() | acts() | cases()
found |= slips() | people() | speaking() | words() | connections() | in_public()
print("STAGED " + json.dumps(found))  # noqa: T201  # read by the walker
