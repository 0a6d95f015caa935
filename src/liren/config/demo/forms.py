"""Forms of the demo: one asked by the list, one admitted by the street, one refused; a report."""

from datetime import date, datetime, timedelta
from importlib import resources

from django.utils import timezone

from liren.accounts.models import Grant, User
from liren.config.demo.founding import Founded
from liren.core.permissions import SYSTEM
from liren.ledgers import selectors
from liren.ledgers.models import FormRound, FormStage
from liren.ledgers.selectors.reports import MONTHLY
from liren.ledgers.services import forms_asking, forms_rounds, reports
from liren.ledgers.services.forms_asking import NewForm
from liren.ledgers.services.forms_rounds import Given
from liren.places.models import Place
from liren.workorders.models import Askable

LISTED = "独居老人每周探访"
ANSWERED = 3
NEEDS = ("暂不需要", "送餐", "陪诊")
# A collection as it used to come by mail: twelve columns, ten of them held.
REPEATED = """
[form]
key = "all-again"
name = "居民基本信息采集表"
name_en = "Collection of basic data"
grain = "person"
asked_by = "市场监管所"
receivers = ["市场监管所"]
days = 3
""" + "".join(
    f'\n[[column]]\nkey = "c{number}"\nheader = ["{name}"]\nasked = "text"\n'
    for number, name in enumerate(
        (
            *("姓名", "性别", "出生日期", "身份证号码", "民族", "联系电话", "家庭住址", "户籍地址"),
            *("文化程度", "婚姻状况", "常去的菜场", "对商户的意见"),
        ),
        start=1,
    )
)


def found_forms(founded: Founded, now: datetime) -> None:
    """Ask, refuse, admit, and report last month."""
    community = next(place for place in founded.places.values() if place.kind == "community")
    listed = Askable.objects.filter(name=LISTED).first()
    asked = forms_asking.ask_form(
        new=NewForm(text=shipped("elder-care"), place=community, askable=listed),
        by=_officer("street-affairs"),
        now=now,
    )
    _answer_some(asked.rounds.get(), founded.users["worker"], now)
    _admit(community, founded.users["duty"], now)
    forms_asking.ask_form(
        new=NewForm(text=REPEATED, place=community), by=_officer("market"), now=now
    )
    month = timezone.localdate(now).replace(day=1) - timedelta(days=1)
    _report(community, month, now)


def shipped(name: str) -> str:
    """One of the example forms that come with the software."""
    folder = resources.files("liren.ledgers").joinpath("forms_shipped")
    return folder.joinpath(f"{name}.toml").read_text("utf-8")


def _officer(party: str) -> User:
    return Grant.objects.filter(party__key=party).order_by("pk")[0].user


def _admit(community: Place, street: User, now: datetime) -> None:
    police = _officer("police")
    row = forms_asking.ask_form(
        new=NewForm(text=shipped("rented-homes"), place=community), by=police, now=now
    )
    if row.stage == FormStage.REFUSED:
        row = forms_asking.ask_street(
            form=row,
            reason="年底前要核对一遍出租房屋的消防设施",
            purpose="",
            legal_basis="",
            by=police,
            now=now,
        )
    forms_asking.admit_form(form=row, reason="只问两列，其余自动填好", by=street, now=now)


def _answer_some(row: FormRound, worker: User, now: datetime) -> None:
    today = timezone.localdate(now).isoformat()
    ids = selectors.ids_of(row, worker.scope_for("ledgers.fill"))[:ANSWERED]
    given = {
        pk: Given({"visited": today, "needs": need}, 0)
        for pk, need in zip(ids, NEEDS, strict=False)
    }
    forms_rounds.save_answers(row=row, given=given, source="上门探访", by=worker, now=now)


def _report(community: Place, month: date, now: datetime) -> None:
    reports.send_report(key=MONTHLY, place=community, period=f"{month:%Y-%m}", by=SYSTEM, now=now)
