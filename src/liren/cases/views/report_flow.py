"""One report on its way through the page: what was typed, what was kept, and which part is shown.

The same form serves both modes. The normal page shows all parts at once, the elder page one
question a screen; what is not shown travels along hidden, so nothing depends on a script.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.functional import cached_property

from liren.accounts.models import User
from liren.cases.forms.resident import ReportForm
from liren.cases.models import Case, Channel, Shown
from liren.cases.selectors.neighbourhood import Neighbourhood, SpotGroup, spots
from liren.cases.selectors.public import PublicRow, offers
from liren.cases.services import photos
from liren.cases.services.pace import check_pictures
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.report import NewReport
from liren.cases.services.understand import Words, similar_cases, understand_all
from liren.core.errors import LirenError
from liren.core.pace import address_of
from liren.places.models import Place
from liren.ui.context import ELDER, mode_of
from liren.ui.pages import said

STEPS = ("words", "place", "answer")
ALL = frozenset(STEPS)
FIELDS = {
    "words": ("text", "photos"),
    "place": ("place", "place_note"),
    "answer": ("phone", "shown", "website"),
}
MOST_OFFERED = 3
JOIN_SALT = "cases.join"


@dataclass
class Flow:
    """A report that is being written."""

    request: HttpRequest
    around: Neighbourhood
    community: Place
    kept: list[StoredPhoto] = field(default_factory=list)

    @property
    def is_elder(self) -> bool:
        """Whether one question a screen is asked."""
        return mode_of(self.request) == ELDER

    @property
    def place_step(self) -> str:
        """The part of the page on which the place is asked for."""
        return "place" if self.is_elder else "all"

    @cached_property
    def groups(self) -> list[SpotGroup]:
        """The places to choose from."""
        return spots(self.community)

    def form(self, *args: Any, **kwargs: Any) -> ReportForm:
        """The form of this neighbourhood."""
        return ReportForm(*args, community=self.community, groups=self.groups, **kwargs)

    def empty(self, place: Place | None, known: str) -> ReportForm:
        """A new form, with the place filled in when we know it."""
        start = {"place": place.pk, "known": known} if place else {}
        return self.form(initial={**start, "client_key": uuid.uuid4()})

    def typed(self, **changed: object) -> ReportForm:
        """The form as it was typed, without a word about what is missing."""
        sent = {name: self.request.POST.get(name, "") for name in ReportForm.base_fields}
        return self.form(initial={**sent, "kept": photos.to_token(self.kept), **changed})

    def bound(self) -> ReportForm:
        """The form checked; pictures that came are stored first, so that no error loses them."""
        sent = self.request.POST.copy()
        self.kept = photos.from_token(sent.get("kept", ""))
        trouble = self._keep(_uploads(self.request))
        sent["kept"] = photos.to_token(self.kept)
        # Left open, neighbours hear of the matter and read no word.
        sent["shown"] = sent.get("shown") or Shown.MATTER
        form = self.form(sent)
        form.full_clean()
        if trouble:
            form.add_error("photos", said(trouble))
        if self.kept:
            form.forgive("text")
        return form

    def _keep(self, uploads: Sequence["UploadedFile[Any]"]) -> LirenError | None:
        for upload in uploads:
            try:
                check_pictures(address_of(self.request))
                self.kept += photos.keep_all([upload], already=len(self.kept))
            except LirenError as trouble:
                return trouble
        return None

    def place_of(self, form: ReportForm, now: datetime) -> Place | None:
        """Where it is: as chosen, else as the words say."""
        chosen: Place | None = form.cleaned_data.get("place")
        text = form.cleaned_data.get("text", "")
        if chosen or not text:
            return chosen
        note = form.cleaned_data.get("place_note", "")
        words = Words(text=text, place=self.community, at=now, place_note=note)
        (understood,) = understand_all([words], now=now)
        if understood.place_by != "words":
            return None
        form.forgive("place")
        return understood.place

    def new_report(self, form: ReportForm, user: User | None) -> NewReport:
        """What is handed to the service, which looks for the place in the words itself."""
        sent = form.cleaned_data
        key = sent.get("client_key")
        return NewReport(
            text=sent.get("text", ""),
            place=sent.get("place") or self.community,
            place_note=sent.get("place_note", ""),
            channel=Channel.QR if sent.get("known") == "qr" else Channel.WEB,
            phone=sent.get("phone", ""),
            shown=sent.get("shown", Shown.OFFICE),
            user=user,
            photos=self.kept,
            joins=joined_case(self.request.POST.get("joins", "")),
            client_key=str(key) if key else None,
        )


def _uploads(request: HttpRequest) -> list["UploadedFile[Any]"]:
    return [file for file in request.FILES.getlist("photos") if file.size]


def similar_to(text: str, place: Place, now: datetime) -> list[PublicRow]:
    """Neighbours' cases that are likely the same, as they may be shown."""
    likely = similar_cases(text=text, place=place, now=now) if text else []
    return offers(similar.case for similar in likely[:MOST_OFFERED])


def join_token(case: Case) -> str:
    """What the button "me too" sends; only cases that were offered can be joined."""
    return signing.dumps(case.pk, salt=JOIN_SALT)


def joined_case(token: str) -> Case | None:
    """The case behind the button."""
    try:
        number = signing.loads(token, salt=JOIN_SALT, max_age=photos.TOKEN_AGE) if token else None
    except signing.BadSignature:
        return None
    return Case.objects.filter(pk=number).first() if number else None


def first_wrong(form: ReportForm) -> str:
    """The part of the form that needs another look."""
    wrong: Mapping[str, object] = form.errors
    return next((step for step in STEPS if any(name in wrong for name in FIELDS[step])), "answer")


def only_errors_of(form: ReportForm, step: str) -> bool:
    """Forget what is not asked yet; say whether something wrong is left."""
    for name in [name for name in form.errors if name not in FIELDS[step]]:
        del form.errors[name]
    return bool(form.errors)
