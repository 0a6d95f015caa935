"""An invented ledger of any length, to measure with: nobody in it exists."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from .identity import check_digit
from .words import numeral

HEADINGS = (
    "序号", "网格", "户号", "户主姓名", "与户主关系", "姓名", "性别", "公民身份号码", "出生年月日",
    "民族",
    "小区", "楼栋单元", "室号", "手机号码", "固定电话", "备注",
)  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
_GIVEN = (
    "建国 秀英 志强 桂芳 海燕 文斌 红梅 国平 晓峰 子轩 雨欣 博文 思远 欣怡 一诺 晨曦 敏 婷 雪 杰"
)
GIVEN = tuple(_GIVEN.split())
RELATIONS = ("户主", "配偶", "子", "女")
ESTATES = ("桐花里", "望湖新村", "清溪苑", "柳荫家园")
FIRST = date(1930, 1, 1)
DAYS = 34_000


def invented_rows(count: int, seed: int) -> Iterator[list[str | int | float | None]]:
    """People of households of one to four, with some of the mess of real ledgers."""
    draw = random.Random(seed)  # noqa: S311 - invented people, no secrets
    number, household = 0, 0
    while number < count:
        household += 1
        surname = draw.choice(SURNAMES)
        head = surname + draw.choice(GIVEN)
        estate, building, room = _home(household)
        for at in range(min(draw.randint(1, 4), count - number)):
            number += 1
            name = (
                head
                if at == 0
                else draw.choice((surname, draw.choice(SURNAMES))) + draw.choice(GIVEN)
            )
            day = FIRST + timedelta(days=draw.randrange(DAYS))
            yield [
                number, f"第{numeral(1 + household % 30)}网格", f"H{household:06}", head,
                RELATIONS[at],
                name, *_person(draw, day), "汉族", estate, building, room,
                *_phones(draw, number), "" if draw.random() < 0.9 else "常年在外",
            ]  # fmt: skip


def _home(household: int) -> tuple[str, str, str]:
    """A home for each household: sixty buildings of four units, eighteen floors and four doors."""
    unit, floor, door = household // 60, household // 240, household // 4_320
    estate = ESTATES[household // 17_280 % len(ESTATES)]
    room = f"{1 + floor % 18}0{1 + door % 4}"
    return estate, f"{1 + household % 60}号楼{1 + unit % 4}单元", room


def _person(draw: random.Random, day: date) -> tuple[str, str | None, str]:
    sex = draw.choice("男女")
    serial = draw.randrange(100) * 10 + draw.randrange(5) * 2 + (sex == "男")
    first = f"99990{draw.randint(1, 3)}{day:%Y%m%d}{serial:03}"
    number = first + check_digit(first)
    born = draw.choice(
        (
            day.isoformat(),
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y%m%d}",
            f"{day:%Y.%m.%d}",
        )
    )
    chance = draw.random()
    if chance < 0.02:
        return sex, None, born
    if chance < 0.03:
        return sex, number[:17] + ("0" if number[17] != "0" else "1"), born
    return sex, f"{number[:6]} {number[6:14]} {number[14:]}" if chance < 0.06 else number, born


def _phones(draw: random.Random, number: int) -> tuple[str | int, str]:
    phone = 15400000000 + number
    return phone if number % 9 == 0 else str(
        phone
    ), f"0300-8{draw.randrange(10**6):06}" if number % 7 == 0 else ""


def write_trial(path: Path, rows: int, seed: int = 1) -> None:
    """Write the workbook."""
    from openpyxl import Workbook  # large: only for this

    book = Workbook(write_only=True)
    sheet = book.create_sheet("常住人口")
    sheet.append(["常住人口信息登记台账"])
    sheet.append(["填报单位：桐花社区居委会", *[""] * 7, "填报日期：2026年9月30日"])
    sheet.append(HEADINGS)
    for row in invented_rows(rows, seed):
        sheet.append(row)
    book.save(path)
