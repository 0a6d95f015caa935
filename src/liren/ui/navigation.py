"""The desk's rail: upper modules register their entries when their app is ready."""

from collections.abc import Iterator
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
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class SubjectPage:
    """Where the desk shows what an order is about; the key is the subject's type."""

    key: str
    url_name: str


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: str | Promise
    icon: str
    url: str
    is_current: bool


desk_entries: Registry[DeskEntry] = Registry("desk entries")
subject_pages: Registry[SubjectPage] = Registry("subject pages")


def subject_url(subject_type: str, subject_id: int) -> str:
    """The page of what an order is about; empty where there is none."""
    page = subject_pages.get(subject_type)
    return reverse(page.url_name, args=[subject_id]) if page else ""


def links_for(request: HttpRequest, entries: Registry[DeskEntry] = desk_entries) -> Iterator[Link]:
    """The entries this person may open; the longest address that fits is the current one."""
    allowed = [entry for entry in entries if _may_open(request, entry)]
    urls = {entry.key: reverse(entry.url_name) for entry in allowed}
    here = max((url for url in urls.values() if request.path.startswith(url)), key=len, default="")
    for entry in sorted(allowed, key=lambda entry: entry.order):
        url = urls[entry.key]
        yield Link(entry.label, entry.icon, url, is_current=url == here)


def _may_open(request: HttpRequest, entry: DeskEntry) -> bool:
    user = getattr(request, "user", None)
    return not entry.permission or (user is not None and user.has_perm(entry.permission))
