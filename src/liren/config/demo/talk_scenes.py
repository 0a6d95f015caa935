"""What the demo's neighbours decide together: topics in every phase, one budget, measures."""

from datetime import datetime

from liren.config.demo import talk_words as words
from liren.config.demo.founding import Founded
from liren.config.demo.talk import DAY, HOUR, Talk
from liren.deliberation.models import Comment, Project, Sitting, Topic
from liren.deliberation.services import (
    Kind,
    Mode,
    Step,
    ballots,
    budgets,
    counting,
    lists,
    measures,
    moderating,
    moving,
    needs,
    sittings,
    sweeps,
    talk,
    topics,
    votes,
)
from liren.people.models import Person
from liren.places.models import Kind as PlaceKind

CAMPS = 3


def found_talk(founded: Founded, now: datetime) -> None:
    """Let neighbours and committee bring all topics to where they stand, the oldest first."""
    community = next(p for p in founded.places.values() if p.kind == PlaceKind.COMMUNITY)
    town = Talk(founded, community, now)
    if not town.neighbours:  # a hamlet without grown-ups talks nothing over
        return
    for scene in SCENES:
        scene(town)


def _settled(town: Talk) -> None:
    topic = _decided(town, words.SCOOTER, 75, "在东门外划出停放区，每天清两次。")
    town.planned(topic, "划线、立牌，每天清理两次", 58, party=town.party("property"))
    [measure] = town.begun(topic, 57)
    town.done(measure, 45, "停放区划好了，共享单车企业的人每天来两次。")
    town.step(topic, Step.ASK_EVALUATION, 44)
    town.judged(measure, 40, ["settled"] * 5 + ["partly"])
    sweeps.follow_the_clock(now=town.at(29))


def _revised(town: Talk) -> None:
    topic = _decided(town, words.BINS, 70, "桶挪到 3 号楼西侧，每天多清一次。")
    town.planned(topic, "挪桶并加一次清运", 53, party=town.party("property"))
    [measure] = town.begun(topic, 52)
    town.done(measure, 42, "桶已挪到西侧。")
    town.step(topic, Step.ASK_EVALUATION, 41)
    town.judged(measure, 38, ["not", "not", "partly", "settled"])
    sweeps.follow_the_clock(now=town.at(26))


def _decided(town: Talk, text: str, days: float, decision: str) -> Topic:
    topic = town.raised(text, days)
    topic = town.step(topic, Step.DISCUSS, days - 2, "大家都提了，拿出来商量。", days - 12)
    for user, said in zip(town.some(3), ("应该办", "先试一个月", "费用公开"), strict=False):
        talk.say(topic=topic, text=said, by=user, now=town.at(days - 3))
    return town.step(topic, Step.PLAN, days - 13, decision)


def _declined(town: Talk) -> None:
    topic = town.raised(words.LIFT, 40, behind=3)
    text = (
        "加装电梯要由本单元业主自己表决和分摊，居委会没有这笔钱，也不能替业主决定。"
        "想装的单元可以来居委会，我们帮着走流程、联系设计单位。"
    )
    town.step(topic, Step.DECLINE, 30, text)


def _shared(town: Talk) -> None:
    """The budget: called for, checked, ticked on line and on paper, being spent."""
    place = town.community
    new = topics.NewTopic(title="社区资金项目征集", words=words.BUDGET, place=place)
    topic = topics.raise_for(new, person=None, by=town.worker, now=town.at(60))
    settled = budgets.NewRound(amount=words.AMOUNT, most_ticks=3)
    budgets.set_round(topic=topic, new=settled, by=town.worker, now=town.at(60))
    topic = town.step(town.fresh(topic), Step.CALL, 59, "今年有五万元，办什么由大家提。", 49)
    _propose(town, topic)
    topic = town.step(topic, Step.CHECK, 48)
    for row, (_t, _w, _a, cost, why) in zip(topic.projects.all(), words.PROJECTS, strict=True):
        found = budgets.Finding(is_feasible=cost is not None, cost=cost, words=why)
        budgets.check_project(project=row, finding=found, by=town.worker, now=town.at(46))
    topic = town.step(topic, Step.OPEN_BALLOT, 45, "能办的都在选票上。", 31)
    _tick_projects(town, topic)
    counting.count_ballots(topic=topic, by=town.secretary, now=town.at(30))
    topic = town.step(town.fresh(topic), Step.PLAN, 29, "按投票结果办，花了多少都公开。")
    _spend(town, topic)


