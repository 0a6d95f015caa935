"""What a telephone sends from the field: one act with its key and its times."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from liren.cases.domain.field import Clocks, Spot
from liren.cases.forms.acts import FORMS
from liren.cases.forms.resident import PhotosField, WordsField
from liren.cases.selectors.field import ACTS
from liren.cases.services.field import REPORT
from liren.core.crypto import blind_index
from liren.core.errors import Invalid, sentence

NOTE = "note"
MOST_LETTERS = 2000
TOLD_APART = ("act", "order", "case", "place", "place_note", "words", "seen")


class SendingUnusable(Invalid):
    """What came is not what the page sends."""

    code = "cases.sending_unusable"
    sentence = sentence("This could not be read: {where}.")


class SendingForm(forms.Form):
    """One act; which of order, case and place it needs depends on the act."""

    key = forms.UUIDField()
    owner = forms.IntegerField()
    act = forms.ChoiceField(choices=[(act, act) for act in (*ACTS, REPORT, NOTE)])
    order = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    case = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    place = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    place_note = WordsField(required=False, max_length=200)
    words = WordsField(required=False, max_length=MOST_LETTERS)
    seen = forms.SlugField(required=False, max_length=16)
    made_at = forms.DateTimeField()
    sent_at = forms.DateTimeField()
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    accuracy = forms.FloatField(required=False, min_value=0, max_value=10_000_000)
    photos = PhotosField(required=False)

    def clean(self) -> None:
        """Each act is about something."""
        needed = {REPORT: "place", NOTE: "case"}.get(self.cleaned_data.get("act", ""), "order")
        if not self.cleaned_data.get(needed):
            self.add_error(needed, forms.ValidationError("?", code="required"))

    def sent(self) -> Mapping[str, Any]:
        """What came, or the names of what cannot be used."""
        if not self.is_valid():
            raise SendingUnusable(where=", ".join(sorted(self.errors)))
        return self.cleaned_data

    def clocks(self, arrived_at: Any) -> Clocks:
        """The telephone's two times and ours."""
        sent = self.cleaned_data
        return Clocks(made_at=sent["made_at"], sent_at=sent["sent_at"], arrived_at=arrived_at)

    def sent_index(self) -> bytes:
        """What came, so that a second sending of it is told from another act under the same key."""
        sent = {name: self.cleaned_data[name] for name in TOLD_APART}
        sent["photos"] = len(self.cleaned_data["photos"])
        return blind_index(json.dumps(sent, sort_keys=True), purpose="field.sent")

    def spot(self) -> Spot | None:
        """The position, if one was attached whole."""
        values = [self.cleaned_data[name] for name in ("longitude", "latitude", "accuracy")]
        if any(value is None for value in values):
            return None
        longitude, latitude, accuracy = values
        return Spot(longitude=longitude, latitude=latitude, accuracy=round(accuracy))


def questions() -> dict[str, dict[str, object]]:
    """What the telephone asks for each act: the words of the desk's own forms."""
    return {act: _question(FORMS[act].base_fields, str(FORMS[act].label)) for act in ACTS}


def _question(fields: Mapping[str, forms.Field], label: str) -> dict[str, object]:
    words = next((f for name, f in fields.items() if name not in ("order", "photos")), None)
    return {
        "label": label,
        "words": str(words.label) if words else "",
        "required": bool(words and words.required),
    }
