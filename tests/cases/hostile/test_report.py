"""Bad input into the resident's forms: a clear sentence each, nothing lost, nothing broken."""

import errno
import os
import uuid
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liren.cases.models import Case, Report
from liren.cases.services import access
from tests.cases.hostile.typed import LAMP, LETTERS, body, picture, reported, send
from tests.cases.test_photos import bomb
from tests.factories.neighbourhood import Neighbourhood


class TestReport:
    """What is typed into the resident's form."""

    def test_nothing(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, place=town.home.pk, phone="13900001111")
        assert page.status_code == 422
        assert "请写几个字或加一张照片，好让我们知道是什么事。" in body(page)
        assert "13900001111" in body(page)

    @pytest.mark.parametrize("text", [" \n\t ", "\u200b\u200d\ufeff", "\x00\x07"])
    def test_nothing_that_can_be_seen(self, phone: Client, town: Neighbourhood, text: str) -> None:
        page = send(phone, text=text, place=town.places["building"].pk)
        assert page.status_code == 422
        assert "请写几个字或加一张照片" in body(page)
        assert not Report.objects.exists()

    def test_too_much(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, text="长" * LETTERS, place=town.home.pk)
        assert page.status_code == 422
        assert "超过 5000 字了，说个大概就行。" in body(page)
        assert "长" * LETTERS in body(page)

    def test_ten_megabytes(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, text="长" * 3_400_000)
        assert page.status_code == 413
        assert len(page.content) < 20_000
        assert "110" in body(page) or "返回" in body(page)

    def test_ten_megabytes_behind_a_small_form(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, text=LAMP, kept="a" * 900_000, place=town.places["building"].pk)
        assert page.status_code == 302
        assert Report.objects.get().photos.count() == 0

    @pytest.mark.parametrize(
        "text",
        [
            "路灯😀👨‍👩‍👧",
            "<script>alert(1)</script>",
            "\x1b[31m红",
            "{{ 1234567*9 }}{% load x %}",
            "'\";--",
            "%s%n{0}",
        ],
    )
    def test_odd_signs_come_back_as_they_were(
        self, phone: Client, town: Neighbourhood, text: str
    ) -> None:
        send(phone, text=text, place=town.places["building"].pk)
        report = Report.objects.get()
        assert report.text == text.replace("\x1b", "")
        page = body(phone.get(f"/r/{report.link}/"))
        assert "<script>alert" not in page
        assert "11111103" not in page

    def test_a_photo_that_unfolds_without_end(self, phone: Client, town: Neighbourhood) -> None:
        photo = SimpleUploadedFile("a.png", bomb(), "image/png")
        page = send(phone, text=LAMP, photos=photo, place=town.places["building"].pk)
        assert page.status_code == 422
        assert "这张图的像素太多，不像照片，请换一张。" in body(page)
        assert LAMP in body(page)

    def test_a_place_of_elsewhere(self, phone: Client, town: Neighbourhood) -> None:
        for place in (town.places["next_community"].pk, -1, 10**30, "1 OR 1=1", "\x00"):
            page = send(phone, text="坏了", place=place)
            assert page.status_code == 422
            assert "请从列表里选一个地方。" in body(page)
            assert "坏了" in body(page)
        assert not Report.objects.exists()

    def test_a_full_disk(
        self, phone: Client, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
        typed: dict[str, object] = {"text": LAMP, "place": town.places["building"].pk}
        page = send(phone, photos=photo, **typed)
        assert page.status_code == 422
        assert "照片眼下存不进去。您写的字都在，可以先不带照片发送。" in body(page)
        assert LAMP in body(page)
        assert send(phone, **typed).status_code == 302

    def test_the_same_form_twice(self, phone: Client, town: Neighbourhood) -> None:
        typed = {"text": LAMP, "place": town.home.pk, "client_key": str(uuid.uuid4())}
        first, second = send(phone, **typed), send(phone, **typed)
        assert first["Location"] == second["Location"]
        assert Report.objects.count() == Case.objects.count() == 1

    def test_keys_and_tokens_that_are_none(self, phone: Client, town: Neighbourhood) -> None:
        odd = {"client_key": "x'", "kept": "a:b:c", "joins": "1:x", "known": "q" * 900, "at": "⚡"}
        page = send(phone, text=LAMP, place=town.places["building"].pk, **odd)
        assert page.status_code in (302, 422)
        assert page.status_code == 302 or LAMP in body(page)

    def test_a_map_touched_where_no_map_is(self, phone: Client, town: Neighbourhood) -> None:
        for x in ("-5", "9" * 30, "x", "٣"):
            page = phone.post("/report/", {"text": LAMP, "map.x": x, "map.y": "1"})
            assert page.status_code == 200
            assert LAMP in body(page)


class TestCode:
    """Number and code of a slip."""

    def test_twenty_wrong_ones(self, phone: Client, town: Neighbourhood, now: datetime) -> None:
        report = reported(town, timezone.now())
        number, right = report.case.number, access.code_of(report.link)
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        answers = [phone.post("/progress/", {"number": number, "code": wrong}) for _ in range(20)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 15
        assert "编号和查询码对不上，请再看看您的单子。" in body(answers[0])
        assert "查询码输错次数太多，请过 15 分钟再试，或打电话给居委会。" in body(answers[-1])
        assert number in body(answers[-1])
        locked = phone.post("/progress/", {"number": number, "code": right})
        assert locked.status_code == 429
        assert phone.get(f"/r/{report.link}/").status_code == 200

    @pytest.mark.parametrize("number", ["261122-" + "9" * 18, "-1", "١٢٣", "a" * 24, "1\x00"])
    def test_numbers_that_are_none(self, phone: Client, db: None, number: str) -> None:
        page = phone.post("/progress/", {"number": number, "code": "123456"})
        assert page.status_code == 422
        assert "编号和查询码对不上" in body(page) or "field-error" in body(page)