def _propose(town: Talk, topic: Topic) -> None:
    for number, (title, text, asked, _cost, _why) in enumerate(words.PROJECTS):
        new = budgets.NewProject(title=title, text=text, asked=asked)
        by = town.neighbours[number % len(town.neighbours)]
        budgets.propose(topic=topic, new=new, by=by, now=town.at(55))


def _tick_projects(town: Talk, topic: Topic) -> None:
    for number, user in enumerate(town.neighbours[:44]):
        ticks = list(words.TICKED[number % len(words.TICKED)])
        ballots.cast(topic=topic, ticks=ticks, by=user, now=town.at(40))
    for number, user in enumerate(town.neighbours[44:50], 1):
        ticks, paper = list(words.TICKED[number % 3][:2]), f"{number:04d}"
        person = Person.objects.get(user=user)
        ballots.take_paper(
            topic=topic, person=person, number=paper, ticks=ticks, by=town.worker,
            now=town.at(33),
        )  # fmt: skip
        ballots.confirm_paper(
            topic=topic, number=paper, ticks=ticks, by=town.secretary, now=town.at(32)
        )


def _spend(town: Talk, topic: Topic) -> None:
    won = Project.objects.filter(topic=topic, number__in=topic.outcome.data["winners"])
    for row in won:
        new = measures.NewMeasure(
            what=row.title,
            party=town.party("property"),
            due_date=(town.now + 40 * DAY).date(),
            cost=row.cost,
            project=row,
        )
        measures.plan_measure(topic=topic, new=new, by=town.worker, now=town.at(28))
    for number, measure in enumerate(town.begun(topic, 27)):
        by = town.doer(measure)
        measures.accept_measure(measure=measure, by=by, now=town.at(20))
        if number == 2:  # of which nothing is heard
            continue
        step = measures.set_milestone(
            measure=measure, text="材料到场", due_date=(town.now - 4 * DAY).date(), by=by,
            now=town.at(18),
        )  # fmt: skip
        measures.reach_milestone(milestone=step, by=by, now=town.at(6))
        cost = (measure.cost or 100) // 3
        paid = measures.NewSpending(amount=cost, what="首批材料", day=town.at(6).date())
        measures.spend(measure=measure, new=paid, by=by, now=town.at(6))
        text = "材料已经到了，下周开始装。"
        measures.tell_news(measure=measure, text=text, by=by, now=town.at(5))


def _asked_to_evaluate(town: Talk) -> None:
    topic = _decided(town, words.HANDRAIL, 50, "先装老人多的 1、2 号楼，其余明年再看。")
    town.planned(topic, "1、2 号楼各层加装扶手", 33, party=town.party("property"))
    [measure] = town.begun(topic, 32)
    town.done(measure, 8, "两栋楼一到六层都装好了，共 96 米，已验收。")
    town.step(topic, Step.ASK_EVALUATION, 7)
    town.judged(measure, 5, ["settled", "settled", "partly"])


