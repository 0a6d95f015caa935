"""A form that comes a second time with other words: nothing is lost, and nothing filed unasked."""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from liren.core.errors import LirenError
from liren.core.idempotency import KeyReused
from liren.ui.pages import said


def refuse_in(form: forms.Form, trouble: LirenError) -> None:
    """Say in the form what is wrong; what goes out once more under another key is a new report."""
    if not isinstance(trouble, KeyReused):
        form.add_error(None, said(trouble))
        return
    assert isinstance(form.data, QueryDict)
    form.data = form.data.copy()
    form.data["client_key"] = str(uuid.uuid4())
    form.add_error(
        None,
        _(
            "You have sent this before, with other words. If it is to be a second report, send it "
            "once more."
        ),
    )
