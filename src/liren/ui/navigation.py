"""The desk's rail and the tabs of its set-up: upper modules register theirs when they are ready."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from liren.core.registry import Registry


@dataclass(frozen=True, kw_only=True)
class DeskEntry:
    """One line of the rail; without a permission it is for everybody who may open the desk."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    permission: str = ""
    also: tuple[str, ...] = ()  # other permissions that open the page
    order: int = 50
    covers: tuple[str, ...] = ()  # other addresses at which this entry is the current one
    is_beside: bool = False  # nobody's first page, where they have another


@dataclass(frozen=True, kw_only=True)
class SubjectPage:
    """Where the desk shows what an order is about; the key is the subject's type."""

    key: str
    url_name: str
    is_whole: bool = True  # it has no piece that could be shown beside the inbox


@dataclass(frozen=True, kw_only=True)
class SubjectLink:
    """What a module above offers on the page of something below: a page that begins with it."""

    key: str
    subject: str  # the type of the thing, such as cases.case
    label: str | Promise
    icon: str
    url_name: str
    query: str  # the name under which the page is told which one
    permission: str
    holds: Callable[[int], bool] | None = None  # of which of these things it is offered


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: str | Promise
    icon: str
    url: str
    is_current: bool


desk_entries: Registry[DeskEntry] = Registry("desk entries")
# Tabs over the pages by which an office speaks to its neighbourhood, whichever module has them.
outreach_entries: Registry[DeskEntry] = Registry("outreach entries")
setup_entries: Registry[DeskEntry] = Registry("set-up entries")
subject_pages: Registry[SubjectPage] = Registry("subject pages")
subject_links: Registry[SubjectLink] = Registry("subject links")


def subject_url(subject_type: str, subject_id: int) -> str:
    """The page of what an order is about; empty where there is none."""
    page = subject_pages.get(subject_type)
    return reverse(page.url_name, args=[subject_id]) if page else ""


def is_whole_page(subject_type: str) -> bool:
    """Whether what an order is about is shown on a page of its own only."""
    page = subject_pages.get(subject_type)
    return page is not None and page.is_whole


def links_of_subject(request: HttpRequest, subject_type: str, subject_id: int) -> Iterator[Link]:
    """What others offer this person to do with a thing."""
    user = getattr(request, "user", None)
    for one in subject_links:
        if one.subject != subject_type or user is None or not user.has_perm(one.permission):
            continue
        if one.holds is None or one.holds(subject_id):
            url = f"{reverse(one.url_name)}?{one.query}={subject_id}"
            yield Link(one.label, one.icon, url, is_current=False)


def links_for(request: HttpRequest, entries: Registry[DeskEntry] = desk_entries) -> Iterator[Link]:
    """The entries this person may open; the longest address that fits is the current one."""
    allowed = [entry for entry in entries if _may_open(request, entry)]
    urls = {entry.key: reverse(entry.url_name) for entry in allowed}
    reach = {url: (url, *entry.covers) for entry in allowed for url in [urls[entry.key]]}
    fits = ((part, url) for url, parts in reach.items() for part in parts)
    found = [(len(part), url) for part, url in fits if request.path.startswith(part)]
    here = max(found, default=(0, ""))[1]
    for entry in sorted(allowed, key=lambda entry: entry.order):
        url = urls[entry.key]
        yield Link(entry.label, entry.icon, url, is_current=url == here)


def first_page(request: HttpRequest) -> str:
    """Where somebody without orders begins."""
    allowed = [entry for entry in desk_entries if _may_open(request, entry)]
    return reverse(min(allowed, key=lambda entry: (entry.is_beside, entry.order)).url_name)


def _may_open(request: HttpRequest, entry: DeskEntry) -> bool:
    user = getattr(request, "user", None)
    asked = [permission for permission in (entry.permission, *entry.also) if permission]
    return not asked or (user is not None and any(map(user.has_perm, asked)))
