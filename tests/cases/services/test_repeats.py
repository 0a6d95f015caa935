"""What a file says twice is offered as one case with many voices, and can be taken apart."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, ImportRun
from liren.cases.selectors.repeats import repeat_groups
from liren.cases.services.merge import unmerge_case
from liren.cases.services.repeats import settle_repeats
from liren.core import audit
from liren.core.errors import NotAllowed, NotFound
from tests.cases.services.test_imports import bring, csv_of
from tests.factories.neighbourhood import Neighbourhood

LAMP = "3号楼2单元楼道的路灯坏了三天，晚上漆黑一片，老人下楼差点摔跤"
ALIKE = [
    f"1,2026-11-12 08:05,{LAMP}",
    "2,2026-11-12 09:00,电梯里的按键不灵，运行时有异响，昨天关了十分钟的人",
    "3,2026-11-13 08:05,三号楼二单元楼道路灯坏了，晚上漆黑一片，老人差点摔跤，请来修",
    "4,2026-11-14 08:05,3号楼2单元楼道路灯坏了好几天，晚上漆黑一片，老人下楼差点摔跤了",
]
HEADER = "编号,时间,内容"


@pytest.fixture
def run(town: Neighbourhood, now: datetime, settings: object, tmp_path: object) -> ImportRun:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's own
    return bring(town, now, csv_of(*ALIKE, header=HEADER))


def cases_of(run: ImportRun) -> list[Case]:
    return list(Case.objects.order_by("pk"))


def test_what_sounds_alike_in_one_file_is_one_group(run: ImportRun) -> None:
    lamp, _, second, third = cases_of(run)
    (group,) = repeat_groups(run)
    assert group.first == lamp
    assert [row.case for row in group.repeats] == [second, third]
    assert "words" in group.repeats[0].reasons


def test_an_earlier_case_is_offered_too(town: Neighbourhood, now: datetime, run: ImportRun) -> None:
    before = cases_of(run)
    again = bring(town, now, csv_of(f"9,2026-11-15 08:05,{LAMP}，急", header=HEADER))
    (group,) = repeat_groups(again)
    assert group.first in before


def test_what_was_ticked_becomes_one_case_and_can_be_taken_apart(
    town: Neighbourhood, now: datetime, run: ImportRun
) -> None:
    lamp, _, second, third = cases_of(run)
    by, both = town.users["worker"], {second.pk, third.pk}
    joined = settle_repeats(
        run=run, first=lamp.pk, looked_at=both, same={second.pk}, by=by, now=now
    )
    assert joined == 1
    lamp.refresh_from_db()
    second.refresh_from_db()
    third.refresh_from_db()
    assert (lamp.voices, second.merged_into, third.stage) == (2, lamp, Stage.REPORTED)
    assert repeat_groups(run) == []
    assert audit.verify() == []
    unmerge_case(case=second, by=by, now=now)
    lamp.refresh_from_db()
    assert lamp.voices == 1


def test_a_group_is_judged_once(town: Neighbourhood, now: datetime, run: ImportRun) -> None:
    (lamp, _, second, third), by = cases_of(run), town.users["worker"]
    both = {second.pk, third.pk}
    settle_repeats(run=run, first=lamp.pk, looked_at=both, same=set(), by=by, now=now)
    with pytest.raises(NotFound):
        settle_repeats(run=run, first=lamp.pk, looked_at=both, same=both, by=by, now=now)


def test_what_was_not_looked_at_waits(town: Neighbourhood, now: datetime, run: ImportRun) -> None:
    (lamp, _, second, third), by = cases_of(run), town.users["worker"]
    settle_repeats(run=run, first=lamp.pk, looked_at={second.pk}, same=set(), by=by, now=now)
    (group,) = repeat_groups(run)
    assert [row.case for row in group.repeats] == [third]


def test_a_large_group_is_judged_in_portions(
    run: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liren.cases.selectors.repeats.PORTION", 1)
    (group,) = repeat_groups(run)
    assert (len(group.portion), group.left) == (1, 1)


def test_what_was_joined_elsewhere_stands_for_where_it_lies(
    town: Neighbourhood, now: datetime, run: ImportRun
) -> None:
    from liren.cases.services.merge import merge_case

    lamp, lift, second, _ = cases_of(run)
    merge_case(case=lamp, into=lift, by=town.users["worker"], now=now)
    (group,) = repeat_groups(run)
    assert group.first == lift
    assert second in [row.case for row in group.repeats]


def test_only_who_may_join_joins(town: Neighbourhood, now: datetime, run: ImportRun) -> None:
    lamp = cases_of(run)[0]
    for name in ("grid_worker", "next_worker"):
        by = town.users[name]
        with pytest.raises(NotAllowed):
            settle_repeats(run=run, first=lamp.pk, looked_at=set(), same=set(), by=by, now=now)


def test_the_page_offers_them_and_joins_what_is_ticked(
    client: Client, town: Neighbourhood, run: ImportRun
) -> None:
    lamp, _, second, third = cases_of(run)
    client.force_login(town.users["worker"])
    page = client.get(reverse("cases:desk_import", args=[run.pk])).content.decode()
    assert f'value="{second.pk}"' in page
    assert f'value="{third.pk}"' in page
    join = reverse("cases:desk_import_join", args=[run.pk, lamp.pk])
    looked_at = f"{second.pk} {third.pk} "
    assert f'name="looked_at" value="{looked_at}"' in page
    odd = ["x", "9" * 5000]
    typed = {"looked_at": looked_at, "same": [second.pk, third.pk, *odd]}
    answer = client.post(join, typed, follow=True)
    assert "2 件" in answer.content.decode()
    lamp.refresh_from_db()
    assert lamp.voices == 3
    assert client.post(join, typed).status_code == 302
