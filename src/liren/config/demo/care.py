"""Who is looked after in the demo: ladders, pairs with a missed day, visits, meals for forty."""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from liren.care.models import HelpCall, Helper, MealOrder, Pair
from liren.care.services import (
    away,
    buddies,
    calls,
    family,
    ladders,
    meals,
    one_tap,
    visits,
)
from liren.care.services.buddies import Heard, NewPair
from liren.care.services.calls import AtTheDoor, NewCall
from liren.care.services.family import NewTie
from liren.care.services.ladders import NewContact
from liren.care.services.meals import NewMenu
from liren.care.services.one_tap import NewTap
from liren.care.services.visits import NewVisit
from liren.config.demo.founding import Founded
from liren.core.permissions import SYSTEM
from liren.core.scope import Scope
from liren.people.models import Person
from liren.people.selectors import labelled, person_of
from liren.places.models import Place
from liren.places.selectors import home_community

NAMESPACE = UUID("5f8f0f6e-2f3a-4c65-9d3e-0c6d1f1f3c11")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EATERS, VISITED = 40, 6
MISSED, WEEK = 1, 7  # the pair whose elder was not heard of
FACES = ("well", "well", "so_so", "well", "well", "so_so", "so_so")
DISHES = ("番茄炒蛋、香菇青菜、米饭", "清蒸鲈鱼、冬瓜汤、软饭", "红烧豆腐、西兰花、小米粥")

TAPS = (
    ("doctor", "家庭医生", "0571-87000101", "每天 8:00–20:00", ""),
    ("taxi", "帮我叫车", "0571-87000102", "", "不会用手机也能叫"),
    ("haircut", "上门理发", "", "每周四上午", "免费"),
    ("repairs", "修灯修水管", "", "工作日", ""),
    ("shopping", "代买东西", "", "工作日", ""),
)


def found_care(founded: Founded, now: datetime) -> None:
    """Each act by the service that a page would call."""
    elder = person_of(founded.users["elder"])
    community = home_community(elder.place) if elder else None
    if elder is None or community is None:
        return
    scope = Scope.of([community.path])
    alone = [elder, *(one for one in _some(scope, "elder_alone", EATERS) if one != elder)]
    _ladder(elder, now - 60 * DAY)
    travellers = alone[4:6]
    pairs = _pairs(founded, scope, alone[:4], now)
    _days(founded, pairs, now)
    _call(elder, now - 2 * DAY)
    _visits(founded, alone[6 : 6 + VISITED], now)
    _meals(founded, community, [one for one in alone if one not in travellers], now)
    _one_tap(elder, community, founded, now)
    _family(elder, travellers, founded, now)


def _some(scope: Scope, label: str, most: int) -> list[Person]:
    return list(labelled(scope, [label]).select_related("place")[:most])


def _ladder(elder: Person, now: datetime) -> None:
    for rung, name, phone in (
        ("family", "女儿 李静", "15400000051"),
        ("neighbour", "对门 老周", "15400000052"),
    ):
        new = NewContact(person=elder, rung=rung, name=name, phone=phone, has_agreed=True)
        ladders.add_contact(new, by=SYSTEM, now=now)


def _pairs(founded: Founded, scope: Scope, elders: list[Person], now: datetime) -> list[Pair]:
    """One volunteer with an account carries three; another, who telephones, one.

    Yesterday was a day of the second, whatever day it was: it is the one that is missed.
    """
    yesterday = timezone.localdate(now) - DAY
    resident = person_of(founded.users["resident"])
    young = _some(scope, "empty_nest", 5)
    others = [one for one in young if one not in elders and one != resident]
    carriers = [resident or others[0]] * 3 + others[:1]
    made = []
    for number, (younger, elder) in enumerate(zip(carriers, elders, strict=False)):
        first = (yesterday.weekday() + number - MISSED) % WEEK
        days = (first, (first + 3) % WEEK)
        new = NewPair(younger=younger, elder=elder, days=days, has_agreed=True)
        made.append(buddies.make_pair(new, by=SYSTEM, now=now - 30 * DAY))
    return made