def _at_the_meeting(town: Talk) -> None:
    """A talk of three camps that has ended: its picture stands, and a meeting is called."""
    topic = town.raised(words.GARDEN, 34, by=5)
    topic = town.step(topic, Step.DISCUSS, 32, "花园是大家的，先听大家怎么说。", 12)
    speakers = town.neighbours
    rows = [
        talk.say(topic=topic, text=text, by=speakers[at % len(speakers)], now=town.at(30))
        for at, (text, _) in enumerate(words.GARDEN_SAID)
    ]
    _judge_by_camps(town, topic, [row.pk for row in rows])
    topic = town.step(topic, Step.MEET, 11, "想法分成三拨，面对面坐下来谈。")
    starts = (town.now + 4 * DAY).replace(hour=19)
    new = sittings.NewSitting(
        kind=Kind.MEETING,
        starts_at=starts,
        where="居委会二楼活动室",
        agenda=["看看大家的观点图", "三种方案各说十分钟", "能定的先定下来"],
        invited=40,
        invited_words="梧桐苑每栋楼两名代表，谁都可以来听",
    )
    sittings.call_sitting(topic=topic, new=new, by=town.worker, now=town.at(3))
    _first_meeting(town, topic)


def _judge_by_camps(town: Talk, topic: Topic, keys: list[int]) -> None:
    for number, user in enumerate(town.neighbours):
        camp = number % CAMPS
        for at, key in enumerate(keys):
            answer = words.GARDEN_SAID[at][1][camp]
            if (number * 7 + at * 5) % 11 == 0:  # nobody is of one mind with their camp
                answer = 0 if answer else 1
            talk.judge(topic=topic, statement_id=key, answer=answer, by=user, now=town.at(25))


def _first_meeting(town: Talk, topic: Topic) -> None:
    """What was said at a first meeting ten days ago."""
    starts = town.at(7).replace(hour=19)
    new = sittings.NewSitting(
        kind=Kind.MEETING,
        starts_at=starts,
        where="居委会二楼活动室",
        agenda=["说明情况", "大家发言"],
        invited=24,
        invited_words="各楼代表",
    )
    by = town.worker
    row = sittings.call_sitting(topic=topic, new=new, by=by, now=town.at(11))
    then = starts + 2 * HOUR
    for number in range(1, 15):
        sittings.note_present(
            sitting=row,
            name=f"代表{number:02d}",
            role=f"{number % 6 + 1} 号楼",
            by=by,
            now=then,
        )
    _minutes(town, row, then)


def _minutes(town: Talk, row: Sitting, then: datetime) -> None:
    said = (
        (1, "居委会", "花园 2100 平方米，地下管线图已经找到。"),
        (2, "1 号楼居民", "停车位确实不够，但不想没了绿地。"),
        (2, "4 号楼居民", "先把地下车库坏的车位修好。"),
        (2, "2 号楼居民", "平地不用大，孩子够跑就行。"),
    )
    for item, speaker, text in said:
        sittings.take_minute(
            sitting=row, item=item, speaker=speaker, text=text, by=town.worker, now=then
        )
    new = sittings.NewDecision(text="请设计单位出两个方案，下次会上看。", yes=12, no=1, abstained=1)
    sittings.write_decision(sitting=row, new=new, by=town.worker, now=then)
    sittings.post_minutes(sitting=row, by=town.worker, now=then + DAY)


def _before_the_vote(town: Talk) -> None:
    topic = town.raised(words.GATE, 30, by=2)
    topic = town.step(topic, Step.DISCUSS, 28, "关系到每家进出，听听大家的。", 14)
    for user, said in zip(town.some(2, skip=3), ("晚归的人怎么办", "关门安全"), strict=False):
        talk.say(topic=topic, text=said, by=user, now=town.at(20))
    topic = town.step(topic, Step.ASK_VOTE, 13, "两种想法差不多，由各户表决。")
    votes.ask_vote(
        topic=topic, question="是否同意大门夜里零点到五点刷卡进出？", basis="homes", item=None,
        by=town.worker, now=town.at(12),
    )  # fmt: skip


