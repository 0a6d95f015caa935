"""What everybody reads: the picture of a talk, projects, what was counted, minutes, the policy."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from liren.core.doors import public
from liren.deliberation.models import Hiding, Minute, Project
from liren.deliberation.selectors import ballots, sittings, talk
from liren.deliberation.selectors.pabulib import as_pb
from liren.deliberation.selectors.topics import rules_at
from liren.deliberation.views.page import here, part_of, show, show_topic, visit

A_PART = 100


@require_safe
@public
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """The opinions as a map with words, once the talk has ended."""
    seen = visit(request, pk)
    found = talk.map_of(seen.topic)
    if found is None:
        raise Http404
    rows = talk.statements(seen.topic).in_bulk()
    listed = [(row, found["counts"].get(str(row.pk), [0, 0, 0])) for row in rows.values()]
    listed.sort(key=lambda one: (-sum(one[1]), one[0].pk))
    context = {"map": found, "statements": rows, "listed": part_of(request, listed, "all", A_PART)}
    return show_topic(request, "opinions", seen, context)


@require_safe
@public
def projects(request: HttpRequest, pk: int) -> HttpResponse:
    """All proposals with what the check said of them."""
    seen = visit(request, pk)
    rows = list(Project.objects.filter(topic=seen.topic, is_hidden=False))
    context = {"projects": rows, "budget": ballots.round_of(seen.topic)}
    return show_topic(request, "projects", seen, context)


@require_safe
@public
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What came out: ranks by homes, or who got the money and why not mine."""
    seen = visit(request, pk)
    found = ballots.outcome_of(seen.topic)
    if found is None:
        raise Http404
    lines = {line.key: line for line in ballots.lines_of(seen.topic)}
    context = {
        "data": found.data,
        "lines": lines,
        "budget": ballots.round_of(seen.topic),
        "made_at": found.made_at,
    }
    return show_topic(request, "outcome", seen, context)


@require_safe
@public
def budget_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballots without names, for anybody to count again."""
    seen = visit(request, pk)
    text = as_pb(seen.topic)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="budget-{pk}.pb"'
    return response


@require_safe
@public
def minutes(request: HttpRequest, pk: int, sitting: int) -> HttpResponse:
    """The minutes of a meeting, item by item."""
    seen = visit(request, pk)
    row = sittings.sittings(seen.topic).filter(pk=sitting, posted_at__isnull=False).first()
    if row is None:
        raise Http404
    said: dict[int, list[Minute]] = {number: [] for number in range(1, len(row.agenda) + 1)}
    for one in row.minutes.all():
        said[one.item].append(one)
    items = [(words, said[number]) for number, words in enumerate(row.agenda, 1)]
    return show_topic(request, "minutes", seen, {"sitting": row, "items": items})


@require_safe
@public
def policy(request: HttpRequest) -> HttpResponse:
    """How one speaks here, and what is hidden for which reason."""
    frame = here(request)
    rules = rules_at(frame.community) if frame.community else None
    context = {"reasons": Hiding.Because.choices, "rules": rules}
    return show(request, "policy", frame, context)
