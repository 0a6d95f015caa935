"""Duty lists as offices send them."""

from datetime import date

from liren.cases.domain.duty_files import BadLine, DutyLine, columns_of, read_lines

HEADER = ["责任单位", "类别编码", "适用范围", "依据", "生效日期", "失效日期"]


def read(*cells: str) -> DutyLine | BadLine:
    (found,) = read_lines(columns_of(HEADER), [(2, cells)])
    return found


def test_columns_are_found_by_their_usual_names() -> None:
    assert columns_of(HEADER) == {
        "party": 0, "category": 1, "place": 2, "source": 3, "from_date": 4, "until_date": 5,
    }  # fmt: skip
    assert columns_of(["Class", " place ", "Party"]) == {"category": 0, "place": 1, "party": 2}


def test_days_are_read_as_people_write_them() -> None:
    for text in ("2026-03-01", "2026/3/1", "2026年3月1日", "2026-03-01 00:00:00"):
        found = read("城管", "0501", "清溪街道", "", text)
        assert isinstance(found, DutyLine)
        assert found.from_date == date(2026, 3, 1)


def test_what_cannot_be_used_is_named_with_its_reason() -> None:
    assert read("", "0501", "清溪街道") == BadLine(2, "no_party")
    assert read("城管", "0501", "") == BadLine(2, "no_place")
    assert read("城管", "0501", "清溪街道", "", "去年") == BadLine(2, "no_date", "去年")
    assert read("城管", "", "清溪", "", "2026-02-30") == BadLine(2, "no_date", "2026-02-30")
    early = read("城管", "", "清溪", "", "2026-3-2", "2026-3-1")
    assert early == BadLine(2, "ends_before_it_begins")


def test_a_class_may_be_left_open_and_empty_lines_are_passed_over() -> None:
    found = list(read_lines(columns_of(HEADER), [(2, ["", "", ""]), (3, ["城管", "", "清溪"])]))
    assert found == [DutyLine(3, "", "清溪", "城管")]
