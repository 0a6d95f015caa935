"""What the pages of neighbours share: where they are, who asks, and the frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.selectors.neighbourhood import COOKIE, Neighbourhood, around, neighbourhood
from liren.deliberation.models import Topic
from liren.deliberation.selectors import topics as reads
from liren.people.models import Person
from liren.people.selectors import person_of
from liren.places.selectors import home_community


@dataclass(frozen=True)
class Visit:
    """Who looks at a topic, as far as is known."""

    topic: Topic
    user: User | None
    person: Person | None

    @property
    def lives_here(self) -> bool:
        """Whether the topic is about where they live."""
        return self.person is not None and self.person.place_path.startswith(self.topic.place_path)


def visit(request: HttpRequest, pk: int) -> Visit:
    """The topic, and who asks for it."""
    user = request.user if isinstance(request.user, User) else None
    return Visit(reads.public_topic(pk), user, person_of(user) if user else None)


@dataclass(frozen=True)
class Part:
    """A long list a part at a time, the latest first; with where the other parts are."""

    rows: list[Any]
    count: int
    newer: str
    older: str


def part_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], name: str, size: int
) -> Part:
    """The part that was asked for; lists on one page go by names of their own."""
    page = Paginator(rows, size).get_page(request.GET.get(name))
    newer = f"?{name}={page.previous_page_number()}#{name}" if page.has_previous() else ""
    older = f"?{name}={page.next_page_number()}#{name}" if page.has_next() else ""
    return Part(list(page), page.paginator.count, newer, older)


def here(request: HttpRequest) -> Neighbourhood:
    """The neighbourhood this browser chose, else that of one's home, else the first."""
    chosen = request.COOKIES.get(COOKIE, "")
    person = person_of(request.user) if isinstance(request.user, User) and not chosen else None
    return around(home_community(person.place)) if person else neighbourhood(chosen)


def around_topic(topic: Topic) -> Neighbourhood:
    """The neighbourhood a topic belongs to."""
    return around(home_community(topic.place))


def show(
    request: HttpRequest,
    template: str,
    frame: Neighbourhood,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page with the office of the neighbourhood in its frame."""
    known = {"here": frame, "office": frame.office, "now": timezone.now()}
    page = f"deliberation/resident/{template}.html"
    return render(request, page, {**known, **context}, status=status)


def show_topic(
    request: HttpRequest,
    template: str,
    seen: Visit,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page about one topic."""
    known = {"topic": seen.topic, "person": seen.person, "lives_here": seen.lives_here}
    return show(request, template, around_topic(seen.topic), {**known, **context}, status)