def _being_ticked(town: Talk) -> None:
    place = town.community
    new = topics.NewTopic(title=words.REPAIRS, words=words.REPAIRS, place=place)
    topic = topics.raise_for(new, person=None, by=town.worker, now=town.at(12))
    lists.set_list(
        topic=topic, lines=words.REPAIRS_LIST, most_ticks=2, by=town.worker, now=town.at(12)
    )
    text = "走访了一圈，列出六处。每人勾两处，按户数排。"
    topic = town.step(town.fresh(topic), Step.SHOW_LIST, 11, text, -3)
    keys = [str(number) for number in range(1, len(words.REPAIRS_LIST) + 1)]
    for number, user in enumerate(town.neighbours[3:28]):
        ticks = [keys[number % 3], keys[3 + number % 2]]
        ballots.cast(topic=topic, ticks=ticks, by=user, now=town.at(4))


def _answered_needs(town: Talk) -> None:
    topic = town.raised(words.SUMMER, 14, by=7)
    move = moving.Move(
        step=Step.DISCUSS, words="先听大家要什么，再一条条答复。", until=town.at(-5),
        mode=Mode.RESPONSE,
    )  # fmt: skip
    moving.move_topic(topic=topic, move=move, by=town.secretary, now=town.at(13))
    topic = town.fresh(topic)
    for number, (text, kind, answer) in enumerate(words.SUMMER_NEEDS):
        by = town.neighbours[number % len(town.neighbours)]
        need = needs.state_need(topic=topic, text=text, by=by, now=town.at(10))
        if kind:
            needs.answer_need(
                need=need, party=town.committee, kind=kind, text=answer,
                by=town.worker, now=town.at(6),
            )  # fmt: skip
        else:
            firm = town.party("property")
            needs.ask_party(need=need, party=firm, by=town.worker, now=town.at(6))


def _being_talked_over(town: Talk) -> None:
    topic = town.raised(words.CHARGING, 11, behind=10, by=4)
    speakers = town.neighbours
    rows = [
        talk.say(topic=topic, text=text, by=speakers[at % len(speakers)], now=town.at(8))
        for at, text in enumerate(words.CHARGING_SAID)
        if topic.phase == "discussion"
    ]
    if not rows:  # too few homes to bring it onto the agenda
        return
    talk.enter_statement(
        topic=topic, text="充电的地方要有监控", source="meeting", person=None,
        by=town.worker, now=town.at(7),
    )  # fmt: skip
    for number, user in enumerate(town.neighbours[:38]):
        for at, row in enumerate(rows[: 3 + number % 5]):
            talk.judge(
                topic=topic, statement_id=row.pk, answer=(number + at) % 3 - 1, by=user,
                now=town.at(5),
            )  # fmt: skip
    _comments(town, topic)


def _comments(town: Talk, topic: Topic) -> None:
    first, second = town.some(2, skip=8)[0], town.some(2, skip=9)[0]
    talk.comment(topic=topic, text="东门那块空地下雨积水，选址要避开。", by=first, now=town.at(4))
    talk.comment(topic=topic, text="供电单位下周来看变压器容量。", by=town.worker, now=town.at(3))
    bad: Comment = talk.comment(
        topic=topic, text="全城最低价卖充电器，找我！", by=second, now=town.at(2)
    )
    new = moderating.NewHiding(
        thing="comment", thing_id=bad.pk, because="advert", words="这里不登广告。"
    )
    hiding = moderating.hide_words(topic=topic, new=new, by=town.worker, now=town.at(1.9))
    text = "我只是想帮大家省钱。"
    moderating.appeal(hiding=hiding, words=text, by=second, now=town.at(1.5))


def _just_raised(town: Talk) -> None:
    town.raised(words.HALL, 3, behind=6, by=1)


SCENES = (
    _settled,
    _revised,
    _declined,
    _shared,
    _asked_to_evaluate,
    _at_the_meeting,
    _before_the_vote,
    _being_ticked,
    _answered_needs,
    _being_talked_over,
    _just_raised,
)
