"""The roll: brought in whole or given back marked, changed in the open, frozen for good."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from openpyxl import Workbook

from liren.core.permissions import SYSTEM, VISITOR
from liren.core.tables import open_table
from liren.notices.models import Delivery
from liren.people.services import NewPerson, add_persons
from liren.voting.domain.areas import AreaTooLarge
from liren.voting.domain.matters import Basis
from liren.voting.domain.phases import ActNotOpen, Phase
from liren.voting.domain.roll_lines import Owner
from liren.voting.models import Letter, RollOwner, RollUnit, RollVersion, Voter
from liren.voting.selectors import readiness
from liren.voting.selectors import rolls as reads
from liren.voting.services import objections, rolls, running
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import DAY, NOW, OPENS, ROLL, VOTERS, Scene, as_file, bring_in, scene

BAD = """房号,面积,业主,电话
3-1-101,８９．５平米,王一,15400000001
3-1-101,89.50,王一,15400000001
3-1-102,0,李二,15400000002
3-1-103,约九十,周三,15400000003
3-1-104,70,,
3-1-105,70,吴五,不知道
"""


def codes(made: Scene) -> set[str]:
    return {one.gap.code for one in readiness.blocking(made.again())}


def test_a_roll_is_read_with_its_heads(town: Neighbourhood) -> None:
    made = scene(town, Phase.READY)
    units = {unit.key: unit.area for unit in reads.units_of(made.vote.roll)}
    assert units["3-1-102"] == 6050 and sum(units.values()) == 62524
    assert [voter.label for voter in Voter.objects.filter(vote=made.vote)] == list(VOTERS)
    both = made.voter("3-1-101")
    assert (both.units, both.area, both.building) == (["3-1-101", "3-1-102"], 15000, "3")
    assert len(made.voter("3-1-201").owners) == 2


def test_telephones_and_documents_are_sealed(town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT)
    for owner in RollOwner.objects.filter(version=made.vote.roll):
        kept = bytes(owner.phone_sealed or b"") + bytes(owner.document_sealed or b"")
        assert b"1540000" not in kept and owner.name not in owner.key
    first = RollOwner.objects.get(version=made.vote.roll, name="王一")
    assert reads.phone_of(first) == "+8615400000001"


def test_bad_lines_come_back_in_the_senders_own_workbook(town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT)
    before = made.vote.roll_id
    taken = bring_in(made.vote, BAD)
    assert taken.version is None and made.again().roll_id == before, "the whole file, or nothing"
    assert [line for line, _words, _data in taken.file.faults] == [3, 4, 5, 6, 7]
    folder, path = as_file(reads.returned_file(taken.file).decode("utf-8-sig"))
    with folder:
        table = open_table(path)
        rows = {row.line: row.cells for row in table.rows()}
    assert table.header[1:] == ["房号", "面积", "业主", "电话"]
    assert rows[2][0] == "" and all(rows[line][0] for line in (3, 4, 5, 6, 7))
    assert [rows[line][1] for line in range(2, 8)] == [
        line.split(",")[0] for line in BAD.splitlines()[1:]
    ]
    assert not any("不知道" in repr(data) for _line, _words, data in taken.file.faults)


def test_a_workbook_with_merged_headers_is_read_and_returned_as_a_workbook(
    town: Neighbourhood,
) -> None:
    made = scene(town, Phase.DRAFT)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["梧桐苑业主名册", None, None, None],
        ["房屋", "产权人", None, "面积"],
        ["房号", "姓名", "电话", "（㎡）"],
        ["3-1-101", "王一", 15400000001, 89.5],
        ["3-1-102", "李二", None, "０"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B2:C2")
    folder, path = as_file("", "roll.xlsx")
    with folder:
        book.save(path)
        new = rolls.NewRoll(name="roll.xlsx", reason="重报")
        taken = rolls.import_roll(vote=made.vote, path=path, new=new, by=SYSTEM, now=NOW)
    assert [line for line, _words, _data in taken.file.faults] == [5]
    assert reads.returned_file(taken.file).startswith(b"PK")


def test_each_change_is_a_new_version_with_its_reason(town: Neighbourhood) -> None:
    made = scene(town, Phase.POSTED)
    change = rolls.UnitChange(key="3-1-202", area=7550, owners=[Owner("C1", "赵四")])
    worker = town.users["worker"]
    with pytest.raises(rolls.ChangeWithoutReason):
        rolls.change_unit(vote=made.vote, change=change, reason=" ", by=worker, now=NOW)
    rolls.change_unit(vote=made.vote, change=change, reason="按登记簿更正", by=worker, now=NOW)
    first, second = RollVersion.objects.filter(vote=made.vote).order_by("number")
    assert (second.reason, made.again().roll_id) == ("按登记簿更正", second.pk)
    areas = [v.units.get(key="3-1-202").area for v in (first, second)]
    assert areas == [7500, 7550] and first.units.count() == second.units.count() == 7
    gone = rolls.UnitChange(key="5-1-201", is_removed=True)
    third = rolls.change_unit(vote=made.vote, change=gone, reason="拆分", by=worker, now=NOW)
    assert third.units.count() == 6 and not third.people.filter(name="周七").exists()
    with pytest.raises(rolls.ChangeWithoutReason):
        folder, path = as_file(ROLL)
        with folder:
            new = rolls.NewRoll(name="x.csv")
            rolls.import_roll(vote=made.again(), path=path, new=new, by=worker, now=NOW)


def test_an_objection_is_answered_before_the_roll_is_frozen(town: Neighbourhood) -> None:
    made, secretary = scene(town, Phase.POSTED), town.users["secretary"]
    new = objections.NewObjection(unit="3-1-101", text="面积不对", phone="15400000001")
    asked = objections.object_to_roll(vote=made.vote, new=new, by=VISITOR, now=NOW)
    assert codes(made) == {"objections_open"}
    with pytest.raises(running.NotReady):
        running.freeze_roll(vote=made.vote, by=secretary, now=NOW)
    answer = objections.ObjectionAnswer(text="已更正", is_granted=True)
    objections.answer_objection(objection=asked, answer=answer, by=secretary, now=NOW)
    with pytest.raises(objections.AnsweredAlready):
        objections.answer_objection(objection=asked, answer=answer, by=secretary, now=NOW)
    assert "已更正" in Delivery.objects.get(subject_type="voting.rollobjection").text
    assert codes(made) == set()
    running.freeze_roll(vote=made.vote, by=secretary, now=NOW)
    with pytest.raises(ActNotOpen):
        objections.object_to_roll(vote=made.vote, new=new, by=VISITOR, now=NOW)


def test_a_frozen_roll_has_a_fingerprint_and_thaws_only_before_opening(
    town: Neighbourhood,
) -> None:
    made = scene(town, Phase.READY)
    assert made.vote.roll is not None and len(made.vote.roll.fingerprint) == 64
    first = made.vote.roll.fingerprint
    assert made.vote.profile["key"] == "cn", "the rules are kept as they were"
    running.thaw_roll(vote=made.vote, reason="漏登一户", by=SYSTEM, now=NOW)
    assert not Letter.objects.exists() and not Voter.objects.exists()
    running.freeze_roll(vote=made.again(), by=SYSTEM, now=NOW)
    vote = made.again()
    assert vote.roll is not None and vote.roll.fingerprint == first, "the same roll, the same print"


def test_what_is_missing_is_listed_before_each_step(town: Neighbourhood) -> None:
    made = scene(town, Phase.POSTED)
    running.take_back(vote=made.vote, reason="议题改动", by=SYSTEM, now=NOW)
    assert codes(made) == set()
    running.post_roll(vote=made.again(), by=SYSTEM, now=OPENS - 5 * DAY)
    assert codes(made) == {"notice_short"}
    with pytest.raises(running.NotReady):
        running.freeze_roll(vote=made.again(), by=SYSTEM, now=OPENS - 5 * DAY)


def test_a_vote_opens_and_closes_by_the_clock_and_not_before(town: Neighbourhood) -> None:
    made = scene(town, Phase.READY)
    with pytest.raises(running.NotYet):
        running.open_vote(vote=made.vote, by=SYSTEM, now=OPENS - timedelta(minutes=1))
    assert running.follow_the_clock(now=OPENS - timedelta(minutes=1)) == 0
    assert running.follow_the_clock(now=OPENS) == 1 and made.again().phase == Phase.OPEN
    with pytest.raises(running.NotYet):
        running.close_vote(vote=made.vote, by=SYSTEM, now=OPENS + DAY)
    closes = made.vote.closes_at
    assert closes is not None and running.follow_the_clock(now=closes) == 0, "the last moment is in"
    assert running.follow_the_clock(now=closes + timedelta(seconds=1)) == 1
    assert made.again().phase == Phase.CLOSED


def test_a_residents_roll_comes_from_the_register(town: Neighbourhood) -> None:
    add_persons(
        [
            NewPerson(name="王老", place=town.home, phone="13800000001", birth_year=1944),
            NewPerson(name="王小", place=town.home, birth_year=2015),
        ],
        by=SYSTEM,
        now=NOW,
    )
    made = scene(town, Phase.DRAFT, basis=Basis.HOMES)
    version = rolls.build_roll(vote=made.vote, by=town.users["worker"], now=NOW)
    [unit] = version.units.all()
    assert unit.key == "3-2-502" and len(unit.owners) == 1, "children have no vote"
    owners = scene(town, Phase.DRAFT)
    with pytest.raises(rolls.RegisterSilent):
        rolls.build_roll(vote=owners.vote, by=SYSTEM, now=NOW)


def test_the_database_refuses_nonsense(town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT)
    version = made.vote.roll
    assert version is not None
    for nonsense in (
        RollUnit(version=version, key="3-1-101", area=1),
        RollUnit(version=version, key="", area=1),
        RollUnit(version=version, key="x", area=100_000_001),
        RollVersion(vote=made.vote, number=2, made_at=NOW, made_by="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            nonsense.save()
    made.vote.phase = Phase.OPEN
    with pytest.raises(IntegrityError), transaction.atomic():
        made.vote.save()
    with pytest.raises(AreaTooLarge):
        from liren.voting.domain.areas import parse_area

        parse_area("8950000")
