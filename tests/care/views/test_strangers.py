"""Every address of care and of the devices, tried by everybody who has no business with its row."""

from django.apps import apps
from django.test import Client

from liren.accounts.models import Grant, User
from liren.config import reference
from liren.config.reference import Address
from liren.core.doors import DoorKind
from liren.core.permissions import roles
from tests.factories.neighbourhood import BEGUN, Neighbourhood
from tests.house.test_doors import NOT_A_PAGE, full_name, path_of

HERS = [a for a in reference.addresses() if full_name(a).split(":")[0] in ("care", "sensing")]
# Whatever a form of one of the pages sends; none of it may have an effect.
DEEDS = [
    {"deed": deed, "found": "well", "person": "1", "channel": "phone", "tap": "1", "face": "well"}
    for deed in ("go", "at_door", "rang_120", "taken", "cancel", "note", "back")
]
TRY_ALL = "community_secretary"  # who may do the most
NAMES = ("李奶奶", "李家女儿", "陈阿姨", "3号楼", "SM-1", "云平台")


def strangers(town: Neighbourhood) -> dict[str, User]:
    """Of every role that may do anything here, in the next community; and a resident from afar."""
    found = {"resident": User.objects.create(username="stranger", name="外人")}
    for role in roles:
        if any(one.startswith(("care.", "sensing.")) for one in role.permissions):
            user = User.objects.create(username=f"stranger_{role.key}", name="外人")
            party = town.parties["next_committee"]
            grant = Grant(user=user, role=role.key, party=party, from_date=BEGUN)
            grant.put_at(town.places["next_community"])
            grant.save()
            found[role.key] = user
    return found


def snapshot() -> dict[str, list[object]]:
    """All rows of both modules."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for name in ("care", "sensing")
        for model in apps.get_app_config(name).get_models()
        if model._meta.label != "sensing.Refusal"  # strangers who cannot sign are counted
    }


def is_about_a_row(address: Address) -> bool:
    return "<" in address.route and address.door is not None


def test_strangers_find_and_change_nothing(town: Neighbourhood) -> None:
    paths = {full_name(a): path_of(a, town) for a in HERS}
    before, wrong = snapshot(), []
    for key, user in strangers(town).items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for address in HERS:
            assert address.door is not None
            page = paths[full_name(address)]
            if address.door.kind is DoorKind.PUBLIC and "token" in address.route:
                continue  # whoever has the link is no stranger
            deeds = DEEDS if key == TRY_ALL and is_about_a_row(address) else DEEDS[:1]
            answers = [client.get(page), *(client.post(page, deed) for deed in deeds)]
            for answer in answers:
                told = [
                    name
                    for name in NAMES
                    if name not in page and name in answer.content.decode(errors="replace")
                ]
                if answer.status_code >= 500 or told:
                    wrong.append(f"{key} {page}: {answer.status_code} {told}")
            is_row = is_about_a_row(address) and address.door.kind is DoorKind.NEEDS
            if is_row and answers[0].status_code not in {403, 404, NOT_A_PAGE}:
                wrong.append(f"{key} {page}: {answers[0].status_code}")
    assert not wrong, "\n".join(wrong)
    after = snapshot()
    assert {label: rows for label, rows in after.items() if rows != before[label]} == {}
