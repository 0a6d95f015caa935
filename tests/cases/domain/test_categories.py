"""Category trees in both forms, and each bad line with its reason."""

from liren.cases.domain.categories import CODE_LENGTH, code_of, read_tree

HEADER = ["code", "parent", "name", "filing_clock", "filing_amount", "fast_lane", "keywords"]


def test_codes_and_parents() -> None:
    lines = [(2, ["01", "", "设施", "", "", "", ""]),
             (3, ["0101", "01", "路灯", "urgent_hours", "1", "yes", "路灯 灯不亮"])]  # fmt: skip
    tree = read_tree(HEADER, lines)
    assert tree.bad == []
    lamp = tree.rows[1]
    assert (lamp.parent, lamp.urgent, lamp.fast_lane) == ("01", True, True)
    assert lamp.keywords == ("路灯", "灯不亮")


def test_each_bad_line_is_named() -> None:
    cells = {
        2: ["", "", "无码", "", "", "", ""],
        3: ["01", "", "", "", "", "", ""],
        4: ["02", "99", "孤儿", "", "", "", ""],
        5: ["03", "", "好", "", "", "", ""],
        6: ["03", "", "重复", "", "", "", ""],
        7: ["04", "", "钟", "soon", "1", "", ""],
        8: ["05", "", "钟", "working_days", "many", "", ""],
    }
    tree = read_tree(HEADER, list(cells.items()))
    assert tree.bad == [
        (2, "no_code"), (3, "no_name"), (4, "unknown_parent"), (6, "double_code"),
        (7, "unknown_clock"), (8, "no_amount"),
    ]  # fmt: skip
    assert [row.code for row in tree.rows] == ["03"]


def test_levels_make_a_tree_with_stable_codes() -> None:
    header = ["level1", "level2", "level3"]
    lines = [(2, ["城建", "市政", "路灯"]), (3, ["城建", "市政", "井盖"]), (4, ["城建", "", "断"])]
    tree = read_tree(header, lines)
    assert [(row.code, row.parent) for row in tree.rows] == [
        ("城建", ""), ("城建/市政", "城建"), ("城建/市政/路灯", "城建/市政"),
        ("城建/市政/井盖", "城建/市政"),
    ]  # fmt: skip
    assert tree.bad == [(4, "broken_path")]


def test_long_paths_keep_a_code_of_their_own() -> None:
    codes = {code_of(["很长的名称" * 8, end]) for end in ("甲", "乙")}
    assert len(codes) == 2
    assert all(len(code) <= CODE_LENGTH for code in codes)


def test_other_columns_are_named_as_the_fault() -> None:
    assert read_tree(["a", "b"], []).bad == [(1, "no_columns")]
