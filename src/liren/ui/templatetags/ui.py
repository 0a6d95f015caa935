"""The components of a page as template tags; a builtin library, so no page loads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from liren.core.errors import sentence
from liren.ui import clock
from liren.ui.naming import Named, local_name
from liren.ui.navigation import Link, links_for, links_of_subject, outreach_entries
from liren.ui.pages import Advice, advice_for

register = template.Library()

NOTHING = SafeString("")
WIDE = SafeString(" countdown-wide")
TONES = ("jade", "amber", "persimmon", "ink")


@dataclass(frozen=True)
class Tab:
    """One tab: a word, an address, and how many rows wait behind it."""

    label: str | Promise
    url: str
    count: int | None = None
    is_current: bool = False
    is_late: bool = False


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An outline for the eye only; the word stands beside it."""
    return mark_safe(_icon(str(name), size)) if name else SafeString("")  # noqa: S308 - from a package


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> str:
    drawing: str = lucide(
        name, size=size, stroke_width="1.5", aria_hidden="true", **{"class": "icon"}
    )
    return "".join(line.strip() for line in drawing.splitlines())


def attributes(pairs: Mapping[str, object]) -> SafeString:
    """Attributes from keyword arguments: hx_post becomes hx-post, True a bare name."""
    known = [(name.replace("_", "-"), value) for name, value in pairs.items()]
    parts = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in known
        if value not in (None, False)
    )
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def named(thing: Named | None) -> str:
    """Its name in the reader's language."""
    return local_name(thing) if thing else ""


@register.simple_tag
def button(
    label: str, icon: str = "", kind: str = "", href: str = "", type: str = "submit", **rest: object
) -> SafeString:
    """A button, or a link that looks like one when it has an address."""
    kinds = " ".join(f"button-{word}" for word in kind.split())
    start = ("a", {"href": href}) if href else ("button", {"type": type})
    attrs = {"class": f"button {kinds}".strip(), **start[1], **rest}
    return format_html(
        "<{0}{1}>{2}<span>{3}</span></{0}>", start[0], attributes(attrs), _drawn(icon), label
    )


def _drawn(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", icon: str = "", **rest: object) -> SafeString:
    """A surface with a title."""
    head = (
        format_html('<div class="card-head"><h2>{}{}</h2></div>', _drawn(icon), title)
        if title
        else ""
    )
    return format_html('<section class="card"{}>{}{}</section>', attributes(rest), head, content)


@register.simple_tag
def badge(word: str, tone: str = "ink") -> SafeString:
    """A stage in a word; the tone only helps the eye."""
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone!r}")
    return format_html('<span class="badge badge-{}">{}</span>', tone, word)


NOTHING_WRITTEN = sentence("This field is required.")  # Django's words, in kinder Chinese


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    known: bool = False,
    hint: str = "",
    wrong_url: str = "",
    needed: bool = False,
) -> dict[str, object]:
    """A form field with its label, hint and error; `known` marks what we filled in ourselves.

    `needed` is what the form alone cannot tell, such as one of two that have to be filled in.
    """
    kind = getattr(bound.field.widget, "input_type", "")
    if kind not in {"checkbox", "radio"}:
        css = bound.field.widget.attrs.get("class", "")
        bound.field.widget.attrs["class"] = f"{css} input".strip() if "input" not in css else css
    return {
        "field": bound,
        "kind": kind,
        "is_group": bound.field.widget.use_fieldset,
        "is_known": known and not bound.errors,
        "hint": hint or bound.help_text,
        "wrong_url": wrong_url,
        "is_free": not (bound.field.required or needed),
    }


@register.inclusion_tag("ui/parts/row.html")
def row(
    title: str, note: str = "", href: str = "", icon: str = "", end: str = "", tone: str = "ink"
) -> dict[str, object]:
    """A row of a list: what it is, a quiet line, a word at the end, and a way in."""
    return {"title": title, "note": note, "href": href, "icon": icon, "end": end, "tone": tone}


@register.simple_block_tag(takes_context=True, end_name="endmoment")
def moment(
    context: Context,
    content: str,
    what: str,
    at: datetime | None = None,
    who: str = "",
    state: str = "",
) -> SafeString:
    """One step of a time line, with what was said; state is empty, `next` or `late`."""
    time = when(context, at) if at else ""
    words = content.strip()
    return format_html(
        '<li class="moment{}"><div class="moment-head"><strong>{}</strong>{}'
        '<span class="hint">{}</span></div>{}</li>',
        f" moment-{state}" if state else "",
        what,
        format_html(" <span>{}</span>", who) if who else "",
        time,
        format_html('<div class="quiet">{}</div>', mark_safe(words)) if words else "",  # noqa: S308 - a rendered block
    )