def _days(founded: Founded, pairs: list[Pair], now: datetime) -> None:
    """Three weeks heard of on every agreed day but yesterday's, which the clock then finds."""
    today = timezone.localdate(now)
    for back in range(21, 0, -1):
        on = today - back * DAY
        at = _at(now - back * DAY, 10)
        for number, pair in enumerate(pairs):
            if not pair.weekdays & 1 << on.weekday():
                continue
            if back == 1 and number == MISSED:
                continue
            face = FACES[(back // 3 + number) % len(FACES)]
            heard = Heard(on=on, face=face, way="visit" if back % 2 else "phone")
            buddies.note_contact(pair=pair, heard=heard, by=founded.users["worker"], now=at)
    buddies.miss_overdue(now=now)


def _call(elder: Person, now: datetime) -> None:
    """The family does not answer, and the buddy goes."""
    call = calls.call(NewCall(person=elder, words="按钮"), by=SYSTEM, now=now)
    calls.look_at_clocks(now=now + 4 * MINUTE)
    buddy = Helper.objects.filter(call=call, rung="buddy").first()
    buddy = buddy or Helper.objects.filter(call=call).latest("pk")
    calls.on_my_way(helper=buddy, by=SYSTEM, now=now + 5 * MINUTE)
    seen = AtTheDoor(HelpCall.Found.HELPED, "坐久了起不来，扶起来了，量过血压")
    calls.was_at_door(helper=buddy, seen=seen, by=SYSTEM, now=now + 11 * MINUTE)


def _visits(founded: Founded, people: list[Person], now: datetime) -> None:
    for number, person in enumerate(people):
        at = _at(now - (number + 1) * 2 * DAY, 15)
        new = NewVisit(
            person=person,
            key=uuid5(NAMESPACE, f"visit {person.pk}"),
            at=at,
            face=FACES[number],
            words="精神不错" if FACES[number] == "well" else "膝盖疼，下楼少",
            promised="下周二请康复师上门看看" if number == 2 else "",
        )
        visits.note_visit(new, by=founded.users["worker"], now=at)


def _meals(founded: Founded, community: Place, people: list[Person], now: datetime) -> None:
    """Yesterday's were brought, and one was not taken; today's and tomorrow's are ordered."""
    for label, fen in (("elder", 200), ("aged", 500)):
        meals.set_subsidy(place=community, label=label, fen=fen, by=SYSTEM, now=now - 60 * DAY)
    for person, diet, allergy in zip(people, ("low_salt", "soft"), ("", "花生"), strict=False):
        meals.set_diet(person=person, diet=diet, allergy=allergy, by=SYSTEM, now=now)
    for ahead, dishes in zip((-1, 0, 1), DISHES, strict=True):
        day = timezone.localtime(now + ahead * DAY)
        new = NewMenu(
            place=community, date=day.date(), meal="lunch", dishes=dishes, price=1500,
            closes_at=_at(day, 9),
        )  # fmt: skip
        menu = meals.add_menu(new, by=SYSTEM, now=now - 3 * DAY)
        orders = [
            meals.order_meal(
                person=person, menu=menu, channel="phone", by=SYSTEM, now=now - 2 * DAY
            )
            for person in people
        ]
        if ahead < 0:
            _brought(founded, orders, _at(day, 11))


def _brought(founded: Founded, orders: list[MealOrder], at: datetime) -> None:
    for number, order in enumerate(orders):
        outcome = "not_taken" if number == 2 else "taken"
        meals.at_the_door(order=order, outcome=outcome, by=founded.users["worker"], now=at)


def _at(day: datetime, hour: int) -> datetime:
    local = timezone.localtime(day)
    return datetime.combine(local.date(), time(hour), local.tzinfo)


def _one_tap(elder: Person, community: Place, founded: Founded, now: datetime) -> None:
    """What the community has found for its elders; somebody asked this morning."""
    made = [
        one_tap.save_tap(
            NewTap(place=community, kind=kind, name=name, phone=phone, hours=hours, note=note),
            by=SYSTEM,
            now=now - 60 * DAY,
        )
        for kind, name, phone, hours, note in TAPS
    ]
    one_tap.ask(tap=made[2], person=elder, by=founded.users["elder"], now=now - 3 * HOUR)


def _family(elder: Person, travellers: list[Person], founded: Founded, now: datetime) -> None:
    """A daughter and a nephew may see; two neighbours are away for some days."""
    by = founded.users["worker"]
    named = (("女儿 李静", "15400000051", ""), ("侄子 李强", "15400000053", "档案柜 3，第 12 份"))
    for name, phone, paper in named:
        new = NewTie(person=elder, name=name, phone=phone, paper=paper)
        who = by if paper else founded.users["elder"]
        family.name_family(new, by=who, now=now - 20 * DAY)
    for number, person in enumerate(travellers):
        back = timezone.localdate(now) + (3 + 4 * number) * DAY
        away.set_away(person=person, back_on=back, by=by, now=now - (1 + number) * DAY)
