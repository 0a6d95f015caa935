"""Lets a month of cases happen, each act by the service that a page would call, in time order."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from liren.cases.models import Case, Category, Channel, Report
from liren.cases.services import dispatch, handle, merge, register, suspend, verdict, verify
from liren.cases.services.orders import current
from liren.cases.services.photos import StoredPhoto, keep_photo
from liren.cases.services.report import NewReport, report_case
from liren.config.demo.acts import Step
from liren.config.demo.dice import dice_for
from liren.config.demo.drawings import drawing
from liren.config.demo.founding import Founded
from liren.config.demo.stories import CaseStory
from liren.core.permissions import SYSTEM, VISITOR, Actor
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder

REVIEW_AFTER = timedelta(days=21)
SWEEP_EVERY = timedelta(hours=2)
MORE_TIME = {"working_days": 2, "working_hours": 240, "urgent_hours": 120}

Moment = tuple[datetime, int, Callable[[], object]]


class Replay:
    """Holds what has happened so far."""

    def __init__(self, founded: Founded, now: datetime) -> None:
        self._founded = founded
        self._now = now
        self._reports: dict[int, Report] = {}
        self._categories = {row.code: row for row in Category.objects.all()}

    def run(self, stories: Sequence[CaseStory]) -> int:
        """Play all acts up to now; returns how many cases there are."""
        moments = sorted(self._moments(stories), key=lambda moment: moment[:2])
        swept = moments[0][0] if moments else self._now
        for batch in range(0, len(moments), 50):
            with transaction.atomic():
                for at, _, act in moments[batch : batch + 50]:
                    if at - swept > SWEEP_EVERY:
                        workorders.sweep(now=at)
                        swept = at
                    act()
        return len(self._reports)

    def _moments(self, stories: Sequence[CaseStory]) -> list[Moment]:
        moments: list[Moment] = []
        for story in stories:
            moments.append((story.reported_at, len(moments), self._reporting(story)))
            for step in story.steps:
                moments.append((step.at, len(moments), self._doing(story, step)))
        return [moment for moment in moments if moment[0] < self._now]

    def _reporting(self, story: CaseStory) -> Callable[[], object]:
        return lambda: self._report(story)

    def _doing(self, story: CaseStory, step: Step) -> Callable[[], object]:
        return lambda: getattr(self, f"_{step.act}")(story, step)

    def _report(self, story: CaseStory) -> None:
        person = self._founded.residents.get(story.reporter_key or "")
        channel = story.channel if story.channel in Channel.values else Channel.NOTE
        new = NewReport(
            text=story.words,
            title=story.title,
            place=self._founded.places[story.place_key],
            channel=channel,
            reporter_name=person.name if person else "",
            phone=(person.phone or "") if person else "",
            category=self._category(story),
            photos=self._pictures(story),
            source="demo",
            external_id=str(story.number),
        )
        by = SYSTEM if channel == Channel.NOTE else self._actor(story.entered_by)
        receipt = report_case(new, by=by, now=story.reported_at)
        self._reports[story.number] = receipt.report

    def _pictures(self, story: CaseStory, *, is_mended: bool = False) -> list[StoredPhoto]:
        """Every second matter that can be seen was sketched, before and after."""
        dice = dice_for(story.number, "drawing")
        drawn = drawing(story.category, dice, is_mended=is_mended) if story.number % 2 else None
        return [keep_photo(ContentFile(drawn, "drawing.jpg"))] if drawn else []

    def _category(self, story: CaseStory) -> Category | None:
        """What still waits to be registered shows what the machine makes of the words."""
        return None if story.target == "reported" else self._categories.get(story.category)

    def _actor(self, username: str | None) -> Actor:
        return self._founded.users[username] if username else VISITOR

    def _case(self, story: CaseStory) -> Case:
        return Case.objects.get(pk=self._reports[story.number].first_case_id)

    def _order(self, story: CaseStory) -> WorkOrder:
        order = current(self._case(story))
        if order is None:
            raise LookupError(f"story {story.number} waits for nobody")
        return order

    def _ask_existence(self, story: CaseStory, step: Step) -> None:
        by = self._actor(step.by)
        register.ask_existence(case=self._case(story), instruction=step.words, by=by, now=step.at)

    def _confirm_existence(self, story: CaseStory, step: Step) -> None:
        self._answer_existence(story, step, is_so=True)

    def _deny_existence(self, story: CaseStory, step: Step) -> None:
        self._answer_existence(story, step, is_so=False)

    def _answer_existence(self, story: CaseStory, step: Step, *, is_so: bool) -> None:
        order = self._order(story)
        by = self._on_the_spot(order, step)
        seen = register.Seen(is_so=is_so, words=step.words)
        register.answer_existence(order=order, seen=seen, by=by, now=step.at)

    def _on_the_spot(self, order: WorkOrder, step: Step) -> Actor:
        """Whoever was asked: the words may have led to another grid than the script thought."""
        return order.assignee or self._actor(step.by)

    def _file(self, story: CaseStory, step: Step) -> None:
        register.file_case(case=self._case(story), by=self._actor(step.by), now=step.at)

    def _refuse(self, story: CaseStory, step: Step) -> None:
        by = self._actor(step.by)
        register.refuse_case(case=self._case(story), answer=step.words, by=by, now=step.at)

    def _dispatch(self, story: CaseStory, step: Step) -> None:
        dispatch.dispatch_case(
            case=self._case(story),
            to=self._founded.parties[step.party_key or story.party_key],
            instruction=step.words,
            by=self._actor(step.by),
            now=step.at,
        )

    def _accept(self, story: CaseStory, step: Step) -> None:
        handle.accept_case(order=self._order(story), by=self._actor(step.by), now=step.at)

    def _return(self, story: CaseStory, step: Step) -> None:
        by = self._actor(step.by)
        dispatch.return_case(order=self._order(story), reason=step.words, by=by, now=step.at)

    def _extend(self, story: CaseStory, step: Step) -> None:
        order = self._order(story)
        handle.ask_more_time(
            order=order,
            amount=MORE_TIME[order.clock_kind],
            reason=step.words,
            by=self._actor(step.by),
            now=min(step.at, order.due_at),
        )

    def _suspend(self, story: CaseStory, step: Step) -> None:
        suspend.suspend_case(
            case=self._case(story),
            reason=step.words,
            review_date=(self._now + REVIEW_AFTER).date(),
            by=self._actor(step.by),
            now=step.at,
        )

    def _finish(self, story: CaseStory, step: Step) -> None:
        order, by = self._order(story), self._actor(step.by)
        pictures = self._pictures(story, is_mended=True)
        handle.finish_case(order=order, result=step.words, pictures=pictures, by=by, now=step.at)

    def _approve(self, story: CaseStory, step: Step) -> None:
        order = self._order(story)
        by = self._on_the_spot(order, step)
        verify.approve_result(order=order, words=step.words, by=by, now=step.at)

    def _rework(self, story: CaseStory, step: Step) -> None:
        order = self._order(story)
        by = self._on_the_spot(order, step)
        verify.send_back(order=order, reason=step.words, by=by, now=step.at)

    def _verdict(self, story: CaseStory, step: Step) -> None:
        self._judge(story, step, solved=story.solved is not False)

    def _reopen(self, story: CaseStory, step: Step) -> None:
        case = self._case(story)
        if not case.reopened:
            self._judge(story, step, solved=False)

    def _judge(self, story: CaseStory, step: Step, *, solved: bool) -> None:
        report = Report.objects.select_related("case").get(pk=self._reports[story.number].pk)
        said = verdict.Verdict(solved=solved, satisfied=story.satisfied, comment=step.words)
        verdict.judge_case(report=report, verdict=said, by=VISITOR, now=step.at)

    def _merge(self, story: CaseStory, step: Step) -> None:
        original = self._reports.get(story.same_as or 0)
        if original is None:
            return
        into = Case.objects.get(pk=original.first_case_id)
        by = self._actor(step.by) if step.by else SYSTEM
        merge.merge_case(case=self._case(story), into=into, by=by, now=step.at)
