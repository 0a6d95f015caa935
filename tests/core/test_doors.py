"""A door lets in whom it should, and sends the others where they can sign in."""

from enum import StrEnum

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from liren.core.doors import Door, DoorKind, door_of, needs, public, signed_in
from liren.core.permissions import PermissionMissing


class Permission(StrEnum):
    SEE = "tests.see"
    EDIT = "tests.edit"


class Member:
    is_authenticated = True

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def has_perm(self, permission: str) -> bool:
        return permission in self.permissions


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def request_of(user: object, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/desk/?tab=late", headers=headers)
    request.user = user  # type: ignore[assignment]  # a stand-in
    return request


def test_a_public_page_is_open_to_strangers() -> None:
    assert public(page)(request_of(AnonymousUser())).status_code == 200


def test_a_stranger_is_sent_to_sign_in_and_back() -> None:
    for view in (signed_in(page), needs(Permission.SEE)(page)):
        response = view(request_of(AnonymousUser()))
        assert (response.status_code, response["Location"]) == (
            302,
            "/sign-in/?next=%2Fdesk%2F%3Ftab%3Dlate",
        )


def test_a_fragment_sends_the_whole_page() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/desk/?x=1"}
    response = signed_in(page)(request_of(AnonymousUser(), **headers))
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fdesk%2F%3Fx%3D1"


def test_one_of_the_permissions_is_enough() -> None:
    view = needs(Permission.SEE, Permission.EDIT)(page)
    assert view(request_of(Member(Permission.EDIT))).status_code == 200
    with pytest.raises(PermissionMissing):
        view(request_of(Member("tests.other")))


def test_a_view_tells_its_door() -> None:
    assert door_of(Member) is None
    assert door_of(needs(Permission.SEE)(page)) == Door(DoorKind.NEEDS, (Permission.SEE,))
