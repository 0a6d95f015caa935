"""Bad input into the address line."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils.http import urlencode

from tests.cases.hostile.typed import SignIn, body, reported
from tests.factories.neighbourhood import Neighbourhood


class TestAddresses:
    """What is typed into the address line."""

    @pytest.mark.parametrize(
        "path",
        [
            *("/r/%00/", "/r/..%2f..%2fetc%2fpasswd/", "/r/%F0%9F%98%80/", "/r/%FF%FE/"),
            *("/photos/shown/..%2F..%2Fliren.sqlite3/", "/photos/shown/%00/"),
            *("/photos/99999999999999999999999/", "/places/%00/plan.svg", "/places/'/plan.svg"),
            *("/r/x/photos/1/", "/me/notices/..%2f", "/static/..%2f..%2fsettings.py", "/%2e%2e/"),
        ],
    )
    def test_nothing_is_found_there(self, phone: Client, town: Neighbourhood, path: str) -> None:
        assert phone.get(path, follow=True).status_code in (200, 400, 404)
        assert phone.get(path).status_code in (302, 400, 404)

    @pytest.mark.parametrize("code", ["%00", "..", "%F0%9F%98%80", "'", "x" * 3000])
    def test_a_strange_poster_leads_to_the_form(
        self, phone: Client, town: Neighbourhood, code: str
    ) -> None:
        page = phone.get(f"/report/{code}/")
        assert page.status_code == 200
        assert "请在下面选地方" in body(page) or "textarea" in body(page)

    @pytest.mark.parametrize(
        "query",
        [
            *("before=-1", f"before={10**40}", "before=x", "before=1&before=2", "group=nonsense"),
            *("category=999999", "party=' OR 1=1", "place=-5", "state=zzz", "channel=%00"),
            *("from_date=2026-02-31", "from_date=0001-01-01", "until_date=9999-12-31"),
            *('q="', "q=*", "q=a AND OR NOT", "q=NEAR(", "q=%00", "q=':*", "q=\\", "q=() | !"),
            *("q=路灯' OR '1'='1", "q=;DROP TABLE cases_case", f"q={'路' * 5000}", "q=-1", "q=^$"),
        ],
    )
    def test_the_list_bears_any_filter(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime, query: str
    ) -> None:
        reported(town, now)
        pairs = [pair.partition("=")[::2] for pair in query.split("&")]
        worker = sign_in("worker")
        for path in ("/desk/cases/", "/desk/cases/export.csv"):
            answer = worker.get(f"{path}?{urlencode(pairs)}")
            assert answer.status_code == 200
            assert b"".join(answer) if answer.streaming else answer.content

    @pytest.mark.parametrize(
        "query",
        [
            "tab=x",
            "after=x_y",
            "after=2026-13-45_1",
            "after=_",
            f"after=2026-01-01T00:00:00Z_{9**30}",
        ],
    )
    def test_so_does_the_inbox(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime, query: str
    ) -> None:
        reported(town, now)
        assert sign_in("worker").get(f"/desk/?{query}&last=-1&seen=x").status_code == 200

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
    def test_so_do_log_and_holidays(self, town: Neighbourhood, sign_in: SignIn, day: str) -> None:
        auditor, admin = sign_in("audit_officer"), sign_in("administrator")
        assert auditor.get(f"/office/audit/?from_date={day}&until_date={day}").status_code == 200
        typed = {"date": day, "kind": "holiday", "name": "无"}
        assert admin.post("/desk/setup/days/", typed).status_code in (302, 422)
        assert admin.get("/desk/setup/days/").status_code == 200
        assert admin.post(f"/desk/setup/days/{day}/remove/").status_code in (302, 404)

    def test_an_act_that_nobody_knows(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        case, worker = reported(town, now).case, sign_in("worker")
        assert worker.get(f"/desk/cases/{case.pk}/?do=explode").status_code == 200
        assert worker.post(f"/desk/cases/{case.pk}/explode/").status_code == 404
        assert worker.get(f"/desk/cases/{10**25}/").status_code == 404

    @pytest.mark.parametrize(
        "onward",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
    )
    def test_nobody_is_led_away(self, phone: Client, town: Neighbourhood, onward: str) -> None:
        user = town.users["worker"]
        user.set_password("liren-demo-9")
        user.save()
        typed = {"username": "worker", "password": "liren-demo-9", "next": onward}
        assert phone.post("/sign-in/staff/", typed)["Location"] == "/desk/"
        assert phone.post("/ui/mode/", {"mode": "elder", "next": onward})["Location"] == "/"
        told = phone.post("/ui/language/", {"language": "en", "next": onward}).get("Location", "/")
        assert "evil" not in told and "script" not in told
