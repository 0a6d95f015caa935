"""What stands in public, what waits for a person, and what its reporter keeps private."""

from datetime import datetime, timedelta

import pytest

from liren.cases.models import Case, PublicText, Report, Shown
from liren.cases.selectors.cases import CaseUnknown
from liren.cases.selectors.public import public_cases, public_wording
from liren.cases.services.answers import answer_case
from liren.cases.services.merge import merge_case
from liren.cases.services.publicity import (
    SUBJECT,
    AlreadyDecided,
    NotYourWords,
    WordingTellsTooMuch,
    decide_wording,
    show_to,
)
from liren.cases.services.register import Details, correct_case
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR, PermissionMissing
from liren.core.scope import Scope
from liren.workorders import selectors as workorders
from tests.factories.neighbourhood import Neighbourhood
from tests.factories.public import reported, taken_up

TELLING = "昨天郑小满的腿被路灯杆划破了"  # the rules see no name here, the second look does


def standing(town: Neighbourhood) -> list[int]:
    scope = Scope.of([town.places["community"].path])
    return list(public_cases(scope).values_list("pk", flat=True))


def test_the_matter_stands_without_its_reporters_words(town: Neighbourhood) -> None:
    case = taken_up(town, "楼前的路灯不亮，联系我13812345678")
    wording = public_wording(case)
    assert (wording.title, wording.where) == ("路灯照明", "梧桐苑3号楼")
    assert not PublicText.objects.exists()


def test_words_stand_covered_when_their_reporter_says_so(town: Neighbourhood) -> None:
    case = taken_up(town, "我叫王小明，电话13812345678，楼前的路灯不亮", shown=Shown.WORDS)
    title = public_wording(case).title
    assert "路灯不亮" in title
    assert not {"王小明", "13812345678"} & {title[i:j] for i in range(40) for j in range(i, 41)}


@pytest.mark.parametrize("place", ["unit", "home"])
def test_nothing_from_inside_a_home(town: Neighbourhood, place: str) -> None:
    case = taken_up(town, place=place, shown=Shown.WORDS)
    assert standing(town) == []
    with pytest.raises(CaseUnknown):
        public_wording(case)


def test_what_nobody_has_taken_up_stands_nowhere(town: Neighbourhood) -> None:
    reported(town)
    assert standing(town) == []


def test_a_private_class_stands_nowhere(town: Neighbourhood) -> None:
    case = taken_up(town)
    assert standing(town) == [case.pk]
    town.categories["lamp"].private = True
    town.categories["lamp"].save()
    assert standing(town) == []


def test_who_was_not_asked_is_not_shown() -> None:
    assert Case().shown == Shown.OFFICE


def test_what_is_kept_private_leaves_no_trace_in_public(town: Neighbourhood, now: datetime) -> None:
    case = taken_up(town, shown=Shown.WORDS)
    report = Report.objects.get(case=case)
    later = now + timedelta(hours=1)
    changed = show_to(report=report, shown=Shown.OFFICE, by=VISITOR, now=later)
    assert standing(town) == []
    assert not PublicText.objects.exists()
    assert changed.public_at == later  # so that a feed knows it has changed
    show_to(report=report, shown=Shown.WORDS, by=VISITOR, now=later)
    assert standing(town) == [case.pk]


def test_only_whose_words_made_the_case_decides(town: Neighbourhood, now: datetime) -> None:
    case = taken_up(town)
    second = NewReport(text="我也看到了", place=town.places["building"], joins=case)
    other = report_case(second, by=VISITOR, now=now).report
    with pytest.raises(NotYourWords):
        show_to(report=other, shown=Shown.WORDS, by=VISITOR, now=now)


def test_the_words_of_a_joined_case_are_never_shown(town: Neighbourhood, now: datetime) -> None:
    first = taken_up(town, "第一盏路灯不亮")
    second = taken_up(town, "我家楼下另一盏灯不亮", shown=Shown.WORDS)
    merge_case(case=second, into=first, by=town.users["secretary"], now=now)
    assert standing(town) == [first.pk]
    assert public_wording(first).title == "路灯照明"


