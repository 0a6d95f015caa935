"""准入 at the desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from liren.workorders.domain.admission import Stage
from liren.workorders.models import Askable, Instruction
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return as_


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_outside_the_list_it_waits_and_the_street_says_why(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    officer, duty = sign_in("officer"), sign_in("duty_officer")
    typed = {"community": town.places["community"].pk, "title": "统计快递柜", "days": "3"}
    refused = officer.post("/desk/instructions/ask/", typed)
    assert refused.status_code == 422
    assert "请说明为什么要社区做" in refused.content.decode()
    assert officer.post("/desk/instructions/ask/", {**typed, "reason": "汇总"}).status_code == 302
    row = Instruction.objects.get()
    path = f"/desk/instructions/{row.pk}/"
    assert path in text(duty, "/desk/")
    assert sign_in("worker").get(path).status_code == 404, "not asked of them yet"
    assert duty.post(f"{path}approve/", {"words": ""}).status_code == 422
    assert duty.post(f"{path}approve/", {"words": "可以"}).status_code == 302
    worker = sign_in("worker")
    assert path in text(worker, "/desk/")
    assert worker.post(f"{path}finish/", {"words": "12 个"}).status_code == 302
    assert "12 个" in text(officer, path)
    row.refresh_from_db()
    assert row.stage == Stage.DONE
    assert town.parties["city_management"].name in text(duty, "/desk/instructions/counted/")


def test_the_list_is_kept_by_the_street(town: Neighbourhood, sign_in: SignIn) -> None:
    duty = sign_in("duty_officer")
    typed = {"name": "人口核对", "source": "清街办〔2026〕1号", "from_date": "2026-01-01"}
    assert duty.post("/desk/instructions/list/", typed).status_code == 302
    assert "人口核对" in text(duty, "/desk/instructions/list/")
    assert "人口核对" in text(sign_in("officer"), "/desk/instructions/ask/")
    askable = Askable.objects.get()
    duty.post(f"/desk/instructions/list/{askable.pk}/end/", {"last_day": "2026-01-31"})
    assert "人口核对" not in text(sign_in("officer"), "/desk/instructions/ask/")
    assert sign_in("worker").post("/desk/instructions/list/", typed).status_code == 403


def test_others_find_nothing_of_it(town: Neighbourhood, sign_in: SignIn) -> None:
    path = f"/desk/instructions/{rows.instruction(town).pk}/"
    assert sign_in("duty_officer").get(path).status_code == 200
    for name in ("next_worker", "property_manager", "worker"):
        assert sign_in(name).get(path).status_code == 404
