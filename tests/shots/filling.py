"""The pages of forms, reports and the burden."""

from tests.shots.shown import Shown, desk, send

RESIDENT: tuple[Shown, ...] = (Shown(name="burden-public", path="/burden/{community_pk}/"),)
DESK: tuple[Shown, ...] = (
    desk("forms", "/desk/forms/"),
    desk("forms-street", "/desk/forms/", "duty"),
    desk("form-ask", "/desk/forms/ask/", "shichang"),
    desk("form-ask-errors", "/desk/forms/ask/", "shichang", deed=send, status=422),
    desk("form-refused", "/desk/forms/{form_refused}/", "shichang"),
    desk("form-admitted", "/desk/forms/{form_admitted}/", "duty"),
    desk("form-round", "/desk/forms/rounds/{form_round}/"),
    desk("form-wrong", "/desk/forms/rounds/{form_round}/wrong/{form_subject}/phone/"),
    desk("form-paper", "/desk/forms/rounds/{form_round}/paper/"),
    desk("reports", "/desk/reports/", "secretary"),
    desk("report", "/desk/reports/{report}/", "secretary"),
    desk("report-paper", "/desk/reports/{report}/paper/", "secretary"),
    desk("burden", "/desk/burden/", "duty"),
)
