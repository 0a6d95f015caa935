"""The pages of care: what residents, buddies and helpers see, and the desk."""

from tests.shots.shown import Shown, desk, send

RESIDENT: tuple[Shown, ...] = (
    Shown(name="help-unknown", path="/help/", is_alone=True),
    Shown(name="help-button", path="/help/", user="resident"),
    Shown(name="help-called", path="/help/", user="elder"),
    Shown(name="helper", path="/h/{care_link}/"),
    Shown(name="buddies", path="/care/buddies/", user="resident"),
    Shown(name="buddies-empty", path="/care/buddies/", user="elder"),
    Shown(name="meals", path="/care/meals/", user="elder"),
)
DESK: tuple[Shown, ...] = (
    desk("care", "/desk/care/"),
    desk("care-call", "/desk/care/calls/{care_call}/"),
    desk("care-new-call", "/desk/care/calls/new/?person={care_person}"),
    desk("care-person", "/desk/care/people/{care_person}/"),
    desk("care-pair", "/desk/care/people/{care_person}/buddy/?q=王"),
    desk("care-times", "/desk/care/times/"),
    desk("care-rota", "/desk/care/buddies/"),
    desk("care-note", "/desk/care/buddies/{care_pair}/"),
    desk("care-task", "/desk/care/tasks/{care_task}/"),
    desk("care-task-errors", "/desk/care/tasks/{care_task}/", deed=send, status=422),
    desk("care-round", "/desk/care/round/", user="grid1"),
    desk("care-meals", "/desk/care/meals/"),
    desk("care-menu", "/desk/care/meals/new/"),
    desk("care-meal", "/desk/care/meals/{care_menu}/"),
)
