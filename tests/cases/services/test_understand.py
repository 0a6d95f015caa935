"""What a message is about, where it is, and whether it is known already."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liren.cases.domain.classification import storage
from liren.cases.domain.classification.learning import Sample, learn
from liren.cases.models import Case, Category, Sketch
from liren.cases.services import classes, names
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.sketches import (
    MOST_IN_BAND,
    Sketched,
    cases_met,
    forget_old_sketches,
)
from liren.cases.services.understand import Understood, Words, similar_cases, understand_all
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood

LAMP = "3号楼2单元楼道的路灯坏了三天，晚上漆黑一片，老人下楼差点摔跤"
LAMP_TOO = "三号楼二单元楼道路灯坏了，晚上漆黑一片，老人差点摔跤，请来修"


@pytest.fixture(autouse=True)
def _fresh(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's own
    names.forget_places()
    classes.forget_classes()


def understand(town: Neighbourhood, now: datetime, text: str, at: str = "community") -> Understood:
    (found,) = understand_all([Words(text=text, place=town.places[at], at=now)], now=now)
    return found


def test_the_words_say_where_it_is(town: Neighbourhood, now: datetime) -> None:
    found = understand(town, now, LAMP)
    assert found.place == town.places["unit"]
    assert found.place_by == "words"
    assert found.address == "梧桐苑3号楼2单元"


def test_what_was_scanned_is_not_overruled(town: Neighbourhood, now: datetime) -> None:
    found = understand(town, now, "8号楼也停水了", at="home")
    assert (found.place, found.place_by) == (town.places["home"], "given")


def test_another_compound_is_offered_not_taken(town: Neighbourhood, now: datetime) -> None:
    found = understand(town, now, "清溪里8号楼停水了", at="compound")
    assert found.place == town.places["compound"]
    assert found.candidates == [town.places["next_building"]]


def test_new_places_are_known_after_half_a_minute(town: Neighbourhood, now: datetime) -> None:
    from liren.places.services import NewPlace, add_places

    understand(town, now, LAMP)
    new = NewPlace(key="pond", parent=None, kind="point", name="荷花池")
    pond = add_places([new], under=town.places["grid"])["pond"]
    later = now + timedelta(seconds=31)
    assert understand(town, later, "荷花池的水臭了").place == pond


def test_before_anything_is_learnt_key_words_only_suggest(
    town: Neighbourhood, now: datetime
) -> None:
    Category.objects.filter(code="0101").update(keywords=["路灯", "灯不亮"])
    found = understand(town, now, LAMP)
    assert (found.category, found.category_by) == (None, "")
    assert [s["code"] for s in found.suggestions] == ["0101"]
    assert found.suggestions[0]["reasons"] == ["路灯"]


def test_what_was_learnt_decides_when_sure(town: Neighbourhood, now: datetime) -> None:
    lamps = [Sample(f"{n}号楼路灯坏了灯不亮很黑", "0101") for n in range(40)]
    leaks = [Sample(f"{n}室卫生间漏水天花板滴水", "0301") for n in range(40)]
    path = classes.model_file()
    path.parent.mkdir(parents=True)
    storage.save(replace(learn([*lamps, *leaks]), margin=0.1), path)
    found = understand(town, now, "楼道路灯坏了灯不亮很黑")
    assert found.category == town.categories["lamp"]
    assert found.category_by == "machine"
    assert [s["code"] for s in found.suggestions] == ["0101", "0301"]


def test_a_damaged_model_is_as_none(town: Neighbourhood, now: datetime) -> None:
    path = classes.model_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    assert understand(town, now, LAMP).category is None


def report(town: Neighbourhood, now: datetime, text: str, at: str = "community") -> int:
    new = NewReport(text=text, place=town.places[at], reported_at=now)
    return report_case(new, by=VISITOR, now=now).case.pk


def test_the_same_matter_is_found_with_its_reasons(town: Neighbourhood, now: datetime) -> None:
    lamp = report(town, now, LAMP)
    report(town, now, "电梯里的按键不灵，运行时有异响，昨天关了十分钟的人")
    (found,) = understand(town, now + timedelta(days=1), LAMP_TOO).likely_same
    assert found[0] == lamp
    assert found[1] >= 0.6
    assert {"words", "place", "time"} <= set(found[2])
    (similar,) = similar_cases(text=LAMP_TOO, place=town.places["community"], now=now)
    assert similar.case.pk == lamp


def test_another_community_is_another_matter(town: Neighbourhood, now: datetime) -> None:
    report(town, now, LAMP)
    assert understand(town, now, LAMP, at="next_community").likely_same == []


def test_after_a_month_it_is_a_new_matter(town: Neighbourhood, now: datetime) -> None:
    report(town, now, LAMP)
    assert understand(town, now + timedelta(days=31), LAMP_TOO).likely_same == []


def test_repeats_within_a_batch_are_told(town: Neighbourhood, now: datetime) -> None:
    words = [
        Words(text=t, place=town.places["community"], at=now) for t in (LAMP, "停水", LAMP_TOO)
    ]
    first, _, third = understand_all(words, now=now)
    assert first.same_in_batch == []
    assert [position for position, _, _ in third.same_in_batch] == [0]


def test_a_batch_takes_few_statements(town: Neighbourhood, now: datetime) -> None:
    report(town, now, LAMP)
    words = [
        Words(text=f"{LAMP}第{n}次", place=town.places["community"], at=now) for n in range(50)
    ]
    understand_all(words, now=now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        understand_all(words, now=now)
    assert len(asked) <= 4


def test_old_sketches_are_forgotten(town: Neighbourhood, now: datetime) -> None:
    report(town, now, LAMP)
    assert forget_old_sketches(now=now) == 0
    assert forget_old_sketches(now=now + timedelta(days=61)) == 24
    assert not Sketch.objects.exists()


def test_a_storm_is_met_without_reading_all_of_it(town: Neighbourhood, now: datetime) -> None:
    """After a power cut hundreds say the same: the newest are found, and no more are read."""
    minute = timedelta(minutes=1)
    for number in range(MOST_IN_BAND + 5):
        words = NewReport(text=LAMP, place=town.places["community"])
        report_case(words, by=VISITOR, now=now + number * minute)
    bands = Sketch.objects.order_by("-id").values_list("band", flat=True)[:24]
    asked = Sketched(list(bands), town.places["community"].path, now - minute, now + 60 * minute)
    (met,) = cases_met([asked], most=1000)
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True)[:MOST_IN_BAND]
    assert met == list(newest)


def test_each_message_of_a_batch_meets_its_own(town: Neighbourhood, now: datetime) -> None:
    place = town.places["community"]
    first = report_case(NewReport(text=LAMP, place=place), by=VISITOR, now=now).case
    second = report_case(NewReport(text="河里漂着死鱼很臭", place=place), by=VISITOR, now=now).case
    asked = [
        Sketched(
            list(Sketch.objects.filter(case=case).values_list("band", flat=True)),
            place.path, since=now - timedelta(1), until=now + timedelta(1),
        )
        for case in (second, first)
    ]  # fmt: skip
    assert cases_met(asked, most=5) == [[second.pk], [first.pk]]
