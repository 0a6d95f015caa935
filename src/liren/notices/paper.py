"""An announcement as a poster."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from liren.accounts.selectors import community_party
from liren.notices.models import Announcement
from liren.ui.paper import code_of, typeset

LANGUAGE = "zh-hans"


def poster_of(row: Announcement) -> bytes:
    """The PDF; a poster hangs for everybody, so its own words are Chinese."""
    party = community_party(row.place)
    address = settings.LIREN_URL.rstrip("/") + reverse("notices:announcement", args=[row.pk])
    with override(LANGUAGE):
        return typeset(
            "announcement",
            {
                "language": "zh",
                "urgent": row.is_urgent,
                "place": row.place.name,
                "kind": gettext("Urgent notice") if row.is_urgent else gettext("Notice to all"),
                "title": row.title,
                "text": row.text,
                "english": {"title": row.title_en, "text": row.text_en},
                "code": code_of(address),
                "address": address,
                "words": {"scan": gettext("Scan for the latest")},
                "valid": _valid(row),
                "office": f"{party.name}  {party.phone}" if party else "",
                "hours": party.hours if party else "",
            },
        )


def _valid(row: Announcement) -> str:
    begin, end = timezone.localtime(row.valid_from), timezone.localtime(row.valid_until)
    shape = gettext("j M H:i")
    words = gettext("Holds from {begin} to {end}")
    return words.format(begin=date_format(begin, shape), end=date_format(end, shape))
