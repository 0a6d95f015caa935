"""Acts from the field: once, with both their times, by the desk's rules, nothing lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from liren.cases.domain.actions import Act
from liren.cases.domain.field import Spot
from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, CaseStep, Channel, FieldAct, Report
from liren.cases.selectors.history import Proof, history_of_case
from liren.cases.services import dispatch, field, handle, register
from liren.cases.services.field import FieldWork, SettledMeanwhile, TakenMeanwhile
from liren.cases.services.orders import current
from liren.cases.services.register import Seen
from liren.cases.services.report import NewReport, report_case
from liren.core.errors import LirenError
from liren.core.idempotency import KeyReused
from liren.core.permissions import VISITOR, PermissionMissing
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

HOUR = timedelta(hours=1)


@pytest.fixture
def look(town: Neighbourhood, now: datetime) -> WorkOrder:
    """The grid worker is asked to see whether it is so, and has no line from then on."""
    case = report_case(NewReport(text="楼道灯不亮了", place=town.home), by=VISITOR, now=now).case
    return register.ask_existence(case=case, instruction="", by=town.users["worker"], now=now)


@pytest.fixture
def repair(town: Neighbourhood, now: datetime) -> WorkOrder:
    """The firm has a lamp to mend."""
    case = report_case(NewReport(text="路灯坏了", place=town.home), by=VISITOR, now=now).case
    firm, worker = town.parties["property_firm"], town.users["worker"]
    return dispatch.dispatch_case(case=case, to=firm, by=worker, now=now)


def work(act: str, made_at: datetime, **more: object) -> FieldWork:
    return replace(FieldWork(key=uuid4(), act=act, made_at=made_at), **more)  # type: ignore[arg-type]  # the rest of it


def test_done_at_ten_and_heard_of_at_two(
    town: Neighbourhood, look: WorkOrder, now: datetime
) -> None:
    done, heard, me = now + HOUR, now + 5 * HOUR, town.users["grid_worker"]
    act = field.do_in_the_field(
        order=look, work=work(Act.CONFIRM, done, words="属实"), by=me, now=heard
    )
    look.refresh_from_db()
    case = Case.objects.get(pk=look.subject_id)
    assert (look.closed_at, look.changed_at, case.filed_at) == (done, heard, done)
    assert act.step is not None
    assert (act.step.at, act.step.data["received_at"]) == (done, heard.isoformat())
    assert (act.made_at, act.received_at, act.step.note) == (done, heard, "属实")


def test_whoever_is_next_has_the_whole_time(
    town: Neighbourhood, look: WorkOrder, now: datetime
) -> None:
    """The clock of the next order does not begin while nobody could know of it."""
    heard = now + timedelta(days=3)
    field.do_in_the_field(
        order=look, work=work(Act.CONFIRM, now + HOUR), by=town.users["grid_worker"], now=heard
    )
    waiting = current(Case.objects.get(pk=look.subject_id))
    assert waiting is not None
    assert (waiting.kind, waiting.issued_at) == (WorkOrder.Kind.DISPATCH, heard)
    assert waiting.due_at > heard


def test_the_history_holds_with_both_times(
    town: Neighbourhood, look: WorkOrder, now: datetime
) -> None:
    heard = now + 5 * HOUR
    me = town.users["grid_worker"]
    field.do_in_the_field(
        order=look, work=work(Act.DENY, now + HOUR, words="亮着"), by=me, now=heard
    )
    history = history_of_case(Case.objects.get(pk=look.subject_id))
    assert {entry.proof for entry in history.entries} == {Proof.HOLDS}
    (arrived,) = [
        one for one in history.entries if one.event and one.event.action == "cases.arrived"
    ]
    assert arrived.at == heard


def test_an_order_done_in_time_is_in_time_however_late_we_hear(
    town: Neighbourhood, repair: WorkOrder, now: datetime
) -> None:
    done, heard = repair.due_at - HOUR, repair.due_at + 2 * HOUR
    me = town.users["property_manager"]
    accept = work(Act.ACCEPT, now + HOUR)
    field.do_in_the_field(order=repair, work=accept, by=me, now=heard)
    finish = work(Act.FINISH, done, words="换了灯")
    field.do_in_the_field(order=repair, work=finish, by=me, now=heard)
    repair.refresh_from_db()
    case = Case.objects.get(pk=repair.subject_id)
    assert repair.accepted_at == now + HOUR
    assert repair.closed_at is not None
    assert repair.closed_at < repair.due_at
    assert (case.handled_at, case.answered_at, case.stage) == (done, now + HOUR, Stage.CHECKING)


@pytest.mark.parametrize(
    ("act", "stage"), [(Act.APPROVE, Stage.CLOSED), (Act.SEND_BACK, Stage.HANDLING)]
)
def test_a_result_is_checked_on_the_spot(
    town: Neighbourhood, repair: WorkOrder, now: datetime, act: Act, stage: Stage
) -> None:
    check = handle.finish_case(
        order=repair, result="换了灯", by=town.users["property_manager"], now=now + HOUR
    )
    done = work(act, now + 2 * HOUR, words="看过了")
    field.do_in_the_field(order=check, work=done, by=town.users["grid_worker"], now=now + 9 * HOUR)
    case = Case.objects.get(pk=repair.subject_id)
    assert case.stage == stage
    assert case.closed_at == (now + 2 * HOUR if stage == Stage.CLOSED else None)


def test_sent_again_it_is_done_once(town: Neighbourhood, look: WorkOrder, now: datetime) -> None:
    """As after a page that was killed before it heard the answer."""
    me, act = town.users["grid_worker"], work(Act.CONFIRM, now + HOUR, words="属实")
    first = field.do_in_the_field(order=look, work=act, by=me, now=now + 2 * HOUR)
    again = field.do_in_the_field(order=look, work=act, by=me, now=now + 3 * HOUR)
    assert again.pk == first.pk
    assert CaseStep.objects.filter(step="confirm_existence").count() == 1
    assert FieldAct.objects.count() == 1


def test_a_key_is_not_for_two_things(town: Neighbourhood, look: WorkOrder, now: datetime) -> None:
    me, act = town.users["grid_worker"], work(Act.CONFIRM, now + HOUR)
    field.do_in_the_field(order=look, work=act, by=me, now=now + 2 * HOUR)
    with pytest.raises(KeyReused):
        field.do_in_the_field(
            order=look, work=replace(act, act=Act.DENY), by=me, now=now + 2 * HOUR
        )


def test_somebody_was_quicker_and_is_named_and_nothing_is_kept(
    town: Neighbourhood, look: WorkOrder, now: datetime
) -> None:
    register.answer_existence(
        order=look, seen=Seen(is_so=False, words="灯亮着"), by=town.users["worker"], now=now + HOUR
    )
    act = work(Act.CONFIRM, now + HOUR, words="不亮")
    with pytest.raises(SettledMeanwhile) as told:
        field.do_in_the_field(
            order=look, work=act, by=town.users["grid_worker"], now=now + 2 * HOUR
        )
    assert (told.value.data["who"], told.value.data["words"]) == ("worker", "灯亮着")
    assert told.value.data["at"] == now + HOUR
    assert not FieldAct.objects.exists()


def test_what_was_seen_in_vain_becomes_a_note(
    town: Neighbourhood, look: WorkOrder, now: datetime
) -> None:
    case, me = Case.objects.get(pk=look.subject_id), town.users["grid_worker"]
    note = work(
        "note", now + HOUR, words="属实：灯不亮", spot=Spot(longitude=113, latitude=23, accuracy=9)
    )
    act = field.note_from_the_field(case=case, work=note, by=me, now=now + 2 * HOUR)
    assert act.step is not None
    assert (act.step.step, act.step.note, act.step.at) == ("noted", "属实：灯不亮", now + HOUR)
    assert (act.longitude, act.latitude, act.accuracy) == (113, 23, 9)


def test_what_a_colleague_took_on_is_not_taken_on_again(
    town: Neighbourhood, repair: WorkOrder, now: datetime
) -> None:
    me = town.users["property_manager"]
    handle.accept_case(order=repair, by=me, now=now + HOUR)
    with pytest.raises(TakenMeanwhile) as told:
        field.do_in_the_field(order=repair, work=work(Act.ACCEPT, now), by=me, now=now + 2 * HOUR)
    assert told.value.data["who"] == "property_manager"


@pytest.mark.parametrize("name", ["next_grid_worker", "officer", "duty_officer", "resident"])
def test_the_rules_are_the_desks(
    town: Neighbourhood, look: WorkOrder, now: datetime, name: str
) -> None:
    with pytest.raises(PermissionMissing):
        field.do_in_the_field(
            order=look, work=work(Act.CONFIRM, now), by=town.users[name], now=now + HOUR
        )
    look.refresh_from_db()
    assert (look.closed_at, FieldAct.objects.count()) == (None, 0)


@pytest.mark.parametrize("act", [Act.DISPATCH, Act.REFUSE, "report", "nonsense"])
def test_what_belongs_to_the_desk_stays_there(
    town: Neighbourhood, look: WorkOrder, now: datetime, act: str
) -> None:
    with pytest.raises(field.NotInTheField):
        field.do_in_the_field(
            order=look, work=work(act, now), by=town.users["worker"], now=now + HOUR
        )


def test_a_find_is_one_report_of_the_hour_it_was_found(town: Neighbourhood, now: datetime) -> None:
    me, find = town.users["grid_worker"], work("report", now, words="井盖翘起来了")
    first, again = (
        field.report_from_the_field(
            place=town.places["gate"], place_note="靠路边", work=find, by=me, now=now + late * HOUR
        )
        for late in (3, 4)
    )
    report = Report.objects.get()
    assert (first.pk, first.report) == (again.pk, report)
    assert (report.channel, report.reported_at) == (Channel.PATROL, now)
    assert (report.received_at, report.case.place_note) == (now + 3 * HOUR, "靠路边")


def test_a_report_that_was_stored_before_the_plug_was_pulled_is_found_again(
    town: Neighbourhood, now: datetime
) -> None:
    """The report and the act are two transactions; the second is made up for."""
    me = town.users["grid_worker"]
    find = work(
        "report", now, words="井盖翘起来了", spot=Spot(longitude=113, latitude=23, accuracy=5)
    )

    def send(at: datetime) -> FieldAct:
        return field.report_from_the_field(
            place=town.places["gate"], place_note="", work=find, by=me, now=at
        )

    send(now + HOUR)
    FieldAct.objects.all().delete()
    act = send(now + 2 * HOUR)
    assert (Report.objects.count(), act.longitude) == (1, 113)


def test_another_persons_key_is_another_key(town: Neighbourhood, now: datetime) -> None:
    find = work("report", now, words="井盖翘起来了")
    for name in ("grid_worker", "worker"):
        field.report_from_the_field(
            place=town.places["gate"], place_note="", work=find, by=town.users[name], now=now
        )
    assert Report.objects.count() == 2


def test_positions_are_forgotten_and_the_acts_stay(
    town: Neighbourhood, look: WorkOrder, now: datetime
) -> None:
    spot = Spot(longitude=113, latitude=23, accuracy=9)
    done = work(Act.CONFIRM, now, spot=spot)
    field.do_in_the_field(order=look, work=done, by=town.users["grid_worker"], now=now)
    assert field.forget_positions(now=now + field.POSITIONS_KEPT) == 0
    assert field.forget_positions(now=now + field.POSITIONS_KEPT + HOUR) == 1
    assert FieldAct.objects.get().longitude is None


@pytest.mark.parametrize(
    "wrong",
    [{"longitude": 200.0, "latitude": 1.0, "accuracy": 1}, {"longitude": 1.0}, {"accuracy": 4}],
)
def test_the_database_takes_no_half_position(
    town: Neighbourhood, look: WorkOrder, now: datetime, wrong: dict[str, float]
) -> None:
    row = FieldAct(by="x", key=uuid4(), case_id=look.subject_id, made_at=now, received_at=now)
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def looked_at(town: Neighbourhood, now: datetime) -> WorkOrder:
    case = report_case(NewReport(text="楼道灯不亮了", place=town.home), by=VISITOR, now=now).case
    return register.ask_existence(case=case, instruction="", by=town.users["worker"], now=now)


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Do them at the same moment; of each, whether it was done, or what was told."""
    ends: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
            ends.append("done")
        except LirenError as error:
            ends.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_copies_at_the_same_moment_are_one(town: Neighbourhood, now: datetime) -> None:
    look, act = looked_at(town, now), work(Act.CONFIRM, now + HOUR)
    me = town.users["grid_worker"]

    def send() -> object:
        return field.do_in_the_field(order=look, work=act, by=me, now=now + 2 * HOUR)

    assert at_once([send] * 4) == ["done"] * 4
    assert FieldAct.objects.count() == 1
    assert CaseStep.objects.filter(step="confirm_existence").count() == 1


@pytest.mark.django_db(transaction=True)
def test_desk_and_field_at_the_same_moment_are_one_and_one_is_told(
    town: Neighbourhood, now: datetime
) -> None:
    look, later = looked_at(town, now), now + 2 * HOUR
    me, colleague = town.users["grid_worker"], town.users["worker"]

    def from_the_field() -> object:
        done = work(Act.CONFIRM, now + HOUR)
        return field.do_in_the_field(order=look, work=done, by=me, now=later)

    def at_the_desk() -> object:
        seen = Seen(is_so=False, words="亮着")
        return register.answer_existence(order=look, seen=seen, by=colleague, now=later)

    ends = at_once([from_the_field, at_the_desk, from_the_field])
    assert ends.count("done") == 1
    assert set(ends) - {"done"} <= {"cases.settled_meanwhile", "workorders.act_not_open"}
    assert CaseStep.objects.filter(step__endswith="_existence").count() == 2  # asked, answered
