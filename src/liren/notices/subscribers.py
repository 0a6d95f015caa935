"""A one-time code goes out as soon as it was asked for."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from liren.accounts.events import SignInCodeRequested
from liren.accounts.selectors import open_code
from liren.core.events import subscribe
from liren.notices import services
from liren.notices.selectors import deliveries_about

CODE = "accounts.signincode"


@subscribe(SignInCodeRequested)
def send_code(event: SignInCodeRequested) -> None:
    """Send the code, once, by the channel for codes."""
    now = timezone.now()
    code = open_code(event.code_id, now)
    if code is None or deliveries_about(CODE, event.code_id).exists():
        return
    text = gettext("Your code for Liren: {code}. Valid for ten minutes. Tell it to nobody.")
    notice = services.NewNotice(
        phone=code.phone,
        text=text.format(code=code.code),
        subject_type=CODE,
        subject_id=event.code_id,
        channel=getattr(settings, "LIREN_CODE_CHANNEL", "console"),
        is_secret=True,
        at_any_hour=True,
        useless_after=code.valid_until,
    )
    services.send_all([notice], now=now)
