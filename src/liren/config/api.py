"""The API: its doors, its errors, its document."""

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from liren import __version__
from liren.accounts import selectors as accounts
from liren.accounts.models import User
from liren.cases.api import public, staff
from liren.config.errors import RETRY_AFTER, problem
from liren.core.errors import Invalid, LirenError, NotAllowed, TooLarge, Unavailable, sentence


class TokenMissing(NotAllowed):
    """The caller's token is missing, revoked, or over."""

    code = "api.token_missing"
    status = 401
    sentence = sentence("A valid token is needed: Authorization: Bearer …")


class BodyUnusable(Invalid):
    """The request does not have the form the document asks for."""

    code = "api.body_unusable"
    sentence = sentence("The request is not as the document asks: {where}")


class BodyUnreadable(LirenError):
    """What came is not the JSON it says it is."""

    code = "api.body_unreadable"
    sentence = sentence("The body of the request is not JSON that can be read.")


class StaffToken(HttpBearer):
    """A token of a person; it may do what that person may do, where they may do it."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The user of the token, while it holds."""
        return accounts.user_of_token(token, timezone.now())


api = NinjaAPI(
    title="Liren",
    version=__version__,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", public)
api.add_router("", staff, auth=StaffToken())


@api.exception_handler(LirenError)
def tell_error(request: HttpRequest, error: LirenError) -> HttpResponse:
    """Answer with problem details."""
    body = problem(error, path=request.path)
    answer = api.create_response(request, body, status=error.status)
    answer["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(OperationalError)
def tell_unavailable(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database does not answer; the same key sent again later stores it once."""
    answer = tell_error(request, Unavailable())
    answer["Retry-After"] = RETRY_AFTER
    return answer


@api.exception_handler(RequestDataTooBig)
def tell_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """More than a program may send at once."""
    return tell_error(request, TooLarge())


@api.exception_handler(AuthenticationError)
def tell_unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, no staff."""
    answer = tell_error(request, TokenMissing())
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def tell_unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which part of the request cannot be used; never repeat what was sent."""
    where = "; ".join(
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors
    )
    return tell_error(request, BodyUnusable(where=where[:500]))


@api.exception_handler(HttpError)
def tell_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The one error that ninja raises itself: it could not parse the body."""
    return tell_error(request, BodyUnreadable())
