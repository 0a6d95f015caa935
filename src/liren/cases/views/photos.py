"""Pictures, served with the viewer's rights; whoever may not see one finds nothing."""

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from liren.accounts.models import User
from liren.cases.models import Case, Photo
from liren.cases.selectors import resident
from liren.cases.selectors.cases import visible_to
from liren.cases.services import photos
from liren.cases.views.resident_page import SHOWN_SALT
from liren.core.doors import public, signed_in
from liren.core.errors import NotFound, sentence

HOUR = timedelta(hours=1)


class PhotoUnknown(NotFound):
    """No such picture, or not for this viewer: the answer is the same."""

    code = "cases.photo_unknown"
    sentence = sentence("We could not find this photo.")


@require_safe
@signed_in
def photo(request: HttpRequest, pk: int, *, is_thumb: bool = False) -> HttpResponse:
    """A picture of a case that a colleague may see."""
    user = request.user
    cases = Case.objects.none()
    if isinstance(user, User):
        cases = visible_to(user)
    return _served(resident.photo_of_visible(pk, cases), is_thumb)


@require_safe
@public
def own_photo(request: HttpRequest, link: str, pk: int, *, is_thumb: bool = False) -> HttpResponse:
    """A picture for whoever holds the link of a report."""
    return _served(resident.photo_for(pk, link=link), is_thumb)


@require_safe
@public
def shown_photo(request: HttpRequest, token: str) -> HttpResponse:
    """One picture that a page of ours offered within the last hour."""
    try:
        return _file(signing.loads(token, salt=SHOWN_SALT, max_age=HOUR))
    except signing.BadSignature as wrong:
        raise PhotoUnknown() from wrong


def _served(found: Photo | None, is_thumb: bool) -> HttpResponse:
    if found is None:
        raise PhotoUnknown()
    return _file(found.thumbnail if is_thumb else found.file)


def _file(name: str) -> HttpResponse:
    path = photos.path_of(name)
    if path is None:
        raise PhotoUnknown()
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, max_age=int(HOUR.total_seconds()))
    return response
