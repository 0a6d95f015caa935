"""The burden of communities in a period, from what was asked of them; never of a person."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone

from liren.core.scope import Scope, ancestors
from liren.ledgers.domain.burden import Burden, Round, burden
from liren.ledgers.domain.periods import Period
from liren.ledgers.models import Form, FormRound, FormStage, Report, RoundStage
from liren.places.models import Kind, Place
from liren.places.selectors import places

ASKED = (RoundStage.OPEN, RoundStage.SUBMITTED)
SPARED = (FormStage.REFUSED, FormStage.DENIED)


def communities(scope: Scope) -> list[Place]:
    """The communities inside a scope."""
    return list(places(scope).filter(kind=Kind.COMMUNITY).order_by("path"))


def burden_of(rows: list[Place], period: Period) -> Mapping[int, Burden]:
    """What each of some communities was asked in a period, in a fixed number of statements."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (period.start, period.end)
    )
    rounds = _rounds(rows, start, end)
    sent: dict[int, list[int]] = defaultdict(list)
    told = Report.objects.filter(place__in=rows, sent_at__gte=start, sent_at__lt=end)
    for place, cells in told.values_list("place", "cells"):
        sent[place].append(cells)
    refused = _refused(rows, start, end)
    return {
        row.pk: burden(rounds[row.pk], reports=sent[row.pk], refused=refused[row.pk])
        for row in rows
    }


def _rounds(rows: list[Place], start: datetime, end: datetime) -> Mapping[int, list[Round]]:
    found: dict[int, list[Round]] = defaultdict(list)
    asked = FormRound.objects.filter(
        place__in=rows, stage__in=ASKED, opened_at__gte=start, opened_at__lt=end
    )
    names = ("place", "form", "form__columns", "form__known", "rows", "cells_known")
    for place, form, columns, known, count, cells, written, stage in asked.values_list(
        *names, "cells_written", "stage"
    ):
        found[place].append(
            Round(
                form=form,
                columns=columns,
                columns_new=columns - known,
                rows=count,
                cells_known=cells,
                cells_written=written,
                is_submitted=stage == RoundStage.SUBMITTED,
            )
        )
    return found


def _refused(rows: list[Place], start: datetime, end: datetime) -> Mapping[int, list[int]]:
    """Forms that did not come to a community, of those asked of it or of all of its street."""
    above = {path for row in rows for path in ancestors(row.path)}
    inside = Q(place_path__in=above)
    forms = Form.objects.filter(inside, stage__in=SPARED, asked_at__gte=start, asked_at__lt=end)
    spared = list(forms.values_list("place_path", "columns"))
    return {row.pk: [count for path, count in spared if row.path.startswith(path)] for row in rows}
