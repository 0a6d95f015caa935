"""A long select says what Django's own says."""

from django import forms

from liren.ui.widgets import LongSelect

CHOICES = [("", "—"), ("群租 & 违建", [(1, "<b>群租</b>"), (2, "违建")]), (3, 'a "b"')]


def html(widget: type[forms.Select], value: object) -> str:
    made = widget(choices=CHOICES, attrs={"form": "filters", "required": True, "hidden": False})
    return "".join(made.render("kind", value, {"id": "id_kind"}).split())


def test_it_is_the_same_element() -> None:
    for value in ("", "2", 3, None, "unknown"):
        assert html(LongSelect, value) == html(forms.Select, value)
