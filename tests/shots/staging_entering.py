"""Run by `liren shell` over a demo, like `staging.py`: everybody is signed in already."""

import json

from django.test import Client

from liren.accounts.models import User


def entered() -> dict[str, str]:
    """The session of each account: many passwords would take their time."""
    found = {}
    for user in User.objects.filter(is_active=True):
        browser = Client()
        browser.force_login(user)
        found[f"session of {user.username}"] = browser.cookies["sessionid"].value
    return found


print("STAGED " + json.dumps(entered()))  # noqa: T201  # read by the walker
