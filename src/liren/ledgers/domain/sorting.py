"""What a row of a list is before it is read: somebody, or a total, a footer, a header again."""

import re
from collections.abc import Sequence

from liren.core.workbooks import Cell, Merge

from .cells import is_blank, text_of, without_spaces
from .codes import Skip
from .identity import cleaned, is_id_number
from .layout import Layout, count_labels, line_text

_SUBTOTAL = re.compile(
    r"(?:本页|本组|分组|网格|按.{1,4})?(?:小计|分计|页计).{0,20}|subtotal.*", re.IGNORECASE
)
_TOTAL = re.compile(
    r"(?:合|总|共|累|统)计(?!.*姓名)[::]?.{0,30}|(?:grand ?)?total.*|总(?:人|户)数.{0,12}",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:填[表报写]|制[表单]|审[核批查]|复核|经办|负责|登记|录入|采集|网格|报送|统计|单位|社区|联系|打印|导出|盖章|签[字名章]|主管|分管|领导"
    r"|说明|注|备注|附|日期|时间|数据|来源|第)[^::]{0,10}[::]|注\s*\d?[.、]|[(\[【]?(?:盖章|签字|公章)"
    r"|共(?:导出|计|有)?\s*\d+\s*[条人户项笔行].*|第\s*\d+\s*页.*|以下空白|本页(?:完|结束)|.*\(?盖章\)?$|(?:exported|printed|generated).*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[(\[【]?[一二三四五六七八九十]{1,3}[)\]】]?[、.)].*")
_SECTION = re.compile(r"[^::]{1,20}(?:网格|社区|小区|片区|楼栋?|栋|组|村)|(?:第)?.{1,6}部分")
_GRID = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}号?网格|网格\d{1,3}).*")
REPEATED = 0.7  # of the cells of a row are those of the header


class Sorter:
    """Tells what rows are, for one layout."""

    def __init__(self, layout: Layout, merges: Sequence[Merge]) -> None:
        self.layout = layout
        self.wide = {m.top for m in merges if 2 * (m.right - m.left + 1) >= layout.width}
        self.numbering = [c.at for c in layout.columns if c.is_numbering]
        self.name = layout.at("name") if layout.at("name") is not None else layout.at("org_name")
        self.number = layout.at("id_number")
        self.headings = {text for row in layout.texts for text in row if text}

    def why(self, at: int, cells: Sequence[Cell]) -> Skip | None:
        """Why a row (its index from zero) holds nobody; nothing where it holds somebody."""
        if self._has_number(cells):
            return None
        why = self._why(at, cells)
        # Whatever else stands there: nobody with a number is skipped.
        return None if why is not None and names_somebody(cells) else why

    def _why(self, at: int, cells: Sequence[Cell]) -> Skip | None:
        filled = [(at, cell) for at, cell in enumerate(cells) if not is_blank(cell)]
        if not filled:
            return Skip.BLANK
        if self._is_number_only(filled):
            return Skip.NUMBER_ONLY
        if self._is_header(filled):
            return Skip.REPEATED_HEADER
        return self._ending(at, cells, filled)

    def _is_number_only(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        if len(filled) != 1:
            return False
        at, cell = filled[0]
        is_number = text_of(cell).removesuffix(".").isdecimal()
        return is_number and (
            at in self.numbering or (at == 0 and self.name != 0 and self.number != 0)
        )

    def _is_header(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        if not any(text_of(cell) in self.headings for _, cell in filled[:2]):
            return False
        texts = [(at, text_of(cell)) for at, cell in filled]
        return any(
            sum(at < len(row) and row[at] == text for at, text in texts) >= REPEATED * len(texts)
            for row in self.layout.texts
        )

    def _ending(
        self, at: int, cells: Sequence[Cell], filled: Sequence[tuple[int, Cell]]
    ) -> Skip | None:
        if self._has_name(cells, filled):
            return None
        if why := self.layout.above.get(line_text(cells)):
            return why
        for _, cell in filled[:3]:
            text = without_spaces(text_of(cell))[:60]
            if _SUBTOTAL.fullmatch(text):
                return Skip.SUBTOTAL
            if _TOTAL.fullmatch(text):
                return Skip.TOTAL
        return self._alone(at, filled)

    def _alone(self, at: int, filled: Sequence[tuple[int, Cell]]) -> Skip | None:
        """A row of a few words: a signature line, or the heading of a section."""
        texts = [without_spaces(text_of(cell)) for _, cell in filled]
        if _FOOTER.match(texts[0]) and len(filled) <= max(3, self.layout.width // 2):
            return Skip.FOOTER
        if len(filled) > 1 or filled[0][0] > 1:
            return None
        column, text = filled[0][0], texts[0]
        if at in self.wide or len(text) > 20 or _NUMBERED.fullmatch(text):
            return Skip.TITLE
        if column == self.name:  # 王栋 is a name, 东湖三组 is none
            return Skip.TITLE if len(text) > 3 and _SECTION.fullmatch(text) else None
        is_word = not any(mark.isdecimal() for mark in text) or _SECTION.fullmatch(text)
        return Skip.TITLE if is_word and column in (0, *self.numbering) else None

    def _has_number(self, cells: Sequence[Cell]) -> bool:
        """A number of an id is somebody, whatever else stands there."""
        if self.number is None or self.number >= len(cells):
            return False
        cell = cells[self.number]
        if not isinstance(cell, str) or len(cell) < 15:
            return False
        text = cleaned(cell)
        return len(text) >= 15 and text[:14].isdecimal()

    def _has_name(self, cells: Sequence[Cell], filled: Sequence[tuple[int, Cell]]) -> bool:
        """A name beside other values is somebody."""
        if self.name is None or self.name >= len(cells) or is_blank(cells[self.name]):
            return False
        text = without_spaces(text_of(cells[self.name]))
        is_word = _SUBTOTAL.fullmatch(text) or _TOTAL.fullmatch(text) or _FOOTER.match(text)
        return not is_word and len(filled) > 1 and not self._says_total(filled)

    def _says_total(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        text = without_spaces(text_of(filled[0][1]))[:60]
        return (
            bool(_SUBTOTAL.fullmatch(text) or _TOTAL.fullmatch(text)) and filled[0][0] != self.name
        )


def names_somebody(cells: Sequence[Cell]) -> bool:
    """Whether an id number stands in a row, in whatever column."""
    return any(isinstance(cell, str) and is_id_number(cleaned(cell)) for cell in cells)


def is_other_header(cells: Sequence[Cell], layout: Layout) -> bool:
    """Whether a row in the middle begins another table."""
    labels = count_labels(cells)
    filled = sum(not is_blank(cell) for cell in cells)
    if labels < 3 or labels < 0.8 * filled:
        return False
    texts = {text_of(cell) for cell in cells if not is_blank(cell)}
    known = {text for row in layout.texts for text in row if text}
    return len(texts & known) < REPEATED * len(texts)


def grid_in(first: str) -> str:
    """The grid that a section's heading names."""
    found = _GRID.fullmatch(without_spaces(first))
    return found[0] if found and len(first) <= 12 else ""
