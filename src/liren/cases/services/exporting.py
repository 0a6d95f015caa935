"""A list as rows of a file, in the field names of a 12345 order export; who took it is noted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import parse_qs, urlencode

from django.utils import timezone

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Report
from liren.cases.permissions import CasePermission
from liren.cases.selectors.categories import CategoryTree, category_tree
from liren.cases.services import reporter
from liren.core import audit
from liren.core.permissions import Actor
from liren.core.scope import ancestors
from liren.places.models import Kind, Place

BATCH = 500
MOST_FIELDS = 50
MOST_ROWS = 50_000
# The names of a real order export (standards.md, B2); they are data, so they are not translated.
HEADER = (
    "创建时间", "工单编号", "工单类型", "一级分类", "二级分类", "三级分类", "标签", "标题",
    "主要内容", "问题点位", "工单状态", "工单来源", "来电人", "来电号码", "所属区", "街道",
    "承办单位", "办理结果", "办理方式", "来电时间", "派单时间", "办理时限", "办结时间", "坐席号",
    "企业名称", "重复次数",
)  # fmt: skip
STATES = {
    Stage.REPORTED: "待受理", Stage.VERIFYING: "核实中", Stage.FILED: "待派单",
    Stage.HANDLING: "处置中", Stage.SUSPENDED: "挂账", Stage.CHECKING: "待核查",
    Stage.CLOSED: "结案", Stage.REFUSED: "不予受理", Stage.MERGED: "并案",
}  # fmt: skip
SOURCES = {
    "web": "网页", "qr": "扫码", "counter": "窗口", "telephone": "电话", "visit": "走访",
    "note": "来信", "patrol": "巡查", "import": "导入", "api": "系统对接",
}  # fmt: skip
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def note_export(*, query: str, by: Actor, now: datetime) -> None:
    """Write down that a list left the house."""
    asked = parse_qs(query, max_num_fields=MOST_FIELDS)
    # What was searched for may be somebody's name or number, and stays out of the log.
    shown = {name: "…" if name == "q" else values for name, values in asked.items()}
    data: dict[str, object] = {"query": urlencode(shown, doseq=True)[:500]}
    audit.record_all([audit.Line("cases.exported", "cases.case:list", data)], by=by, at=now)


def export_rows(cases: Iterable[Case], by: Actor) -> Iterator[list[str]]:
    """The rows below HEADER; name and number only where the person may see them."""
    tree, source = category_tree(), iter(islice(cases, MOST_ROWS))
    while batch := list(islice(source, BATCH)):
        voices, areas = _voices(batch), _areas(batch)
        for case in batch:
            yield [safe(cell) for cell in _row(case, tree, voices.get(case.pk), areas, by)]


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


def _row(
    case: Case,
    tree: CategoryTree,
    voice: Report | None,
    areas: dict[str, Place],
    by: Actor,
) -> list[str]:
    levels = [*tree.names(case.category_id), "", "", ""][:3]
    name, number = _person(case, voice, by)
    done_by = case.party.name if case.party else ""
    return [
        _at(case.received_at), case.number, "诉求", *levels, "紧急" if case.urgent else "",
        case.title, voice.text if voice else "", case.address, STATES[Stage(case.stage)],
        SOURCES.get(case.channel, case.channel), name, number,
        _area(case, areas, Kind.DISTRICT), _area(case, areas, Kind.STREET), done_by,
        case.public_answer, "", _at(case.reported_at), _at(case.filed_at), _at(case.due_at),
        _at(case.closed_at), voice.entered_by if voice else "", "", str(case.voices - 1),
    ]  # fmt: skip


def _person(case: Case, voice: Report | None, by: Actor) -> tuple[str, str]:
    if voice is None or not by.has_perm(CasePermission.SEE_REPORTER, case.place):
        return "", ""
    # In clear it is shown one by one, for a purpose that the log keeps; never by the thousand.
    return voice.reporter_name, reporter.masked_contact(voice)


def _voices(cases: Sequence[Case]) -> dict[int, Report]:
    """The first voice of each case."""
    rows = Report.objects.filter(case__in=cases).order_by("-pk")
    return {row.case_id: row for row in rows}


def _areas(cases: Sequence[Case]) -> dict[str, Place]:
    above = {path for case in cases for path in ancestors(case.place_path)[:4]}
    kinds = [Kind.DISTRICT, Kind.STREET]
    return {place.path: place for place in Place.objects.filter(path__in=above, kind__in=kinds)}


def _area(case: Case, areas: dict[str, Place], kind: str) -> str:
    found = (areas[path] for path in ancestors(case.place_path) if path in areas)
    return next((area.name for area in found if area.kind == kind), "")


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""
