"""The pages of the register: what the office holds, and what residents see of it."""

from tests.shots.shown import Shown, desk, fill, send

RESIDENT: tuple[Shown, ...] = (
    Shown(name="my-data-who", path="/my-data/", is_alone=True),
    Shown(name="my-data", path="/my-data/", user="resident"),
    Shown(name="my-data-correct", path="/my-data/correct/remark/", user="resident"),
    Shown(name="my-data-enter", path="/my-data/l/{self_link}/"),
    Shown(
        name="my-data-enter-errors",
        path="/my-data/l/{self_link}/",
        deed=fill("input[name=digits]", "0000"),
    ),
)
DESK: tuple[Shown, ...] = (
    desk("people", "/desk/people/"),
    desk("people-none", "/desk/people/?q=没有这个人"),
    desk("person", "/desk/people/{person}/"),
    desk("person-say", "/desk/people/{person}/remark/"),
    desk("person-say-errors", "/desk/people/{person}/remark/", deed=send, status=422),
    desk("person-home", "/desk/people/homes/{home}/", user="grid1"),
    desk("proposals", "/desk/people/proposals/"),
)
