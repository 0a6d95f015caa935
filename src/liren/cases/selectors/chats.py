"""Pastes of group chats, as far as somebody may see them."""

from liren.accounts.models import User
from liren.cases.models import ChatKey, ChatPaste
from liren.cases.permissions import CasePermission
from liren.core.errors import NotFound
from liren.core.models import PlacedQuerySet

MOST_SHOWN = 50


def pastes_for(user: User) -> PlacedQuerySet[ChatPaste]:
    """One's own, and those of colleagues where one may see who reported."""
    own = ChatPaste.objects.within(user.scope_for(CasePermission.REPORT_FOR))
    own = own.filter(by=user.audit_name)
    others = ChatPaste.objects.within(user.scope_for(CasePermission.SEE_REPORTER))
    return (own | others).select_related("place", "key").order_by("-pk")


def waiting_pastes(user: User) -> list[ChatPaste]:
    """What still has to be looked at, the newest first; without the words."""
    found = pastes_for(user).exclude(status=ChatPaste.Status.DONE)
    return list(found[:MOST_SHOWN])


def paste_for(user: User, pk: int) -> ChatPaste:
    """One paste inside what somebody may see, or not found."""
    found = pastes_for(user).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def chat_keys(user: User) -> list[ChatKey]:
    """The keys of the places somebody sets up."""
    found = ChatKey.objects.within(user.scope_for(CasePermission.SETUP))
    return list(found.select_related("place").order_by("ended_at", "-pk")[:MOST_SHOWN])