def now_of(context: Context) -> datetime:
    """The page's own time when the view gives one, so that all rows agree."""
    given = context.get("now")
    return given if isinstance(given, datetime) else timezone.now()


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime, now: datetime | None = None) -> SafeString:
    """A time as people say it, with the exact one on touch."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        clock.exact(at),
        clock.ago(at, now or now_of(context)),
    )


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime, now: datetime | None = None, state: str = "") -> SafeString:
    """What is left until a deadline, in words: "22 minutes left · by 14:30"."""
    return countdown(context, at, now, state=state, look="words")


@register.simple_tag(takes_context=True)
def countdown(
    context: Context,
    at: datetime,
    now: datetime | None = None,
    begun: datetime | None = None,
    state: str = "",
    look: str = "bar",
) -> SafeString:
    """The same with a bar of the time that is gone; countdown.js keeps it true."""
    now = now or now_of(context)
    return format_html(
        '<time class="countdown{}" data-state="{}"{} title="{}">{}'
        "<span><span data-left>{}</span> · {}</span></time>",
        WIDE if look == "wide" else NOTHING,
        state or clock.urgency(at, now, begun),
        _moments(at, begun),
        clock.exact(at),
        NOTHING if look == "words" else _bar(at, now, begun),
        clock.left(at, now),
        clock.by(at, now),
    )


def _moments(at: datetime, begun: datetime | None) -> SafeString:
    """What countdown.js reads; digits alone, so nothing is escaped: a list has many of these."""
    due, since = at.isoformat(timespec="seconds"), begun and begun.isoformat(timespec="seconds")
    begins = f' data-begun="{since}"' if since else ""
    return SafeString(f' data-due="{due}"{begins} datetime="{due}"')


def _bar(at: datetime, now: datetime, begun: datetime | None) -> SafeString:
    gone = clock.share_gone(begun, at, now) if begun else float(now > at)
    return SafeString(
        f'<progress class="bar" max="1" value="{gone:.2f}" aria-hidden="true"></progress>'
    )


@register.inclusion_tag("ui/empty.html")
def empty_state(
    title: str, text: str = "", href: str = "", action: str = "", icon: str = "inbox"
) -> dict[str, object]:
    """Nothing here, why that is, and what one can do next."""
    return {"title": title, "text": text, "href": href, "action": action, "icon": icon}


@register.inclusion_tag("ui/parts/error_state.html")
def error_state(text: str = "", retry_url: str = "") -> dict[str, object]:
    """A list that could not be fetched, with another try."""
    return {"text": text, "retry_url": retry_url}


@register.inclusion_tag("ui/parts/offline_state.html")
def offline_state() -> dict[str, object]:
    """No line to the net; page.js shows it."""
    return {}


@register.inclusion_tag("ui/parts/loading.html")
def loading(id: str = "", text: str = "", is_shown: bool = False) -> dict[str, object]:
    """The indicator for hx-indicator."""
    return {"id": id, "text": text, "is_shown": is_shown}


@register.inclusion_tag("ui/parts/notice.html")
def notice(text: str, tone: str = "", icon: str = "info") -> dict[str, object]:
    """A sentence that stays until it is no longer true; nothing here pops up and vanishes."""
    return {"text": text, "tone": tone, "icon": icon}


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], *, is_by_time: bool = True) -> dict[str, object]:
    """Newer and older, or the pages beside this one, with where one is."""
    numbers = {
        "previous": page.previous_page_number() if page.has_previous() else None,
        "next": page.next_page_number() if page.has_next() else None,
    }
    here = {"from": page.start_index(), "to": page.end_index(), "count": page.paginator.count}
    request = context.get("request")
    query = request.GET if request else QueryDict()
    return {"query": query, "numbers": numbers, "here": here, "is_by_time": is_by_time}


@register.inclusion_tag("ui/parts/steps.html")
def page_steps(previous: str = "", next: str = "", summary: str = "") -> dict[str, object]:
    """Newer and older for lists that are too long to count."""
    return {"previous": previous, "next": next, "summary": summary}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: Iterable[Tab], label: str = "") -> dict[str, object]:
    """Links to neighbouring lists; the current one is named to readers too."""
    return {"items": items, "label": label}


@register.simple_block_tag(end_name="enddetails")
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """Something most people need not see at once."""
    return format_html(
        '<details class="details"{}><summary>{}{}</summary>'
        '<div class="details-body">{}</div></details>',
        " open" if open else "",
        icon("chevron-right"),
        summary,
        content,
    )


@register.simple_tag
def phone_link(number: str, label: str = "", kind: str = "") -> SafeString:
    """A number that rings when touched; a `kind` makes it a button."""
    digits = "".join(sign for sign in str(number) if sign.isdigit() or sign in "+,")
    css = "phone" if not kind else f"button button-{kind}"
    return format_html(
        '<a class="{}" href="tel:{}">{}<span>{}</span></a>',
        css,
        digits,
        icon("phone"),
        label or number,
    )


@register.simple_tag
def photos(items: Iterable[Any]) -> SafeString:
    """Thumbnails that open the photo; each item has url, thumb_url and alt."""
    pictures = ((item.url, item.thumb_url, item.alt) for item in items)
    return format_html(
        '<div class="photos">{}</div>',
        format_html_join(
            "",
            '<a href="{}"><img src="{}" alt="{}" width="88" height="88" loading="lazy"></a>',
            pictures,
        ),
    )


@register.inclusion_tag("ui/parts/figure.html")
def figure(
    label: str,
    value: object,
    unit: str = "",
    definition: str = "",
    href: str = "",
    tone: str = "",
) -> dict[str, object]:
    """A number with its definition, and the way down to its list."""
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "definition": definition,
        "href": href,
        "tone": tone,
    }


@register.simple_tag
def advice(status: int | str = 400) -> Advice:
    """What to say for a status, for the error page."""
    return advice_for(int(status or 400))


@register.simple_tag(takes_context=True)
def desk_links(context: Context) -> list[Link]:
    """The rail of the desk for the person at it."""
    if "rail" in context:  # a page may bring its own: the gallery, a test
        return list(context["rail"])
    request = context.get("request")
    return list(links_for(request)) if isinstance(request, HttpRequest) else []


@register.simple_tag(takes_context=True)
def outreach_links(context: Context) -> list[Link]:
    """The tabs of the pages by which an office speaks, for the person at the desk."""
    request = context.get("request")
    return list(links_for(request, outreach_entries)) if isinstance(request, HttpRequest) else []


@register.simple_tag(takes_context=True)
def subject_links(context: Context, subject_type: str, subject_id: int) -> list[Link]:
    """What modules above offer to do with the thing a page is about."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return []
    return list(links_of_subject(request, subject_type, subject_id))