def test_what_looks_suspicious_waits_in_the_inbox(town: Neighbourhood, now: datetime) -> None:
    case = taken_up(town, TELLING, shown=Shown.WORDS)
    text = PublicText.objects.get(case=case)
    assert (text.state, text.reasons) == (PublicText.State.WAITING, ["name"])
    assert public_wording(case).title == "路灯照明"
    order = workorders.open_order(SUBJECT, text.pk)
    assert order is not None and order.party == town.parties["committee"]
    assert order in workorders.inbox(town.users["worker"])
    assert order not in workorders.inbox(town.users["grid_worker"])


def test_a_worker_corrects_the_wording_and_it_stands(town: Neighbourhood, now: datetime) -> None:
    case = taken_up(town, TELLING, shown=Shown.WORDS)
    text, worker = PublicText.objects.get(case=case), town.users["worker"]
    decide_wording(text=text, words="路灯杆有毛刺，划伤了人", publish=True, by=worker, now=now)
    assert public_wording(case).title == "路灯杆有毛刺，划伤了人"
    assert workorders.open_order(SUBJECT, text.pk) is None
    with pytest.raises(AlreadyDecided):
        decide_wording(text=text, words="又一次", publish=True, by=worker, now=now)


def test_what_the_rules_would_cover_nobody_can_publish(town: Neighbourhood, now: datetime) -> None:
    case = taken_up(town, TELLING, shown=Shown.WORDS)
    text = PublicText.objects.get(case=case)
    for words in ("打13812345678找王女士", "  "):
        with pytest.raises(WordingTellsTooMuch):
            decide_wording(text=text, words=words, publish=True, by=town.users["worker"], now=now)


def test_a_wording_is_kept_private(town: Neighbourhood, now: datetime) -> None:
    case = taken_up(town, TELLING, shown=Shown.WORDS)
    text = PublicText.objects.get(case=case)
    decide_wording(text=text, words="", publish=False, by=town.users["worker"], now=now)
    assert public_wording(case).title == "路灯照明"


@pytest.mark.parametrize("who", ["grid_worker", "officer", "next_worker", "resident"])
def test_others_decide_nothing(town: Neighbourhood, now: datetime, who: str) -> None:
    text = PublicText.objects.get(case=taken_up(town, TELLING, shown=Shown.WORDS))
    with pytest.raises(PermissionMissing):
        decide_wording(text=text, words="好", publish=True, by=town.users[who], now=now)


def test_new_words_have_to_be_read_anew(town: Neighbourhood, now: datetime) -> None:
    """A decision is about the words that were read, not about the case."""
    case = taken_up(town, TELLING, shown=Shown.WORDS)
    text, secretary = PublicText.objects.get(case=case), town.users["secretary"]
    decide_wording(text=text, words="路灯杆有毛刺", publish=True, by=secretary, now=now)
    new = Details(title="昨天钟少华的车被路灯杆划了")
    correct_case(case=case, details=new, by=secretary, now=now)
    text.refresh_from_db()
    assert text.state == PublicText.State.WAITING
    assert public_wording(Case.objects.get(pk=case.pk)).title == "路灯照明"
    correct_case(case=case, details=Details(title="路灯杆有毛刺"), by=secretary, now=now)
    assert public_wording(Case.objects.get(pk=case.pk)).title == "路灯杆有毛刺"
    assert workorders.open_order(SUBJECT, text.pk) is None


def test_an_answer_is_covered_and_looked_at_too(town: Neighbourhood, now: datetime) -> None:
    case, secretary = taken_up(town), town.users["secretary"]
    answer_case(case=case, answer="已联系3号楼2单元502王女士，明天换灯。", by=secretary, now=now)
    answer = public_wording(case).answer
    assert "明天换灯" in answer
    assert "502" not in answer and "王" not in answer
    answer_case(case=case, answer="明天曹芳来换灯。", by=secretary, now=now)
    wording = public_wording(case)
    assert (wording.answer, wording.answer_waits) == ("", True)
