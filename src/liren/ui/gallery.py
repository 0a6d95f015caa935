"""The gallery: every component in all its states, with invented rows; only while developing."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from liren.ui.context import Office
from liren.ui.navigation import Link
from liren.ui.pages import error_page
from liren.ui.templatetags.ui import Tab

EXAMPLES = {"resident", "desk", "screen", "poster", "empty", "form"}
OFFICE = Office(
    place="桐花社区", name="桐花社区居委会", phone="021-5550 0110", hours="周一至周六 8:30–17:30"
)


class ExampleForm(forms.Form):
    """A field of every kind."""

    text = forms.CharField(
        label="发生了什么？",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "例如：3 号楼门口的路灯不亮"}),
        help_text="说一句就行，没有格式。",
    )
    place = forms.CharField(label="在哪里", initial="梧桐苑 3 号楼 2 单元")
    phone = forms.CharField(label="电话", required=False, help_text="只用来答复您这一件事。")
    kind = forms.ChoiceField(label="哪一类", choices=[("", "请选择"), ("1", "路灯照明")])
    answer = forms.ChoiceField(
        label="怎么答复您",
        required=False,
        widget=forms.RadioSelect,
        choices=[("call", "给我打电话"), ("code", "我凭编号自己看"), ("none", "不用答复")],
    )
    photo = forms.FileField(label="照片", required=False, help_text="最多 6 张，会去掉拍摄地点。")
    agree = forms.BooleanField(label="让同楼的邻居也能看到这件事", required=False)


def parts(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    now = timezone.now()
    context = {
        "now": now,
        "office": OFFICE,
        "form": ExampleForm(),
        "wrong_form": ExampleForm({"text": "", "place": "", "kind": ""}),
        "page": Paginator(range(240), 20).page(3),
        "deadlines": _deadlines(now),
        "tabs": _tabs(),
        "moments": _moments(now),
        "tones": ["jade", "amber", "persimmon", "ink"],
    }
    return render(request, "ui/gallery/parts.html", context)


def example(request: HttpRequest, name: str) -> HttpResponse:
    """A page as its builder would make it, with invented rows."""
    if name == "error":
        return error_page(request, status=429, code="core.too_many")
    if name not in EXAMPLES:
        raise Http404
    now = timezone.now()
    context = {
        "now": now,
        "office": OFFICE,
        "rail": _rail(),
        "tabs": _tabs(),
        "orders": _orders(now),
        "moments": _moments(now),
        "form": ExampleForm(),
    }
    return render(request, f"ui/gallery/{name}.html", context)


def _deadlines(now: datetime) -> list[dict[str, datetime]]:
    day = now.replace(hour=6, minute=30)
    return [
        {"begun": now - timedelta(days=1), "due": day + timedelta(days=4)},
        {"begun": now - timedelta(minutes=98), "due": now + timedelta(minutes=22)},
        {"begun": now - timedelta(days=2), "due": now - timedelta(hours=5)},
    ]


def _tabs() -> list[Tab]:
    return [
        Tab("全部", "?list=all", 26, is_current=True),
        Tab("待接单", "?list=new", 6),
        Tab("今天到期", "?list=today", 9),
        Tab("已超时", "?list=late", 2, is_late=True),
        Tab("等核实", "?list=check", 4),
        Tab("已办结", "?list=done"),
    ]


def _rail() -> list[Link]:
    words = [
        ("待办", "inbox"),
        ("诉求", "message-square-text"),
        ("代为登记", "pencil-line"),
        ("居民与房屋", "house"),
        ("走访巡查", "footprints"),
        ("通知", "megaphone"),
        ("导入", "file-up"),
        ("督办", "gauge"),
    ]
    return [Link(word, icon, f"#{icon}", is_current=icon == "inbox") for word, icon in words]


def _moments(now: datetime) -> list[dict[str, object]]:
    return [
        {
            "what": "去现场核实",
            "who": "网格员 周敏",
            "state": "next",
            "words": "今天 16:30 前，有结果会告诉您。",
        },
        {
            "what": "物业已接单",
            "who": "梧桐苑物业 陈立",
            "at": now - timedelta(minutes=34),
            "words": "水工带配件过去，大约一小时。",
        },
        {"what": "转给梧桐苑物业", "who": "王晓", "at": now - timedelta(hours=1, minutes=10)},
        {
            "what": "收到您的反映",
            "at": now - timedelta(hours=2),
            "words": "三单元一楼楼道顶上的水管一直在滴水，地面很滑。",
        },
    ]


ORDERS = [
    (-310, 2880, "17 号楼东侧消防通道被货车堵住，一周第四次", "梧桐苑 17 号楼", "督办", "催办"),
    (-45, 240, "地下车库入口积水，电动车过不去", "梧桐苑 地下车库", "办理中", "催办"),
    (22, 120, "三单元一楼楼道水管渗水，地面很滑", "梧桐苑 5 号楼", "办理中", "去核实"),
    (55, 240, "电梯按键失灵，老人下不了楼", "清和里 7 号楼", "待接单", "接单"),
    (190, 480, "垃圾桶满溢，气味大，要求增加清运", "梧桐苑 26 号楼", "待派单", "派单"),
    (245, 480, "夜间施工吵，孩子睡不着", "清和里 北门", "办理中", "去核实"),
    (400, 1440, "楼前路灯不亮，晚上看不清台阶", "梧桐苑 1 号楼", "待接单", "接单"),
    (665, 1440, "外墙瓷砖松动，担心掉落伤人", "清和里 7 号楼", "等核实", "去核实"),
    (905, 2880, "申请在二单元门口加装扶手", "梧桐苑 16 号楼", "待派单", "派单"),
    (1205, 2880, "快递柜挡住轮椅坡道", "梧桐苑 22 号楼", "办理中", "去核实"),
    (2980, 7200, "独居老人陈奶奶每周走访", "清和里 3 号楼", "走访", "记一笔"),
    (4300, 7200, "儿童滑梯底部开裂", "桐花口袋公园", "办理中", "去核实"),
    (5900, 7200, "业主大会材料更正两户面积", "梧桐苑 9 号楼", "补材料", "处理"),
    (7100, 8640, "建议菜场早市延长到十点", "便民商业街", "待答复", "答复"),
]
TONE = {"待接单": "ink", "待派单": "ink", "办理中": "jade", "等核实": "amber", "督办": "persimmon"}


def _orders(now: datetime) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            due=now + timedelta(minutes=left),
            begun=now + timedelta(minutes=left - given),
            what=what,
            place=place,
            stage=stage,
            tone=TONE.get(stage, "ink"),
            action=action,
        )
        for left, given, what, place, stage, action in ORDERS
    ]
