"""Category trees as files: by code and parent, or by the names of the levels."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

CLOCKS = ("urgent_hours", "working_hours", "working_days")
CLOCKED = ("filing", "handling")
CODE_LENGTH = 40
NAME_LENGTH = 80
LEVELS = ("level1", "level2", "level3", "level4", "一级分类", "二级分类", "三级分类", "四级分类")
YES = frozenset({"yes", "true", "1", "是", "y"})
SAME = {"编码": "code", "代码": "code", "上级": "parent", "名称": "name", "关键词": "keywords"}


@dataclass(frozen=True, kw_only=True)
class CategoryRow:
    """One class of a tree file; None means that the file does not say."""

    code: str
    parent: str
    name: str
    name_en: str = ""
    keywords: tuple[str, ...] = ()
    filing_clock: str = ""
    filing_amount: int = 0
    handling_clock: str = ""
    handling_amount: int = 0
    fast_lane: bool = False
    needs_existence_check: bool = False
    party_kind: str = ""
    private: bool = False

    @property
    def urgent(self) -> bool:
        """Urgent matters are filed by the clock that never stops."""
        return self.filing_clock == "urgent_hours"


@dataclass
class TreeFile:
    """What was read: the classes, parents first, and each bad line with its reason."""

    rows: list[CategoryRow] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)


def read_tree(header: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]) -> TreeFile:
    """Read a tree in either form; a reason is a code of `REASONS`."""
    names = [SAME.get(cell.strip(), cell.strip()) for cell in header]
    rows = [(line, dict(zip(names, cells, strict=False))) for line, cells in lines]
    if "code" in names and "name" in names:
        return _by_code(rows)
    levels = [name for name in names if name in LEVELS]
    tree = TreeFile()
    if not levels:
        tree.bad.append((1, "no_columns"))
    else:
        _by_levels(rows, levels, tree)
    return tree


def _by_code(rows: Sequence[tuple[int, Mapping[str, str]]]) -> TreeFile:
    tree, known = TreeFile(), set[str]()
    for line, cells in rows:
        reason = _wrong(cells, known)
        if reason:
            tree.bad.append((line, reason))
        else:
            tree.rows.append(_row(cells))
            known.add(cells["code"].strip())
    return tree


def _wrong(cells: Mapping[str, str], known: set[str]) -> str:
    code, parent = cells.get("code", "").strip(), cells.get("parent", "").strip()
    clocks = [(cells.get(f"{name}_clock", ""), cells.get(f"{name}_amount", "")) for name in CLOCKED]
    checks = {
        "no_code": not code or len(code) > CODE_LENGTH,
        "no_name": not 0 < len(cells.get("name", "").strip()) <= NAME_LENGTH,
        "double_code": code in known,
        "unknown_parent": bool(parent) and parent not in known,
        "unknown_clock": any(clock and clock not in CLOCKS for clock, _ in clocks),
        "no_amount": any(clock and not _is_amount(amount) for clock, amount in clocks),
    }
    return next((reason for reason, wrong in checks.items() if wrong), "")


def _is_amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 10_000


def _row(cells: Mapping[str, str]) -> CategoryRow:
    def cell(name: str) -> str:
        return cells.get(name, "").strip()

    return CategoryRow(
        code=cell("code"),
        parent=cell("parent"),
        name=cell("name"),
        name_en=cell("name_en")[:120],
        keywords=tuple(cell("keywords").split()),
        filing_clock=cell("filing_clock"),
        filing_amount=int(cell("filing_amount")) if cell("filing_clock") else 0,
        handling_clock=cell("handling_clock"),
        handling_amount=int(cell("handling_amount")) if cell("handling_clock") else 0,
        fast_lane=cell("fast_lane").lower() in YES,
        needs_existence_check=cell("needs_existence_check").lower() in YES,
        party_kind=cell("party_kind"),
        private=cell("private").lower() in YES,
    )


def _by_levels(
    rows: Sequence[tuple[int, Mapping[str, str]]], levels: Sequence[str], tree: TreeFile
) -> None:
    """Each path of names is a class; the code is made of the names, so it stays the same."""
    known: set[str] = set()
    for line, cells in rows:
        path = [cells.get(level, "").strip() for level in levels]
        names = [name for name in path if name]
        if not names or names != path[: len(names)] or any(len(n) > NAME_LENGTH for n in names):
            tree.bad.append((line, "no_name" if not names else "broken_path"))
            continue
        for depth in range(1, len(names) + 1):
            code, parent = code_of(names[:depth]), code_of(names[: depth - 1])
            if code not in known:
                known.add(code)
                tree.rows.append(CategoryRow(code=code, parent=parent, name=names[depth - 1]))


def code_of(names: Sequence[str]) -> str:
    """The code of a path of names: the names themselves while they fit."""
    joined = "/".join(names)
    if len(joined) <= CODE_LENGTH:
        return joined
    return f"{joined[: CODE_LENGTH - 9]}#{hashlib.sha256(joined.encode()).hexdigest()[:8]}"
