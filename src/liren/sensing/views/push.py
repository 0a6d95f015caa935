"""The door of vendors' platforms: JSON by POST, signed."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liren.core import pace
from liren.core.doors import public
from liren.core.errors import LirenError
from liren.sensing.services.pushes import NotSigned, Push, take_push
from liren.ui.pages import said

WRONG_FROM_ONE_ADDRESS = 300


@csrf_exempt
@public
@require_POST
def push(request: HttpRequest, number: str) -> JsonResponse:
    """Take a push: 202 once it is stored, else a code and a sentence."""
    sender = pace.address_of(request)
    sent = Push(
        number=number,
        body=request.body,
        moment=request.headers.get("Liren-Timestamp", ""),
        signature=request.headers.get("Liren-Signature", ""),
    )
    try:
        pace.check("sensing.push", sender, most=WRONG_FROM_ONE_ADDRESS)
        take_push(sent, now=timezone.now())
    except LirenError as error:
        if isinstance(error, NotSigned):
            pace.count("sensing.push", sender)
        return JsonResponse({"code": error.code, "detail": said(error)}, status=error.status)
    return JsonResponse({"accepted": True}, status=202)
