"""What reports count of cases: for each its groups, and the counts of the measures it adds to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from django.utils.translation import gettext

from liren.cases.domain import sentences
from liren.cases.domain.measures import Counts, Period, measure
from liren.cases.selectors.categories import category_tree
from liren.cases.selectors.measures import COLUMNS, GRID_LENGTH, record_of, touching
from liren.core.scope import Scope
from liren.places.selectors import of_paths

NUMBERS = frozenset({one.name for one in fields(Counts)} | {"voices", "excluded"})
GROUPS = frozenset({"category", "grid", "channel"})


@dataclass(frozen=True)
class CaseFigures:
    """One case as a report counts it; names are those of the office, in its own language."""

    groups: Mapping[str, str]
    numbers: Mapping[str, int]


def figures(scope: Scope, period: Period) -> list[CaseFigures]:
    """Every case that adds to the measures of a place and period, as the period's end saw it."""
    names = (*COLUMNS, "category", "channel", "voices", "place_path")
    rows = list(touching(scope, period).order_by("pk").values(*names))
    tree = category_tree()
    grids = of_paths({row["place_path"][:GRID_LENGTH] for row in rows})
    found = []
    for row in rows:
        line, grid = tree.line(row["category"]), grids.get(row["place_path"][:GRID_LENGTH])
        groups = {
            "category": tree.by_id[line[-1]].name if line else "未分类",
            "grid": grid.name if grid and len(grid.path) == GRID_LENGTH else "未定网格",
            "channel": CHANNELS.get(row["channel"], row["channel"]),
        }
        found.append(CaseFigures(groups, _numbers(row, period)))
    return found


def _numbers(row: Mapping[str, object], period: Period) -> Mapping[str, int]:
    record = record_of(dict(row))
    is_received = period.has(record.received_at)
    counts = measure([replace(record, exclusion=None)], period).counts
    if record.exclusion is not None:
        return {"excluded": int(bool(counts.received or counts.due))}
    voices = row["voices"] if is_received else 0
    assert isinstance(voices, int)
    return {**asdict(counts), "voices": voices, "excluded": 0}


CHANNELS = {
    "web": "网页", "qr": "扫码", "counter": "窗口", "telephone": "电话", "visit": "走访",
    "note": "来信", "patrol": "巡查", "import": "导入", "chat": "群聊", "api": "系统对接",
}  # fmt: skip


def stage_word(stage: str) -> str:
    """What the stage of a case is called, in the reader's language."""
    return gettext(sentences.stage_word(stage).text)


def period(start: datetime, end: datetime) -> Period:
    """From a moment up to, but without, another."""
    return Period(start, end)
